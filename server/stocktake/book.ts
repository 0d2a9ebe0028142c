import type { SkuId } from '#domain/catalog/ids.ts';
import type { BookLine } from '#domain/stocktake/settle.ts';
import type { Window } from '#domain/stocktake/window.ts';
import type { LaterMovement } from '#domain/stocktake/cause.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';

type Asked = Window & { readonly sku: SkuId };

/**
 * What the books say around each window, from movements alone: those at or below a position never change, so nothing
 * that is posted meanwhile can get into it.
 */
export async function readBooks(
  sql: Queries,
  location: LocationId,
  asked: readonly Asked[],
): Promise<Map<SkuId, BookLine>> {
  if (asked.length === 0) return new Map();
  const rows = await sql<{ sku: SkuId; book: number; moved_in: number; moved_out: number }[]>`
    with asked as (
      select * from unnest(${numberArray(asked.map(({ sku }) => sku))}::text::int[],
        ${numberArray(asked.map(({ from }) => from))}::text::bigint[],
        ${numberArray(asked.map(({ through }) => through))}::text::bigint[]) as t(sku, f, t)
    )
    select a.sku, coalesce(case when coalesce(own.position, -1) >= coalesce(counter.position, -1) then own.on_hand else counter.on_hand end, 0)::bigint as book,
      coalesce(i.moved_in, 0)::bigint as moved_in, coalesce(i.moved_out, 0)::bigint as moved_out
    from asked a
    left join lateral (
      select position, on_hand_after as on_hand from movements
      where location_id = ${location} and sku_id = a.sku and position <= a.f order by position desc, line desc limit 1) own on true
    left join lateral (
      select counter_position as position, counter_on_hand_after as on_hand from movements
      where counter_location_id = ${location} and sku_id = a.sku and counter_position <= a.f order by counter_position desc, line desc limit 1) counter on true
    left join lateral (
      select sum(quantity) filter (where target_id = ${location}) as moved_in, sum(quantity) filter (where source_id = ${location}) as moved_out
      from (
        select source_id, target_id, quantity from movements
        where location_id = ${location} and sku_id = a.sku and position > a.f and position <= a.t
        union all
        select source_id, target_id, quantity from movements
        where counter_location_id = ${location} and sku_id = a.sku and counter_position > a.f and counter_position <= a.t
      ) moved) i on a.t > a.f`;
  return new Map(
    rows.map(({ sku, book, moved_in, moved_out }) => [sku, { book, movedIn: moved_in, movedOut: moved_out }]),
  );
}

/** Movements of one SKU that are looked at after its count. */
const laterMax = 20;

/** What moved soon after each window, oldest first: what likely causes rest on. */
export async function readLater(
  sql: Queries,
  location: LocationId,
  asked: readonly Asked[],
): Promise<Map<SkuId, LaterMovement[]>> {
  if (asked.length === 0) return new Map();
  const rows = await sql<(LaterMovement & { sku: SkuId })[]>`
    with asked as (
      select * from unnest(${numberArray(asked.map(({ sku }) => sku))}::text::int[],
        ${numberArray(asked.map(({ through }) => through))}::text::bigint[]) as t(sku, t)
    )
    select a.sku, m.position, (case when m.target_id = ${location} then m.quantity else -m.quantity end)::bigint as quantity, d.kind
    from asked a cross join lateral (
      select location_id, position as own, position, source_id, target_id, quantity from movements
      where location_id = ${location} and sku_id = a.sku and position > a.t and ${location} in (source_id, target_id)
      union all
      select location_id, position, counter_position, source_id, target_id, quantity from movements
      where counter_location_id = ${location} and sku_id = a.sku and counter_position > a.t
      order by 3 limit ${laterMax}) m
    join documents d on d.location_id = m.location_id and d.position = m.own
    order by a.sku, m.position`;
  const found = new Map<SkuId, LaterMovement[]>();
  for (const { sku, position, quantity, kind } of rows) {
    const list = found.get(sku);
    if (list) list.push({ position, quantity, kind });
    else found.set(sku, [{ position, quantity, kind }]);
  }
  return found;
}

/** On hand of the SKUs of a plan (or of all the location has) at a position. */
export async function readOnHandAt(
  sql: Queries,
  location: LocationId,
  skus: readonly number[] | null,
  position: number,
): Promise<Map<SkuId, number>> {
  const list =
    skus ??
    (await sql<{ sku: number }[]>`select sku_id as sku from levels where location_id = ${location}`).map(
      ({ sku }) => sku,
    );
  const books = await readBooks(
    sql,
    location,
    list.map((sku) => ({ sku: sku as SkuId, from: position, through: position })),
  );
  return new Map([...books].map(([sku, { book }]) => [sku, book]));
}
