/** What each cell holds, awaits and is asked for, from the arrival of tonight's transfers until ordinary supply helps. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';

const coverMax = 999;
/** No order comes within so many periods: none will. */
const closedPeriods = 900;

/** Demand of a cell until ordinary supply helps, once a transfer of tonight has arrived. */
export interface Outlook {
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

export interface Carry {
  /** Units over what the next order would bring the store to. */
  readonly over: number;
  /** Chance-worth of one unit standing idle for as long as it takes to sell one. */
  readonly perUnit: number;
}

export class Outlooks {
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

  /** What the sale of a unit earns. In a one-buy season the goods are paid for, wherever they lie, and what is left is marked down. */
  worthOf(k: number): number {
    const { price, cost } = this.network.skus[k]!;
    return this.network.season ? price - 0.4 * cost : price - cost;
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

  get isSeason(): boolean {
    return this.network.season;
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
