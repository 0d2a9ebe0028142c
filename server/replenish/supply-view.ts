import { proposalOf } from '#domain/purchase/need.ts';
import { askingOf } from '#domain/replenish/buying.ts';
import type { Demand } from '#domain/replenish/demand.ts';
import type { Network } from '#domain/replenish/network.ts';
import {
  storeNeed,
  takesOf,
  urgentOf,
  warehouseNeed,
  type Need,
  type Refill,
  type Terms,
} from '#domain/replenish/refill.ts';
import type { Chain } from './read-chain.ts';
import type { Supply } from './read-supply.ts';

const coverDaysMax = 999;
const coverOver = 14;
/** Warehouses above one another. */
const tiersMax = 8;

/** Where the goods come from: another place, by number, or a supplier. */
export type Origin =
  { readonly kind: 'place'; readonly place: number } | { readonly kind: 'supplier'; readonly id: number };

export interface Covers {
  /** Units there, and days that they last. */
  readonly ownStock: number;
  readonly own: number;
  /** With all whom it supplies, and what is on its way. */
  readonly allStock: number;
  readonly all: number;
}

/** One evening seen from each place of the chain: what it needs, where that comes from and on which terms. */
export class SupplyView {
  readonly demand: Demand;
  readonly network: Network;
  readonly chain: Chain;
  readonly supply: Supply;
  private readonly level: number;
  /** Units at each store and on their way, tonight's transfers carried out. */
  private readonly position: Int32Array;
  /** Of each place: itself, the warehouse above it, the one above that … */
  private readonly ways: readonly (readonly number[])[];
  /** Of each place: the stores that live on it, itself among them. */
  private readonly below: readonly (readonly number[])[];

  constructor(parts: {
    readonly demand: Demand;
    readonly network: Network;
    readonly chain: Chain;
    readonly supply: Supply;
    readonly level: number;
    readonly position: Int32Array;
  }) {
    this.demand = parts.demand;
    this.network = parts.network;
    this.chain = parts.chain;
    this.supply = parts.supply;
    this.level = parts.level;
    this.position = parts.position;
    this.ways = this.supply.places.map((_, place) => wayUp(this.supply, place));
    const below: number[][] = this.supply.places.map(() => []);
    for (let s = 0; s < this.chain.stores.length; s++) for (const at of this.ways[s]!) below[at]!.push(s);
    this.below = below;
  }

  /** From the warehouse above that deals in it, else from its supplier. */
  fromOf(place: number, sku: number): Origin | undefined {
    const { upstream } = this.supply.places[place]!;
    if (!this.deals(place, sku)) return undefined;
    if (upstream >= 0 && this.supply.warehouses.get(upstream)?.isKept[sku] === 1)
      return { kind: 'place', place: upstream };
    const offer = this.supply.offers[sku];
    return offer && { kind: 'supplier', id: offer.supplierId };
  }

  private deals(place: number, sku: number): boolean {
    const stock = this.supply.warehouses.get(place);
    return stock
      ? stock.isKept[sku] === 1
      : this.demand.hasSold(place, sku) || this.ruleOf(place, sku) !== undefined;
  }

  private ruleOf(place: number, sku: number) {
    return this.supply.rules.get(`${this.supply.places[place]!.locationId} ${this.chain.skus[sku]!.id}`);
  }

  termsOf(place: number, sku: number, from: Origin): Terms {
    const review = this.supply.rhythm.reviewOf(place, sku);
    const offer = this.supply.offers[sku];
    if (from.kind === 'supplier' && offer)
      return { lead: offer.lead, review, pack: offer.pack, packsMin: offer.packsMin };
    const { lead } = this.network;
    // A warehouse opens cases for a shop that would not sell one by its next order.
    const { pack } = this.chain.skus[sku]!;
    const isWarehouse = this.supply.warehouses.has(place);
    const sold = isWarehouse ? Infinity : this.demand.meanOf(place, sku, 1, lead + review - 1);
    return { lead, review, pack: sold >= pack ? Math.max(1, pack) : 1, packsMin: 1 };
  }

  needOf(place: number, sku: number): Need {
    if (!this.supply.warehouses.has(place))
      return storeNeed(
        this.demand,
        place,
        sku,
        this.position[place * this.chain.skus.length + sku]!,
        this.level,
      );
    const { lead } = this.network;
    const asking = this.servedBy(place, sku).flatMap((store) =>
      askingOf(
        this.demand,
        { lead, review: this.supply.rhythm.reviewOf(store, sku) },
        [store],
        sku,
        this.level,
      ),
    );
    return warehouseNeed(this.demand, asking, sku, this.heldAt(place, sku), this.level);
  }

  /** A store itself; of a warehouse the stores that get this SKU by way of it: those below whom every warehouse between deals in it. */
  servedBy(place: number, sku: number): readonly number[] {
    if (!this.supply.warehouses.has(place)) return [place];
    return this.below[place]!.filter((store) => {
      const way = this.ways[store]!;
      for (let i = 1; way[i] !== place && i < way.length; i++)
        if (this.supply.warehouses.get(way[i]!)?.isKept[sku] !== 1) return false;
      return true;
    });
  }

  /** Units in the warehouse, in those between it and its stores, in the stores, and on their way to any of them. */
  private heldAt(place: number, sku: number): number {
    let held = 0;
    for (const [at, { free, onWay }] of this.supply.warehouses)
      if (this.ways[at]!.includes(place)) held += free[sku]! + onWay[sku]!;
    for (const store of this.servedBy(place, sku))
      held += this.position[store * this.chain.skus.length + sku]!;
    return held;
  }

  /** A least and a most that somebody set stand above the forecast: null where they ask for nothing tonight. */
  ruledOf(place: number, sku: number, need: Need, terms: Terms, beyond: number): Refill | null | undefined {
    const rule = this.ruleOf(place, sku);
    if (!rule) return undefined;
    const stock = this.supply.warehouses.get(place);
    const available = stock
      ? stock.free[sku]! + stock.onWay[sku]!
      : this.position[place * this.chain.skus.length + sku]!;
    const { proposed } = proposalOf({
      ...{ available, inTransit: 0, onOrder: 0, perDay: 0, ...rule },
      ...{ leadDays: terms.lead, pack: terms.pack, packsMin: terms.packsMin },
    });
    if (proposed === 0) return null;
    return {
      quantity: proposed,
      take: takesOf(need, terms, proposed, beyond),
      urgent: urgentOf(need, terms.lead),
    };
  }

  marginOf(sku: number): number {
    const { price, cost } = this.chain.skus[sku]!;
    return Math.max(0, price - cost);
  }

  rateOf(place: number, sku: number): number {
    return (
      this.servedBy(place, sku).reduce((sum, s) => sum + this.demand.meanOf(s, sku, 1, coverOver), 0) /
      coverOver
    );
  }

  coversOf(place: number, sku: number): Covers {
    const rate = Math.max(this.rateOf(place, sku), 1e-6);
    const days = (units: number) => Math.min(coverDaysMax, Math.max(0, units) / rate);
    const stock = this.supply.warehouses.get(place);
    const cell = place * this.chain.skus.length + sku;
    const ownStock = stock
      ? stock.onHand[sku]!
      : Math.max(0, this.chain.onHand[cell]! - this.chain.reserved[cell]!);
    const allStock = stock ? this.heldAt(place, sku) : this.position[cell]!;
    return { ownStock, own: days(ownStock), allStock, all: days(allStock) };
  }
}

function wayUp({ places }: Supply, place: number): readonly number[] {
  const way: number[] = [];
  for (let at = place; at >= 0 && way.length <= tiersMax; at = places[at]!.upstream) way.push(at);
  return way;
}
