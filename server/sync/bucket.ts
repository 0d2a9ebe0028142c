/** So much at once, and so much a second after that. */
export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#atMs = nowMs;
  }

  /** Takes some, even into debt; false where there was none left. */
  take(amount: number, nowMs: number): boolean {
    this.#fill(nowMs);
    const had = this.#left > 0;
    this.#left -= amount;
    return had;
  }

  isEmpty(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#left <= 0;
  }

  #fill(nowMs: number): void {
    const gained = ((nowMs - this.#atMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, gained));
    this.#atMs = nowMs;
  }
}
