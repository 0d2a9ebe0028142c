import type { StoreId } from '#domain/store/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { LineFacts, PlaceView, SourceView } from '#protocol/transfer/views.ts';
import type { Queries } from '../platform/database.ts';
import type { TransferHead } from './read.ts';

const daysOfCover = 7;
const sourcesMax = 40;
const placesMax = 2000;

/** Where the three locations of a transfer stand, and its own version: equal texts, nothing to show anew. */
export async function factsRevision(
  sql: Queries,
  id: TransferId,
  { sourceId, transitId, targetId }: Pick<TransferHead, 'sourceId' | 'transitId' | 'targetId'>,
): Promise<{ revision: string; version: number }> {
  const [row] = await sql<{ version: number; heads: string }[]>`
    select t.version, (select string_agg(h.position::text, '.' order by h.location_id) from location_heads h
      where h.location_id in (${sourceId}, ${transitId}, ${targetId})) as heads from transfers t where t.id = ${id}`;
  return { revision: `${row?.version ?? 0}-${row?.heads ?? ''}`, version: row?.version ?? 0 };
}

/**
 * Both ends of every line as the ledger has them now. Whoever takes part in a transfer sees the other end's stock of its
 * goods, and of nothing else; no cost is in it. So this is read past the viewer's own scope, after his right was checked.
 */
export async function readFacts(
  sql: Queries,
  id: TransferId,
  { sourceId, transitId, targetId }: Pick<TransferHead, 'sourceId' | 'transitId' | 'targetId'>,
): Promise<readonly LineFacts[]> {
  const rows = await sql<
    {
      skuId: number;
      sourceOnHand: number;
      sourceAvailable: number;
      sourceSold: number;
      targetOnHand: number;
      targetAvailable: number;
      targetSold: number;
      onTheWay: number;
    }[]
  >`
    with asked as (select sku_id from transfer_lines where transfer_id = ${id}),
    today as (select max(business_day) as day from store_hours where location_id in (${sourceId}, ${targetId})),
    sold as (
      select location_id, sku_id, sum(quantity) as quantity from hourly_sales, today
      where location_id in (${sourceId}, ${targetId}) and sku_id in (select sku_id from asked)
        and business_day between day - ${daysOfCover} and day - 1 group by 1, 2
    )
    select a.sku_id as "skuId", coalesce(s.on_hand, 0) as "sourceOnHand", coalesce(s.on_hand - s.reserved, 0) as "sourceAvailable",
      coalesce(ss.quantity, 0)::bigint as "sourceSold", coalesce(t.on_hand, 0) as "targetOnHand",
      coalesce(t.on_hand - t.reserved, 0) as "targetAvailable", coalesce(ts.quantity, 0)::bigint as "targetSold",
      coalesce(w.on_hand, 0) as "onTheWay"
    from asked a
    left join levels s on s.location_id = ${sourceId} and s.sku_id = a.sku_id
    left join levels t on t.location_id = ${targetId} and t.sku_id = a.sku_id
    left join levels w on w.location_id = ${transitId} and w.sku_id = a.sku_id
    left join sold ss on ss.location_id = ${sourceId} and ss.sku_id = a.sku_id
    left join sold ts on ts.location_id = ${targetId} and ts.sku_id = a.sku_id`;
  const perDay = (sold: number) => Math.max(0, Math.round((sold * 10) / daysOfCover) / 10);
  return rows.map((row) => ({
    skuId: row.skuId,
    source: { onHand: row.sourceOnHand, available: row.sourceAvailable, perDay: perDay(row.sourceSold) },
    target: { onHand: row.targetOnHand, available: row.targetAvailable, perDay: perDay(row.targetSold) },
    onTheWay: row.onTheWay,
  }));
}

/** Where goods can be sent at all: names of stores and warehouses, nothing of what is in them. */
export async function readPlaces(sql: Queries): Promise<readonly PlaceView[]> {
  return sql<PlaceView[]>`
    select id as "storeId", code, name_zh as "nameZh", name_en as "nameEn", kind from stores
    where is_active order by kind desc, code limit ${placesMax}`;
}

/** Who could send a SKU to a store: stores below the same head region, and warehouses, that have it available; most first. */
export async function readSources(
  sql: Queries,
  skuId: number,
  target: StoreId,
): Promise<readonly SourceView[]> {
  return sql<SourceView[]>`
    with recursive up (start, region_id) as (
      select s.id, s.region_id from stores s
      union all select up.start, r.parent_id from up join regions r on r.id = up.region_id where r.parent_id is not null
    ), mine as (select region_id from up where start = ${target}),
    near as (select distinct start from up where region_id in (select region_id from mine where region_id in
      (select id from regions where parent_id is not null or not exists (select from regions below where below.parent_id = regions.id))))
    select s.id as "storeId", s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.kind, (l.on_hand - l.reserved) as available
    from stores s join locations p on p.store_id = s.id and p.kind = 'shelf'
    join levels l on l.location_id = p.id and l.sku_id = ${skuId}
    where s.id <> ${target} and l.on_hand - l.reserved > 0 and (s.kind = 'warehouse' or s.id in (select start from near))
    order by l.on_hand - l.reserved desc limit ${sourcesMax}`;
}
