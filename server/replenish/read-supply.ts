import type { Terms } from '#domain/replenish/refill.ts';
import { readExpected } from '../purchase/on-order.ts';
import type { Sql } from '../platform/database.ts';
import type { Chain } from './read-chain.ts';
import type { Pending } from './read-pending.ts';
import { readPlaces, type Place } from './places.ts';
import { readRhythm, type Rhythm } from './read-rhythm.ts';

/** Who supplies whom: stores and warehouses, what stands in these, and how suppliers sell. Places are stores of the chain first, then warehouses. */
export interface Supply {
  readonly places: readonly Place[];
  readonly warehouses: ReadonlyMap<number, WarehouseStock>;
  /** By SKU as the chain numbers them; undefined where nobody supplies it. */
  readonly offers: readonly (Offer | undefined)[];
  /** What people set for a SKU at a place, by shelf and SKU id. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly rhythm: Rhythm;
}

/** By SKU. Kept: the warehouse deals in it. Free: neither reserved nor kept back. */
export interface WarehouseStock {
  readonly isKept: Uint8Array;
  readonly onHand: Int32Array;
  readonly free: Int32Array;
  /** From other places, and on order with suppliers. */
  readonly onWay: Int32Array;
}

export interface Offer extends Omit<Terms, 'review'> {
  readonly supplierId: number;
  /** Fen a pack. */
  readonly price: number;
  /** Fen that an order of the supplier should reach. */
  readonly minimum: number;
}

export interface Rule {
  readonly minimum: number | null;
  readonly maximum: number;
  readonly reorderPoint: number | null;
}

export async function readSupply(sql: Sql, chain: Chain, pending: readonly Pending[]): Promise<Supply> {
  const places = await readPlaces(sql, chain.stores);
  const warehouses = places.filter(({ kind }) => kind === 'warehouse');
  return {
    places,
    warehouses: await readWarehouses(sql, chain, warehouses, places.length - warehouses.length, pending),
    offers: await readOffers(sql, chain),
    rules: await readRules(sql),
    rhythm: await readRhythm(sql, chain, places),
  };
}

async function readWarehouses(
  sql: Sql,
  chain: Chain,
  rows: readonly Place[],
  first: number,
  pending: readonly Pending[],
): Promise<ReadonlyMap<number, WarehouseStock>> {
  const skuAt = new Map(chain.skus.map(({ id }, k) => [id, k]));
  const size = chain.skus.length;
  const byShelf = new Map<number, WarehouseStock>();
  const byTransit = new Map<number, WarehouseStock>();
  const stocks = new Map<number, WarehouseStock>();
  rows.forEach(({ locationId, transitId }, at) => {
    const stock = {
      isKept: new Uint8Array(size),
      onHand: new Int32Array(size),
      free: new Int32Array(size),
      onWay: new Int32Array(size),
    };
    stocks.set(first + at, stock);
    byShelf.set(locationId, stock);
    byTransit.set(transitId, stock);
  });
  if (stocks.size === 0) return stocks;
  const keepBack = new Map(rows.map((row) => [row.locationId, row.keepBack]));
  const levels = await sql<{ locationId: number; skuId: number; onHand: number; reserved: number }[]>`
    select location_id as "locationId", sku_id as "skuId", on_hand as "onHand", reserved from levels
    where location_id in ${sql([...byShelf.keys(), ...byTransit.keys()])}`;
  for (const { locationId, skuId, onHand, reserved } of levels) {
    const k = skuAt.get(skuId);
    if (k === undefined) continue;
    const stock = byShelf.get(locationId);
    if (stock) {
      stock.isKept[k] = 1;
      stock.onHand[k] = Math.max(0, onHand - reserved);
      stock.free[k] = Math.max(0, onHand - reserved - (keepBack.get(locationId) ?? 0));
    } else byTransit.get(locationId)!.onWay[k]! += Math.max(0, onHand);
  }
  // What a warehouse has ordered, or is about to, is on its way to it, as what a store has [PU-10].
  const coming = [
    ...(await readExpected(sql)),
    ...pending.map((one) => ({ ...one, locationId: one.targetId })),
  ];
  for (const { locationId, skuId, units } of coming) {
    const stock = byShelf.get(locationId);
    const k = skuAt.get(skuId);
    if (stock && k !== undefined) stock.onWay[k]! += Math.max(0, units);
  }
  for (const { sourceId, skuId, units, isHeld } of pending) {
    const stock = sourceId === null || isHeld ? undefined : byShelf.get(sourceId);
    const k = skuAt.get(skuId);
    if (stock && k !== undefined) stock.free[k] = Math.max(0, stock.free[k]! - units);
  }
  return stocks;
}

async function readOffers(sql: Sql, chain: Chain): Promise<Supply['offers']> {
  const rows = await sql<(Offer & { readonly skuId: number })[]>`
    select k.id as "skuId", s.id as "supplierId", greatest(coalesce(t.lead_days, 3), 1) as lead, coalesce(p.pack, k.pack_quantity) as pack,
      coalesce(p.packs_min, 1) as "packsMin", coalesce(p.price, k.cost * k.pack_quantity) as price, coalesce(t.minimum, 0) as minimum
    from skus k join suppliers s on s.id = k.supplier_id and s.is_active
      left join supplier_terms t on t.supplier_id = s.id
      left join supplier_prices p on p.supplier_id = s.id and p.sku_id = k.id where k.is_active`;
  const byId = new Map(rows.map((row) => [row.skuId, row]));
  return chain.skus.map(({ id }) => byId.get(id));
}

async function readRules(sql: Sql): Promise<Supply['rules']> {
  const rows = await sql<(Rule & { readonly locationId: number; readonly skuId: number })[]>`
    select x.location_id as "locationId", x.sku_id as "skuId", x.minimum, x.maximum, v.reorder_point as "reorderPoint"
    from store_skus x left join levels v on v.location_id = x.location_id and v.sku_id = x.sku_id
    where x.maximum is not null`;
  return new Map(rows.map((row) => [`${row.locationId} ${row.skuId}`, row]));
}
