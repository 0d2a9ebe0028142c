import type { Queries } from '../platform/database.ts';

/** SKUs of one page of a list. */
export const skusMax = 200;

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

function skuColumns(sql: Queries) {
  return sql`
    select id as "skuId", code, name_zh as "nameZh", name_en as "nameEn", unit_zh as "unitZh", unit_en as "unitEn", price,
      pack_quantity as "packQuantity", array(select barcode from barcodes where sku_id = skus.id order by barcode) as barcodes
    from skus`;
}

/** Any text that holds this one; wildcards in it are plain characters. */
export function likeOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
