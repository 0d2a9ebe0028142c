import type { LocationDirectory } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Batch } from './batch.ts';
import { levelRows, rollupRows, stretchRows } from './batch-rows.ts';
import { numberArray as numbers, textArray as texts } from './pg-array.ts';

/** Somebody else posted at one of the batch's locations since its levels were read: nothing was written. */
export class HeadMoved extends Error {}

/**
 * Writes a whole batch in one statement, which is one transaction: all of it or nothing.
 * Heads are locked in the order of their ids and must stand where the batch found them; everything else waits for
 * that gate, so that nodes queue at the heads and nowhere else. Throws `HeadMoved` where a head stands elsewhere.
 */
export async function writeBatch(sql: Queries, batch: Batch, locations: LocationDirectory): Promise<void> {
  const heads = [...batch.headsBefore].toSorted(([a], [b]) => a - b);
  const rows = batch.rows;
  const lines = batch.posted.flatMap((document) =>
    document.movements.map((movement) => ({ document, movement })),
  );
  const reserved = batch.posted.flatMap((document) => document.reserved.map((line) => ({ document, line })));
  const points = batch.posted.flatMap((document) =>
    document.reorderPoints.map((line) => ({ document, line })),
  );
  const levels = levelRows(batch);
  const { sales, hours } = rollupRows(batch.posted);
  const { opened, closed } = stretchRows(batch.posted);
  const [result] = await sql<{ is_open: boolean }[]>`
    with asked as (
      select * from unnest(
        ${numbers(heads.map(([id]) => id))}::text::int[],
        ${numbers(heads.map(([, head]) => head.position))}::text::bigint[],
        ${numbers(heads.map(([id]) => batch.heads.get(id)?.position ?? 0))}::text::bigint[],
        ${numbers(heads.map(([id]) => secondsOf(batch.heads.get(id)?.effectiveAtMs)))}::text::float8[]
      ) as t(id, before, after, effective)
    ), locked as materialized (
      select location_id, position from location_heads
      where location_id = any(${numbers(heads.map(([id]) => id))}::text::int[]) order by location_id for update
    ), gate as materialized (
      select count(*) = ${heads.length} as is_open from asked a join locked l on l.location_id = a.id and l.position = a.before
    ), moved as (
      update location_heads h set position = a.after, effective_at = to_timestamp(a.effective)
      from asked a where h.location_id = a.id and a.after > a.before and (select is_open from gate)
    ), written_documents as (
      insert into documents (command_key, input_hash, kind, location_id, position, counter_location_id, counter_position,
        of_location_id, of_position, cause, account_id, session, device_at, occurred_at, effective_at, business_day, hour, answer)
      select k, h, kind, l, p, cl, cp, ol, op, cause, account, session, to_timestamp(device), to_timestamp(occurred),
        to_timestamp(effective), day, hour, answer
      from unnest(
        ${texts(rows.map((row) => row.key))}::text::uuid[],
        ${texts(rows.map((row) => row.inputHash))}::text::uuid[],
        ${texts(rows.map((row) => row.kind))}::text::text[],
        ${numbers(rows.map((row) => row.location))}::text::int[],
        ${numbers(rows.map((row) => row.position))}::text::bigint[],
        ${numbers(rows.map((row) => row.counterLocation))}::text::int[],
        ${numbers(rows.map((row) => row.counterPosition))}::text::bigint[],
        ${numbers(rows.map((row) => row.of?.location ?? null))}::text::int[],
        ${numbers(rows.map((row) => row.of?.position ?? null))}::text::bigint[],
        ${texts(rows.map((row) => row.cause))}::text::text[],
        ${numbers(rows.map((row) => row.accountId))}::text::int[],
        ${texts(rows.map((row) => row.session))}::text::text[],
        ${numbers(rows.map((row) => (row.deviceAtMs === null ? null : row.deviceAtMs / 1000)))}::text::float8[],
        ${numbers(rows.map((row) => row.occurredAtMs / 1000))}::text::float8[],
        ${numbers(rows.map((row) => row.effectiveAtMs / 1000))}::text::float8[],
        ${numbers(rows.map((row) => row.businessDay))}::text::int[],
        ${numbers(rows.map((row) => row.hour))}::text::smallint[],
        ${texts(rows.map(storedAnswer))}::text::jsonb[]
      ) as t(k, h, kind, l, p, cl, cp, ol, op, cause, account, session, device, occurred, effective, day, hour, answer)
      where (select is_open from gate)
    ), written_movements as (
      insert into movements (location_id, position, line, sku_id, source_id, target_id, quantity, value, amount, of_line,
        on_hand_after, value_after, counter_location_id, counter_position, counter_on_hand_after, counter_value_after)
      select * from unnest(
        ${numbers(lines.map(({ document }) => document.location))}::text::int[],
        ${numbers(lines.map(({ document }) => document.position))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.line))}::text::smallint[],
        ${numbers(lines.map(({ movement }) => movement.sku))}::text::int[],
        ${numbers(lines.map(({ movement }) => movement.source))}::text::int[],
        ${numbers(lines.map(({ movement }) => movement.target))}::text::int[],
        ${numbers(lines.map(({ movement }) => movement.quantity))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.value))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.amount))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.ofLine))}::text::smallint[],
        ${numbers(lines.map(({ movement }) => movement.onHandAfter))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.valueAfter))}::text::bigint[],
        ${numbers(lines.map(({ document, movement }) => (movement.counterOnHandAfter === null ? null : document.counterLocation)))}::text::int[],
        ${numbers(lines.map(({ document, movement }) => (movement.counterOnHandAfter === null ? null : document.counterPosition)))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.counterOnHandAfter))}::text::bigint[],
        ${numbers(lines.map(({ movement }) => movement.counterValueAfter))}::text::bigint[]
      ) where (select is_open from gate)
    ), written_levels as (
      insert into levels (location_id, sku_id, on_hand, reserved, value, cost_value, cost_quantity, reorder_point, is_negative_allowed, position)
      select * from unnest(
        ${numbers(levels.map((row) => row.location))}::text::int[],
        ${numbers(levels.map((row) => row.sku))}::text::int[],
        ${numbers(levels.map((row) => row.onHand))}::text::bigint[],
        ${numbers(levels.map((row) => row.reserved))}::text::bigint[],
        ${numbers(levels.map((row) => row.value))}::text::bigint[],
        ${numbers(levels.map((row) => row.costValue))}::text::bigint[],
        ${numbers(levels.map((row) => row.costQuantity))}::text::bigint[],
        ${numbers(levels.map((row) => row.reorderPoint))}::text::bigint[],
        ${texts(levels.map((row) => (row.onHand < 0 && locations.of(row.location as never)?.kind === 'shelf' ? 't' : 'f')))}::text::bool[],
        ${numbers(levels.map((row) => row.position))}::text::bigint[]
      ) where (select is_open from gate)
      on conflict (location_id, sku_id) do update set on_hand = excluded.on_hand, reserved = excluded.reserved, value = excluded.value,
        cost_value = excluded.cost_value, cost_quantity = excluded.cost_quantity, reorder_point = excluded.reorder_point,
        is_negative_allowed = excluded.is_negative_allowed, position = excluded.position
    ), written_sales as (
      insert into sales_hours as s (location_id, business_day, hour, sku_id, quantity, amount, cost)
      select * from unnest(
        ${numbers(sales.map((row) => row.location))}::text::int[],
        ${numbers(sales.map((row) => row.day))}::text::int[],
        ${numbers(sales.map((row) => row.hour))}::text::smallint[],
        ${numbers(sales.map((row) => row.sku))}::text::int[],
        ${numbers(sales.map((row) => row.quantity))}::text::bigint[],
        ${numbers(sales.map((row) => row.amount))}::text::bigint[],
        ${numbers(sales.map((row) => row.cost))}::text::bigint[]
      ) where (select is_open from gate)
      on conflict (location_id, business_day, hour, sku_id) do update
        set quantity = s.quantity + excluded.quantity, amount = s.amount + excluded.amount, cost = s.cost + excluded.cost
    ), written_hours as (
      insert into store_hours as s (location_id, business_day, hour, receipts, quantity, amount, cost)
      select * from unnest(
        ${numbers(hours.map((row) => row.location))}::text::int[],
        ${numbers(hours.map((row) => row.day))}::text::int[],
        ${numbers(hours.map((row) => row.hour))}::text::smallint[],
        ${numbers(hours.map((row) => row.receipts))}::text::bigint[],
        ${numbers(hours.map((row) => row.quantity))}::text::bigint[],
        ${numbers(hours.map((row) => row.amount))}::text::bigint[],
        ${numbers(hours.map((row) => row.cost))}::text::bigint[]
      ) where (select is_open from gate)
      on conflict (location_id, business_day, hour) do update set receipts = s.receipts + excluded.receipts,
        quantity = s.quantity + excluded.quantity, amount = s.amount + excluded.amount, cost = s.cost + excluded.cost
    ), written_reservations as (
      insert into reservations (location_id, position, line, sku_id, quantity)
      select * from unnest(
        ${numbers(reserved.map(({ document }) => document.location))}::text::int[],
        ${numbers(reserved.map(({ document }) => document.position))}::text::bigint[],
        ${numbers(reserved.map(({ line }) => line.line))}::text::smallint[],
        ${numbers(reserved.map(({ line }) => line.sku))}::text::int[],
        ${numbers(reserved.map(({ line }) => line.quantity))}::text::bigint[]
      ) where (select is_open from gate)
    ), written_points as (
      insert into reorder_points (location_id, sku_id, position, reorder_point)
      select * from unnest(
        ${numbers(points.map(({ document }) => document.location))}::text::int[],
        ${numbers(points.map(({ line }) => line.sku))}::text::int[],
        ${numbers(points.map(({ document }) => document.position))}::text::bigint[],
        ${numbers(points.map(({ line }) => line.reorderPoint))}::text::bigint[]
      ) where (select is_open from gate)
    ), opened_stretches as (
      insert into negative_stretches (location_id, sku_id, opened_position, closed_position)
      select * from unnest(
        ${numbers(opened.map((row) => row.location))}::text::int[],
        ${numbers(opened.map((row) => row.sku))}::text::int[],
        ${numbers(opened.map((row) => row.opened))}::text::bigint[],
        ${numbers(opened.map((row) => row.closed))}::text::bigint[]
      ) where (select is_open from gate)
    ), closed_stretches as (
      update negative_stretches n set closed_position = c.position
      from unnest(
        ${numbers(closed.map((row) => row.location))}::text::int[],
        ${numbers(closed.map((row) => row.sku))}::text::int[],
        ${numbers(closed.map((row) => row.closed))}::text::bigint[]
      ) as c(location, sku, position)
      where n.location_id = c.location and n.sku_id = c.sku and n.closed_position is null and (select is_open from gate)
    )
    select is_open, case when is_open then pg_notify('tongpan_feed', '') end from gate`;
  if (!result?.is_open) throw new HeadMoved('a head moved since the levels were read');
}

function storedAnswer(row: Batch['rows'][number]): string | null {
  if (row.answer.outcome === 'refused')
    return JSON.stringify({ code: row.answer.code, facts: row.answer.facts });
  return row.answer.notes.length === 0 ? null : JSON.stringify({ notes: row.answer.notes });
}

/** Seconds since 1970; a head that no document moved yet has none. */
function secondsOf(ms: number | undefined): number | null {
  return ms === undefined || !Number.isFinite(ms) ? null : ms / 1000;
}
