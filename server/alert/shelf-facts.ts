import { paceDays, type ShelfFacts } from '#domain/alert/rule.ts';
import { boundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** A pace of fewer days than this says little of the next ones. */
const paceDaysMin = 7;

export interface ShelfSku extends Omit<ShelfFacts, 'pace' | 'outDays' | 'stillDays'> {
  readonly location: LocationId;
  readonly sku: number;
  readonly category: number | null;
}

/** How some SKUs stand on their shelves now. */
export async function readPairs(
  sql: Queries,
  pairs: readonly { readonly location: LocationId; readonly sku: number }[],
): Promise<readonly ShelfSku[]> {
  return sql<ShelfSku[]>`
    select l.location_id as location, l.sku_id as sku, l.on_hand as "onHand", coalesce(s.minimum, l.reorder_point) as least,
      s.maximum as most, k.category_id as category, (k.is_active and k.merged_into_id is null) as "isOffered"
    from unnest(${numbers(pairs.map((one) => one.location))}::text::int[], ${numbers(pairs.map((one) => one.sku))}::text::int[]) as a(location, sku)
    join levels l on l.location_id = a.location and l.sku_id = a.sku join skus k on k.id = l.sku_id
    left join store_skus s on s.location_id = l.location_id and s.sku_id = l.sku_id`;
}

/** Everything that lies, or lay, on a shelf. */
export async function readShelf(sql: Queries, location: LocationId): Promise<readonly ShelfSku[]> {
  return sql<ShelfSku[]>`
    select l.location_id as location, l.sku_id as sku, l.on_hand as "onHand", coalesce(s.minimum, l.reorder_point) as least,
      s.maximum as most, k.category_id as category, (k.is_active and k.merged_into_id is null) as "isOffered"
    from levels l join skus k on k.id = l.sku_id
    left join store_skus s on s.location_id = l.location_id and s.sku_id = l.sku_id
    where l.location_id = ${location}`;
}

/** Since when there has been none of some SKUs, ms; one that never lay there is not in the answer. */
export async function readOutSince(
  sql: Queries,
  location: LocationId,
  skus: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (skus.length === 0) return new Map();
  const rows = await sql<{ sku: number; ms: number }[]>`
    select a.sku, (extract(epoch from d.effective_at) * 1000)::bigint as ms
    from unnest(${numbers(skus)}::text::int[]) as a(sku)
    join lateral (
      select max(at) as at from (
        (select position as at from movements where location_id = ${location} and sku_id = a.sku and on_hand_after > 0
          and ${location} in (source_id, target_id) order by position desc limit 1)
        union all
        (select counter_position from movements where counter_location_id = ${location} and sku_id = a.sku and counter_on_hand_after > 0
          order by counter_position desc limit 1)
      ) seen
    ) last on last.at is not null
    join lateral (
      select min(at) as at from (
        (select position as at from movements where location_id = ${location} and sku_id = a.sku and position > last.at
          and ${location} in (source_id, target_id) order by position limit 1)
        union all
        (select counter_position from movements where counter_location_id = ${location} and sku_id = a.sku and counter_position > last.at
          order by counter_position limit 1)
      ) seen
    ) went on went.at is not null
    join lateral ${documentAt(sql, location)} d on true`;
  return new Map(rows.map(({ sku, ms }) => [sku, ms]));
}

/**
 * Since when some SKUs have lain there with nobody buying any, ms: of those that have for at least `days` days. What came
 * back after it was sold out begins anew.
 */
export async function readStillSince(
  sql: Queries,
  location: LocationId,
  skus: readonly number[],
  sinceDay: number,
): Promise<ReadonlyMap<number, number>> {
  if (skus.length === 0) return new Map();
  const [edge] = await sql<{ at: number }[]>`
    select coalesce((select position from documents where location_id = ${location} and position is not null
      and business_day <= ${sinceDay} order by position desc limit 1), 0)::bigint as at`;
  const after = edge?.at ?? 0;
  if (after === 0) return new Map();
  const rows = await sql<{ sku: number; ms: number }[]>`
    select a.sku, (extract(epoch from d.effective_at) * 1000)::bigint as ms
    from unnest(${numbers(skus)}::text::int[]) as a(sku)
    join lateral (
      select max(at) as at from (
        (select position as at from movements where location_id = ${location} and sku_id = a.sku
          and (target_id = ${boundary.customer} or (on_hand_after <= 0 and ${location} in (source_id, target_id))) order by position desc limit 1)
        union all
        (select counter_position from movements where counter_location_id = ${location} and sku_id = a.sku and counter_on_hand_after <= 0
          order by counter_position desc limit 1)
        union all
        (select least(
          (select min(position) from movements where location_id = ${location} and sku_id = a.sku and ${location} in (source_id, target_id)),
          (select min(counter_position) from movements where counter_location_id = ${location} and sku_id = a.sku)))
      ) seen
    ) went on went.at <= ${after}
    join lateral ${documentAt(sql, location)} d on true`;
  return new Map(rows.map(({ sku, ms }) => [sku, ms]));
}

/** Units a day of everything that a store sold in the last whole days. */
export async function readPaces(
  sql: Queries,
  location: LocationId,
  day: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ sku: number; pace: number }[]>`
    select sku_id as sku, (sum(quantity)::float8 / greatest(${paceDaysMin}::int, ${day} - min(business_day))) as pace
    from hourly_sales where location_id = ${location} and business_day >= ${day - paceDays} and business_day < ${day}
    group by 1 having sum(quantity) > 0`;
  return new Map(rows.map(({ sku, pace }) => [sku, pace]));
}

/** The document at the position `went.at` of a location, which posted it or was its other end. */
function documentAt(sql: Queries, location: LocationId) {
  return sql`(
    select effective_at from documents where location_id = ${location} and position = went.at
    union all
    select effective_at from documents where counter_location_id = ${location} and counter_position = went.at limit 1
  )`;
}
