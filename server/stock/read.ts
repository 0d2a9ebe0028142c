import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';

/** SKUs of one page of a list. */
export const pageRowsMax = 200;
/** Stores of one SKU: all of them on one page, so this is the most a company may have shelves and ways to them. */
const levelsOfSkuMax = 5000;

export const levelFilters = ['all', 'out', 'due', 'negative'] as const;
export type LevelFilter = (typeof levelFilters)[number];

export interface SkuRow {
  readonly skuId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  /** Fen for a base unit. */
  readonly price: number;
  readonly packQuantity: number;
  readonly barcodes: readonly string[];
}

/** SKUs whose code, names or barcode hold the text, by code; `after` is the last code of the page before. */
export function searchSkus(sql: Queries, text: string, after: string, limit: number): Promise<SkuRow[]> {
  const like = likeOf(text);
  return sql<SkuRow[]>`
    ${skuColumns(sql)} where code > ${after} and (code ilike ${like} or name_zh ilike ${like} or name_en ilike ${like}
      or id in (select sku_id from barcodes where barcode = ${text}))
    order by code limit ${limit}`;
}

export async function readSku(sql: Queries, skuId: number): Promise<SkuRow | undefined> {
  const [sku] = await sql<SkuRow[]>`${skuColumns(sql)} where id = ${skuId}`;
  return sku;
}

export interface StoreRow {
  readonly storeId: number;
  readonly locationId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'store' | 'warehouse';
  readonly timeZone: string;
  readonly regionId: number;
  readonly regionZh: string;
  readonly regionEn: string;
  readonly skus: number;
  readonly outOfStock: number;
  readonly belowReorderPoint: number;
  readonly negative: number;
}

/** Every store with what wants somebody there; those out of reach come with nothing and are left out by the caller. */
export function readStores(sql: Queries): Promise<StoreRow[]> {
  return sql<StoreRow[]>`
    select s.id as "storeId", p.id as "locationId", s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.kind, s.time_zone as "timeZone",
      r.id as "regionId", r.name_zh as "regionZh", r.name_en as "regionEn", coalesce(l.skus, 0)::bigint as skus,
      coalesce(l.out, 0)::bigint as "outOfStock", coalesce(l.due, 0)::bigint as "belowReorderPoint", coalesce(l.negative, 0)::bigint as negative
    from stores s join regions r on r.id = s.region_id join locations p on p.store_id = s.id and p.kind = 'shelf'
    left join (
      select location_id, count(*) as skus, count(*) filter (where on_hand <= 0) as out,
        count(*) filter (where on_hand < reorder_point) as due, count(*) filter (where on_hand < 0) as negative
      from levels group by location_id) l on l.location_id = p.id
    order by s.kind, r.code, s.code`;
}

/** A SKU in every store: on the shelf, and on its way there. */
export function readLevelsOfSku(sql: Queries, viewer: Viewer, skuId: number): Promise<LevelView[]> {
  return sql<LevelView[]>`
    ${levelColumns(sql, viewer)} where l.sku_id = ${skuId} and (p.kind = 'shelf' or l.on_hand <> 0)
    order by s.code, p.kind limit ${levelsOfSkuMax}`;
}

export interface StorePage {
  readonly storeId: number;
  /** The last SKU of the page before, 0 for the first page. */
  readonly afterSku: number;
  readonly search: string;
  readonly filter: LevelFilter;
}

/** A store's levels by SKU. A page never ends between a SKU's shelf and what is on its way there. */
export async function readLevelsOfStore(sql: Queries, viewer: Viewer, page: StorePage): Promise<LevelView[]> {
  const like = likeOf(page.search);
  const held = {
    all: sql`true`,
    out: sql`p.kind = 'shelf' and l.on_hand <= 0`,
    due: sql`p.kind = 'shelf' and l.on_hand < l.reorder_point`,
    negative: sql`l.on_hand < 0`,
  }[page.filter];
  const found = sql`(k.code ilike ${like} or k.name_zh ilike ${like} or k.name_en ilike ${like}
    or k.id in (select sku_id from barcodes where barcode = ${page.search}))`;
  const levels = await sql<LevelView[]>`
    ${levelColumns(sql, viewer)} where p.store_id = ${page.storeId} and l.sku_id > ${page.afterSku}
      and (p.kind = 'shelf' or l.on_hand <> 0) and ${held} and ${page.search === '' ? sql`true` : found}
    order by l.sku_id fetch first ${pageRowsMax} rows with ties`;
  // Ties come in any order: the shelf stands first.
  return levels.toSorted((a, b) => a.skuId - b.skuId || a.locationId - b.locationId);
}

/**
 * A SKU in every store as it stood at a moment: each location's last movement by then, and nothing before its first.
 * Effective times never go back along a location's positions, so the first one found walking down is the last by then.
 */
export function readLevelsAt(
  sql: Queries,
  viewer: Viewer,
  skuId: number,
  atMs: number,
): Promise<LevelView[]> {
  const moment = sql`to_timestamp(${atMs / 1000}::float8)`;
  return sql<LevelView[]>`
    select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", p.id as "locationId",
      p.kind as "locationKind", k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      last.on_hand as "onHand", held.reserved, last.on_hand - held.reserved as available, due.reorder_point as "reorderPoint",
      ${maySee(viewer, 'cost') ? sql`last.value` : sql`null::bigint`} as value, last.position
    from locations p join stores s on s.id = p.store_id cross join (select * from skus where id = ${skuId}) k
    cross join lateral (
      select * from (
        (select m.position, m.line, m.on_hand_after as on_hand, m.value_after as value from movements m
          join documents d on d.location_id = m.location_id and d.position = m.position
          where m.location_id = p.id and m.sku_id = k.id and d.effective_at <= ${moment}
          order by m.position desc, m.line desc limit 1)
        union all
        (select m.counter_position, m.line, m.counter_on_hand_after, m.counter_value_after from movements m
          join documents d on d.location_id = m.location_id and d.position = m.position
          where m.counter_location_id = p.id and m.sku_id = k.id and d.effective_at <= ${moment}
          order by m.counter_position desc, m.line desc limit 1)
      ) sides order by position desc, line desc limit 1
    ) last
    cross join lateral (
      select coalesce(sum(r.quantity), 0)::bigint as reserved from reservations r
      join documents d on d.location_id = r.location_id and d.position = r.position
      where r.location_id = p.id and r.sku_id = k.id and d.effective_at <= ${moment}
    ) held
    left join lateral (
      select o.reorder_point from reorder_points o join documents d on d.location_id = o.location_id and d.position = o.position
      where o.location_id = p.id and o.sku_id = k.id and d.effective_at <= ${moment} order by o.position desc limit 1
    ) due on true
    where (p.kind = 'shelf' or last.on_hand <> 0) and exists (select from levels l where l.location_id = p.id and l.sku_id = k.id)
    order by s.code, p.kind`;
}

function levelColumns(sql: Queries, viewer: Viewer) {
  return sql`
    select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", l.location_id as "locationId",
      p.kind as "locationKind", k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      l.on_hand as "onHand", l.reserved, l.on_hand - l.reserved as available, l.reorder_point as "reorderPoint",
      ${maySee(viewer, 'cost') ? sql`l.value` : sql`null::bigint`} as value, l.position
    from levels l join locations p on p.id = l.location_id join stores s on s.id = p.store_id join skus k on k.id = l.sku_id`;
}

function skuColumns(sql: Queries) {
  return sql`
    select id as "skuId", code, name_zh as "nameZh", name_en as "nameEn", unit_zh as "unitZh", unit_en as "unitEn", price,
      pack_quantity as "packQuantity", array(select barcode from barcodes where sku_id = skus.id order by barcode) as barcodes
    from skus`;
}

/** Any text that holds this one; wildcards in it are plain characters. */
function likeOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
