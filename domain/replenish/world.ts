/**
 * A chain in the small: replays demand that really was, day by day, under a planner or a rule, and counts.
 * Morning: what is due arrives. Day: sales = min(stock, demand), the rest is lost. Evening: the plan. What is sent
 * on the evening of t with lead L stands on the shelf in the morning of t + L.
 *
 * A plan that breaks a rule of the world is a bug: it is counted in `broken`, and that part is not carried out.
 */
import type { Evening, Network, Plan } from './network.ts';

export interface Trade {
  readonly days: number;
  readonly cells: number;
  /** Units wanted, day after day, store-major. */
  readonly demand: Float32Array;
  readonly startWeekday: number;
}

export interface Span {
  readonly warm: number;
  readonly burn: number;
  readonly days: number;
}

export interface Policy {
  /** Sales and empty cells of each day, also of the warm ones. */
  observe(weekday: number, sold: Float32Array, out: Uint8Array): void;
  decide(evening: Evening): Plan;
  /** Stores ask on any evening, not only on their own weekday. */
  readonly asksDaily?: boolean;
  /** Opening stock by cell. */
  opening(cell: number): number;
  allocate?(days: number, supply: Int32Array, isCentral: boolean): Plan['orders'];
}

export interface Outcome {
  readonly days: number;
  readonly demand: number;
  readonly sold: number;
  readonly fill: number;
  /** Share of cell-days on which nothing was missing. */
  readonly cellFill: number;
  readonly storeStock: number;
  readonly systemStock: number;
  readonly coverDays: number;
  readonly turnover: number;
  readonly lostUnits: number;
  readonly transferDocs: number;
  readonly transferUnits: number;
  readonly transferCost: number;
  readonly holdingCost: number;
  readonly profit: number;
  readonly broken: number;
}

export function replay(
  trade: Trade,
  network: Network,
  span: Span,
  policy: Policy,
  supply?: Int32Array,
): Outcome {
  const world = new World(trade, network, span, policy);
  return world.run(supply);
}

class World {
  private readonly trade: Trade;
  private readonly network: Network;
  private readonly span: Span;
  private readonly policy: Policy;
  private readonly skus: number;
  private readonly stock: Int32Array;
  private warehouse: Int32Array | null = null;
  /** Arrivals by day: cell, units …; and for the warehouse sku, units …. */
  private readonly arrivals = new Map<number, number[]>();
  private readonly supplies = new Map<number, number[]>();
  private inTransit = 0;
  private broken = 0;
  private wanted = 0;
  private sold = 0;
  private asked = 0;
  private served = 0;
  private stockSum = 0;
  private systemSum = 0;
  private stockValue = 0;
  private margin = 0;
  private docs = 0;
  private moved = 0;

  constructor(trade: Trade, network: Network, span: Span, policy: Policy) {
    this.trade = trade;
    this.network = network;
    this.span = span;
    this.policy = policy;
    this.skus = network.skus.length;
    this.stock = new Int32Array(trade.cells);
  }

  run(supply?: Int32Array): Outcome {
    const { trade, network, span, policy } = this;
    const sold = new Float32Array(trade.cells);
    const out = new Uint8Array(trade.cells);
    for (let day = 0; day < span.warm; day++) {
      sold.set(trade.demand.subarray(day * trade.cells, (day + 1) * trade.cells));
      policy.observe(this.weekdayOf(day), sold, out);
    }
    this.open(supply);
    const end = Math.min(trade.days, span.warm + span.burn + span.days);
    for (let day = span.warm; day < end; day++) {
      const isCounted = day >= span.warm + span.burn;
      this.arrive(day);
      const opening = isCounted ? this.total() : 0;
      this.sell(day, sold, out, isCounted);
      if (isCounted) this.count(opening);
      policy.observe(this.weekdayOf(day), sold, out);
      const left = network.season ? end - 1 - day : null;
      if (left !== 0) this.carryOut(day, isCounted, left);
    }
    return this.outcome(end - span.warm - span.burn);
  }

  private open(supply: Int32Array | undefined): void {
    const { network, policy, span } = this;
    if (network.season) {
      if (!supply || !policy.allocate)
        throw new RangeError('a season needs a supply and somebody to allocate it');
      const left = Int32Array.from(supply);
      for (const [store, sku, units] of policy.allocate(span.days, supply, network.central)) {
        if (units > left[sku]! || units < 0) {
          this.broken++;
          continue;
        }
        left[sku]! -= units;
        this.stock[store * this.skus + sku]! += units;
      }
      if (network.central) this.warehouse = left;
      return;
    }
    for (let c = 0; c < this.stock.length; c++) this.stock[c] = policy.opening(c);
    if (network.central) {
      this.warehouse = new Int32Array(this.skus);
      for (let c = 0; c < this.stock.length; c++) this.warehouse[c % this.skus]! += this.stock[c]!;
    }
  }

  private weekdayOf(day: number): number {
    return (this.trade.startWeekday + day * this.network.step) % 7;
  }

  private arrive(day: number): void {
    const due = this.arrivals.get(day);
    if (due) {
      for (let i = 0; i < due.length; i += 2) {
        this.stock[due[i]!]! += due[i + 1]!;
        this.inTransit -= due[i + 1]!;
      }
      this.arrivals.delete(day);
    }
    const supplies = this.supplies.get(day);
    if (supplies && this.warehouse) {
      for (let i = 0; i < supplies.length; i += 2) this.warehouse[supplies[i]!]! += supplies[i + 1]!;
      this.supplies.delete(day);
    }
  }

  private sell(day: number, sold: Float32Array, out: Uint8Array, isCounted: boolean): void {
    const { trade, stock, network } = this;
    const at = day * trade.cells;
    for (let c = 0; c < trade.cells; c++) {
      const wanted = trade.demand[at + c]!;
      const have = stock[c]!;
      const units = Math.min(wanted, have);
      sold[c] = units;
      stock[c] = have - units;
      out[c] = have === units ? 1 : 0;
      if (!isCounted || wanted === 0) continue;
      this.wanted += wanted;
      this.sold += units;
      this.asked++;
      if (units === wanted) this.served++;
      const sku = network.skus[c % this.skus]!;
      this.margin += units * (sku.price - sku.cost);
    }
  }

  private total(): number {
    let sum = 0;
    for (const units of this.stock) sum += units;
    return sum;
  }

  private count(opening: number): void {
    let closing = 0;
    for (let c = 0; c < this.stock.length; c++) {
      closing += this.stock[c]!;
      this.stockValue += this.stock[c]! * this.network.skus[c % this.skus]!.cost;
    }
    const mean = (opening + closing) / 2;
    this.stockSum += mean;
    let warehouse = 0;
    if (this.warehouse) for (const units of this.warehouse) warehouse += units;
    this.systemSum += mean + warehouse + this.inTransit;
  }

  private carryOut(day: number, isCounted: boolean, seasonLeft: number | null): void {
    const evening = this.evening(day, seasonLeft);
    const plan = this.policy.decide(evening);
    this.transfer(plan, day, isCounted, evening);
    this.order(plan, day, evening);
    for (const [sku, units] of plan.buy) {
      if (!evening.mayBuy || units <= 0 || units % this.network.skus[sku]!.pack !== 0) {
        this.broken++;
        continue;
      }
      push(this.supplies, day + this.network.supplierLead, sku, units);
    }
  }

  private evening(day: number, seasonLeft: number | null): Evening {
    const { network } = this;
    const inbound: number[] = [];
    for (const [due, list] of this.arrivals)
      for (let i = 0; i < list.length; i += 2)
        inbound.push(Math.floor(list[i]! / this.skus), list[i]! % this.skus, list[i + 1]!, due - day);
    const supplier: number[] = [];
    for (const [due, list] of this.supplies)
      for (let i = 0; i < list.length; i += 2) supplier.push(list[i]!, list[i + 1]!, due - day);
    const mayOrder: number[] = [];
    const nextOrder = new Int32Array(network.stores);
    const isClosed = network.season && !network.central;
    for (let s = 0; s < network.stores; s++) {
      const wait = this.policy.asksDaily
        ? 0
        : (((s - day) % network.review) + network.review) % network.review;
      nextOrder[s] = isClosed ? 9999 : wait;
      if (wait === 0 && !isClosed) mayOrder.push(s);
    }
    return {
      stock: this.stock,
      inbound,
      mayOrder,
      nextOrder,
      mayMove: network.transfer.every > 0 && day % network.transfer.every === 0,
      mayBuy: network.central && !network.season && day % network.supplierReview === 0,
      warehouse: this.warehouse,
      supplier,
      seasonLeft,
    };
  }

  private transfer(plan: Plan, day: number, isCounted: boolean, evening: Evening): void {
    const { network } = this;
    const documents = new Set<number>();
    for (const { from, to, sku, quantity } of plan.transfers) {
      const source = from * this.skus + sku;
      const isFair =
        evening.mayMove &&
        from !== to &&
        quantity > 0 &&
        Number.isInteger(quantity) &&
        network.regions[from] === network.regions[to] &&
        this.stock[source]! - quantity >= network.skus[sku]!.display;
      if (!isFair) {
        this.broken++;
        continue;
      }
      this.stock[source]! -= quantity;
      this.inTransit += quantity;
      push(this.arrivals, day + network.transfer.lead, to * this.skus + sku, quantity);
      documents.add(from * network.stores + to);
      if (isCounted) this.moved += quantity;
    }
    if (isCounted) this.docs += documents.size;
  }

  private order(plan: Plan, day: number, evening: Evening): void {
    const { network } = this;
    const may = new Set(evening.mayOrder);
    for (const [store, sku, units] of plan.orders) {
      if (!may.has(store) || units <= 0 || units % network.skus[sku]!.pack !== 0) {
        this.broken++;
        continue;
      }
      let filled = units;
      if (this.warehouse) {
        filled = Math.min(units, this.warehouse[sku]!);
        this.warehouse[sku]! -= filled;
      }
      if (filled === 0) continue;
      this.inTransit += filled;
      push(this.arrivals, day + network.lead, store * this.skus + sku, filled);
    }
  }

  private outcome(days: number): Outcome {
    const { transfer, holding, step } = this.network;
    const transferCost = this.docs * transfer.docCost + this.moved * transfer.unitCost;
    const storeStock = this.stockSum / days;
    const daily = this.sold / (days * step);
    const holdingCost = (this.stockValue * step * holding) / 365;
    return {
      days,
      demand: this.wanted,
      sold: this.sold,
      fill: this.wanted > 0 ? this.sold / this.wanted : 1,
      cellFill: this.asked > 0 ? this.served / this.asked : 1,
      storeStock,
      systemStock: this.systemSum / days,
      coverDays: daily > 0 ? storeStock / daily : 0,
      turnover: storeStock > 0 ? (daily * 365) / storeStock : 0,
      lostUnits: this.wanted - this.sold,
      transferDocs: this.docs,
      transferUnits: this.moved,
      transferCost,
      holdingCost,
      profit: this.margin - transferCost - holdingCost,
      broken: this.broken,
    };
  }
}

function push(map: Map<number, number[]>, day: number, at: number, units: number): void {
  const list = map.get(day);
  if (list) list.push(at, units);
  else map.set(day, [at, units]);
}
