/**
 * What a place asks for, looked at every evening. A line is due when what is there and on its way would not last, at the
 * wanted level, until an order of a few evenings later has come; then it is filled up to the order after next's goods.
 *
 *   tonight ──lead── goods of tonight's order ──────── review ──────── goods of the next one
 *                    └ a few evenings later: due if it would not last until here
 */
import { pooledDemand, warehouseLevel, type Asking } from './buying.ts';
import type { Demand } from './demand.ts';
import { expectedOver, fillSurvival, quantileOf } from './negative-binomial.ts';
import { unitsToOrder, type Chances } from './orders.ts';
import { grainOf } from './price-line.ts';

/** A line joins an order that goes tonight if it would have to be asked for within so many evenings, or before the next. */
const joinEvenings = 2;
/** Goods that a pack of would lie longer than that are not asked for in packs. */
const packDaysMax = 91;

/** How the demand at a place is spread, and what it has against it. */
export interface Need {
  over(periods: number): { readonly mean: number; readonly variance: number };
  readonly chances: Chances;
  /** Units there and on their way. */
  readonly position: number;
  readonly level: number;
}

export interface Terms {
  /** Evenings from the order to its shelf, and between orders. */
  readonly lead: number;
  readonly review: number;
  readonly pack: number;
  readonly packsMin: number;
}

export interface Refill {
  readonly quantity: number;
  /** Chance that the n-th grain of units sells before the next order's goods, for the quantity and some units beyond. */
  readonly take: readonly number[];
  /** Units that would not be sold if it were asked for an evening later. */
  readonly urgent: number;
}

/** What is asked for tonight; undefined where it can wait. */
export function refillOf(need: Need, terms: Terms, beyond: number): Refill | undefined {
  const { chances, position, level } = need;
  const { lead, review, pack, packsMin } = terms;
  const due = need.over(lead + Math.min(joinEvenings, review - 1));
  if (due.mean < 1e-4 || position >= due.mean + 5 * Math.sqrt(due.variance) + 3) return undefined;
  if (unitsToOrder(chances, due.mean, due.variance, position, 1, 0, level) <= 0) return undefined;
  const full = need.over(lead + review - 1);
  let quantity = unitsToOrder(chances, full.mean, full.variance, position, pack, 0, level);
  if (quantity === 0 && (full.mean / (lead + review - 1)) * packDaysMax >= pack) quantity = pack;
  if (quantity === 0) return undefined;
  quantity = Math.max(quantity, packsMin * pack);
  return { quantity, take: takesOf(need, terms, quantity, beyond), urgent: urgentOf(need, lead) };
}

/** Chances of the units proposed and of some beyond, one a grain, that they sell before the goods of the next order come. */
export function takesOf(
  { over, chances, position }: Need,
  { lead, review }: Terms,
  proposed: number,
  beyond: number,
): number[] {
  const grain = grainOf(proposed);
  const full = over(lead + review - 1);
  const count = proposed + beyond;
  const first = Math.round(position) + 1;
  const out = new Float64Array(grain === 1 ? count : 1);
  if (grain === 1) chances.fill(full.mean, full.variance, first, count, out);
  return Array.from({ length: Math.ceil(count / grain) }, (_, at) => {
    // The middle unit speaks for its neighbours.
    if (grain > 1) chances.fill(full.mean, full.variance, first + at * grain + (grain >> 1), 1, out);
    return Math.round((out[grain === 1 ? at : 0] ?? 0) * 1000) / 1000;
  });
}

/** Tonight's order serves the day it arrives, tomorrow's does not: what is expected to be missing on that day. */
export function urgentOf({ over, position }: Need, lead: number): number {
  const until = over(lead);
  const before = lead > 1 ? over(lead - 1) : { mean: 0, variance: 0 };
  const missing = ({ mean, variance }: { mean: number; variance: number }) =>
    mean > 0 ? expectedOver(mean, variance, Math.max(0, position)) : 0;
  return Math.max(0, missing(until) - missing(before));
}

/** The need of one store for what it sells itself. */
export function storeNeed(demand: Demand, store: number, sku: number, position: number, level: number): Need {
  return {
    over(periods) {
      const mean = demand.meanOf(store, sku, 1, periods);
      return { mean, variance: demand.varianceOf(store, sku, mean, periods) };
    },
    chances: {
      fill: (mean, variance, from, count, out) =>
        demand.fillChances(store, sku, mean, variance, from, count, out),
      quantile: (mean, variance, wanted) => demand.quantileOf(store, sku, mean, variance, wanted),
    },
    position,
    level,
  };
}

/** The need of a warehouse: what its stores together ask of it, less what they should hold for themselves. `held` counts theirs too. */
export function warehouseNeed(
  demand: Demand,
  asking: readonly Asking[],
  sku: number,
  held: number,
  level: number,
): Need {
  const target = asking.reduce((sum, one) => sum + one.target, 0);
  return {
    over: (periods) => pooledDemand(demand, asking, sku, periods),
    chances: { fill: fillSurvival, quantile: quantileOf },
    position: Math.round(held - target),
    level: warehouseLevel(level),
  };
}
