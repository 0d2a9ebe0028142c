import type { DayElapsed } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { boundary } from '#domain/store/location.ts';
import type { GoodsRow, TickerEntry } from '#protocol/wall/frame.ts';
import { goodsRowsMax, tickerEntriesMax } from '#protocol/wall/bounds.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import { stalledDays } from './goods.ts';

/** A shelf as a moment found it: its last position then, and how far its own day had run. */
export interface ShelfAt {
  readonly shelf: LocationId;
  readonly upto: number;
  /** When its last document took effect. */
  readonly lastAtMs: number;
  readonly elapsed: DayElapsed;
  /** The day is cut within its first hour, so that sales of that hour may be its first or its last. */
  readonly isCutWithin: boolean;
  readonly isShop: boolean;
}

/** Documents that may be gone back over for what lay there. */
const laterDocumentsMax = 100_000;
/** So many SKUs of shelves are looked up one by one at most; a larger chain has no list further back than that. */
const lookedUpMax = 60_000;
/** To look one SKU up costs as much as to go back over so many documents. */
const documentsOfLookUp = 2;
const hourMs = 3_600_000;

/** What had just happened: the last documents with goods, of the shelves that moved last. */
export async function readTickerAt(sql: Queries, shelves: readonly ShelfAt[]): Promise<TickerEntry[]> {
  // The newest documents of all stand at the shelves whose last one is newest.
  const last = shelves
    .filter(({ upto }) => upto > 0)
    .toSorted((a, b) => b.lastAtMs - a.lastAtMs)
    .slice(0, tickerEntriesMax);
  const rows = await sql<TickerEntry[]>`
    select l.store_id as "storeId", d.location_id as "locationId", d.position, d.kind, (extract(epoch from d.effective_at) * 1000)::bigint as "atMs",
      m.amount, m.quantity, m.lines, k.id as "skuId", k.name_zh as "skuNameZh", k.name_en as "skuNameEn"
    from unnest(${numbers(last.map(({ shelf }) => shelf))}::text::int[], ${numbers(last.map(({ upto }) => upto))}::text::bigint[]) as a(place, upto)
    join locations l on l.id = a.place
    cross join lateral (
      select d.* from documents d where d.location_id = a.place and d.position <= a.upto
        and exists (select from movements m where m.location_id = d.location_id and m.position = d.position and m.quantity > 0)
      order by d.position desc limit ${tickerEntriesMax}
    ) d
    cross join lateral (
      select sum(amount)::bigint as amount, sum(quantity)::bigint as quantity, count(*)::int as lines,
        (array_agg(sku_id order by line) filter (where quantity > 0))[1] as sku_id
      from movements m where m.location_id = d.location_id and m.position = d.position
    ) m
    join skus k on k.id = m.sku_id
    order by d.effective_at desc, d.location_id, d.position desc limit ${tickerEntriesMax}`;
  return rows.toReversed();
}

/** What had sold best on each shop's day by a moment in it: hours that were over from the rollup, the running one from its documents. */
export async function readTopAt(
  sql: Queries,
  shelves: readonly ShelfAt[],
  atMs: number,
): Promise<GoodsRow[]> {
  const shops = shelves.filter(({ isShop }) => isShop);
  return sql<GoodsRow[]>`
    with ${overOf(sql, shops)}, parts as (
      select s.sku_id, s.quantity, s.amount from over o
      join sales_hours s on s.location_id = o.place and s.business_day = o.day and s.hour = o.hour
      union all
      select l.sku_id, l.quantity, l.amount from over_places o
      join last_hours l on l.location_id = o.place and l.sold_hour = any(o.hours)
      union all
      select sku_id, quantity, amount from (${soldInRunning(sql, shops, atMs)}) running
    ), sold as (
      select sku_id, sum(quantity)::bigint as quantity, sum(amount)::bigint as amount from parts group by 1
      order by 3 desc, 1 limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", sold.quantity, sold.amount, 0::bigint as "onHand"
    from sold join skus k on k.id = sold.sku_id order by sold.amount desc, k.id`;
}

/**
 * What lay in shops at a moment and nobody had bought in the days before it. What lay there is what lies there now, but
 * for SKUs that moved since: these had what stood before their first movement after it. Where that is more than to look
 * each SKU up they are looked up; far back in a large chain the list is empty.
 */
export async function readStalledAt(
  sql: Queries,
  shelves: readonly ShelfAt[],
  atMs: number,
): Promise<GoodsRow[]> {
  const shops = shelves.filter(({ isShop }) => isShop);
  const ids = numbers(shops.map(({ shelf }) => shelf));
  const [size] = await sql<{ later: number; levels: number }[]>`
    select (select coalesce(sum(position), 0)::bigint from location_heads where location_id = any(${ids}::text::int[])) as later,
      (select count(*)::bigint from levels where location_id = any(${ids}::text::int[])) as levels`;
  const levels = size?.levels ?? 0;
  const later = shops.reduce((sum, { upto }) => sum - upto, size?.later ?? 0);
  const isLookedUp = levels <= lookedUpMax && later > levels * documentsOfLookUp;
  if (!isLookedUp && later > laterDocumentsMax) return [];
  return sql<GoodsRow[]>`
    with asked as materialized (
      select * from unnest(${ids}::text::int[], ${numbers(shops.map(({ upto }) => upto))}::text::bigint[],
        ${numbers(shops.map(({ elapsed }) => elapsed.day))}::text::int[]) as a(place, upto, day)
    ), ${isLookedUp ? stoodThen(sql) : stoodBefore(sql)}, ${overOf(sql, shops)}, today as (
      select o.place, s.sku_id from over o
      join sales_hours s on s.location_id = o.place and s.business_day = o.day and s.hour = o.hour
      union
      select o.place, l.sku_id from over_places o join last_hours l on l.location_id = o.place and l.sold_hour = any(o.hours)
      union
      select place, sku_id from (${soldInRunning(sql, shops, atMs)}) running
    ), held as (
      select s.sku_id, sum(s.on_hand)::bigint as on_hand from stood s join asked a using (place)
      where s.on_hand > 0 and not exists (select from sales_hours x
          where x.location_id = a.place and x.sku_id = s.sku_id and x.business_day > a.day - ${stalledDays}::int and x.business_day < a.day)
        and not exists (select from last_hours x where x.location_id = a.place and x.sku_id = s.sku_id
          and x.sold_hour >= (a.day - ${stalledDays - 1}::int) * 24 and x.sold_hour < a.day * 24)
        and not exists (select from today t where t.place = a.place and t.sku_id = s.sku_id)
      group by 1 order by 2 desc, 1 limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", 0::bigint as quantity, 0::bigint as amount, held.on_hand as "onHand"
    from held join skus k on k.id = held.sku_id order by held.on_hand desc, k.id`;
}

/** From what moved after the moment. */
function stoodBefore(sql: Queries) {
  return sql`moved as (
      select distinct on (place, sku_id) place, sku_id, before from (
        select a.place, m.sku_id, m.position as at, m.line,
          m.on_hand_after - case when m.target_id = a.place then m.quantity else -m.quantity end as before
        from asked a join movements m on m.location_id = a.place and m.position > a.upto where a.place in (m.source_id, m.target_id)
        union all
        select a.place, m.sku_id, m.counter_position, m.line,
          m.counter_on_hand_after - case when m.target_id = a.place then m.quantity else -m.quantity end
        from asked a join documents d on d.counter_location_id = a.place and d.counter_position > a.upto
        join movements m on m.location_id = d.location_id and m.position = d.position and m.counter_location_id = a.place
      ) later order by place, sku_id, at, line
    ), stood as (
      select place, sku_id, before as on_hand from moved
      union all
      select a.place, l.sku_id, l.on_hand from asked a join levels l on l.location_id = a.place
      where not exists (select from moved m where m.place = a.place and m.sku_id = l.sku_id)
    )`;
}

/** From the last movement of each SKU by the moment. */
function stoodThen(sql: Queries) {
  return sql`stood as (
      select a.place, l.sku_id, last.on_hand from asked a join levels l on l.location_id = a.place
      cross join lateral (
        select on_hand from (
          (select m.position as at, m.line, m.on_hand_after as on_hand from movements m
            where m.location_id = a.place and m.sku_id = l.sku_id and m.position <= a.upto
            order by m.position desc, m.line desc limit 1)
          union all
          (select m.counter_position, m.line, m.counter_on_hand_after from movements m
            where m.counter_location_id = a.place and m.sku_id = l.sku_id and m.counter_position <= a.upto
            order by m.counter_position desc, m.line desc limit 1)
        ) sides order by at desc, line desc limit 1
      ) last
    )`;
}

/** Hours of each shelf’s own day that were over: one by one for the rollup, by shelf for what stands on levels. */
function overOf(sql: Queries, shelves: readonly ShelfAt[]) {
  return sql`over as materialized (${overHours(sql, shelves)}),
    over_places as materialized (select place, array_agg(day * 24 + hour) as hours from over group by 1)`;
}

/** Hours of each shelf’s own day that were over. */
function overHours(sql: Queries, shelves: readonly ShelfAt[]) {
  const rows = shelves.flatMap(({ shelf, isCutWithin, elapsed: { day, first, whole } }) =>
    Array.from({ length: Math.min(whole, 24) }, (_, over) => ({
      shelf,
      day,
      hour: (first + over) % 24,
    })).filter(({ hour }) => !isCutWithin || hour !== first),
  );
  return sql`select * from unnest(${numbers(rows.map(({ shelf }) => shelf))}::text::int[], ${numbers(rows.map(({ day }) => day))}::text::int[],
    ${numbers(rows.map(({ hour }) => hour))}::text::int[]) as o(place, day, hour)`;
}

/**
 * Sales by the moment in hours that were not over. They stand behind the last checkpoint before such an hour began: a
 * document takes effect when it happened or later.
 */
function soldInRunning(sql: Queries, shelves: readonly ShelfAt[], atMs: number) {
  const rows = shelves.flatMap(({ shelf, upto, isCutWithin, elapsed: { day, first, whole, share } }) => {
    const [dayMs, hour] = [atMs - (whole + share) * hourMs, (first + whole) % 24];
    const split = { shelf, upto, day, hour: first, begunMs: dayMs };
    if (isCutWithin && hour === first) return [split];
    const running = { shelf, upto, day, hour, begunMs: atMs - share * hourMs };
    return isCutWithin ? [running, split] : [running];
  });
  return sql`
    select a.place, m.sku_id, case when m.target_id = ${boundary.customer} then m.quantity else -m.quantity end as quantity, m.amount
    from unnest(${numbers(rows.map(({ shelf }) => shelf))}::text::int[], ${numbers(rows.map(({ upto }) => upto))}::text::bigint[],
      ${numbers(rows.map(({ day }) => day))}::text::int[], ${numbers(rows.map(({ hour }) => hour))}::text::int[],
      ${numbers(rows.map(({ begunMs }) => Math.floor(begunMs / 1000)))}::text::float8[]) as a(place, upto, day, hour, begun)
    cross join lateral (select coalesce((select c.position from tile_checkpoints c
      where c.location_id = a.place and c.effective_at < to_timestamp(a.begun) order by c.position desc limit 1), 0) as position) since
    -- The offset holds the planner to one look at each place: it would read all documents otherwise.
    cross join lateral (select d.location_id, d.position from documents d
      where d.location_id = a.place and d.position > since.position and d.position <= a.upto and d.business_day = a.day and d.hour = a.hour offset 0) d
    join movements m on m.location_id = d.location_id and m.position = d.position
    where ${boundary.customer} in (m.source_id, m.target_id)`;
}
