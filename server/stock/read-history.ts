import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { DocumentView, MovementView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';

/** Movements of one page of a history. */
export const movementRowsMax = 200;

/** A SKU's movements at a location, newest first, before a position. A page never ends within a document. */
export function readMovements(
  sql: Queries,
  viewer: Viewer,
  at: { readonly location: number; readonly skuId: number; readonly before: number; readonly limit: number },
): Promise<MovementView[]> {
  const { location, skuId, before, limit } = at;
  // A level that is kept from the viewer (a blind count) can't be summed up from its movements either.
  const isShown = sql`exists (select from levels l where l.location_id = ${location} and l.sku_id = ${skuId})`;
  return sql<MovementView[]>`
    select * from (
      select * from (
        (${movementColumns(sql, viewer, location)}
          where m.location_id = ${location} and m.sku_id = ${skuId} and m.position < ${before} and ${isShown}
          order by m.position desc fetch first ${limit} rows with ties)
        union all
        (${movementColumns(sql, viewer, location)}
          where m.counter_location_id = ${location} and m.sku_id = ${skuId} and m.counter_position < ${before} and ${isShown}
          order by m.counter_position desc fetch first ${limit} rows with ties)
      ) sides order by position desc fetch first ${limit} rows with ties
    ) page order by position desc, line desc`;
}

/**
 * A document with its lines as `seenFrom` sees them: one of its two ends. Undefined where row-level security shows none.
 */
export async function readDocument(
  sql: Queries,
  viewer: Viewer,
  location: number,
  position: number,
  seenFrom: (ends: {
    readonly locationId: number;
    readonly counterLocationId: number | null;
  }) => number | undefined,
): Promise<DocumentView | undefined> {
  const [header] = await sql<Omit<DocumentView, 'lines'>[]>`
    select ${numberOf(sql, sql`d.location_id`, sql`d.position`)} as document, d.location_id as "locationId", d.position,
      d.counter_location_id as "counterLocationId", d.counter_position as "counterPosition", d.kind, d.cause,
      ${numberOf(sql, sql`d.of_location_id`, sql`d.of_position`)} as of,
      (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs", (extract(epoch from d.recorded_at) * 1000)::bigint as "recordedAtMs",
      (extract(epoch from d.device_at) * 1000)::bigint as "deviceAtMs",
      ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName", a.role, d.session, d.command_key as "commandKey",
      h.name_zh as "storeNameZh", h.name_en as "storeNameEn"
    from documents d join accounts a on a.id = d.account_id join locations hp on hp.id = d.location_id join stores h on h.id = hp.store_id
    where d.location_id = ${location} and d.position = ${position}`;
  const end = header && seenFrom(header);
  if (!header || end === undefined) return undefined;
  const lines = await sql<MovementView[]>`
    ${movementColumns(sql, viewer, end)} where m.location_id = ${location} and m.position = ${position} order by m.line`;
  return { ...header, lines };
}

function movementColumns(sql: Queries, viewer: Viewer, location: number) {
  const isHome = sql`m.location_id = ${location}`;
  const isOut = sql`m.source_id = ${location}`;
  return sql`
    select ${location}::int as "locationId", case when ${isHome} then m.position else m.counter_position end as position,
      ${numberOf(sql, sql`d.location_id`, sql`d.position`)} as document, m.line, d.kind, d.cause,
      (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs",
      k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", m.source_id as "sourceId", m.target_id as "targetId",
      (select case o.kind when 'shelf' then s.code when 'transit' then '>' || s.code else o.kind end from locations o left join stores s on s.id = o.store_id
        where o.id = case when ${isOut} then m.target_id else m.source_id end) as counterpart,
      case when ${isOut} then -m.quantity else m.quantity end as quantity,
      case when exists (select from levels l where l.location_id = ${location} and l.sku_id = m.sku_id)
        then case when ${isHome} then m.on_hand_after else m.counter_on_hand_after end end as "onHandAfter", m.amount,
      ${maySee(viewer, 'cost') ? sql`m.value` : sql`null::bigint`} as value,
      ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName"
    from movements m join documents d on d.location_id = m.location_id and d.position = m.position
    join accounts a on a.id = d.account_id join skus k on k.id = m.sku_id`;
}

/** `S001-4711`, or `>S001-4711` for what is on its way there; null without a position. */
function numberOf(sql: Queries, location: ReturnType<Queries>, position: ReturnType<Queries>) {
  return sql`(select case p.kind when 'transit' then '>' else '' end || s.code || '-' || ${position}
    from locations p join stores s on s.id = p.store_id where p.id = ${location})`;
}
