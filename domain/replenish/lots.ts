/**
 * How many pieces go at once, by SKU: one toothbrush, three tins, a case of twelve. Demand of a slow cell is a number
 * of such lots, not of pieces: a shelf of two sells nothing to who wants a case. Learned from days on which cells
 * that seldom sell did, each SKU leaning on the chain.
 */
const lotMax = 64;
const kept = 0.995;
/** Lots of the chain's kind that a SKU is given to begin with. */
const trust = 6;

export class Lots {
  private readonly seen: Float32Array;
  private readonly chain = new Float64Array(lotMax + 1);
  private readonly skus: number;
  /** By SKU: pieces of a lot on average, and their mean square. */
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** By SKU: chance of a lot of 1, 2 … pieces; the last holds what is larger. */
  private readonly chance: Float32Array;
  private readonly largest: Int32Array;

  constructor(skus: number) {
    this.skus = skus;
    this.seen = new Float32Array(skus * (lotMax + 1));
    this.chance = new Float32Array(skus * (lotMax + 1));
    this.mean = new Float64Array(skus).fill(1);
    this.square = new Float64Array(skus).fill(1);
    this.largest = new Int32Array(skus).fill(1);
  }

  observe(sku: number, units: number): void {
    this.seen[sku * (lotMax + 1) + Math.min(lotMax, Math.max(1, Math.round(units)))]! += 1;
  }

  /** Call once a period. */
  settle(): void {
    const { seen, chain, chance } = this;
    const width = lotMax + 1;
    chain.fill(0);
    for (let i = 0; i < seen.length; i++) {
      if (seen[i] === 0) continue;
      chain[i % width]! += seen[i]!;
      seen[i]! *= kept;
    }
    let all = 0;
    for (let n = 1; n <= lotMax; n++) all += chain[n]!;
    if (all === 0) return;
    for (let k = 0; k < this.skus; k++) {
      let own = 0;
      for (let n = 1; n <= lotMax; n++) own += seen[k * width + n]!;
      let mean = 0;
      let square = 0;
      let largest = 1;
      for (let n = 1; n <= lotMax; n++) {
        const part = (seen[k * width + n]! + (trust * chain[n]!) / all) / (own + trust);
        chance[k * width + n] = part;
        mean += n * part;
        square += n * n * part;
        if (part > 1e-4) largest = n;
      }
      this.mean[k] = mean;
      this.square[k] = square;
      this.largest[k] = largest;
    }
  }

  /** `out[i] = P(demand ≥ from + i)`, demand being a negative binomial number of lots (Panjer's recursion). */
  fillSurvival(
    sku: number,
    mean: number,
    variance: number,
    from: number,
    count: number,
    out: Float64Array,
  ): void {
    const size = this.mean[sku]!;
    const lots = mean / size;
    const excess = Math.max(0, (variance - lots * this.square[sku]!) / (lots * size * size));
    const isPoisson = excess < 1e-3;
    const a = isPoisson ? 0 : excess / (1 + excess);
    const b = isPoisson ? lots : (lots / excess - 1) * a;
    const at = sku * (lotMax + 1);
    const { chance } = this;
    const largest = this.largest[sku]!;
    const end = Math.max(0, from) + count;
    if (scratch.length < end + 1) scratch = new Float64Array(end + 64);
    const p = scratch;
    p[0] = isPoisson ? Math.exp(-lots) : Math.exp((-lots / excess) * Math.log1p(excess));
    let survival = 1;
    for (let i = 0; i < count && from + i <= 0; i++) out[i] = 1;
    for (let n = 0; n + 1 < from + count; n++) {
      if (n > 0) {
        let sum = 0;
        const reach = Math.min(n, largest);
        for (let j = 1; j <= reach; j++) sum += (a + (b * j) / n) * chance[at + j]! * p[n - j]!;
        p[n] = sum;
      }
      survival -= p[n]!;
      if (n + 1 >= from) out[n + 1 - from] = survival > 0 ? survival : 0;
    }
  }
}

let scratch = new Float64Array(512);
