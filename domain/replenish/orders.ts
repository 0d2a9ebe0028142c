/** Order-up-to by chance of sale: a pack is ordered while its units sell, on average, with more than 1 − level. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';
import { expectedOver } from './negative-binomial.ts';

export type Order = readonly [store: number, sku: number, quantity: number];

/** Chosen on half of the stores and seeds: 0.95 leaves a quarter of a percent of what could be sold in the warehouse, 0.99 a tenth of one. */
const seasonLevel = 0.998;

const scratch = new Float64Array(4096);

/** How the demand that is ordered for is spread, given its mean and variance. */
export interface Chances {
  fill(mean: number, variance: number, from: number, count: number, out: Float64Array): void;
  quantile(mean: number, variance: number, level: number): number;
}

/** Units to order over what is there and on its way. */
export function unitsToOrder(
  chances: Chances,
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
    return Math.max(floor, chances.quantile(mean, variance, level) - position);
  }
  let ordered = floor;
  const enough = 1 - level;
  const bound = mean + 8 * Math.sqrt(variance) + pack;
  while (position + ordered < bound) {
    const count = Math.min(pack, scratch.length);
    chances.fill(mean, variance, position + ordered + 1, count, scratch);
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
  // What the warehouse keeps of a season's goods is paid for, and worth little when it ends.
  const enough = network.season ? Math.max(level, seasonLevel) : level;
  const season = new Float64Array(skus);
  for (let k = 0; k < skus; k++) season[k] = demand.seasonOf(k, 1, periods);
  const arriving = new Arriving(evening, network);
  for (const store of evening.mayOrder)
    for (let k = 0; k < skus; k++) {
      const sku = network.skus[k]!;
      const at = store * skus + k;
      const wanted = demand.meanOf(store, k, 1, periods, season[k]);
      if (wanted < 1e-4) continue;
      // What goes unsold before the order is on the shelf takes nothing from it.
      const lost =
        (1 - 2 / Math.max(2, network.lead)) *
        lostBefore(demand, store, k, evening.stock[at]!, arriving.of(at), network.lead, wanted / periods);
      const mean = Math.max(1e-4, wanted - lost);
      const units = unitsToOrder(
        cellChances(demand, store, k),
        mean,
        demand.varianceOf(store, k, mean, periods),
        position[at]!,
        sku.pack,
        mean * (90 / (periods * network.step)) > 0.5 ? sku.display : 0,
        enough,
      );
      if (units > 0) orders.push([store, k, units]);
    }
  return evening.warehouse ? rationed(demand, network, orders, position, evening.warehouse, periods) : orders;
}

function cellChances(demand: Demand, store: number, sku: number): Chances {
  return {
    fill: (mean, variance, from, count, out) =>
      demand.fillChances(store, sku, mean, variance, from, count, out),
    quantile: (mean, variance, level) => demand.quantileOf(store, sku, mean, variance, level),
  };
}

/** Goods on their way, by cell. */
class Arriving {
  private readonly flat: Evening['inbound'];
  private readonly first: Int32Array;
  private readonly next: Int32Array;

  constructor({ inbound, stock }: Evening, { skus }: Network) {
    this.flat = inbound;
    this.first = new Int32Array(stock.length).fill(-1);
    this.next = new Int32Array(inbound.length >> 2);
    for (let i = 0; i < this.next.length; i++) {
      const cell = inbound[4 * i]! * skus.length + inbound[4 * i + 1]!;
      this.next[i] = this.first[cell]!;
      this.first[cell] = i;
    }
  }

  /** Units and periods until on the shelf, soonest first. */
  of(cell: number): readonly { readonly units: number; readonly after: number }[] {
    let i = this.first[cell]!;
    if (i < 0) return none;
    const list: { units: number; after: number }[] = [];
    for (; i >= 0; i = this.next[i]!)
      list.push({ units: this.flat[4 * i + 2]!, after: this.flat[4 * i + 3]! });
    return list.length > 1 ? list.toSorted((a, b) => a.after - b.after) : list;
  }
}
const none: ReturnType<Arriving['of']> = [];

/** Units of demand expected to find an empty shelf before an order of tonight stands on it. */
function lostBefore(
  demand: Demand,
  store: number,
  sku: number,
  stock: number,
  arriving: ReturnType<Arriving['of']>,
  lead: number,
  rate: number,
): number {
  let have = stock;
  let lost = 0;
  let day = 1;
  for (let i = 0; i <= arriving.length && day < lead; i++) {
    const until = i < arriving.length ? Math.min(lead, Math.max(day, arriving[i]!.after)) : lead;
    const periods = until - day;
    if (periods > 0) {
      const mean = rate * periods;
      const missing = expectedOver(mean, demand.varianceOf(store, sku, mean, periods), have);
      lost += missing;
      have = Math.max(0, have - (mean - missing));
    }
    if (i < arriving.length) have += arriving[i]!.units;
    day = until;
  }
  return lost;
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
      demand.fillChances(
        store,
        k,
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
