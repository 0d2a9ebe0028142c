import { lateWritesMax, type Refusal } from '#protocol/live/wire.ts';
import type { JournalWrite } from './journal.ts';
import type { LiveStanding } from './live-standing.svelte.ts';
import type { Wire } from './wire.ts';

export interface LateParts {
  readonly standing: LiveStanding;
  readonly random: () => string;
  /** Where it goes, if anywhere now. */
  readonly wire: () => Wire | undefined;
  /** The document was opened again: what waited as late is written into it. */
  readonly onOpenAgain: () => void;
}

/**
 * What was written after a freeze: sent to the slice some at a time, and done when its receipt is here; until then it stays
 * in the journal and is sent again. [LD-9]
 */
export class LateWrites {
  readonly #parts: LateParts;
  #turn: { readonly id: string; readonly writes: readonly JournalWrite[] } | undefined;

  constructor(parts: LateParts) {
    this.#parts = parts;
  }

  send(): void {
    const { standing, random, wire: wireOf } = this.#parts;
    const { unsaved } = standing;
    const wire = wireOf();
    if (!unsaved || unsaved.size === 0 || this.#turn || !wire?.isConnected) return;
    const writes = unsaved.waiting.slice(0, lateWritesMax);
    const id = random();
    this.#turn = { id, writes };
    const late = writes.map(({ root, key, value, atMs }) => ({ root, key, value, atMs }));
    wire.sendLate(JSON.stringify({ id, writes: late }));
  }

  onReceipt({ id, kept }: { readonly id: string; readonly kept: number }): void {
    if (this.#turn?.id !== id) return;
    const { standing } = this.#parts;
    standing.unsaved?.drop(this.#turn.writes);
    standing.late += kept;
    this.#turn = undefined;
    this.send();
  }

  /** Not even late: the kind keeps none, or the document was opened again and takes them as they are. */
  onRefused(late: string, { code, reason, entries }: Refusal): void {
    if (this.#turn?.id !== late) return;
    this.#turn = undefined;
    const { standing, onOpenAgain } = this.#parts;
    if (!standing.news.isFrozen && code === 'frozen') return onOpenAgain();
    standing.unsaved?.refuse(entries, code, reason);
    this.send();
  }

  /** The connection is gone, and with it the receipt. */
  forget(): void {
    this.#turn = undefined;
  }
}
