import type { Network, Plan, PlannedSku } from '#domain/replenish/network.ts';
import { Planner } from '#domain/replenish/planner.ts';
import { coversByRegion, explain } from '#domain/replenish/sentence.ts';

/** What `plan --stdio` reads: loosely typed, for the other side is another program. */
type Json = Readonly<Record<string, unknown>>;
type Say = (complaint: string) => void;

/** Each document earns at least its cost; what people are shown has to earn twice (server/replenish/suggest). */
const hurdle = 1;
const unitsMax = 1e9;
const cellsMax = 20_000_000;

/**
 * One talk with `plan --stdio`: takes a message, gives the answer or nothing. What can't be read is complained
 * about and left out; only a message that asks is answered, and it always is.
 */
export class PlannerSession {
  private readonly say: Say;
  private planner: Planner | undefined;
  private names: { readonly stores: readonly string[]; readonly explain: boolean } = {
    stores: [],
    explain: false,
  };
  private network: Network | undefined;
  private sold = new Float32Array(0);
  private out = new Uint8Array(0);
  private start = 0;
  private day = 0;
  /** Days a unit of the messages' waits is counted in: 1, or 7 where weeks are told in days. */
  private unit = 1;

  constructor(say: Say) {
    this.say = say;
  }

  /** Answers a message; 'end' where it was the last. */
  take(message: Json): object | 'end' | undefined {
    switch (message.type) {
      case 'init':
        return this.open(message);
      case 'day':
        return this.live(message);
      case 'allocate':
        return this.allocate(message);
      case 'end':
        return 'end';
      default:
        this.say(`unknown type ${JSON.stringify(message.type)}: expected init, day, allocate or end`);
        return undefined;
    }
  }

  private open(message: Json): object {
    if (message.version !== undefined && message.version !== 1)
      this.say(`version ${JSON.stringify(message.version)} is not known, read as 1`);
    const stores = listOf(message.stores).map(String);
    const skus = listOf(message.skus).map(skuOf);
    if (stores.length * skus.length > cellsMax)
      throw new RangeError(`${stores.length} stores × ${skus.length} SKUs are more than ${cellsMax} cells`);
    const network = isRecord(message.network) ? message.network : {};
    const transfer = isRecord(network.transfer) ? network.transfer : undefined;
    const step = message.step === 7 ? 7 : 1;
    const review = whole(network.review, 7, 1);
    this.unit = step === 7 && review >= 7 && review % 7 === 0 ? 7 : 1;
    const periods = (value: unknown, fallback: number) =>
      Math.max(1, Math.round(whole(value, fallback, 1) / this.unit));
    this.network = {
      stores: stores.length,
      skus,
      regions: regionsOf(network.regions, stores.length),
      step,
      review: periods(review, 7),
      lead: periods(network.lead, 1),
      central: network.central === true,
      supplierReview: periods(network.supplierReview, 7),
      supplierLead: periods(network.supplierLead, 7),
      season: Boolean(network.season),
      transfer: {
        lead: periods(transfer?.lead, 1),
        every: periods(transfer?.every, 3),
        docCost: positive(transfer?.docCost, 0),
        unitCost: positive(transfer?.unitCost, 0),
      },
      holding: positive(message.holding, 0.25),
    };
    this.names = { stores, explain: message.explain === true };
    const level = typeof message.level === 'number' && Number.isFinite(message.level) ? message.level : 0.95;
    this.planner = new Planner(this.network, {
      level: Math.min(1, Math.max(0, level)),
      hurdle,
      isPriced: message.explain === true,
    });
    this.sold = new Float32Array(stores.length * skus.length);
    this.out = new Uint8Array(this.sold.length);
    this.start = dayOf(message.start) ?? 0;
    this.day = 0;
    return { type: 'ready', name: 'Tongpan' };
  }

  private live(message: Json): object | undefined {
    const isAsked = message.decide === true;
    if (!this.planner || !this.network) {
      this.say('a day before init');
      return isAsked ? emptyPlan : undefined;
    }
    const date = dayOf(message.date) ?? this.start + this.day * this.network.step;
    this.day++;
    this.sold.fill(0);
    this.out.fill(0);
    this.eachCell(message.sales, 3, 'sales', (cell, at, flat) => {
      this.sold[cell]! += positive(flat[at + 2], 0);
    });
    this.eachCell(message.out, 2, 'out', (cell) => {
      this.out[cell] = 1;
    });
    // 1970-01-01 was a Thursday; Monday is 0.
    const weekday = this.network.step === 7 ? 0 : (((date + 3) % 7) + 7) % 7;
    this.planner.observe({ weekday, sold: this.sold, out: this.out });
    if (!isAsked) return undefined;
    return this.answer(message);
  }

  private answer(message: Json): object {
    const { planner, network, unit } = this;
    if (!planner || !network) return emptyPlan;
    const cells = this.sold.length;
    const stock = new Int32Array(cells);
    const given = listOf(message.stock);
    if (given.length !== cells)
      this.say(`stock has ${given.length} figures, expected ${cells}; missing ones are read as 0`);
    for (let c = 0; c < Math.min(cells, given.length); c++) stock[c] = positive(given[c], 0);
    const inbound: number[] = [];
    this.eachCell(message.inbound, 4, 'inbound', (cell, at, flat) => {
      const k = cell % network.skus.length;
      inbound.push(
        (cell - k) / network.skus.length,
        k,
        positive(flat[at + 2], 0),
        Math.ceil(positive(flat[at + 3], 1) / unit),
      );
    });
    const supplier: number[] = [];
    const flat = listOf(message.supplier);
    for (let i = 0; i + 2 < flat.length; i += 3) {
      const k = flat[i];
      if (typeof k !== 'number' || !(k >= 0 && k < network.skus.length))
        this.say(`supplier: no SKU ${JSON.stringify(k)}`);
      else supplier.push(k, positive(flat[i + 1], 0), Math.ceil(positive(flat[i + 2], 1) / unit));
    }
    const next = listOf(message.nextOrder);
    const plan = planner.decide({
      stock,
      inbound,
      mayOrder: listOf(message.mayOrder).filter((s): s is number => isStore(s, network.stores)),
      nextOrder: Array.from({ length: network.stores }, (_, s) =>
        Math.ceil(positive(next[s], network.review * unit) / unit),
      ),
      mayMove: isAllowed(message.mayMove),
      mayBuy: isAllowed(message.mayBuy),
      warehouse: Array.isArray(message.warehouse)
        ? Int32Array.from({ length: network.skus.length }, (_, k) =>
            positive(listOf(message.warehouse)[k], 0),
          )
        : null,
      supplier,
      seasonLeft:
        typeof message.seasonDaysLeft === 'number'
          ? Math.max(0, Math.ceil(message.seasonDaysLeft / network.step))
          : null,
    });
    return this.planAnswer(plan, stock);
  }

  private planAnswer(plan: Plan, stock: Int32Array): object {
    const { planner, network, names } = this;
    if (!planner || !network || !names.explain)
      return {
        type: 'plan',
        orders: plan.orders,
        transfers: plan.transfers.map(({ from, to, sku, quantity }) => [from, to, sku, quantity]),
        buy: plan.buy,
      };
    const covers = coversByRegion(planner.demand, network, stock);
    return {
      type: 'plan',
      orders: plan.orders,
      transfers: plan.transfers.map((transfer) => ({
        from: transfer.from,
        to: transfer.to,
        sku: transfer.sku,
        qty: transfer.quantity,
        coverFrom: transfer.coverFrom,
        coverTo: transfer.coverTo,
        gain: Math.round(transfer.gain * 100) / 100,
        text: explain(
          transfer,
          names.stores[transfer.from] ?? '',
          names.stores[transfer.to] ?? '',
          covers.medianOf(network.regions[transfer.from] ?? 0, transfer.sku),
        ),
      })),
      buy: plan.buy,
    };
  }

  private allocate(message: Json): object {
    if (!this.planner || !this.network) {
      this.say('allocate before init');
      return { type: 'allocation', allocation: [] };
    }
    const isCentral = message.central === true;
    this.planner.beginSeason(isCentral);
    const days = Math.max(1, Math.round(whole(message.days, 90, 1) / this.network.step));
    const supply = listOf(message.supply).map((units) => positive(units, 0));
    return { type: 'allocation', allocation: this.planner.allocate(days, supply, isCentral) };
  }

  /** Calls for each entry of a flat list whose store and SKU there are; complains once of the others. */
  private eachCell(
    value: unknown,
    width: number,
    name: string,
    visit: (cell: number, at: number, flat: readonly unknown[]) => void,
  ): void {
    if (value === undefined || value === null) {
      if (name !== 'inbound') this.say(`${name} is missing, read as empty`);
      return;
    }
    const flat = listOf(value);
    const stores = this.network?.stores ?? 0;
    const skus = this.network?.skus.length ?? 0;
    let odd = flat.length % width;
    for (let at = 0; at + width <= flat.length; at += width) {
      const s = flat[at] as number;
      const k = flat[at + 1] as number;
      if (Number.isInteger(s) && Number.isInteger(k) && s >= 0 && s < stores && k >= 0 && k < skus)
        visit(s * skus + k, at, flat);
      else odd++;
    }
    if (odd > 0) this.say(`${name}: ${odd} entries name no store or SKU, or are cut off; left out`);
  }
}

const emptyPlan = { type: 'plan', orders: [], transfers: [], buy: [] };

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function positive(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? Math.min(value, unitsMax) : fallback;
}

function whole(value: unknown, fallback: number, min: number): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.max(min, Math.min(100_000, Math.round(value)))
    : fallback;
}

function isStore(value: unknown, stores: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < stores;
}

function isAllowed(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function dayOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value.slice(0, 10)) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.round(at / 86_400_000);
}

function skuOf(value: unknown): PlannedSku {
  const sku = isRecord(value) ? value : {};
  return {
    price: positive(sku.price, 20),
    cost: positive(sku.cost, 12),
    pack: whole(sku.pack, 1, 1),
    display: whole(sku.display, 0, 0),
  };
}

/** Regions may be named by anything: the same name is the same region. None given: all stores are one. */
function regionsOf(value: unknown, stores: number): Int32Array {
  const names = listOf(value);
  const known = new Map<unknown, number>();
  return Int32Array.from({ length: stores }, (_, s) => {
    const name = names[s] ?? null;
    const region = known.get(name) ?? known.size;
    known.set(name, region);
    return region;
  });
}
