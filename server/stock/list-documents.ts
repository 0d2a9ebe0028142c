import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DocumentRow, DocumentsQuery } from '#protocol/stock/documents.ts';
import type { Queries } from '../platform/database.ts';

export const documentRowsMax = 200;

/**
 * Documents of the locations given, the newest first, before a cursor. Each location's are walked down by position,
 * which is its order in time, and the newest of all are taken: no index over all documents is needed for it.
 */
export function listDocuments(
  sql: Queries,
  viewer: Viewer,
  shelves: readonly LocationId[],
  query: DocumentsQuery,
  limit: number,
): Promise<DocumentRow[]> {
  const kind = query.kind === undefined ? sql`true` : sql`d.kind = ${query.kind}`;
  const papers =
    query.kind === undefined && query.isWithoutSales ? sql`d.kind not in ('sale', 'return')` : sql`true`;
  const from = query.fromDay === undefined ? sql`true` : sql`d.business_day >= ${query.fromDay}`;
  const to = query.toDay === undefined ? sql`true` : sql`d.business_day <= ${query.toDay}`;
  // Times are told in milliseconds, and kept in microseconds: both sides of the cursor are cut to the same.
  const moment = sql`date_trunc('milliseconds', d.recorded_at)`;
  const before =
    query.beforeMs === undefined || query.beforeKey === undefined
      ? sql`true`
      : sql`(${moment}, d.command_key) < (to_timestamp(${query.beforeMs / 1000}::float8), ${query.beforeKey}::uuid)`;
  const mine = query.isMine ? sql`d.account_id = ${viewer.accountId}` : sql`true`;
  const state =
    query.state === 'undone'
      ? sql`exists (${undoing(sql)})`
      : query.state === 'standing'
        ? sql`not exists (${undoing(sql)})`
        : sql`true`;
  return sql<DocumentRow[]>`
    with newest as (
      select d.* from unnest(${`{${shelves.join(',')}}`}::text::int[]) as shelf(id)
      cross join lateral (
        select * from documents d where d.location_id = shelf.id and d.position is not null
          and ${kind} and ${papers} and ${from} and ${to} and ${before} and ${mine} and ${state}
        order by d.position desc limit ${limit}) d
      order by ${moment} desc, d.command_key desc limit ${limit})
    select s.code || '-' || d.position as document, d.kind, d.cause, d.location_id as "locationId", d.position, s.id as "storeId",
      s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", t.code as "targetCode", s.time_zone as "timeZone",
      (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs", (extract(epoch from date_trunc('milliseconds', d.recorded_at)) * 1000)::bigint as "recordedAtMs",
      d.command_key as "commandKey", ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName",
      (select case p.kind when 'transit' then '>' else '' end || o.code || '-' || d.of_position from locations p join stores o on o.id = p.store_id
        where p.id = d.of_location_id) as of,
      exists (${undoing(sql)}) as "isUndone", coalesce(m.lines, 0)::bigint as lines, coalesce(m.quantity, 0)::bigint as quantity,
      coalesce(m.amount, 0)::bigint as amount, ${maySee(viewer, 'cost') ? sql`coalesce(m.value, 0)::bigint` : sql`null::bigint`} as value,
      exists (select from document_photos f where f.location_id = d.location_id and f.position = d.position) as "hasPhoto"
    from newest d join accounts a on a.id = d.account_id join locations p on p.id = d.location_id join stores s on s.id = p.store_id
    left join locations tp on tp.id = d.counter_location_id left join stores t on t.id = tp.store_id
    left join lateral (select count(*) as lines, sum(quantity) as quantity, sum(amount) as amount, sum(value) as value
      from movements where location_id = d.location_id and position = d.position) m on true
    order by ${moment} desc, d.command_key desc`;
}

function undoing(sql: Queries) {
  return sql`select from documents r where r.of_location_id = d.location_id and r.of_position = d.position and r.kind = 'reversal' and r.position is not null`;
}
