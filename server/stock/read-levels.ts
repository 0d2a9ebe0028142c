import type { Level } from '#domain/stock/level.ts';
import type { DocumentKind, DocumentRef } from '#domain/stock/document.ts';
import type { LinkedDocument } from '#domain/stock/posting.ts';
import type { SoldHour } from '#domain/stock/sales-rollup.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Queries } from '../platform/database.ts';
import type { Head } from './batch.ts';
import { numberArray as numbers } from './pg-array.ts';

export interface LevelKey {
  readonly location: LocationId;
  readonly sku: SkuId;
}

export interface StoredLevel extends LevelKey {
  readonly level: Level;
}

/** The heads of locations and some of their levels, seen in one snapshot. Levels that don't exist are left out. */
export async function readHeadsAndLevels(
  sql: Queries,
  locations: readonly LocationId[],
  keys: readonly LevelKey[],
): Promise<{ heads: Map<LocationId, Head>; levels: StoredLevel[] }> {
  const rows = await sql<
    (LevelRow & { location_id: number; head: number; rules: number; effective: number | null })[]
  >`
    select h.location_id, h.position as head, h.rules, nullif(extract(epoch from h.effective_at), '-infinity')::float8 * 1000 as effective,
      l.sku_id, l.on_hand, l.reserved, l.value, l.cost_value, l.cost_quantity, l.reorder_point,
      l.sold_hour, l.sold_quantity, l.sold_amount, l.sold_cost
    from location_heads h
    left join (
      select v.* from unnest(
        ${numbers(keys.map((key) => key.location))}::text::int[], ${numbers(keys.map((key) => key.sku))}::text::int[]
      ) as k(location_id, sku_id) join levels v using (location_id, sku_id)
    ) l using (location_id)
    where h.location_id = any(${numbers(locations)}::text::int[])`;
  const heads = new Map<LocationId, Head>();
  const levels: StoredLevel[] = [];
  for (const row of rows) {
    const location = row.location_id as LocationId;
    heads.set(location, headOf(row));
    if (row.sku_id !== null) levels.push({ location, sku: row.sku_id as SkuId, level: levelOf(row) });
  }
  return { heads, levels };
}

/** The most levels of a location that are read at once, before anybody asks for them. */
const shelfLevelsMax = 20_000;

export interface Shelf {
  readonly head: Head | undefined;
  readonly levels: readonly (readonly [SkuId, Level])[];
  /** False where it has more levels than are read at once. */
  readonly isWhole: boolean;
}

/** A location as it stands, seen in one snapshot. */
export async function readShelf(sql: Queries, location: LocationId): Promise<Shelf> {
  const rows = await sql<(LevelRow & { head: number; rules: number; effective: number | null })[]>`
    select h.position as head, h.rules, nullif(extract(epoch from h.effective_at), '-infinity')::float8 * 1000 as effective, l.*
    from location_heads h left join (
      select sku_id, on_hand, reserved, value, cost_value, cost_quantity, reorder_point,
        sold_hour, sold_quantity, sold_amount, sold_cost from levels
      where location_id = ${location} limit ${shelfLevelsMax}
    ) l on true where h.location_id = ${location}`;
  const [first] = rows;
  return {
    head: first && headOf(first),
    levels: rows.flatMap((row) =>
      row.sku_id === null ? [] : [[row.sku_id as SkuId, levelOf(row)] as const],
    ),
    isWhole: rows.length < shelfLevelsMax,
  };
}

interface LevelRow {
  sku_id: number | null;
  on_hand: number;
  reserved: number;
  value: number;
  cost_value: number;
  cost_quantity: number;
  reorder_point: number | null;
  sold_hour: number | null;
  sold_quantity: number;
  sold_amount: number;
  sold_cost: number;
}

function headOf(row: { head: number; rules: number; effective: number | null }): Head {
  return {
    position: row.head,
    rules: row.rules,
    effectiveAtMs: row.effective === null ? -Infinity : Math.round(row.effective),
  };
}

function levelOf(row: LevelRow): Level {
  return {
    onHand: quantity(row.on_hand),
    reserved: quantity(row.reserved),
    value: fen(row.value),
    costValue: fen(row.cost_value),
    costQuantity: quantity(row.cost_quantity),
    reorderPoint: row.reorder_point === null ? null : quantity(row.reorder_point),
    ...(row.sold_hour === null ? {} : { sold: soldOf(row, row.sold_hour) }),
  };
}

function soldOf(row: LevelRow, hour: number): SoldHour {
  return {
    hour,
    quantity: quantity(row.sold_quantity),
    amount: fen(row.sold_amount),
    cost: fen(row.sold_cost),
  };
}

/** The documents that commands point at, with what later documents took of them. Unknown ones are left out. */
export async function readLinked(sql: Queries, refs: readonly DocumentRef[]): Promise<LinkedDocument[]> {
  const found: LinkedDocument[] = [];
  for (const ref of refs) {
    const linked = await readOneLinked(sql, ref);
    if (linked) found.push(linked);
  }
  return found;
}

async function readOneLinked(sql: Queries, ref: DocumentRef): Promise<LinkedDocument | undefined> {
  const [header] = await sql<
    {
      kind: DocumentKind;
      counter: number | null;
      counter_position: number | null;
      is_reversed: boolean;
      is_released: boolean;
    }[]
  >`
    select d.kind, d.counter_location_id as counter, d.counter_position,
      exists (select from documents u where u.of_location_id = d.location_id and u.of_position = d.position
        and u.kind = 'reversal' and u.position is not null) as is_reversed,
      exists (select from documents u where u.of_location_id = d.location_id and u.of_position = d.position
        and u.kind = 'release' and u.position is not null) as is_released
    from documents d where d.location_id = ${ref.location} and d.position = ${ref.position}`;
  if (!header) return undefined;
  const movements = await sql<
    {
      line: number;
      sku: number;
      source: number;
      target: number;
      quantity: number;
      value: number;
      amount: number;
      returned: number;
    }[]
  >`
    select m.line, m.sku_id as sku, m.source_id as source, m.target_id as target, m.quantity, m.value, m.amount,
      coalesce((
        select sum(r.quantity) from documents d join movements r on r.location_id = d.location_id and r.position = d.position
        where d.of_location_id = m.location_id and d.of_position = m.position and d.kind = 'return' and d.position is not null
          and r.of_line = m.line and not exists (select from documents u where u.of_location_id = d.location_id
            and u.of_position = d.position and u.kind = 'reversal' and u.position is not null)
      ), 0)::bigint as returned
    from movements m where m.location_id = ${ref.location} and m.position = ${ref.position} order by m.line`;
  const reserved = await sql<{ line: number; sku: number; quantity: number }[]>`
    select r.line, r.sku_id as sku, (r.quantity + coalesce((
        select sum(u.quantity) from documents d join reservations u on u.location_id = d.location_id and u.position = d.position
        where d.of_location_id = r.location_id and d.of_position = r.position and d.position is not null and u.line = r.line
      ), 0))::bigint as quantity
    from reservations r where r.location_id = ${ref.location} and r.position = ${ref.position} order by r.line`;
  return {
    ...ref,
    kind: header.kind,
    counterLocation: header.counter as LocationId | null,
    counterPosition: header.counter_position,
    isReversed: header.is_reversed,
    isReleased: header.is_released,
    movements: movements.map((movement) => ({
      line: movement.line,
      sku: movement.sku as SkuId,
      source: movement.source as LocationId,
      target: movement.target as LocationId,
      quantity: quantity(movement.quantity),
      value: fen(movement.value),
      amount: fen(movement.amount),
      returned: quantity(movement.returned),
    })),
    reserved: reserved.map((line) => ({
      line: line.line,
      sku: line.sku as SkuId,
      quantity: quantity(line.quantity),
    })),
  };
}
