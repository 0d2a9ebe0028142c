import { goodsRowsMax, type GoodsRow } from '#protocol/wall/frame.ts';
import type { LocationId } from '#domain/store/ids.ts';
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
