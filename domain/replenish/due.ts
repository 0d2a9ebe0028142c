/** Orders as people are shown them, any evening: what is due, a document where waiting would cost more than it saves [RP-18]. */
import type { Demand } from './demand.ts';
import type { Knobs, Network } from './network.ts';
import type { Order } from './orders.ts';
import { extraSales, grainOf } from './price-line.ts';
import { refillOf, storeNeed } from './refill.ts';

/** Money, in the unit of the network's prices. */
export interface OrderCosts {
  readonly hurdle: number;
  readonly docCost: number;
  readonly unitCost: number;
}

/** Whether a document can wait an evening: what that loses is less than a day's share of what it costs. */
export function mayWait(lost: number, review: number, { hurdle, docCost }: OrderCosts): boolean {
  return lost < (hurdle * docCost) / review;
}

/** Whether a document of so many carried units earns what it has to. */
export function isWorthIt(gross: number, units: number, { hurdle, docCost, unitCost }: OrderCosts): boolean {
  return gross >= hurdle * (docCost + unitCost * units);
}

/** Tonight's orders of all stores, a document each; `position` is stock and everything on its way. */
export function dueOrdersOf(
  demand: Demand,
  network: Network,
  position: ArrayLike<number>,
  { level, hurdle }: Pick<Knobs, 'level' | 'hurdle'>,
): readonly Order[] {
  const { lead, review, skus } = network;
  const costs = { hurdle, ...network.transfer };
  const orders: Order[] = [];
  for (let store = 0; store < network.stores; store++) {
    const lines: Order[] = [];
    let lost = 0;
    let gross = 0;
    let units = 0;
    for (let k = 0; k < skus.length; k++) {
      const { price, cost, pack } = skus[k]!;
      if (!demand.hasSold(store, k)) continue;
      const need = storeNeed(demand, store, k, position[store * skus.length + k]!, level);
      const refill = refillOf(need, { lead, review, pack, packsMin: 1 }, 0);
      if (!refill) continue;
      const { quantity, take, urgent } = refill;
      lines.push([store, k, quantity]);
      lost += urgent * Math.max(0, price - cost);
      const sold = extraSales({ grain: grainOf(quantity), take, give: take.map(() => 0) }, quantity);
      gross += sold * Math.max(0, price - cost);
      units += quantity;
    }
    if (!mayWait(lost, review, costs) && isWorthIt(gross, units, costs)) orders.push(...lines);
  }
  return orders;
}
