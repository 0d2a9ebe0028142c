/** Buying for the warehouse, pooled over the stores: the whole chain's need until the next buy has arrived and gone out. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';
import { fillSurvival, quantileOf } from './negative-binomial.ts';
import { unitsToOrder } from './orders.ts';

const chances = new Float64Array(1024);
const pooled = { fill: fillSurvival, quantile: quantileOf };

export function buyingOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  position: Int32Array,
  level: number,
): readonly (readonly [sku: number, quantity: number])[] {
  if (!network.central || !evening.mayBuy || !evening.warehouse || network.season) return [];
  const skus = network.skus.length;
  const onWay = new Float64Array(skus);
  for (let i = 0; i + 2 < evening.supplier.length; i += 3)
    onWay[evening.supplier[i]!]! += evening.supplier[i + 1]!;
  // A unit bought tonight serves orders from its arrival to the day before the next buy's, and the stores live on
  // those until their own next order has come: half a review later on average.
  const supply = network.supplierReview + network.supplierLead;
  const stores = Array.from({ length: network.stores }, (_, s) => s);
  const buy: [number, number][] = [];
  for (let k = 0; k < skus; k++) {
    const asking = askingOf(demand, network, stores, k, level);
    const { mean, variance } = pooledDemand(demand, asking, k, supply);
    if (mean < 1e-4) continue;
    let held = evening.warehouse[k]! + onWay[k]!;
    let target = 0;
    for (const one of asking) {
      target += one.target;
      held += position[one.store * skus + k]!;
    }
    const { pack } = network.skus[k]!;
    const units = unitsToOrder(
      pooled,
      mean,
      variance,
      Math.round(held - Math.round(target)),
      pack,
      0,
      warehouseLevel(level),
    );
    if (units > 0) buy.push([k, units]);
  }
  return buy;
}

/** What a store asks its warehouse for. */
export interface Asking {
  readonly store: number;
  /** Part of what is wanted there that it keeps enough to sell: what is not on its shelf is never asked of the warehouse. */
  readonly served: number;
  /** Units that it holds and awaits on an average evening. */
  readonly target: number;
}

/** What stores that are supplied from a warehouse ask of it, each by the level that it orders up to itself. */
export function askingOf(
  demand: Demand,
  { lead, review }: Pick<Network, 'lead' | 'review'>,
  stores: readonly number[],
  sku: number,
  level: number,
): readonly Asking[] {
  const own = lead + review;
  return stores.flatMap((store) => {
    const mean = demand.meanOf(store, sku, 1, own - 1);
    if (mean < 1e-4) return [];
    const variance = demand.varianceOf(store, sku, mean, own - 1);
    const full = demand.quantileOf(store, sku, mean, variance, level);
    // What it orders up to, less half a review's sales.
    const target = Math.max(0, full - ((mean / own) * (review - 1)) / 2);
    const count = Math.min(full, chances.length);
    demand.fillChances(store, sku, mean, variance, 1, count, chances);
    let sold = 0;
    for (let n = 0; n < count; n++) sold += chances[n]!;
    return [{ store, served: count < full ? 1 : Math.min(1, sold / mean), target }];
  });
}

/** Demand for a SKU that some stores together pass on to their warehouse within so many periods. */
export function pooledDemand(
  demand: Demand,
  asking: readonly Asking[],
  sku: number,
  periods: number,
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let variance = 0;
  for (const { store, served } of asking) {
    const part = demand.meanOf(store, sku, 1, periods);
    mean += served * part;
    variance += served * demand.varianceOf(store, sku, part, periods);
  }
  // Stores share what shakes the SKU as a whole: their errors do not cancel fully.
  return { mean, variance: variance + 0.02 * mean * mean };
}

/** A warehouse that runs short gives to those who need it most: it need not be as sure as they are. */
export function warehouseLevel(level: number): number {
  return Math.max(0.3, 1 - 3 * (1 - level));
}
