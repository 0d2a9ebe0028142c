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
  const stores = network.lead + network.review;
  const buy: [number, number][] = [];
  for (let k = 0; k < skus; k++) {
    let mean = 0;
    let variance = 0;
    let held = evening.warehouse[k]! + onWay[k]!;
    let base = 0;
    for (let s = 0; s < network.stores; s++) {
      const part = demand.meanOf(s, k, 1, supply);
      mean += part;
      variance += demand.varianceOf(s, k, part, supply);
      held += position[s * skus + k]!;
      const own = demand.meanOf(s, k, 1, stores - 1);
      base += storeTarget(own, demand.varianceOf(s, k, own, stores - 1), level, own / stores, network.review);
    }
    if (mean < 1e-4) continue;
    // Stores share what shakes the SKU as a whole: their errors do not cancel fully.
    variance += 0.02 * mean * mean;
    const pack = network.skus[k]!.pack;
    const target = Math.round(base);
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

/** What a store holds and awaits on an average evening: its order-up-to level less half a review's sales. */
function storeTarget(mean: number, variance: number, level: number, rate: number, review: number): number {
  if (mean < 1e-4) return 0;
  const z = 1.6 * (level - 0.5);
  return Math.max(0, mean + z * Math.sqrt(variance) - (rate * (review - 1)) / 2);
}

function warehouseLevel(level: number): number {
  return Math.max(0.3, 1 - 3 * (1 - level));
}
