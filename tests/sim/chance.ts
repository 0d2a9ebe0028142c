/** Chance of one seed: the same seed gives the same run, draw for draw. */
export class Chance {
  #state: [number, number, number, number];

  constructor(seed: number) {
    this.#state = [seed | 0, (seed * 0x9e3779b1) | 0, 0x2545f491, 1];
    for (let round = 0; round < 16; round++) this.next();
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    let [a, b, c, d] = this.#state;
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    this.#state = [a, b, c | 0, d];
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  happens(rate: number): boolean {
    return this.next() < rate;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** A UUID of its own. */
  uuid(): string {
    const part = (digits: number): string =>
      Array.from({ length: digits }, () => this.whole(0, 15).toString(16)).join('');
    return `${part(8)}-${part(4)}-4${part(3)}-8${part(3)}-${part(12)}`;
  }
}
