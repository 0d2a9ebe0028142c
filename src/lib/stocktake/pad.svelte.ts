import { entryQuantityMax } from '#domain/stocktake/entry.ts';

/** A number being typed: with a thumb, or with a keyboard on which a scanner may type in between. */
export class Pad {
  #typed = $state('');
  /** The first digit replaces what was there. */
  #isFresh = true;
  #isTouched = false;
  /** What stood before each of the last keys, so that a scanner's can be taken back. */
  #before: { readonly typed: string; readonly isFresh: boolean; readonly isTouched: boolean }[] = [];

  constructor(start: number) {
    this.#typed = start > 0 ? String(start) : '';
  }

  get units(): number {
    return Number(this.#typed === '' ? '0' : this.#typed);
  }

  /** Whether a person has changed the number. */
  get isTouched(): boolean {
    return this.#isTouched;
  }

  press(digit: string): void {
    this.#remember();
    const next = this.#isFresh ? digit : this.#typed + digit;
    this.#isFresh = false;
    this.#isTouched = true;
    if (Number(next) <= entryQuantityMax) this.#typed = String(Number(next));
  }

  erase(): void {
    this.#isFresh = false;
    this.#isTouched = true;
    this.#typed = this.#typed.slice(0, -1);
  }

  add(units: number): void {
    this.#isFresh = false;
    this.#isTouched = true;
    this.#typed = String(Math.max(0, Math.min(entryQuantityMax, this.units + units)));
  }

  /** A key that writes no digit: counted, because it may belong to a scanner's code. */
  pass(): void {
    this.#remember();
  }

  /** The last keys were a scanner's: the number is what it was before them. */
  takeBack(keys: number): void {
    const before = this.#before[this.#before.length - keys];
    if (!before) return;
    this.#typed = before.typed;
    this.#isFresh = before.isFresh;
    this.#isTouched = before.isTouched;
    this.#before.length -= keys;
  }

  #remember(): void {
    const keysMax = 64;
    if (this.#before.length >= keysMax) this.#before.shift();
    this.#before.push({ typed: this.#typed, isFresh: this.#isFresh, isTouched: this.#isTouched });
  }
}
