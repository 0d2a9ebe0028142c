// Chance that can be replayed: a stream is named by whole numbers (seed, store, day, …), so it does not matter who asks first.
// Generator: sfc32 (Chris Doty-Humphrey, public domain); the names are mixed with the murmur3 finaliser.

const poissonMeanMax = 24;

export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spareNormal: number | undefined;

  /** A stream of its own for these whole numbers, in this order. */
  constructor(...names: readonly number[]) {
    this.#a = mixed(names, 0x9e3779b9);
    this.#b = mixed(names, 0x243f6a88);
    this.#c = mixed(names, 0xb7e15162);
    for (let round = 0; round < 8; round++) this.next();
  }

  /** At least 0, under 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number of at least `low`, under `high`. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low));
  }

  isLucky(probability: number): boolean {
    return this.next() < probability;
  }

  /** Mean 0, deviation 1 (Box-Muller). */
  normal(): number {
    const spare = this.#spareNormal;
    this.#spareNormal = undefined;
    if (spare !== undefined) return spare;
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A log-normal factor with mean 1 and this squared coefficient of variation. */
  factor(variance: number): number {
    if (variance <= 0) return 1;
    const square = Math.log(1 + variance);
    return Math.exp(Math.sqrt(square) * this.normal() - square / 2);
  }

  /** A count with this mean (Knuth, halved while the mean is large). */
  poisson(mean: number): number {
    if (mean > poissonMeanMax) return this.poisson(mean / 2) + this.poisson(mean / 2);
    const limit = Math.exp(-mean);
    let count = -1;
    for (let product = 1; product > limit || count < 0; count++) product *= this.next();
    return Math.max(0, count);
  }

  /** A place in a rising table of cumulated shares whose last entry is 1. */
  place(cumulated: ArrayLike<number>): number {
    const point = this.next();
    let place = 0;
    while (place < cumulated.length - 1 && point >= (cumulated[place] ?? 1)) place++;
    return place;
  }
}

/** Cumulated shares of these weights, for `Chance.place`. */
export function cumulate(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight / total));
}

function mixed(names: readonly number[], start: number): number {
  let state = start;
  for (const name of names) {
    state = Math.imul(state ^ (name | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state | 0;
}
