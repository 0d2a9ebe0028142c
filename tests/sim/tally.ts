import type { Outcome } from './run-seed.ts';
import type { TransferOutcome } from './transfer/run-transfers.ts';

/** What a row of runs came to, for its one line. */
export class Tally {
  readonly #sums = { runs: 0, commands: 0, posted: 0, refused: 0, batches: 0 };
  readonly #transfers = { runs: 0, transfers: 0, edits: 0, acts: 0, done: 0, refused: 0 };
  readonly #faults: Record<string, number> = {};
  readonly #reached: Record<string, number> = {};
  readonly #refusals: Record<string, number> = {};

  addLedger(outcome: Outcome): readonly string[] {
    this.#sums.runs += 1;
    this.#sums.commands += outcome.commands;
    this.#sums.posted += outcome.posted;
    this.#sums.refused += outcome.refused;
    this.#sums.batches += outcome.tried.length;
    count(this.#faults, outcome.faults);
    return outcome.findings;
  }

  addTransfers(outcome: TransferOutcome): readonly string[] {
    this.#transfers.runs += 1;
    for (const name of ['transfers', 'edits', 'acts', 'done', 'refused'] as const)
      this.#transfers[name] += outcome[name];
    count(this.#faults, outcome.faults);
    count(this.#reached, outcome.reached);
    count(this.#refusals, outcome.refusals);
    return outcome.findings;
  }

  told() {
    return {
      ...this.#sums,
      transfers: { ...this.#transfers, reached: this.#reached, refusals: this.#refusals },
      faults: this.#faults,
    };
  }
}

function count(into: Record<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, times] of counts) into[what] = (into[what] ?? 0) + times;
}
