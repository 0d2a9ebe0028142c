/** Tonight's transfers inside each region: what a unit more or less means at each store, then the solver. */
import type { Demand } from './demand.ts';
import type { Evening, Knobs, Network, PlannedTransfer } from './network.ts';
import { Shares } from './shares.ts';
import type { Move, TransferItem } from './transfer-instance.ts';
import { solveTransfers } from './transfer-solve.ts';

const unitsMax = 400;
const coverMax = 999;
/** No order comes within so many periods: none will. */
const closedPeriods = 900;
const scratch = new Float64Array(unitsMax + 8);
const soon = new Float64Array(unitsMax + 8);
/**
 * What a unit would sell only after the next evening of transfers counts for less: waiting until then knows more. The
 * longer ordinary supply takes, the less waiting helps. Measured: at two days of lead the same fill with a fifth fewer
 * documents, at nine days a fifth less stock than if waiting were always as good.
 */
function laterCounts(window: number): number {
  return Math.min(1, 0.5 + 0.1 * Math.max(0, window - 6));
}
const none: readonly number[] = [];

/** Demand of a cell until ordinary supply helps, once a transfer of tonight has arrived. */
interface Outlook {
  readonly store: number;
  readonly sku: number;
  readonly have: number;
  readonly mean: number;
  readonly variance: number;
  /** The same up to the next evening on which goods may be moved: what waiting would lose. */
  readonly soonMean: number;
  readonly soonVariance: number;
  /** Periods from the transfer's arrival until ordinary supply helps. */
  readonly window: number;
  /** What stands there, and what is asked for, until the first goods that are on their way have come; mean 0 where none are. */
  readonly bare: number;
  readonly bareMean: number;
  readonly bareVariance: number;
}

export function transfersOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  knobs: Knobs,
): readonly PlannedTransfer[] {
  if (!evening.mayMove || network.stores < 2) return [];
  const byRegion = new Map<number, number[]>();
  for (let s = 0; s < network.stores; s++) {
    const region = network.regions[s]!;
    const stores = byRegion.get(region);
    if (stores) stores.push(s);
    else byRegion.set(region, [s]);
  }
  const view = new Outlooks(demand, network, evening);
  const transfers: PlannedTransfer[] = [];
  for (const stores of byRegion.values())
    if (stores.length > 1) transfers.push(...transfersIn(stores, view, network, evening, knobs));
  return transfers;
}

function transfersIn(
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  { hurdle, hasChances, isPriced }: Knobs,
): readonly PlannedTransfer[] {
  const { docCost, unitCost } = network.transfer;
  const items: TransferItem[] = [];
  for (let k = 0; k < network.skus.length; k++) {
    const item = itemOf(k, stores, view, network, evening, hurdle * unitCost);
    if (item) items.push(item);
  }
  if (items.length === 0) return [];
  const moves = solveTransfers({
    stores: stores.length,
    unitCost: unitCost * hurdle,
    docCost: docCost * hurdle,
    items,
  });
  if (isPriced === false)
    return moves.map(({ from, to, item, quantity }) => ({
      from: stores[from]!,
      to: stores[to]!,
      sku: items[item]!.sku,
      quantity,
      coverFrom: 0,
      coverTo: 0,
      onWayFrom: 0,
      onWayTo: 0,
      waitFrom: 0,
      waitTo: 0,
      extra: 0,
      gain: 0,
    }));
  return priced(moves, items, stores, view, network, evening, hasChances === true);
}

function itemOf(
  k: number,
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  unitCost: number,
): TransferItem | undefined {
  const { display } = network.skus[k]!;
  const margin = view.worthOf(k);
  if (!(margin > unitCost)) return undefined;
  const skus = network.skus.length;
  const outlooks = stores.map((s) => view.of(s, k));
  let givers = 0;
  let takers = 0;
  const isTaker = stores.map((s, i) => {
    const { have, mean, variance } = outlooks[i]!;
    // A store that never sold it does not carry it: ask for none.
    if (mean < 1e-4 || !(network.season || view.hasSold(s, k)) || have > mean + 3.5 * Math.sqrt(variance) + 1)
      return false;
    takers++;
    return true;
  });
  const spare = stores.map((s, i) => {
    const { have, mean } = outlooks[i]!;
    const stock = evening.stock[s * skus + k]!;
    if (stock <= display || have < mean) return 0;
    givers++;
    return Math.min(stock - display, evening.spare?.[s * skus + k] ?? unitsMax, unitsMax);
  });
  if (givers === 0 || takers === 0) return undefined;
  const lowest = (unitCost / margin) * 0.999;
  const take = stores.map((s, i) =>
    isTaker[i] ? takesOf(view, outlooks[i]!, lowest, view.carry(s, k)) : none,
  );
  if (take.every((list) => list.length === 0)) return undefined;
  const give = stores.map((s, i) =>
    spare[i]! > 0 ? givesOf(view, outlooks[i]!, spare[i]!, view.carry(s, k)) : none,
  );
  return { sku: k, margin, x: spare, give, take };
}

/** Extra unit n sells if demand reaches have + n. Carry: the chance-worth of a unit standing idle there. */
function takesOf(
  view: Outlooks,
  { store, sku, have, mean, variance, soonMean, soonVariance, window, bare, bareMean, bareVariance }: Outlook,
  lowest: number,
  carry: Carry,
): ArrayLike<number> {
  const count = Math.min(unitsMax, Math.ceil(mean + 4 * Math.sqrt(variance)) + 2);
  view.fill(store, sku, mean, variance, have + 1, count, scratch);
  if (soonMean < mean) {
    const later = laterCounts(window);
    view.fill(store, sku, soonMean, soonVariance, have + 1, count, soon);
    for (let i = 0; i < count; i++) scratch[i] = later * scratch[i]! + (1 - later) * soon[i]!;
  }
  if (bareMean > 0) {
    view.fill(store, sku, bareMean, bareVariance, bare + 1, count, soon);
    for (let i = 0; i < count; i++) scratch[i] = Math.max(scratch[i]!, soon[i]!);
  }
  let used = 0;
  while (used < count) {
    scratch[used]! -= idle(carry, used + 1);
    if (scratch[used]! <= lowest) break;
    used++;
  }
  return copied(scratch, used);
}

/** The n-th unit leaving would have sold if demand reached have − n + 1. */
function givesOf(
  view: Outlooks,
  { store, sku, have, mean, variance, bare, bareMean, bareVariance }: Outlook,
  spare: number,
  carry: Carry,
): ArrayLike<number> {
  const from = have - spare + 1;
  view.fill(store, sku, mean, variance, from, spare, scratch);
  if (bareMean > 0) {
    view.fill(store, sku, bareMean, bareVariance, bare - spare + 1, spare, soon);
    for (let i = 0; i < spare; i++) scratch[i] = Math.max(scratch[i]!, soon[i]!);
  }
  const gives: number[] = [];
  let used = 0;
  for (; used < spare; used++) {
    const chance = scratch[spare - 1 - used]!;
    if (chance > 0.97) break;
    gives.push(chance - idle(carry, -used));
  }
  return gives;
}

/** A plain list: a hundred thousand small typed arrays a region would cost more than their numbers. */
function copied(from: Float64Array, count: number): readonly number[] {
  const list: number[] = [];
  for (let i = 0; i < count; i++) list.push(from[i]!);
  return list;
}

interface Carry {
  /** Units over what the next order would bring the store to. */
  readonly over: number;
  /** Chance-worth of one unit standing idle for as long as it takes to sell one. */
  readonly perUnit: number;
}

function idle({ over, perUnit }: Carry, extra: number): number {
  return over + extra > 0 ? Math.min(0.5, (over + extra) * perUnit) : 0;
}

class Outlooks {
  private readonly inbound: Int32Array;
  /** Periods until the first of what is on its way, by cell; 0 where nothing is. */
  private readonly firstAt: Uint8Array;
  private readonly window: Int32Array;
  private readonly tonight: Uint8Array;
  private readonly demand: Demand;
  private readonly network: Network;
  private readonly evening: Evening;
  private readonly season: Map<number, Float64Array>;

  constructor(demand: Demand, network: Network, evening: Evening) {
    this.demand = demand;
    this.network = network;
    this.evening = evening;
    this.inbound = new Int32Array(evening.stock.length);
    this.firstAt = new Uint8Array(evening.stock.length);
    this.tonight = new Uint8Array(network.stores);
    for (const s of evening.mayOrder) this.tonight[s] = 1;
    this.window = new Int32Array(network.stores);
    for (let s = 0; s < network.stores; s++) this.window[s] = this.windowOf(s);
    const { inbound } = evening;
    for (let i = 0; i + 3 < inbound.length; i += 4) {
      const s = inbound[i]!;
      const after = inbound[i + 3]!;
      if (after > this.window[s]!) continue;
      const c = s * network.skus.length + inbound[i + 1]!;
      this.inbound[c]! += inbound[i + 2]!;
      if (this.firstAt[c] === 0 || after < this.firstAt[c]!) this.firstAt[c] = Math.min(255, after);
    }
    this.season = new Map();
  }

  /** What the sale of a unit earns. In a one-buy season the goods are paid for, and what is left is marked down. */
  worthOf(k: number): number {
    const { price, cost } = this.network.skus[k]!;
    return this.network.season && !this.network.central ? price - 0.4 * cost : price - cost;
  }

  fill(
    s: number,
    k: number,
    mean: number,
    variance: number,
    from: number,
    count: number,
    out: Float64Array,
  ): void {
    this.demand.fillChances(s, k, mean, variance, from, count, out);
  }

  hasSold(s: number, k: number): boolean {
    return this.demand.hasSold(s, k);
  }

  of(s: number, k: number): Outlook {
    const { demand, network, evening } = this;
    const c = s * network.skus.length + k;
    const until = this.until(s, k);
    const arrives = Math.min(network.transfer.lead, until);
    const season = this.seasonOf(k, until);
    const before = arrives > 1 ? demand.meanOf(s, k, 1, arrives - 1, season) : 0;
    const mean = demand.meanOf(s, k, arrives, until, season);
    const first = this.firstAt[c]!;
    const bareMean = first > arrives && first <= until ? demand.meanOf(s, k, arrives, first - 1, season) : 0;
    const now = Math.max(0, evening.stock[c]! - Math.round(before));
    const next = Math.min(until, arrives + network.transfer.every - 1);
    const soonMean = demand.meanOf(s, k, arrives, next, season);
    return {
      store: s,
      sku: k,
      have: now + this.inbound[c]!,
      bare: now + (first <= arrives ? this.inbound[c]! : 0),
      bareMean,
      bareVariance: bareMean > 0 ? demand.varianceOf(s, k, bareMean, first - arrives) : 0,
      mean,
      variance: demand.varianceOf(s, k, mean, until - arrives + 1),
      soonMean,
      window: until - arrives + 1,
      soonVariance: demand.varianceOf(s, k, soonMean, next - arrives + 1),
    };
  }

  carry(s: number, k: number): Carry {
    const { demand, network, evening } = this;
    if (network.season) return { over: -1e9, perUnit: 0 };
    const c = s * network.skus.length + k;
    const periods = network.review + network.lead - 1;
    const mean = demand.meanOf(s, k, 1, periods);
    const rate = mean / periods;
    const { cost } = network.skus[k]!;
    const need = mean + 1.3 * Math.sqrt(demand.varianceOf(s, k, mean, periods));
    const days = network.step / Math.max(rate, 1 / 400);
    const perUnit = (cost * network.holding * days) / 365 / this.worthOf(k);
    return { over: evening.stock[c]! + this.inbound[c]! - need, perUnit };
  }

  /** Days that the stock lasts at the sales expected of the next weeks; at most `coverMax`. */
  coverOf(s: number, k: number, evening: Evening): number {
    const { demand, network } = this;
    const periods = network.step === 7 ? 4 : 14;
    const mean = (demand.meanOf(s, k, 1, periods) / periods) * (1 / network.step);
    const stock = evening.stock[s * network.skus.length + k]!;
    return Math.min(coverMax, Math.round((stock / Math.max(mean, 1e-6)) * 10) / 10);
  }

  /** Units on their way that come before ordinary supply does. */
  onWayOf(s: number, k: number): number {
    return this.inbound[s * this.network.skus.length + k]!;
  }

  /** Days until goods that can still be ordered stand there; 0 where none will. */
  waitOf(s: number, k: number): number {
    const until = this.until(s, k);
    return until >= closedPeriods || until === this.evening.seasonLeft ? 0 : (until + 1) * this.network.step;
  }

  /** Last period before an order that can still be placed helps. */
  private until(s: number, k: number): number {
    const { network, evening } = this;
    const { warehouse, seasonLeft } = evening;
    if (seasonLeft !== null && (!network.central || (warehouse && warehouse[k]! === 0)))
      return Math.max(1, seasonLeft);
    return this.window[s]!;
  }

  private windowOf(s: number): number {
    const { network, evening } = this;
    const next = this.tonight[s] ? 0 : Math.max(1, evening.nextOrder[s] ?? network.review);
    const until = Math.max(1, next + network.lead - 1);
    return evening.seasonLeft === null ? until : Math.max(1, Math.min(until, evening.seasonLeft));
  }

  private seasonOf(k: number, until: number): number {
    let list = this.season.get(until);
    if (!list) {
      list = new Float64Array(this.network.skus.length);
      for (let i = 0; i < list.length; i++) list[i] = this.demand.seasonOf(i, 1, until);
      this.season.set(until, list);
    }
    return list[k]!;
  }
}

function priced(
  moves: ReturnType<typeof solveTransfers>,
  items: readonly TransferItem[],
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  hasChances: boolean,
): readonly PlannedTransfer[] {
  const { docCost, unitCost } = network.transfer;
  const shares = new Shares(moves, items, stores.length);
  const net = moves.map((move) => shares.extraOf(move) * items[move.item]!.margin - move.quantity * unitCost);
  const documents = new Map<number, { net: number; good: number }>();
  const keyOf = ({ from, to }: Move) => from * stores.length + to;
  moves.forEach((move, i) => {
    const document = documents.get(keyOf(move)) ?? { net: -docCost, good: 0 };
    documents.set(keyOf(move), {
      net: document.net + net[i]!,
      good: document.good + Math.max(0, net[i]!),
    });
  });
  return moves.map((move, i) => {
    const { from, to, item, quantity } = move;
    const { sku } = items[item]!;
    const source = stores[from]!;
    const target = stores[to]!;
    const { net: whole, good } = documents.get(keyOf(move))!;
    const before = shares.before(move);
    return {
      from: source,
      to: target,
      sku,
      quantity,
      coverFrom: view.coverOf(source, sku, evening),
      coverTo: view.coverOf(target, sku, evening),
      onWayFrom: view.onWayOf(source, sku),
      onWayTo: view.onWayOf(target, sku),
      waitFrom: view.waitOf(source, sku),
      waitTo: view.waitOf(target, sku),
      extra: shares.extraOf(move),
      // Who brings more bears more of the document: no line of one that pays for itself is told as a loss.
      gain: good > 0 ? (whole * Math.max(0, net[i]!)) / good : net[i]!,
      ...(hasChances && {
        chances: {
          take: Array.from(items[item]!.take[to]!).slice(before.got),
          give: Array.from(items[item]!.give[from]!).slice(before.given),
        },
      }),
    };
  });
}

/** What one unit more or less means in a cell tonight, whoever gives or takes it: what a person's own moves are priced with. */
export interface UnitChances {
  /** Chance that the n-th unit received sells before ordinary supply helps. */
  readonly take: ArrayLike<number>;
  /** Chance that the n-th unit leaving would have sold there. */
  readonly give: ArrayLike<number>;
  /** Units expected to sell a day. */
  readonly perDay: number;
}

/** The chances of some cells, up to so many units each way: the same that suggestions are made of [RP-7]. */
export function unitChancesOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  cells: readonly { readonly store: number; readonly sku: number }[],
  unitsAtMost: number,
): readonly UnitChances[] {
  const view = new Outlooks(demand, network, evening);
  const periods = network.step === 7 ? 4 : 14;
  /** A unit that sells less often than this is told as one that does not. */
  const least = 0.005;
  return cells.map(({ store, sku }) => {
    const outlook = view.of(store, sku);
    const carry = view.carry(store, sku);
    const stock = Math.min(unitsMax, unitsAtMost, evening.stock[store * network.skus.length + sku]!);
    const isCarried = outlook.mean >= 1e-4 && view.hasSold(store, sku);
    return {
      take: isCarried ? Array.from(takesOf(view, outlook, least, carry)).slice(0, unitsAtMost) : none,
      give: stock > 0 ? givesOf(view, outlook, stock, carry) : none,
      perDay: demand.meanOf(store, sku, 1, periods) / (periods * network.step),
    };
  });
}
