import { businessMoment } from '#domain/store/business-day.ts';
import type { Sql } from '../platform/database.ts';
import { readExpected } from '../purchase/on-order.ts';
import { readEmpty } from './read-empty.ts';

/** The chain as the planner sees it: places, goods and what was sold, in typed arrays. */
export interface Chain {
  readonly stores: readonly {
    readonly locationId: number;
    readonly region: number;
    readonly keepBack: number;
  }[];
  readonly skus: readonly {
    readonly id: number;
    readonly categoryId: number | null;
    readonly price: number;
    readonly cost: number;
    readonly pack: number;
  }[];
  readonly today: number;
  readonly firstDay: number;
  /** By day (from `firstDay` to yesterday), the cells that sold and how much: cell, units … */
  readonly soldByDay: readonly Float64Array[];
  /** By day, the cells that stood empty for a part of it: cell, part of the day's trade … */
  readonly emptyByDay: readonly Float64Array[];
  readonly onHand: Int32Array;
  readonly reserved: Int32Array;
  readonly inTransit: Int32Array;
}

export const historyDays = 119;
const rowsAtOnce = 20_000;

export async function readChain(sql: Sql, nowMs: number, reach: readonly number[] | 'all'): Promise<Chain> {
  const places = await sql<
    {
      locationId: number;
      transitId: number;
      region: number;
      keepBack: number;
      timeZone: string;
      cut: number;
    }[]
  >`
    with recursive up as (
      select id, id as root, parent_id from regions
      union all select up.id, r.id, r.parent_id from up join regions r on r.id = up.parent_id)
    select shelf.id as "locationId", transit.id as "transitId", up.root as region, s.keep_back as "keepBack",
      s.time_zone as "timeZone", s.day_cut_minutes as cut
    from stores s join locations shelf on shelf.store_id = s.id and shelf.kind = 'shelf'
      join locations transit on transit.store_id = s.id and transit.kind = 'transit'
      join up on up.id = s.region_id and up.parent_id is null
    where s.kind = 'store' and s.is_active order by s.id`;
  const stores = places.filter(({ locationId }) => reach === 'all' || reach.includes(locationId));
  const first = stores[0];
  const today = first ? businessMoment(nowMs, first.timeZone, first.cut).day : 0;
  const skus = await sql<Chain['skus'][number][]>`
    select id, category_id as "categoryId", price, cost, pack_quantity as pack from skus
    where is_active and id in (select sku_id from levels) order by id`;
  const storeAt = new Map(stores.map(({ locationId }, s) => [locationId, s]));
  const transitAt = new Map(stores.map(({ transitId }, s) => [transitId, s]));
  const skuAt = new Map(skus.map(({ id }, k) => [id, k]));
  const cells = stores.length * skus.length;
  const onHand = new Int32Array(cells);
  const reserved = new Int32Array(cells);
  const inTransit = new Int32Array(cells);
  const levels = sql<{ locationId: number; skuId: number; onHand: number; reserved: number }[]>`
    select location_id as "locationId", sku_id as "skuId", on_hand as "onHand", reserved from levels`;
  for await (const rows of levels.cursor(rowsAtOnce))
    for (const row of rows) {
      const k = skuAt.get(row.skuId);
      if (k === undefined) continue;
      const s = storeAt.get(row.locationId);
      if (s !== undefined) {
        onHand[s * skus.length + k] = row.onHand;
        reserved[s * skus.length + k] = row.reserved;
      }
      const t = transitAt.get(row.locationId);
      if (t !== undefined) inTransit[t * skus.length + k] = row.onHand;
    }
  // What is ordered with a supplier for a store is as good as on its way there [PU-10].
  for (const { locationId, skuId, units } of await readExpected(sql)) {
    const s = storeAt.get(locationId);
    const k = skuAt.get(skuId);
    if (s !== undefined && k !== undefined) inTransit[s * skus.length + k]! += units;
  }
  const [earliest] = await sql<{ day: number | null }[]>`select min(business_day) as day from store_hours`;
  const firstDay = Math.max(today - historyDays, earliest?.day ?? today);
  const days: number[][] = Array.from({ length: Math.max(0, today - firstDay) }, () => []);
  const sales = sql<{ day: number; locationId: number; skuId: number; units: number }[]>`
    select business_day as day, location_id as "locationId", sku_id as "skuId", sum(quantity)::int as units
    from hourly_sales where business_day >= ${firstDay} and business_day < ${today} group by 1, 2, 3`;
  for await (const rows of sales.cursor(rowsAtOnce))
    for (const { day, locationId, skuId, units } of rows) {
      const s = storeAt.get(locationId);
      const k = skuAt.get(skuId);
      if (s !== undefined && k !== undefined && units > 0)
        days[day - firstDay]?.push(s * skus.length + k, units);
    }
  return {
    stores,
    skus,
    today,
    firstDay,
    soldByDay: days.map((list) => Float64Array.from(list)),
    emptyByDay: await readEmpty(sql, stores, skuAt, { firstDay, today, nowMs }),
    onHand,
    reserved,
    inTransit,
  };
}

export interface KnownEvent {
  readonly id: number;
  readonly locationId: number | null;
  readonly skuId: number | null;
  readonly categoryId: number | null;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly percent: number;
}

/** What was told of a day, as a factor by cell; undefined where nothing was. */
export function liftOf(chain: Chain, events: readonly KnownEvent[], day: number): Float32Array | undefined {
  const told = events.filter(({ firstDay, lastDay }) => day >= firstDay && day <= lastDay);
  if (told.length === 0) return undefined;
  const lift = new Float32Array(chain.onHand.length).fill(1);
  for (const event of told)
    chain.stores.forEach(({ locationId }, s) => {
      if (event.locationId !== null && event.locationId !== locationId) return;
      chain.skus.forEach(({ id, categoryId }, k) => {
        if (event.skuId !== null && event.skuId !== id) return;
        if (event.categoryId !== null && event.categoryId !== categoryId) return;
        lift[s * chain.skus.length + k]! *= Math.max(0.05, 1 + event.percent / 100);
      });
    });
  return lift;
}
