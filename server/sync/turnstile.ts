/**
 * The order of things in one document. Memory runs ahead of the log by what is under way:
 *
 *   committed ≤ sequence         level: equal
 *
 * A barrier waits for its sequence; a question for the state, a freeze or a check waits until both are level, and while
 * one of them waits nothing more is let in: what comes is held and goes on afterwards, in its order.
 */
export class Turnstile {
  committed: number;
  #sequence: number;
  #isClosed = false;
  #afterCommit: { readonly sequence: number; readonly run: () => void }[] = [];
  #quiet: { readonly run: () => void; readonly onClosed: ((error: Error) => void) | undefined }[] = [];
  #holds = 0;
  #held: (() => void)[] = [];
  readonly #onWait: () => void;

  /** `onWait`: somebody waits for the log from now on. */
  constructor(sequence: number, onWait: () => void) {
    this.#sequence = sequence;
    this.committed = sequence;
    this.#onWait = onWait;
  }

  get isLevel(): boolean {
    return this.#sequence === this.committed;
  }

  /** The number of the next row of the log. */
  next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Runs it in its turn: at once, or after what is held. */
  orderly(run: () => void): void {
    if (this.#isHolding || this.#held.length > 0) this.#held.push(run);
    else run();
  }

  /** Runs it when everything up to now is committed. */
  whenCommitted(run: () => void): void {
    if (this.isLevel) return run();
    this.#afterCommit.push({ sequence: this.#sequence, run });
    this.#onWait();
  }

  /** Runs it the next time memory and log are level. */
  whenQuiet(run: () => void, onClosed?: (error: Error) => void): void {
    if (this.#isClosed) onClosed?.(closedError());
    else if (this.isLevel) run();
    else {
      this.#quiet.push({ run, onClosed });
      this.#onWait();
    }
  }

  /** Runs it while they are level and nothing is let in. Throws where the document is closed before. */
  async quietly<Result>(run: () => Promise<Result> | Result): Promise<Result> {
    this.#holds += 1;
    try {
      await new Promise<void>((resolve, reject) => this.whenQuiet(resolve, reject));
      return await run();
    } finally {
      this.#holds -= 1;
      this.settle();
    }
  }

  /** Calls back if the document is closed before all of now is committed. */
  onceLost(onLost: (error: Error) => void): void {
    if (!this.isLevel) this.#quiet.push({ run: () => undefined, onClosed: onLost });
  }

  advance(sequence: number): void {
    this.committed = sequence;
    for (let next = this.#afterCommit[0]; next && next.sequence <= sequence; next = this.#afterCommit[0]) {
      this.#afterCommit.shift();
      next.run();
    }
  }

  settle(): void {
    if (this.isLevel) for (const { run } of this.#quiet.splice(0)) run();
    while (!this.#isHolding) {
      const run = this.#held.shift();
      if (!run) return;
      run();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#held = [];
    this.#afterCommit = [];
    for (const { onClosed } of this.#quiet.splice(0)) onClosed?.(closedError());
  }

  get #isHolding(): boolean {
    return this.#holds > 0 || (this.#quiet.length > 0 && !this.isLevel);
  }
}

function closedError(): Error {
  return new Error('the live document was closed here');
}
