import type { ForkLevel } from '#domain/replenish/fork.ts';
import type { ForkLevels, ForkView } from '#protocol/replenish/fork-views.ts';
import { CallProblem } from '../../call/call.ts';
import { cellKey } from './plan.ts';

interface ForkReads {
  readonly read: () => Promise<ForkView>;
  readonly readLevels: (since: string) => Promise<ForkLevels>;
}

/** A fork before somebody: what was copied, and what stands in its stores now, asked every second and shown when it moves. */
export class ForkDesk {
  #view = $state.raw<ForkView | undefined>();
  #levels = $state.raw<ReadonlyMap<string, ForkLevel> | undefined>();
  #problem = $state.raw<CallProblem | undefined>();
  #revision = '';
  #isReading = false;
  readonly #reads: ForkReads;

  constructor(reads: ForkReads) {
    this.#reads = reads;
  }

  get view(): ForkView | undefined {
    return this.#view;
  }
  /** By `cellKey`; a cell that is not in it has nothing. */
  get levels(): ReadonlyMap<string, ForkLevel> | undefined {
    return this.#levels;
  }
  get problem(): CallProblem | undefined {
    return this.#problem;
  }

  /** Asks what moved; reads the fork anew where its state did, or its chances have come. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      this.#view ??= await this.#reads.read();
      const { revision, state, isReckoned, levels } = await this.#reads.readLevels(this.#revision);
      this.#revision = revision;
      if (levels) this.#levels = new Map(levels.map((one) => [cellKey(one.locationId, one.skuId), one]));
      if (state !== this.#view.head.state || isReckoned !== this.#view.isReckoned)
        this.#view = await this.#reads.read();
      this.#problem = undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
    } finally {
      this.#isReading = false;
    }
  }

  async readNow(): Promise<void> {
    this.#view = await this.#reads.read();
  }
}
