import { CallProblem } from '../call/call.ts';
import type { ReplenishPage, SuggestionView } from '#protocol/replenish/views.ts';
import { Remote } from '../ui/remote.svelte.ts';
import { quantityOf, type Paper } from './paper.ts';
import {
  acceptDocument,
  planNow,
  readReplenish,
  rejectLines,
  suggestionKinds,
  undoLines,
  type RejectReason,
  type SuggestionKind,
} from './replenish-api.ts';

const askMs = 2000;
const reasonMax = 400;

/** The suggestions of the last run on one desk: what was edited here, and what is under way. */
export class ReplenishDesk {
  readonly page = new Remote<ReplenishPage>();
  edits = $state<Record<number, number>>({});
  busy = $state<string | null>(null);
  kind = $state<SuggestionKind>('transfer');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isChosen = false;

  load(): void {
    void this.#read().then(() => {
      if (!this.#isChosen) this.#begin();
      this.#follow();
    });
  }

  /** Shows the suggestions of another kind; what was edited in the others is kept. */
  show(kind: SuggestionKind): void {
    this.#isChosen = true;
    this.kind = kind;
    this.load();
  }

  /** Opens with what there is something to decide of. */
  #begin(): void {
    const page = this.page.value;
    if (!page?.run) return;
    this.#isChosen = true;
    const kind = suggestionKinds.find((one) => page.open[one] > 0);
    if (kind && kind !== this.kind) this.show(kind);
  }

  #read(): Promise<unknown> {
    const { kind } = this;
    // One subject for all kinds: the page stands while another kind is read.
    return this.page.load('replenish', () => readReplenish(kind));
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

  /** Makes the draft, each line with the sentence that stood beside it. Answers the problem where there is one. */
  accept(
    paper: Paper,
    reasonOf: (line: SuggestionView, quantity: number) => string,
  ): Promise<CallProblem | undefined> {
    const lines = paper.lines
      .filter(({ state }) => state === 'open')
      .map((line) => {
        const quantity = quantityOf(line, this.edits);
        return { id: line.id, quantity, reason: reasonOf(line, quantity).slice(0, reasonMax) };
      });
    const { sourceId, supplierId, targetId } = paper;
    const note = lines[0]?.reason ?? '';
    return this.#do(paper.key, () => acceptDocument({ sourceId, supplierId, targetId, note, lines }));
  }

  reject(paper: Paper, reason: RejectReason): Promise<CallProblem | undefined> {
    return this.#do(paper.key, () =>
      rejectLines(
        paper.lines.filter(({ state }) => state === 'open').map(({ id }) => id),
        reason,
      ),
    );
  }

  undo(paper: Paper, isWhole = false): Promise<CallProblem | undefined> {
    return this.#do(paper.key, () =>
      undoLines(
        paper.lines.filter(({ state }) => state !== 'open').map(({ id }) => id),
        isWhole,
      ),
    );
  }

  async #do(key: string, run: () => Promise<unknown>): Promise<CallProblem | undefined> {
    this.busy = key;
    try {
      await run();
      await this.#read();
      return undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      return problem;
    } finally {
      this.busy = null;
    }
  }
}
