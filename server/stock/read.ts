import type { Viewer } from '#domain/identity/viewer.ts';
import { maySee } from '#domain/identity/viewer.ts';
import type { DocumentView, LevelView, MovementView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';

/** Rows of one page. */
export const pageRowsMax = 200;

interface SkuRow {
  readonly skuId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly price: number;
}

/** SKUs whose code, names or barcode hold the text; wildcards in it are plain characters. */
export function searchSkus(sql: Queries, text: string): Promise<SkuRow[]> {
  const like = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<SkuRow[]>`
    select id as "skuId", code, name_zh as "nameZh", name_en as "nameEn", unit_zh as "unitZh", unit_en as "unitEn", price from skus
    where code ilike ${like} or name_zh ilike ${like} or name_en ilike ${like}
      or id in (select sku_id from barcodes where barcode = ${text})
    order by code limit ${pageRowsMax}`;
}

/** Levels of the viewer's stores: of one SKU, or of one store. Row-level security cuts the rest. */
export async function readLevels(sql: Queries, viewer: Viewer, by: { skuId: number } | { storeId: number }, afterSku = 0): Promise<LevelView[]> {
  const skuId = 'skuId' in by ? by.skuId : null;
  const storeId = 'storeId' in by ? by.storeId : null;
  const rows = await sql<LevelView[]>`
    select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", l.location_id as "locationId",
      p.kind as "locationKind", k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      l.on_hand as "onHand", l.reserved, l.on_hand - l.reserved as available, l.reorder_point as "reorderPoint",
      ${maySee(viewer, 'cost') ? sql`l.value` : sql`null::bigint`} as value, l.position
    from levels l join locations p on p.id = l.location_id join stores s on s.id = p.store_id join skus k on k.id = l.sku_id
    where (${skuId}::int is null or l.sku_id = ${skuId}) and (${storeId}::int is null or s.id = ${storeId}) and l.sku_id > ${afterSku}
      and (p.kind = 'shelf' or l.on_hand <> 0)
    order by ${skuId === null ? sql`l.sku_id, p.kind` : sql`s.code, p.kind`} limit ${skuId === null ? pageRowsMax : 5000}`;
  return rows;
}

/** A SKU in every store as it stood at a moment: each location's last movement by then, and nothing before its first. */
export async function readLevelsAt(sql: Queries, viewer: Viewer, skuId: number, atMs: number): Promise<LevelView[]> {
  return sql<LevelView[]>`
    select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", p.id as "locationId",
      p.kind as "locationKind", k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      at.on_hand as "onHand", 0::bigint as reserved, at.on_hand as available, null::bigint as "reorderPoint",
      ${maySee(viewer, 'cost') ? sql`at.value` : sql`null::bigint`} as value, at.position
    from locations p join stores s on s.id = p.store_id cross join (select * from skus where id = ${skuId}) k
    cross join lateral (
      select * from (
        select m.position, m.line, m.on_hand_after as on_hand, m.value_after as value from movements m
        join documents d on d.location_id = m.location_id and d.position = m.position
        where m.location_id = p.id and m.sku_id = k.id and d.effective_at <= to_timestamp(${atMs / 1000}::float8)
        union all
        select m.counter_position, m.line, m.counter_on_hand_after, m.counter_value_after from movements m
        join documents d on d.location_id = m.location_id and d.position = m.position
        where m.counter_location_id = p.id and m.sku_id = k.id and d.effective_at <= to_timestamp(${atMs / 1000}::float8)
      ) sides order by position desc, line desc limit 1
    ) at
    order by s.code, p.kind`;
}

/** A SKU's movements at a location, newest first, before a position. */
export async function readMovements(sql: Queries, viewer: Viewer, location: number, skuId: number, before: number): Promise<MovementView[]> {
  return sql<MovementView[]>`
    select * from (
      ${movementColumns(sql, viewer, location)}
      where m.location_id = ${location} and m.sku_id = ${skuId} and m.position < ${before}
      union all
      ${movementColumns(sql, viewer, location)}
      where m.counter_location_id = ${location} and m.sku_id = ${skuId} and m.counter_position < ${before}
    ) rows order by position desc, line desc limit ${pageRowsMax}`;
}

/** A document with its lines as its own location sees them; undefined where the viewer has none such. */
export async function readDocument(sql: Queries, viewer: Viewer, location: number, position: number): Promise<DocumentView | undefined> {
  const [header] = await sql<Omit<DocumentView, 'lines'>[]>`
    select ${documentNumber(sql)} as document, d.location_id as "locationId", d.position, d.counter_location_id as "counterLocationId",
      d.counter_position as "counterPosition", d.kind, d.cause,
      (select case p.kind when 'transit' then '>' else '' end || s.code || '-' || d.of_position from locations p join stores s on s.id = p.store_id
        where p.id = d.of_location_id) as of,
      (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs", (extract(epoch from d.recorded_at) * 1000)::bigint as "recordedAtMs",
      (extract(epoch from d.device_at) * 1000)::bigint as "deviceAtMs",
      ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName", a.role, d.session, d.command_key as "commandKey",
      h.name_zh as "storeNameZh", h.name_en as "storeNameEn"
    from documents d join accounts a on a.id = d.account_id join locations hp on hp.id = d.location_id join stores h on h.id = hp.store_id
    where d.location_id = ${location} and d.position = ${position}`;
  if (!header) return undefined;
  const lines = await sql<MovementView[]>`
    ${movementColumns(sql, viewer, location)} where m.location_id = ${location} and m.position = ${position} order by m.line`;
  return { ...header, lines };
}

function movementColumns(sql: Queries, viewer: Viewer, location: number) {
  return sql`
    select ${location}::int as "locationId", case when m.location_id = ${location} then m.position else m.counter_position end as position,
      ${documentNumber(sql)} as document, m.line, d.kind, d.cause, (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs",
      k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", m.source_id as "sourceId", m.target_id as "targetId",
      coalesce((select s.code from locations o join stores s on s.id = o.store_id where o.id = case when m.source_id = ${location} then m.target_id else m.source_id end),
        (select o.kind from locations o where o.id = case when m.source_id = ${location} then m.target_id else m.source_id end)) as counterpart,
      case when m.source_id = ${location} then -m.quantity else m.quantity end as quantity,
      case when m.location_id = ${location} then m.on_hand_after else m.counter_on_hand_after end as "onHandAfter", m.amount,
      ${maySee(viewer, 'cost') ? sql`m.value` : sql`null::bigint`} as value,
      ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName"
    from movements m join documents d on d.location_id = m.location_id and d.position = m.position
    join accounts a on a.id = d.account_id join skus k on k.id = m.sku_id`;
}

function documentNumber(sql: Queries) {
  return sql`(select case p.kind when 'transit' then '>' else '' end || s.code || '-' || d.position
    from locations p join stores s on s.id = p.store_id where p.id = d.location_id)`;
}
