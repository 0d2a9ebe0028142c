import type { PurchaseView } from '#protocol/purchase/views.ts';
import { CallProblem } from '../call/call.ts';

/** An order before somebody, asked every few seconds and drawn anew where its version moved. */
export class PurchaseDesk {
  #view = $state.raw<PurchaseView | undefined>();
  #problem = $state.raw<CallProblem | undefined>();
  #isReading = false;
  readonly #read: (since?: number) => Promise<PurchaseView | { readonly version: number }>;

  constructor(read: (since?: number) => Promise<PurchaseView | { readonly version: number }>) {
    this.#read = read;
  }

  get view(): PurchaseView | undefined {
    return this.#view;
  }
  get problem(): CallProblem | undefined {
    return this.#problem;
  }

  async read(isWhole = false): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const answer = await this.#read(isWhole ? undefined : this.#view?.card.version);
      if ('card' in answer) this.#view = answer;
      this.#problem = undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
    } finally {
      this.#isReading = false;
    }
  }
}
