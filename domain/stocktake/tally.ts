import { entryKey, type Counted, type Counter, type Entry, type EntryKey } from './entry.ts';
import type { Quantity } from '../quantity.ts';

/** Where the ledger stood when the server answered, and when the device had asked. */
interface Reading {
  readonly position: number;
  /** The counter's last entry when the question was sent. */
  readonly through: number;
}

/**
 * One counter on its device: numbers its entries and gives each the window in which it was made. Pure but for its own
 * numbers; the page asks the server where the ledger stands and tells it here.
 */
export class Tally {
  readonly counter: Counter;
  #number: number;
  #position: number;
  /** Entries through this number have their window closed. */
  #sealed: number;
  #reading: Reading | undefined;
  #asked: number | undefined;

  /** `number`: the counter's last entry that is known; `position`: where the ledger was last known to stand. */
  constructor(counter: Counter, number: number, position: number) {
    this.counter = counter;
    this.#number = number;
    this.#sealed = number;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  get number(): number {
    return this.#number;
  }

  /** The server is asked now. */
  ask(): void {
    this.#asked = this.#number;
  }

  /** It answered. Returns the mark to write where entries wait for one and the person has paused. */
  learn(position: number): void {
    this.#position = Math.max(this.#position, position);
    if (this.#asked === undefined) return;
    // The first reading after an entry is the closest; a later one would only widen its window.
    if (this.#asked > this.#sealed && (!this.#reading || this.#reading.through < this.#asked)) {
      this.#reading = { position, through: this.#asked };
    }
    this.#asked = undefined;
  }

  /** An entry of this counter that came from elsewhere (the device's store, late; the server): its number is taken. [I28] */
  see(number: number): void {
    this.#number = Math.max(this.#number, number);
  }

  /** The next entry of this counter; carries the seal of those before it. */
  next(what: {
    readonly counted: Counted;
    readonly zone: number;
    readonly round: number;
    readonly quantity: Quantity;
    readonly atSeconds: number;
  }): Entry {
    const seal = this.#take();
    this.#number += 1;
    return { counter: this.counter, number: this.#number, position: this.#position, seal, ...what };
  }

  /** The mark that closes the windows of entries after which nothing more was counted; undefined where none waits. */
  pause(): { readonly key: EntryKey; readonly through: number; readonly position: number } | undefined {
    const seal = this.#take();
    return seal ? { key: entryKey(this.counter, seal.through), ...seal } : undefined;
  }

  #take(): Reading | null {
    const reading = this.#reading;
    this.#reading = undefined;
    if (!reading || reading.through <= this.#sealed) return null;
    this.#sealed = reading.through;
    return { through: reading.through, position: reading.position };
  }
}
