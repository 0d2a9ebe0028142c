/** One buy for a season: units go, one by one, where they sell most probably. */
import type { Demand } from './demand.ts';
import type { Network } from './network.ts';
import type { Order } from './orders.ts';

/** A SKU's buy is dealt out in so many steps at most. */
const stepsMax = 20_000;

export function allocationOf(
  demand: Demand,
  network: Network,
  days: number,
  supply: ArrayLike<number>,
  isCentral: boolean,
): readonly Order[] {
  const periods = isCentral ? Math.min(days, network.review + network.lead) : days;
  const orders: Order[] = [];
  const skus = network.skus.length;
  for (let k = 0; k < skus; k++) {
    const total = Math.floor(supply[k] ?? 0);
    if (total <= 0) continue;
    const given = shared(demand, network, k, periods, total, isCentral);
    for (let s = 0; s < network.stores; s++) if (given[s]! > 0) orders.push([s, k, given[s]!]);
  }
  return orders;
}

function shared(
  demand: Demand,
  network: Network,
  k: number,
  periods: number,
  total: number,
  isCentral: boolean,
): Int32Array {
  const { stores } = network;
  // Of a large buy several units go at once, and the middle one speaks for them.
  const grain = Math.max(1, Math.ceil(total / stepsMax));
  const chances: Float64Array[] = [];
  const given = new Int32Array(stores);
  for (let s = 0; s < stores; s++) chances.push(chancesOf(demand, s, k, periods, total, grain));
  const enough = isCentral ? 0.005 : 0;
  let left = total;
  while (left > 0) {
    let best = enough;
    let at = -1;
    for (let s = 0; s < stores; s++) {
      const chance = chances[s]![Math.ceil(given[s]! / grain)] ?? 0;
      if (chance > best) {
        best = chance;
        at = s;
      }
    }
    if (at < 0) break;
    const units = Math.min(grain, left);
    given[at]! += units;
    left -= units;
  }
  // More than anybody is likely to sell: by expected sales, unless a warehouse can keep it.
  if (!isCentral && left > 0) spread(demand, k, periods, left, given);
  return given;
}

/** Chance that each grain of units given to a store sells there, one after the other. */
function chancesOf(
  demand: Demand,
  store: number,
  sku: number,
  periods: number,
  total: number,
  grain: number,
): Float64Array {
  const mean = Math.max(demand.meanOf(store, sku, 1, periods), 1e-3);
  const variance = demand.varianceOf(store, sku, mean, periods) + 0.04 * mean * mean;
  const count = Math.ceil(Math.min(total, mean + 8 * Math.sqrt(variance) + 4) / grain);
  const list = new Float64Array(count);
  if (grain === 1) demand.fillChances(store, sku, mean, variance, 1, count, list);
  else
    for (let n = 0; n < count; n++)
      demand.fillChances(
        store,
        sku,
        mean,
        variance,
        n * grain + (grain >> 1) + 1,
        1,
        list.subarray(n, n + 1),
      );
  return list;
}

function spread(demand: Demand, k: number, periods: number, left: number, given: Int32Array): void {
  const means = Array.from(given, (_, s) => Math.max(demand.meanOf(s, k, 1, periods), 1e-3));
  const sum = means.reduce((a, b) => a + b, 0);
  let rest = left;
  for (let s = 0; s < given.length && rest > 0; s++) {
    const part = Math.min(rest, Math.ceil((left * means[s]!) / sum));
    given[s]! += part;
    rest -= part;
  }
}
