/**
 * A cell's rate at several memories, of its own sales and of its share of the SKU's pace, each read with a light prior and
 * a heavy one, mixed by recent error: the cell's own, and that of all cells of like speed [RP-1].
 */
import { classes } from './spread.ts';

/** Memories of a cell's own rate, then of its share of the SKU's pace. */
const ownMemories = [0.88, 0.94, 0.975, 0.99];
const shareMemories = [0.97, 0.99, 0.997];
const own = ownMemories.length;
const memories = own + shareMemories.length;
const longest = memories - 1;
/** How much the prior counts for, in days' worth of noise: a lean and a heavy reading of each memory. */
const priors = [1, 6];
const experts = memories * priors.length;
const lossKept = 0.985;
/** How many recent errors the memories' common record counts for. */
const classTrust = 400;

/** One cell's period. */
export interface Period {
  /** Units that were asked for; −1 where an empty shelf says nothing. */
  got: number;
  /** Rate periods that the day counted for. */
  exposure: number;
  /** The SKU's pace, and the share of it that the store's size says. */
  pace: number;
  share: number;
  /** Units a period that pace and share say together. */
  prior: number;
  /** Variance over mean of a day: what a unit sold weighs against the prior. */
  noise: number;
  /** The rate that was forecast, and its class of speed. */
  before: number;
  group: number;
}

export class Memories {
  private readonly deltas: readonly number[];
  private readonly asked: Float32Array[];
  private readonly exposed: Float32Array[];
  private readonly loss: Float32Array[];
  private readonly classLoss: Float64Array[];
  private readonly classSeen = new Float64Array(classes);
  private readonly rates = new Float64Array(experts);
  private classWeight = new Float64Array(classes * experts).fill(1);
  private periods = 0;

  constructor(cells: number, step: 1 | 7) {
    const grid = () => new Float32Array(cells);
    this.deltas = [...ownMemories, ...shareMemories].map((delta) =>
      step === 7 ? Math.pow(delta, 3) : delta,
    );
    this.asked = Array.from({ length: memories }, grid);
    this.exposed = Array.from({ length: memories }, grid);
    this.loss = Array.from({ length: memories }, grid);
    this.classLoss = Array.from({ length: experts }, () => new Float64Array(classes));
  }

  /** Units that the cell sold within its longest memory. */
  soldOf(cell: number): number {
    return this.asked[longest]![cell]!;
  }

  /** Paces that the cell was on sale for within its longest memory. */
  exposedOf(cell: number): number {
    return this.exposed[longest]![cell]!;
  }

  /** The cell's part of its SKU's pace, leaning on `prior` with `weight` units. */
  shareOf(cell: number, weight: number, prior: number): number {
    return (this.asked[own + 1]![cell]! + weight) / (this.exposed[own + 1]![cell]! + weight / prior);
  }

  /** Call before the cells of a period are told. `periods` were told before it. */
  begin(periods: number): void {
    this.periods = periods;
    this.classWeight = this.weighed();
    for (let g = 0; g < classes; g++) {
      this.classSeen[g]! *= lossKept;
      for (let m = 0; m < experts; m++) this.classLoss[m]![g]! *= lossKept;
    }
  }

  /** Learns from a cell's period and answers its rate from here on. */
  learn(cell: number, { got, exposure, pace, share, prior, noise, before, group }: Period): number {
    const { asked, exposed, loss, rates, classLoss } = this;
    const isOpen = exposure > 0;
    const isJudged = isOpen && this.periods >= 2;
    const scale = 1 / (before * exposure + 0.05);
    let best = Infinity;
    for (let m = 0; m < memories; m++) {
      // The share's exposure is in paces.
      const unit = m < own ? 1 : pace;
      const seen = exposure * (m < own ? 1 : pace);
      const level = m < own ? prior : share;
      const a = asked[m]!;
      const b = exposed[m]!;
      if (isJudged)
        for (let t = 0; t < priors.length; t++) {
          const weight = priors[t]! * noise;
          const error = got - ((a[cell]! + weight) / (b[cell]! + weight / level)) * unit * exposure;
          classLoss[m * priors.length + t]![group]! += error * error * scale;
          if (t === 0) loss[m]![cell] = lossKept * loss[m]![cell]! + error * error;
        }
      if (isOpen) {
        const delta = this.deltas[m]!;
        a[cell] = delta * a[cell]! + got;
        b[cell] = delta * b[cell]! + seen;
      }
      for (let t = 0; t < priors.length; t++) {
        const weight = priors[t]! * noise;
        rates[m * priors.length + t] = ((a[cell]! + weight) / (b[cell]! + weight / level)) * unit;
      }
      if (loss[m]![cell]! < best) best = loss[m]![cell]!;
    }
    if (isJudged) this.classSeen[group]! += 1;
    return this.mixed(cell, group, best);
  }

  private mixed(cell: number, group: number, best: number): number {
    const { loss, rates, classWeight } = this;
    const errors = Math.min(this.periods, 1 / (1 - lossKept));
    let sum = 0;
    let rate = 0;
    for (let m = 0; m < memories; m++) {
      const w = Math.exp(-0.5 * errors * (best > 0 ? loss[m]![cell]! / best - 1 : 0));
      for (let t = 0; t < priors.length; t++) {
        const at = m * priors.length + t;
        const weight = w * classWeight[group * experts + at]!;
        sum += weight;
        rate += weight * rates[at]!;
      }
    }
    return rate / sum;
  }

  /** Which memories are good for series of that speed: the mixture's prior. */
  private weighed(): Float64Array<ArrayBuffer> {
    const weights = new Float64Array(classes * experts).fill(1);
    for (let g = 0; g < classes; g++) {
      let best = Infinity;
      for (let m = 0; m < experts; m++) best = Math.min(best, this.classLoss[m]![g]!);
      if (!(best > 0) || this.classSeen[g]! < 50) continue;
      for (let m = 0; m < experts; m++)
        weights[g * experts + m] = Math.exp(
          Math.max(-30, -0.5 * classTrust * (this.classLoss[m]![g]! / best - 1)),
        );
    }
    return weights;
  }
}
