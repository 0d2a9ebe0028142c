/**
 * Forecast of every store × SKU, kept in typed arrays and without history: discounted gamma–Poisson counts at
 * several memories, and the store's share of the SKU's pace over all stores, mixed by recent error. A cell's index
 * is store × SKUs + SKU. Days that ended empty are censored: they count as "at least".
 */
import { DemandShape } from './demand-shape.ts';
import { Memories, type Period } from './memories.ts';
import { expectedAtLeast } from './negative-binomial.ts';
import { Recency } from './recency.ts';
import { SkuPace } from './sku-pace.ts';
import { classOf, Spread } from './spread.ts';
import { Weekdays } from './weekdays.ts';

export interface DemandSize {
  readonly stores: number;
  readonly skus: number;
  /** Days a period: 1, or 7 where the chain counts in weeks. */
  readonly step: 1 | 7;
  /** Periods over which errors are gathered for the spread of the forecast: review + lead − 1. */
  readonly horizon: number;
}

export interface Observation {
  /** 0 … 6, of the day that was observed; 0 where a period is a week. */
  readonly weekday: number;
  /** Units sold by cell. */
  readonly sold: Float32Array;
  /** 1 where the cell ended the day at zero stock. */
  readonly out: Uint8Array;
  /** What was known to lift or dampen the day by cell (promotions, events), 1 where nothing was. */
  readonly lift?: Float32Array;
}

export class Demand {
  readonly stores: number;
  readonly skus: number;
  readonly cells: number;
  readonly step: 1 | 7;
  readonly horizon: number;
  /** Units a period at exposure 1, by cell. */
  readonly rate: Float32Array;
  /** What is told of the days to come, as a mean factor by cell; undefined where nothing is. */
  ahead: Float32Array | undefined;
  readonly pace: SkuPace;
  /** The store's share of an average SKU: 1 is the average store. */
  readonly storeShare: Float64Array;
  private readonly memories: Memories;
  private readonly shape: DemandShape;
  private readonly skuWeek: Weekdays;
  private readonly storeWeek: Weekdays;
  /** What the stores that carry a SKU hold of its pace, over what their size alone would say. */
  private readonly listed: Float64Array;
  private readonly storeSold: Float64Array;
  /** Variance over mean of a day, by SKU: what a unit sold weighs against the prior. */
  private readonly noise: Float64Array;
  private readonly recency: Recency;
  private readonly spread: Spread;
  private weekday = 0;
  private periods = 0;

  constructor({ stores, skus, step, horizon }: DemandSize) {
    this.stores = stores;
    this.skus = skus;
    this.cells = stores * skus;
    this.step = step;
    this.horizon = Math.max(1, horizon);
    this.rate = new Float32Array(this.cells);
    this.memories = new Memories(this.cells, step);
    this.shape = new DemandShape(this.cells, skus);
    this.pace = new SkuPace(skus, step);
    this.storeShare = new Float64Array(stores).fill(1);
    this.listed = new Float64Array(skus).fill(1);
    this.storeSold = new Float64Array(stores);
    this.skuWeek = new Weekdays(skus, 60);
    this.storeWeek = new Weekdays(stores, 200);
    this.noise = new Float64Array(skus).fill(1);
    this.recency = new Recency(this.cells);
    this.spread = new Spread(this.cells, skus, this.horizon);
  }

  /** Learns from one period. Call once a period, in order. */
  observe({ weekday, sold, out, lift }: Observation): void {
    const { stores, skus, pace } = this;
    this.weekday = weekday;
    pace.advance();
    const units = new Float64Array(skus);
    const exposure = new Float64Array(skus);
    const skuMeant = new Float64Array(skus);
    const storeUnits = new Float64Array(stores);
    const storeMeant = new Float64Array(stores);
    const sharesAll = new Float64Array(skus);
    const sharesOwn = new Float64Array(skus);
    const sharesMeant = new Float64Array(skus);
    const y = this.uncensor(sold, out, lift);
    const isFirst = this.periods === 0;
    for (let s = 0; s < stores; s++) {
      const share = this.storeShare[s]!;
      for (let k = 0; k < skus; k++) {
        const c = s * skus + k;
        const level = isFirst ? share : this.shareNow(c, s, k);
        sharesAll[k]! += level;
        if (!isFirst && this.memories.soldOf(c) > carriedUnits) {
          sharesOwn[k]! += level;
          sharesMeant[k]! += share;
        }
        const got = y[c]!;
        if (got < 0) continue;
        const raw = lift ? lift[c]! : 1;
        units[k]! += got;
        exposure[k]! += level * this.weekFactor(s, k, weekday) * raw;
        const meant = (this.rate[c]! || level * pace.pace[k]!) * raw * pace.index[k]!;
        skuMeant[k]! += meant * (this.storeWeek.factor[s * 7 + weekday] ?? 1);
        storeMeant[s]! += meant * (this.skuWeek.factor[k * 7 + weekday] ?? 1);
        storeUnits[s]! += got;
      }
    }
    let shares = 0;
    for (let s = 0; s < stores; s++) shares += this.storeShare[s]!;
    for (let k = 0; k < skus; k++) {
      // Shares say how a SKU's sales are spread, not how many they are: without this pace and shares chase each other.
      exposure[k]! *= shares / Math.max(1e-9, sharesAll[k]!);
      if (sharesMeant[k]! > 0)
        this.listed[k]! +=
          0.1 * (Math.min(5, Math.max(0.2, sharesOwn[k]! / sharesMeant[k]!)) - this.listed[k]!);
    }
    pace.observe(units, exposure);
    if (this.step === 1 && this.periods > 0) {
      this.skuWeek.observe(weekday, units, skuMeant);
      this.storeWeek.observe(weekday, storeUnits, storeMeant);
    }
    this.weighStores(storeUnits);
    this.learn(y, weekday, lift);
    this.periods++;
    this.shape.observe(sold, out, this.periods);
    this.turnWindow();
  }

  /** Exposure of the periods `from` … `to` (1 is the next one) for a cell, without season. */
  weekFactor(store: number, sku: number, weekday: number): number {
    if (this.step === 7) return 1;
    return this.skuWeek.factor[sku * 7 + weekday]! * this.storeWeek.factor[store * 7 + weekday]!;
  }

  /** Expected demand of a cell over the periods `from` … `to`; the next period is 1. */
  meanOf(
    store: number,
    sku: number,
    from: number,
    to: number,
    season = this.seasonOf(sku, from, to),
  ): number {
    let sum = 0;
    if (this.step === 7) sum = Math.max(0, to - from + 1);
    else {
      const whole = to - from + 1 > 0 ? Math.floor((to - from + 1) / 7) : 0;
      sum = whole * 7;
      for (let day = from + whole * 7; day <= to; day++)
        sum += this.weekFactor(store, sku, (this.weekday + day) % 7);
    }
    const cell = store * this.skus + sku;
    return this.rate[cell]! * sum * season * (this.ahead?.[cell] ?? 1);
  }

  /** Season over the periods `from` … `to`, as a factor on the rate. */
  seasonOf(sku: number, from: number, to: number): number {
    return this.pace.index[sku]! * this.pace.ahead(sku, Math.round((from + to) / 2));
  }

  /** Variance of a cell's demand over `periods` with that mean: calibrated over the horizon, scaled between. */
  varianceOf(store: number, sku: number, mean: number, periods: number): number {
    const cell = store * this.skus + sku;
    const over = this.spread.over(cell, sku, this.rate[cell]!);
    if (this.horizon === 1) return mean * over;
    const daily = Math.min(this.spread.daily(sku), over);
    const part = Math.min(2, (periods - 1) / (this.horizon - 1));
    return mean * (daily + (over - daily) * part);
  }

  /** `out[i] = P(demand ≥ from + i)` of a cell's demand with that mean and variance. */
  fillChances(
    store: number,
    sku: number,
    mean: number,
    variance: number,
    from: number,
    count: number,
    out: Float64Array,
  ): void {
    this.shape.fill(store * this.skus + sku, mean, variance, from, count, out);
  }

  /** The smallest n with P(demand ≤ n) ≥ level. */
  quantileOf(store: number, sku: number, mean: number, variance: number, level: number): number {
    return this.shape.quantile(store * this.skus + sku, mean, variance, level);
  }

  /** Whether the cell has sold within its longest memory. */
  hasSold(store: number, sku: number): boolean {
    return this.memories.soldOf(store * this.skus + sku) > carriedUnits;
  }

  /** The cell's part of its SKU's pace, leaning on what its store's size says. */
  private shareNow(cell: number, store: number, sku: number): number {
    const prior = Math.max(this.storeShare[store]! * this.listed[sku]!, 1e-4);
    return this.memories.shareOf(cell, this.noise[sku]!, prior);
  }

  /** Demand of the period by cell; −1 where an empty shelf says nothing. */
  private uncensor(sold: Float32Array, out: Uint8Array, lift: Float32Array | undefined): Float32Array {
    const y = new Float32Array(this.cells);
    const { skus } = this;
    for (let c = 0; c < this.cells; c++) {
      const units = sold[c]!;
      if (out[c] !== 1) {
        y[c] = units;
        continue;
      }
      if (units <= 0) {
        y[c] = -1;
        continue;
      }
      const k = c % skus;
      const mean =
        this.rate[c]! *
        this.weekFactor((c - k) / skus, k, this.weekday) *
        this.pace.index[k]! *
        (lift ? lift[c]! : 1);
      y[c] = expectedAtLeast(mean, mean * this.spread.daily(k), units);
    }
    return y;
  }

  private weighStores(units: Float64Array): void {
    let total = 0;
    for (let s = 0; s < this.stores; s++) {
      this.storeSold[s] = 0.99 * this.storeSold[s]! + units[s]!;
      total += this.storeSold[s]!;
    }
    if (total <= 0) return;
    for (let s = 0; s < this.stores; s++)
      this.storeShare[s] = Math.max(0.02, (this.storeSold[s]! / total) * this.stores);
  }

  private learn(y: Float32Array, weekday: number, lift: Float32Array | undefined): void {
    const { stores, skus, memories, recency, spread, rate } = this;
    spread.fade();
    for (let k = 0; k < skus; k++) this.noise[k] = spread.daily(k);
    memories.begin(this.periods);
    // One for all cells: millions of them a night.
    const period: Period = {
      got: 0,
      exposure: 0,
      pace: 0,
      share: 0,
      prior: 0,
      noise: 0,
      before: 0,
      group: 0,
    };
    for (let s = 0; s < stores; s++)
      for (let k = 0; k < skus; k++) {
        const c = s * skus + k;
        const got = y[c]!;
        const season = this.pace.index[k]!;
        const share = this.storeShare[s]! * this.listed[k]!;
        const e = got < 0 ? 0 : this.weekFactor(s, k, weekday) * season * (lift ? lift[c]! : 1);
        const before = rate[c]!;
        period.got = got;
        period.exposure = e;
        period.pace = this.pace.pace[k]!;
        period.share = Math.max(share, 1e-4);
        period.prior = Math.max(share * period.pace, 1e-7);
        period.noise = this.noise[k]!;
        period.before = before;
        period.group = classOf(before);
        const mixed = memories.learn(c, period);
        const plain = mixed * this.carriedOf(c, share, period.noise);
        rate[c] = plain * recency.factorOf(c, plain, got);
        if (e > 0 && this.periods >= 2) spread.observe(k, got, before * e);
        spread.add(c, got < 0 ? before * season : got);
      }
  }

  /** How sure it is that the cell carries the SKU at all: what never sold what others sell is soon taken as not doing so. */
  private carriedOf(cell: number, share: number, noise: number): number {
    if (this.memories.soldOf(cell) > carriedUnits) return 1;
    return 1 / (1 + 0.1 * Math.exp(Math.min(30, (this.memories.exposedOf(cell) * share) / noise)));
  }

  /** Every `horizon` periods what was forecast is held against what came, and the next forecast is made. */
  private turnWindow(): void {
    const { skus, horizon, spread, recency } = this;
    if (this.periods % horizon !== 0) return;
    const kept = Math.pow(0.985, horizon * (this.step === 7 ? 3 : 1));
    spread.forget(kept);
    for (let c = 0; c < this.cells; c++) {
      const ended = spread.close(c, c % skus, this.rate[c]!);
      if (ended) recency.learn(c, ended.sold, ended.meant);
    }
    if (this.periods > 14 / this.step) this.openWindow();
    recency.settle(kept);
  }

  private openWindow(): void {
    const { skus, horizon } = this;
    const season = Float64Array.from({ length: skus }, (_, k) => this.seasonOf(k, 1, horizon));
    for (let c = 0; c < this.cells; c++) {
      const k = c % skus;
      this.spread.open(c, this.meanOf((c - k) / skus, k, 1, horizon, season[k]));
      this.recency.open(c);
    }
  }
}

/** Units within the longest memory that say that a cell carries a SKU. */
const carriedUnits = 0.2;
