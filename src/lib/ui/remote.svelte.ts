import { untrack } from 'svelte';
import { CallProblem } from '../call/call.ts';

/** A value that lives elsewhere: what is known of it now. Stale: it was read once, and can't be read again just now. */
export type RemoteState<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value; readonly asOfMs: number }
  | { readonly state: 'stale'; readonly value: Value; readonly asOfMs: number }
  | { readonly state: 'failed'; readonly problem: CallProblem };

/** Reads a value and keeps it while it is read anew. Of several readings under way the newest one counts. */
export class Remote<Value> {
  #shown = $state.raw<RemoteState<Value>>({ state: 'loading' });
  #isReading = $state(false);
  #subject: string | undefined;
  #read: (() => Promise<Value>) | undefined;
  #turn = 0;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get shown(): RemoteState<Value> {
    return this.#shown;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  get value(): Value | undefined {
    return this.#shown.state === 'ready' || this.#shown.state === 'stale' ? this.#shown.value : undefined;
  }

  /** Reads; what another subject left behind is not shown for this one. `read` is called at once. */
  load(subject: string, read: () => Promise<Value>): Promise<void> {
    const promise = read();
    return untrack(() => {
      if (subject !== this.#subject) this.#shown = { state: 'loading' };
      this.#subject = subject;
      this.#read = read;
      return this.#settle(promise);
    });
  }

  /** Reads the same once more. */
  again(): Promise<void> {
    const read = this.#read;
    return read ? untrack(() => this.#settle(read())) : Promise.resolve();
  }

  /** Lays in a value that came another way: the next page behind those that are shown. */
  put(value: Value): void {
    this.#shown = { state: 'ready', value, asOfMs: this.#now() };
  }

  async #settle(promise: Promise<Value>): Promise<void> {
    const turn = ++this.#turn;
    this.#isReading = true;
    try {
      const value = await promise;
      if (turn === this.#turn) this.put(value);
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      if (turn !== this.#turn) return;
      const before = this.#shown;
      const isHeld = 'value' in before && problem.status !== 404 && problem.status !== 401;
      this.#shown = isHeld
        ? { state: 'stale', value: before.value, asOfMs: before.asOfMs }
        : { state: 'failed', problem };
    } finally {
      if (turn === this.#turn) this.#isReading = false;
    }
  }
}
