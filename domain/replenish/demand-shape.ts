/** How a cell's demand of given mean and variance is spread: what sells seldom sells in lots, the rest in pieces [RP-2]. */
import { Lots } from './lots.ts';
import { fillSurvival, quantileOf } from './negative-binomial.ts';

/** Cells that sell on no more than so many days sell in lots; above, days run into each other. */
const seldom = 0.35;
const lotsMeanMax = 60;
const unitsMax = 2000;
const quantiles = new Float64Array(32);

export class DemandShape {
  private readonly skus: number;
  private readonly lots: Lots;
  /** Share of days on which the cell sold, of late. */
  private readonly often: Float32Array;

  constructor(cells: number, skus: number) {
    this.skus = skus;
    this.lots = new Lots(skus);
    this.often = new Float32Array(cells);
  }

  /** Learns from a period's sales by cell; `out` is 1 where it ended at zero stock. `periods` counts this one. */
  observe(sold: Float32Array, out: Uint8Array, periods: number): void {
    const { often, skus } = this;
    const kept = 1 - Math.max(0.03, 1 / periods);
    for (let c = 0; c < sold.length; c++) {
      const isSold = sold[c]! > 0;
      if (isSold && out[c] !== 1 && often[c]! <= seldom) this.lots.observe(c % skus, sold[c]!);
      if (out[c] !== 1 || isSold) often[c] = kept * often[c]! + (isSold ? 1 - kept : 0);
    }
    this.lots.settle();
  }

  /** `out[i] = P(demand ≥ from + i)`. */
  fill(cell: number, mean: number, variance: number, from: number, count: number, out: Float64Array): void {
    if (this.isInPieces(cell, mean)) fillSurvival(mean, variance, from, count, out);
    else this.lots.fillSurvival(cell % this.skus, mean, variance, from, count, out);
  }

  /** The smallest n with P(demand ≤ n) ≥ level. */
  quantile(cell: number, mean: number, variance: number, level: number): number {
    if (this.isInPieces(cell, mean)) return quantileOf(mean, variance, level);
    const step = 24;
    for (let from = 1; from < unitsMax; from += step) {
      this.lots.fillSurvival(cell % this.skus, mean, variance, from, step, quantiles);
      for (let i = 0; i < step; i++) if (quantiles[i]! <= 1 - level) return from + i - 1;
    }
    return quantileOf(mean, variance, level);
  }

  private isInPieces(cell: number, mean: number): boolean {
    return this.often[cell]! > seldom || mean > lotsMeanMax || !(mean > 1e-6);
  }
}
