import { CallProblem } from '../call/call.ts';
import type { ReplenishPage } from '#protocol/replenish/views.ts';
import { Remote } from '../ui/remote.svelte.ts';
import { quantityOf, type Paper } from './paper.ts';
import {
  acceptDocument,
  planNow,
  readReplenish,
  rejectLines,
  undoLines,
  type RejectReason,
} from './replenish-api.ts';

const askMs = 2000;

/** The suggestions of the last run on one desk: what was edited here, and what is under way. */
export class ReplenishDesk {
  readonly page = new Remote<ReplenishPage>();
  edits = $state<Record<number, number>>({});
  busy = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  load(): void {
    void this.page.load('replenish', readReplenish).then(() => this.#follow());
  }

  /** Looks again until the planning under way has ended. */
  #follow(): void {
    clearTimeout(this.#timer);
    if (this.page.value?.isRunning) this.#timer = setTimeout(() => this.load(), askMs);
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  async plan(): Promise<void> {
    await planNow();
    this.load();
  }

  /** Answers the draft's id, or the problem. */
  accept(paper: Paper, note: string): Promise<CallProblem | undefined> {
    return this.#do(paper.key, () =>
      acceptDocument({
        sourceId: paper.sourceId,
        targetId: paper.targetId,
        note: note.slice(0, 400),
        lines: paper.lines
          .filter(({ state }) => state === 'open')
          .map((line) => ({ id: line.id, quantity: quantityOf(line, this.edits) })),
      }),
    );
  }

  reject(paper: Paper, reason: RejectReason): Promise<CallProblem | undefined> {
    return this.#do(paper.key, () =>
      rejectLines(
        paper.lines.filter(({ state }) => state === 'open').map(({ id }) => id),
        reason,
      ),
    );
  }

  undo(paper: Paper): Promise<CallProblem | undefined> {
    return this.#do(paper.key, () =>
      undoLines(paper.lines.filter(({ state }) => state !== 'open').map(({ id }) => id)),
    );
  }

  async #do(key: string, run: () => Promise<unknown>): Promise<CallProblem | undefined> {
    this.busy = key;
    try {
      await run();
      await this.page.load('replenish', readReplenish);
      return undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      return problem;
    } finally {
      this.busy = null;
    }
  }
}
