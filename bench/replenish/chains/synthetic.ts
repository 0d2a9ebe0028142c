import { dice } from '../instance.ts';
import type { Table } from './chain.ts';

/** How a chain trades that nobody ever ran: what real ones do, each with its own measure. */
export interface Habit {
  readonly stores: number;
  readonly skus: number;
  readonly days: number;
  readonly regions: number;
  /** Units a day in an average store: the middle SKU's, and how far (log) SKUs lie apart. */
  readonly rate: number;
  readonly spread: number;
  /** Variance over mean of a day. */
  readonly burst: number;
  readonly pack?: number;
  readonly display?: number;
}

/**
 * SKUs drift together over all stores and each store drifts for itself; weekdays, seasons, promotions nobody tells
 * the planner, cells not listed, weeks in which a cell sells nothing although there is stock, single customers who
 * buy many. The same seed gives the same chain.
 */
export function tableOf(habit: Habit, seed: number): Table {
  const { stores, skus, days, regions } = habit;
  const luck = new Luck(seed);
  const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? 0.9 : 1.25));
  const size = Array.from({ length: stores }, () => Math.exp(0.45 * luck.normal()));
  const demand = new Float32Array(days * stores * skus);
  const cells = stores * skus;
  const yearDays = 365;
  for (let k = 0; k < skus; k++) {
    const base = habit.rate * Math.exp(habit.spread * luck.normal());
    const amplitude = 0.35 * luck.next();
    const phase = 2 * Math.PI * luck.next();
    const level = drift(luck, days, 0.3, 90);
    const lift = promotions(luck, days);
    const own = Array.from({ length: 7 }, (_, day) => week[day]! * Math.exp(0.1 * luck.normal()));
    const burst = 1 + (habit.burst - 1) * 2 * luck.next();
    for (let s = 0; s < stores; s++) {
      if (luck.next() < 0.06) continue;
      const affinity = size[s]! * Math.exp(0.45 * luck.normal());
      const cell = drift(luck, days, 0.25, 60);
      const quiet = spells(luck, days);
      for (let day = 0; day < days; day++) {
        if (quiet[day] === 1) continue;
        const season = 1 + amplitude * Math.sin((2 * Math.PI * day) / yearDays + phase);
        const mean =
          base * affinity * season * lift[day]! * own[day % 7]! * Math.exp(level[day]! + cell[day]!);
        let units = luck.count(mean, burst);
        if (luck.next() < 0.01 * Math.min(0.3, mean)) units += 2 + Math.floor(5 * luck.next());
        demand[day * cells + s * skus + k] = units;
      }
    }
  }
  return {
    firstDay: 0,
    days,
    stores: Array.from({ length: stores }, (_, s) => `S${s}`),
    skuNames: Array.from({ length: skus }, (_, k) => `K${k}`),
    skus: Array.from({ length: skus }, () => ({
      price: 20,
      cost: 12,
      pack: habit.pack ?? 1,
      display: habit.display ?? 0,
    })),
    regions: Array.from({ length: stores }, (_, s) => s % regions),
    demand,
  };
}

/** A wandering level (log) that comes back: deviation at rest, and days until half of it is forgotten. */
function drift(luck: Luck, days: number, deviation: number, halfLife: number): Float64Array {
  const kept = Math.pow(0.5, 1 / halfLife);
  const step = deviation * Math.sqrt(1 - kept * kept);
  const level = new Float64Array(days);
  let now = deviation * luck.normal();
  for (let day = 0; day < days; day++) {
    level[day] = now;
    now = kept * now + step * luck.normal();
  }
  return level;
}

function promotions(luck: Luck, days: number): Float64Array {
  const lift = new Float64Array(days).fill(1);
  for (let day = 0; day < days; day++) {
    if (luck.next() > 1 / 80) continue;
    const length = 5 + Math.floor(9 * luck.next());
    const factor = 1.3 + luck.next();
    for (let d = day; d < Math.min(days, day + length); d++) lift[d] = factor;
    day += length;
  }
  return lift;
}

/** Weeks in which a cell sells nothing though nobody took it off the list. */
function spells(luck: Luck, days: number): Uint8Array {
  const quiet = new Uint8Array(days);
  for (let day = 0; day < days; day++) {
    if (luck.next() > 1 / 500) continue;
    const length = 10 + Math.floor(40 * luck.next());
    quiet.fill(1, day, Math.min(days, day + length));
    day += length;
  }
  return quiet;
}

class Luck {
  readonly next: () => number;
  private spare: number | undefined;

  constructor(seed: number) {
    this.next = dice(seed);
  }

  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Negative binomial by a gamma-mixed Poisson. */
  count(mean: number, burst: number): number {
    if (!(mean > 1e-9)) return 0;
    const excess = burst - 1;
    return this.poisson(excess > 0.01 ? this.gamma(mean / excess) * excess : mean);
  }

  /** Marsaglia and Tsang's rejection. */
  private gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * Math.pow(1 - this.next(), 1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  private poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let n = 0;
    for (let product = this.next(); product > limit; product *= this.next()) n++;
    return n;
  }
}
