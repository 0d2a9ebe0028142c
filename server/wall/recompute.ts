import { boundary } from '#domain/store/location.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import type { Queries } from '../platform/database.ts';

/** A tile to recompute: two locations at a position each, and the business day whose sales are asked for. */
export interface AskedTile {
  readonly storeId: number;
  readonly shelf: number;
  readonly shelfPosition: number;
  readonly transit: number;
  readonly transitPosition: number;
  readonly businessDay: number;
}

export interface RecomputedTile {
  readonly storeId: number;
  readonly amount: number;
  readonly quantity: number;
  readonly cost: number;
  readonly receipts: number;
  readonly amountByHour: readonly number[];
  readonly stockValue: number;
  readonly skus: number;
  readonly outOfStock: number;
  readonly belowReorderPoint: number;
  readonly negative: number;
  readonly inTransit: number;
  readonly inTransitValue: number;
  readonly movements: number;
}

/**
 * Recomputes tiles from movements and reorder points alone: no level, no rollup, no balance that a movement carries.
 * What the wall folds document by document must come to the same.
 */
export async function recomputeTiles(
  sql: Queries,
  tiles: readonly AskedTile[],
): Promise<Map<number, RecomputedTile>> {
  const stores = numbers(tiles.map((tile) => tile.storeId));
  const rows = await sql<
    (Omit<RecomputedTile, 'amount' | 'amountByHour'> & { hours: Record<string, number> | null })[]
  >`
    with asked as materialized (
      select * from unnest(${stores}::text::int[], ${numbers(tiles.map((tile) => tile.shelf))}::text::int[],
        ${numbers(tiles.map((tile) => tile.shelfPosition))}::text::bigint[], ${numbers(tiles.map((tile) => tile.transit))}::text::int[],
        ${numbers(tiles.map((tile) => tile.transitPosition))}::text::bigint[], ${numbers(tiles.map((tile) => tile.businessDay))}::text::int[]
      ) as t(store, shelf, shelf_position, transit, transit_position, day)
    ), places as materialized (
      select store, shelf as place, shelf_position as upto, true as is_shelf from asked
      union all select store, transit, transit_position, false from asked
    ), sides as (
      select p.store, p.is_shelf, m.sku_id, case when m.target_id = p.place then 1 else -1 end as sign, m.quantity, m.value
      from places p join movements m on m.location_id = p.place and m.position <= p.upto
      where p.place in (m.source_id, m.target_id)
      union all
      select p.store, p.is_shelf, m.sku_id, case when m.target_id = p.place then 1 else -1 end, m.quantity, m.value
      from places p join movements m on m.counter_location_id = p.place and m.counter_position <= p.upto
      where p.place in (m.source_id, m.target_id)
    ), points as (
      select distinct on (a.store, r.sku_id) a.store, r.sku_id, r.reorder_point
      from asked a join reorder_points r on r.location_id = a.shelf and r.position <= a.shelf_position
      order by a.store, r.sku_id, r.position desc
    ), shelf as (
      select store, sku_id, sum(sign * quantity) as units, sum(sign * value) as value, count(*) as movements
      from sides where is_shelf group by 1, 2
    ), goods as (
      select store, sku_id, coalesce(s.units, 0) as units, coalesce(s.value, 0) as value, coalesce(s.movements, 0) as movements, p.reorder_point
      from shelf s full join points p using (store, sku_id)
    ), stock as (
      select store, count(*) as skus, sum(value) as stock_value, count(*) filter (where units <= 0) as out_of_stock,
        count(*) filter (where units < 0) as negative, count(*) filter (where units < reorder_point) as below, sum(movements) as movements
      from goods group by 1
    ), transit as (
      select store, sum(sign * quantity) as units, sum(sign * value) as value from sides where not is_shelf group by 1
    ), sold as (
      select a.store, d.hour, case when m.target_id = ${boundary.customer} then 1 else -1 end as sign, m.quantity, m.amount, m.value
      from asked a join documents d on d.location_id = a.shelf and d.position <= a.shelf_position and d.business_day = a.day
      join movements m on m.location_id = d.location_id and m.position = d.position
      where ${boundary.customer} in (m.source_id, m.target_id)
    ), by_hour as (select store, hour, sum(amount) as amount from sold group by 1, 2),
    sales as (select store, sum(sign * quantity) as quantity, sum(sign * value) as cost from sold group by 1),
    slips as (
      select a.store, sum(case d.kind when 'sale' then 1 else -1 end) as receipts
      from asked a join documents d on d.location_id = a.shelf and d.position <= a.shelf_position and d.business_day = a.day
      where d.kind = 'sale' or (d.kind = 'reversal' and exists (select from documents o
        where o.location_id = d.of_location_id and o.position = d.of_position and o.kind = 'sale'))
      group by 1
    )
    select a.store as "storeId", coalesce(s.quantity, 0)::bigint as quantity, coalesce(s.cost, 0)::bigint as cost,
      coalesce(r.receipts, 0)::bigint as receipts, (select json_object_agg(hour, amount) from by_hour h where h.store = a.store) as hours,
      coalesce(k.stock_value, 0)::bigint as "stockValue", coalesce(k.skus, 0)::bigint as skus,
      coalesce(k.out_of_stock, 0)::bigint as "outOfStock", coalesce(k.below, 0)::bigint as "belowReorderPoint",
      coalesce(k.negative, 0)::bigint as negative, coalesce(t.units, 0)::bigint as "inTransit",
      coalesce(t.value, 0)::bigint as "inTransitValue", coalesce(k.movements, 0)::bigint as movements
    from asked a left join sales s using (store) left join slips r using (store) left join stock k using (store) left join transit t using (store)`;
  return new Map(
    rows.map(({ hours, ...row }) => {
      const amountByHour = Array.from({ length: 24 }, (_, hour) => Number(hours?.[hour] ?? 0));
      return [
        row.storeId,
        { ...row, amountByHour, amount: amountByHour.reduce((sum, amount) => sum + amount, 0) },
      ];
    }),
  );
}
