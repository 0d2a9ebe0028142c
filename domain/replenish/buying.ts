/** Buying for the warehouse, pooled over the stores: the whole chain's need until the next buy has arrived and gone out. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';
import { fillSurvival, quantileOf } from './negative-binomial.ts';
import { unitsToOrder } from './orders.ts';

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
    const { mean, variance } = pooledDemand(demand, stores, k, supply);
    if (mean < 1e-4) continue;
    const target = Math.round(pooledTarget(demand, network, stores, k, level));
    let held = evening.warehouse[k]! + onWay[k]!;
    for (const s of stores) held += position[s * skus + k]!;
    const { pack } = network.skus[k]!;
    const units = unitsToOrder(
      pooled,
      mean,
      variance,
      Math.round(held - target),
      pack,
      0,
      warehouseLevel(level),
    );
    if (units > 0) buy.push([k, units]);
  }
  return buy;
}

/** Demand of a SKU over some stores together for so many periods. */
export function pooledDemand(
  demand: Demand,
  stores: readonly number[],
  sku: number,
  periods: number,
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let variance = 0;
  for (const s of stores) {
    const part = demand.meanOf(s, sku, 1, periods);
    mean += part;
    variance += demand.varianceOf(s, sku, part, periods);
  }
  // Stores share what shakes the SKU as a whole: their errors do not cancel fully.
  return { mean, variance: variance + 0.02 * mean * mean };
}

/** Units that stores which are supplied from a warehouse should hold and await themselves. */
export function pooledTarget(
  demand: Demand,
  { lead, review }: Pick<Network, 'lead' | 'review'>,
  stores: readonly number[],
  sku: number,
  level: number,
): number {
  const own = lead + review;
  let target = 0;
  for (const s of stores) {
    const mean = demand.meanOf(s, sku, 1, own - 1);
    if (mean < 1e-4) continue;
    // What a store orders up to, less half a review's sales: what it holds and awaits on an average evening.
    const full = demand.quantileOf(s, sku, mean, demand.varianceOf(s, sku, mean, own - 1), level);
    target += Math.max(0, full - ((mean / own) * (review - 1)) / 2);
  }
  return target;
}

/** A warehouse that runs short gives to those who need it most: it need not be as sure as they are. */
export function warehouseLevel(level: number): number {
  return Math.max(0.3, 1 - 3 * (1 - level));
}
