import { boundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { emptyHours } from '#domain/wall/tile-fold.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** How one location stands at a position: its stock, and its sales of one business day. */
export interface Standing {
  readonly day: number;
  readonly units: number;
  readonly value: number;
  readonly skus: number;
  readonly outOfStock: number;
  readonly belowReorderPoint: number;
  readonly negative: number;
  readonly receipts: number;
  readonly quantity: number;
  readonly cost: number;
  readonly amountByHour: readonly number[];
}

/** From a known standing (null: from the beginning) on to a position, with the sales of a day. */
export interface Stretch {
  readonly location: LocationId;
  readonly since: number;
  readonly upto: number;
  readonly day: number;
  readonly from: Standing | null;
}

const nothing: Standing = {
  day: 0,
  units: 0,
  value: 0,
  skus: 0,
  outOfStock: 0,
  belowReorderPoint: 0,
  negative: 0,
  receipts: 0,
  quantity: 0,
  cost: 0,
  amountByHour: emptyHours(),
};

/**
 * Folds the documents between two positions onto a standing: reads only those documents, and of each SKU they touch
 * how it stood before. A day that is another than the standing's begins with nothing sold; documents never take
 * effect before their day, so none of a later day lies behind a standing of an earlier one.
 */
export async function foldOn(
  sql: Queries,
  stretches: readonly Stretch[],
): Promise<Map<LocationId, Standing>> {
  const rows = await sql<
    (Omit<Standing, 'day' | 'amountByHour'> & { place: LocationId; hours: Record<string, number> | null })[]
  >`
    with asked as materialized (
      select * from unnest(${numbers(stretches.map((one) => one.location))}::text::int[], ${numbers(stretches.map((one) => one.since))}::text::bigint[],
        ${numbers(stretches.map((one) => one.upto))}::text::bigint[], ${numbers(stretches.map((one) => one.day))}::text::int[]) as t(place, since, upto, day)
    ), sides as materialized (
      select a.place, m.sku_id, case when m.target_id = a.place then 1 else -1 end as sign, m.quantity, m.value
      from asked a join movements m on m.location_id = a.place and m.position > a.since and m.position <= a.upto
      where a.place in (m.source_id, m.target_id)
      union all
      select a.place, m.sku_id, case when m.target_id = a.place then 1 else -1 end, m.quantity, m.value
      from asked a join documents d on d.counter_location_id = a.place and d.counter_position > a.since and d.counter_position <= a.upto
      join movements m on m.location_id = d.location_id and m.position = d.position
      where a.place in (m.source_id, m.target_id)
    ), moved as (
      select place, sku_id, sum(sign * quantity) as units, sum(sign * value) as value from sides group by 1, 2
    ), touched as (
      select place, sku_id from moved
      union select a.place, r.sku_id from asked a join reorder_points r on r.location_id = a.place and r.position > a.since and r.position <= a.upto
    ), ends as (
      select t.place, coalesce(b.on_hand, 0) as units_before, coalesce(b.on_hand, 0) + coalesce(v.units, 0) as units_after,
        b.on_hand is not null or p.position is not null as is_known, p.reorder_point as point_before, q.reorder_point as point_after
      from touched t join asked a using (place) left join moved v using (place, sku_id)
      left join lateral (
        select on_hand from (
          (select m.position as at, m.on_hand_after as on_hand from movements m
            where m.location_id = a.place and m.sku_id = t.sku_id and m.position <= a.since and a.place in (m.source_id, m.target_id)
            order by m.position desc, m.line desc limit 1)
          union all
          (select m.counter_position, m.counter_on_hand_after from movements m
            where m.counter_location_id = a.place and m.sku_id = t.sku_id and m.counter_position <= a.since and a.place in (m.source_id, m.target_id)
            order by m.counter_position desc, m.line desc limit 1)
        ) last order by at desc limit 1
      ) b on true
      left join lateral (
        select r.position, r.reorder_point from reorder_points r
        where r.location_id = a.place and r.sku_id = t.sku_id and r.position <= a.since order by r.position desc limit 1
      ) p on true
      left join lateral (
        select r.reorder_point from reorder_points r
        where r.location_id = a.place and r.sku_id = t.sku_id and r.position <= a.upto order by r.position desc limit 1
      ) q on true
    ), stock as (
      select place, count(*) filter (where not is_known) as skus,
        count(*) filter (where units_after <= 0) - count(*) filter (where is_known and units_before <= 0) as out_of_stock,
        count(*) filter (where units_after < 0) - count(*) filter (where is_known and units_before < 0) as negative,
        count(*) filter (where units_after < point_after) - count(*) filter (where is_known and units_before < point_before) as below
      from ends group by 1
    ), sums as (
      select place, sum(units) as units, sum(value) as value from moved group by 1
    ), of_day as materialized (
      select a.place, d.location_id, d.position, d.kind, d.hour
      from asked a join documents d on d.location_id = a.place and d.position > a.since and d.position <= a.upto
      where d.business_day = a.day and d.kind in ('sale', 'return', 'reversal')
    ), sold as (
      select o.place, o.position, o.kind, o.hour, case when m.target_id = ${boundary.customer} then 1 else -1 end as sign, m.quantity, m.amount, m.value
      from of_day o join movements m using (location_id, position)
      where ${boundary.customer} in (m.source_id, m.target_id)
    ), by_hour as (
      select place, hour, sum(amount) as amount from sold group by 1, 2
    ), sales as (
      select place, sum(sign * quantity) as quantity, sum(sign * value) as cost,
        count(distinct position) filter (where kind = 'sale') - count(distinct position) filter (where kind = 'reversal' and sign < 0) as receipts
      from sold group by 1
    )
    select a.place, coalesce(u.units, 0)::bigint as units, coalesce(u.value, 0)::bigint as value, coalesce(k.skus, 0)::bigint as skus,
      coalesce(k.out_of_stock, 0)::bigint as "outOfStock", coalesce(k.below, 0)::bigint as "belowReorderPoint",
      coalesce(k.negative, 0)::bigint as negative, coalesce(s.receipts, 0)::bigint as receipts,
      coalesce(s.quantity, 0)::bigint as quantity, coalesce(s.cost, 0)::bigint as cost,
      (select json_object_agg(hour, amount) from by_hour h where h.place = a.place) as hours
    from asked a left join stock k using (place) left join sums u using (place) left join sales s using (place)`;
  const rowByPlace = new Map(rows.map((row) => [row.place, row]));
  return new Map(
    stretches.map((stretch) => {
      const row = rowByPlace.get(stretch.location);
      return [stretch.location, row ? added(stretch, row, row.hours) : (stretch.from ?? nothing)];
    }),
  );
}

function added(
  { from, day }: Stretch,
  more: Omit<Standing, 'day' | 'amountByHour'>,
  hours: Readonly<Record<string, number>> | null,
): Standing {
  const stock = from ?? nothing;
  const sales = from?.day === day ? from : nothing;
  return {
    day,
    units: stock.units + more.units,
    value: stock.value + more.value,
    skus: stock.skus + more.skus,
    outOfStock: stock.outOfStock + more.outOfStock,
    belowReorderPoint: stock.belowReorderPoint + more.belowReorderPoint,
    negative: stock.negative + more.negative,
    receipts: sales.receipts + more.receipts,
    quantity: sales.quantity + more.quantity,
    cost: sales.cost + more.cost,
    amountByHour: sales.amountByHour.map((amount, hour) => amount + Number(hours?.[hour] ?? 0)),
  };
}
