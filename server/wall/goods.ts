import { goodsRowsMax, type GoodsRow } from '#protocol/wall/frame.ts';
import { storeGoodsMax, type StoreGoodsFigure, type StoreGoodsRow } from '#protocol/wall/store-goods.ts';
import { boundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { Queries } from '../platform/database.ts';

/** A SKU is stalled when it lies in stores and nobody bought it for so many business days. */
const stalledDays = 3;

/** What sells best today, by amount, over the shelves given. */
export async function readTop(
  sql: Queries,
  shelves: readonly LocationId[],
  day: number,
): Promise<GoodsRow[]> {
  return sql<GoodsRow[]>`
    with sold as (
      select sku_id, sum(quantity)::bigint as quantity, sum(amount)::bigint as amount from sales_hours
      where location_id = any(${`{${shelves.join(',')}}`}::text::int[]) and business_day = ${day}
      group by 1 order by 3 desc limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", sold.quantity, sold.amount,
      (select coalesce(sum(l.on_hand), 0) from levels l where l.sku_id = k.id and l.location_id = any(${`{${shelves.join(',')}}`}::text::int[]))::bigint as "onHand"
    from sold join skus k on k.id = sold.sku_id order by sold.amount desc`;
}

/** What lies in the shelves given without a sale in the last days, most units first. */
export async function readStalled(
  sql: Queries,
  shelves: readonly LocationId[],
  day: number,
): Promise<GoodsRow[]> {
  return sql<GoodsRow[]>`
    with held as (
      select l.sku_id, sum(l.on_hand)::bigint as on_hand from levels l
      where l.location_id = any(${`{${shelves.join(',')}}`}::text::int[]) and l.on_hand > 0
        and not exists (select from sales_hours s where s.location_id = l.location_id and s.sku_id = l.sku_id and s.business_day > ${day - stalledDays})
      group by 1 order by 2 desc limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", 0::bigint as quantity, 0::bigint as amount, held.on_hand as "onHand"
    from held join skus k on k.id = held.sku_id order by held.on_hand desc`;
}

/** The goods behind one figure of a tile, those that weigh most first. */
export async function readStoreGoods(
  sql: Queries,
  figure: StoreGoodsFigure,
  { shelf, transit, businessDay }: Pick<TileFold, 'shelf' | 'transit' | 'businessDay'>,
): Promise<StoreGoodsRow[]> {
  const place = figure === 'transit' ? transit : shelf;
  const picked = {
    sold: sql`
      select sku_id, sum(quantity) as quantity, sum(amount) as amount from sales_hours
      where location_id = ${shelf} and business_day = ${businessDay} group by 1 order by 3 desc, 1 limit ${storeGoodsMax}`,
    out: sql`
      select sku_id, on_hand as quantity, -position as amount from levels
      where location_id = ${shelf} and on_hand <= 0 order by position desc, 1 limit ${storeGoodsMax}`,
    due: sql`
      select sku_id, on_hand as quantity, reorder_point - on_hand as amount from levels
      where location_id = ${shelf} and on_hand < reorder_point order by 3 desc, 1 limit ${storeGoodsMax}`,
    negative: sql`
      select sku_id, on_hand as quantity, -on_hand as amount from levels
      where location_id = ${shelf} and on_hand < 0 order by 3 desc, 1 limit ${storeGoodsMax}`,
    transit: sql`
      select sku_id, on_hand as quantity, on_hand as amount from levels
      where location_id = ${transit} and on_hand <> 0 order by 3 desc, 1 limit ${storeGoodsMax}`,
  }[figure];
  return sql<StoreGoodsRow[]>`
    select k.id as "skuId", ${place}::int as "locationId", k.name_zh as "nameZh", k.name_en as "nameEn",
      p.quantity::bigint as quantity, case when ${figure === 'sold'} then p.amount::bigint end as amount,
      l.on_hand as "onHand", l.reorder_point as "reorderPoint"
    from (${picked}) p join skus k on k.id = p.sku_id left join levels l on l.location_id = ${shelf} and l.sku_id = p.sku_id
    order by ${figure === 'out' ? sql`p.amount` : sql`p.amount desc`}, k.id`;
}

/** What had sold best on a day by a moment in it: whole hours from the rollup, the running one from its documents. */
export async function readTopAt(
  sql: Queries,
  shelves: readonly LocationId[],
  { day, hour }: { readonly day: number; readonly hour: number },
  atMs: number,
): Promise<GoodsRow[]> {
  const ids = `{${shelves.join(',')}}`;
  return sql<GoodsRow[]>`
    with parts as (
      select sku_id, quantity, amount from sales_hours
      where location_id = any(${ids}::text::int[]) and business_day = ${day} and hour < ${hour}
      union all
      select m.sku_id, case when m.target_id = ${boundary.customer} then m.quantity else -m.quantity end, m.amount
      from documents d join movements m on m.location_id = d.location_id and m.position = d.position
      where d.location_id = any(${ids}::text::int[]) and d.business_day = ${day} and d.hour = ${hour}
        and d.effective_at <= to_timestamp(${atMs / 1000}::float8) and ${boundary.customer} in (m.source_id, m.target_id)
    ), sold as (
      select sku_id, sum(quantity)::bigint as quantity, sum(amount)::bigint as amount from parts group by 1
      order by 3 desc limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", sold.quantity, sold.amount, 0::bigint as "onHand"
    from sold join skus k on k.id = sold.sku_id order by sold.amount desc`;
}
