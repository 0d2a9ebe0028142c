import type { GoodsRow } from '#protocol/wall/frame.ts';
import { goodsRowsMax } from '#protocol/wall/bounds.ts';
import { storeGoodsMax, type StoreGoodsFigure, type StoreGoodsRow } from '#protocol/wall/store-goods.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** A SKU is stalled when it lies in stores and nobody bought it for so many business days. */
export const stalledDays = 3;

type Shop = Pick<TileFold, 'shelf' | 'businessDay'>;

/** Each shelf with its own day: a chain over several zones has several at a time. */
function asked(sql: Queries, shops: readonly Shop[]) {
  return sql`unnest(${numbers(shops.map(({ shelf }) => shelf))}::text::int[], ${numbers(shops.map((shop) => shop.businessDay))}::text::int[]) as a(place, day)`;
}

/** What sells best today, by amount, over the shops given. */
export async function readTop(sql: Queries, shops: readonly Shop[]): Promise<GoodsRow[]> {
  return sql<GoodsRow[]>`
    with asked as materialized (select * from ${asked(sql, shops)}), sold as (
      select s.sku_id, sum(s.quantity)::bigint as quantity, sum(s.amount)::bigint as amount
      from asked a join hourly_sales s on s.location_id = a.place and s.business_day = a.day
      group by 1 order by 3 desc, 1 limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", sold.quantity, sold.amount,
      (select coalesce(sum(l.on_hand), 0) from levels l where l.sku_id = k.id and l.location_id in (select place from asked))::bigint as "onHand"
    from sold join skus k on k.id = sold.sku_id order by sold.amount desc, k.id`;
}

/** What lies in the shops given without a sale in the last days, most units first. */
export async function readStalled(sql: Queries, shops: readonly Shop[]): Promise<GoodsRow[]> {
  return sql<GoodsRow[]>`
    with held as (
      select l.sku_id, sum(l.on_hand)::bigint as on_hand from ${asked(sql, shops)} join levels l on l.location_id = a.place
      where l.on_hand > 0 and (l.sold_hour is null or l.sold_hour < (a.day - ${stalledDays - 1}::int) * 24)
        and not exists (select from sales_hours s
        where s.location_id = l.location_id and s.sku_id = l.sku_id and s.business_day > a.day - ${stalledDays}::int)
      group by 1 order by 2 desc, 1 limit ${goodsRowsMax}
    )
    select k.id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", 0::bigint as quantity, 0::bigint as amount, held.on_hand as "onHand"
    from held join skus k on k.id = held.sku_id order by held.on_hand desc, k.id`;
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
      select sku_id, sum(quantity) as quantity, sum(amount) as amount from hourly_sales
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
    select k.id as "skuId", ${place}::int as "locationId", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn",
      p.quantity::bigint as quantity, case when ${figure === 'sold'} then p.amount::bigint end as amount,
      l.on_hand as "onHand", l.reorder_point as "reorderPoint"
    from (${picked}) p join skus k on k.id = p.sku_id left join levels l on l.location_id = ${shelf} and l.sku_id = p.sku_id
    order by ${figure === 'out' ? sql`p.amount` : sql`p.amount desc`}, k.id`;
}
