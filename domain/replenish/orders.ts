/** Order-up-to by chance of sale: a pack is ordered while its units sell, on average, with more than 1 − level. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';
import { fillSurvival, quantileOf } from './negative-binomial.ts';

export type Order = readonly [store: number, sku: number, quantity: number];

const scratch = new Float64Array(4096);

/** Units to order over what is there and on its way. */
export function unitsToOrder(
  mean: number,
  variance: number,
  position: number,
  pack: number,
  display: number,
  level: number,
): number {
  const floor = display > position ? Math.ceil((display - position) / pack) * pack : 0;
  if (pack === 1) {
    // Far above any quantile wanted: most cells of most nights.
    if (position >= mean + 5 * Math.sqrt(variance) + 3) return floor;
    return Math.max(floor, quantileOf(mean, variance, level) - position);
  }
  let ordered = floor;
  const enough = 1 - level;
  const bound = mean + 8 * Math.sqrt(variance) + pack;
  while (position + ordered < bound) {
    const count = Math.min(pack, scratch.length);
    fillSurvival(mean, variance, position + ordered + 1, count, scratch);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += scratch[i]!;
    if (sum <= enough * pack) break;
    ordered += pack;
  }
  return ordered;
}

/** Orders of tonight's stores; `position` is stock and everything on its way, transfers of tonight included. */
export function ordersOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  position: Int32Array,
  level: number,
): readonly Order[] {
  const skus = network.skus.length;
  const until = network.review + network.lead - 1;
  const periods = Math.max(1, evening.seasonLeft === null ? until : Math.min(until, evening.seasonLeft));
  const orders: Order[] = [];
  if (network.season && !network.central) return orders;
  const season = new Float64Array(skus);
  for (let k = 0; k < skus; k++) season[k] = demand.seasonOf(k, 1, periods);
  for (const store of evening.mayOrder)
    for (let k = 0; k < skus; k++) {
      const sku = network.skus[k]!;
      const at = store * skus + k;
      const mean = demand.meanOf(store, k, 1, periods, season[k]);
      if (mean < 1e-4) continue;
      const units = unitsToOrder(
        mean,
        demand.varianceOf(store, k, mean, periods),
        position[at]!,
        sku.pack,
        mean * (90 / (periods * network.step)) > 0.5 ? sku.display : 0,
        level,
      );
      if (units > 0) orders.push([store, k, units]);
    }
  return evening.warehouse ? rationed(demand, network, orders, position, evening.warehouse, periods) : orders;
}

/** A short warehouse gives its packs where they sell most probably. */
function rationed(
  demand: Demand,
  network: Network,
  orders: readonly Order[],
  position: Int32Array,
  warehouse: Int32Array,
  periods: number,
): readonly Order[] {
  const skus = network.skus.length;
  const wanted = new Float64Array(skus);
  for (const [, k, units] of orders) wanted[k]! += units;
  const kept: Order[] = [];
  const short = new Map<number, Order[]>();
  for (const order of orders) {
    const k = order[1];
    if (wanted[k]! <= warehouse[k]!) kept.push(order);
    else if (warehouse[k]! > 0) {
      const list = short.get(k);
      if (list) list.push(order);
      else short.set(k, [order]);
    }
  }
  for (const [k, list] of short) {
    const pack = network.skus[k]!.pack;
    const chances: { store: number; chance: number }[] = [];
    for (const [store, , units] of list) {
      const mean = demand.meanOf(store, k, 1, periods);
      const count = Math.min(units, scratch.length);
      fillSurvival(
        mean,
        demand.varianceOf(store, k, mean, periods),
        position[store * skus + k]! + 1,
        count,
        scratch,
      );
      for (let at = 0; at < units; at += pack) {
        let sum = 0;
        for (let i = at; i < Math.min(at + pack, count); i++) sum += scratch[i]!;
        chances.push({ store, chance: sum / pack });
      }
    }
    chances.sort((a, b) => b.chance - a.chance);
    const given = new Map<number, number>();
    let left = warehouse[k]!;
    for (const { store } of chances) {
      if (left < pack) break;
      left -= pack;
      given.set(store, (given.get(store) ?? 0) + pack);
    }
    for (const [store, units] of given) kept.push([store, k, units]);
  }
  return kept;
}
