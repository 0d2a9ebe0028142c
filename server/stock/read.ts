import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';
import type { Place } from './places.ts';

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
export async function readLevelsOfSku(
  sql: Queries,
  viewer: Viewer,
  skuId: number,
  places: ReadonlyMap<number, Place>,
): Promise<LevelView[]> {
  const found = await readColumns(
    sql,
    sql`select * from levels where sku_id = ${skuId} limit ${levelsOfSkuMax}`,
  );
  const indexByLocation = new Map(found.locationId.map((id, index) => [id, index]));
  const levels: LevelView[] = [];
  for (const place of places.values()) {
    const index = indexByLocation.get(place.locationId);
    if (index !== undefined && isShown(place, found.onHand[index]))
      levels.push(levelAt(found, index, place, viewer));
  }
  return levels;
}

export interface StorePage {
  readonly storeId: number;
  /** The last SKU of the page before, 0 for the first page. */
  readonly afterSku: number;
  readonly search: string;
  readonly filter: LevelFilter;
}

/** A store's levels by SKU. A page never ends between a SKU's shelf and what is on its way there. */
export async function readLevelsOfStore(
  sql: Queries,
  viewer: Viewer,
  page: StorePage,
  places: readonly Place[],
): Promise<LevelView[]> {
  const like = likeOf(page.search);
  const isFound =
    page.search === ''
      ? sql``
      : sql`and sku_id in (select id from skus where code ilike ${like} or name_zh ilike ${like} or name_en ilike ${like}
          union all select sku_id from barcodes where barcode = ${page.search})`;
  // Each end in the order of its own key: nothing is sorted, and no more is read than is shown.
  const ends = places.map((place) => {
    const isShelf = place.locationKind === 'shelf';
    const isHeld = {
      all: isShelf ? sql`true` : sql`on_hand <> 0`,
      out: isShelf ? sql`on_hand <= 0` : sql`false`,
      due: isShelf ? sql`on_hand < reorder_point` : sql`false`,
      negative: sql`on_hand < 0`,
    }[page.filter];
    return sql`(select * from levels where location_id = ${place.locationId} and sku_id > ${page.afterSku} and ${isHeld} ${isFound}
      order by sku_id limit ${pageRowsMax})`;
  });
  const both = ends.reduce((some, end) => sql`${some} union all ${end}`);
  const found = await readColumns(
    sql,
    sql`${both} order by sku_id fetch first ${pageRowsMax} rows with ties`,
  );
  const placeById = new Map(places.map((place) => [place.locationId, place]));
  const levels = found.locationId.flatMap((id, index) => {
    const place = placeById.get(id);
    return place ? [levelAt(found, index, place, viewer)] : [];
  });
  // Ties come in any order: the shelf stands first.
  return levels.sort((a, b) => a.skuId - b.skuId || a.locationId - b.locationId);
}

/** Levels column by column: as a message a row and a text a value they take the server three times the CPU. */
interface LevelColumns {
  readonly locationId: readonly number[];
  readonly skuId: readonly number[];
  readonly skuCode: readonly string[];
  readonly skuNameZh: readonly string[];
  readonly skuNameEn: readonly string[];
  readonly onHand: readonly number[];
  readonly reserved: readonly number[];
  readonly reorderPoint: readonly (number | null)[];
  readonly value: readonly number[];
  readonly position: readonly number[];
}

const noLevels: LevelColumns = {
  locationId: [],
  skuId: [],
  skuCode: [],
  skuNameZh: [],
  skuNameEn: [],
  onHand: [],
  reserved: [],
  reorderPoint: [],
  value: [],
  position: [],
};

/** The rows of a query over `levels`, in its order, with what their SKUs are called. */
async function readColumns(sql: Queries, levels: ReturnType<typeof skuColumns>): Promise<LevelColumns> {
  const [found] = await sql<[LevelColumns | { readonly locationId: null }]>`
    select json_agg(l.location_id) as "locationId", json_agg(l.sku_id) as "skuId", json_agg(k.code) as "skuCode",
      json_agg(k.name_zh) as "skuNameZh", json_agg(k.name_en) as "skuNameEn", json_agg(l.on_hand) as "onHand",
      json_agg(l.reserved) as reserved, json_agg(l.reorder_point) as "reorderPoint", json_agg(l.value) as value, json_agg(l.position) as position
    from (${levels}) l, lateral (select code, name_zh, name_en from skus where id = l.sku_id offset 0) k`;
  return found.locationId === null ? noLevels : found;
}

function isShown(place: Place, onHand: number | undefined): boolean {
  return place.locationKind === 'shelf' || onHand !== 0;
}

function levelAt(found: LevelColumns, index: number, place: Place, viewer: Viewer): LevelView {
  const onHand = found.onHand[index] ?? 0;
  const reserved = found.reserved[index] ?? 0;
  return {
    ...place,
    skuId: found.skuId[index] ?? 0,
    skuCode: found.skuCode[index] ?? '',
    skuNameZh: found.skuNameZh[index] ?? '',
    skuNameEn: found.skuNameEn[index] ?? '',
    onHand,
    reserved,
    available: onHand - reserved,
    reorderPoint: found.reorderPoint[index] ?? null,
    value: maySee(viewer, 'cost') ? (found.value[index] ?? 0) : null,
    position: found.position[index] ?? 0,
  };
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
