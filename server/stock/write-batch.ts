import type { Queries } from '../platform/database.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Batch } from './batch.ts';
import { layerRows, levelRows, rollupRows, stretchRows } from './batch-rows.ts';
import {
  arraysOf,
  closedColumns,
  documentTable,
  drawTable,
  headColumns,
  insertText,
  layerTable,
  levelTable,
  movementTable,
  reorderPointTable,
  reservationTable,
  salesTable,
  storeHourTable,
  stretchTable,
  unnestText,
  type Head,
} from './write-statement.ts';

/** Somebody else posted at one of the batch's locations since its levels were read: nothing was written. */
export class HeadMoved extends Error {}

/**
 * Writes a whole batch in one statement, which is one transaction: all of it or nothing.
 * Heads are locked in the order of their ids and must stand where the batch found them; everything else waits for
 * that gate, so that nodes queue at the heads and nowhere else. Throws `HeadMoved` where a head stands elsewhere, or
 * under newer rules.
 */
export async function writeBatch(sql: Queries, batch: Batch, locations: LocationDirectory): Promise<void> {
  const { posted, rows } = batch;
  const movements = posted.flatMap((document) =>
    document.movements.map((movement) => ({ document, movement })),
  );
  const { sales, hours } = rollupRows(posted);
  const arrays = [
    ...arraysOf(headColumns, headsOf(batch)),
    ...arraysOf(documentTable.columns, rows),
    ...arraysOf(movementTable.columns, movements),
    ...arraysOf(levelTable.columns, levelRows(batch, locations)),
    ...arraysOf(salesTable.columns, sales),
    ...arraysOf(storeHourTable.columns, hours),
  ];
  const rare = rareArrays(batch);
  const layered = layerArrays(batch);
  if (rare) arrays.push(...rare);
  if (layered) arrays.push(...layered);
  const text = statements[rare ? 1 : 0][layered ? 1 : 0];
  // The four texts are this module's own and never change: each is planned once a connection.
  const [result] = await sql.unsafe<{ is_open: boolean }[]>(text, arrays, { prepare: true });
  if (!result?.is_open) throw new HeadMoved('a head moved since the levels were read');
}

function headsOf(batch: Batch): Head[] {
  const heads: Head[] = [];
  for (const [id, before] of batch.headsBefore) {
    const after = batch.heads.get(id) ?? before;
    // A head that no document moved yet has no time.
    const effectiveAtMs = Number.isFinite(after.effectiveAtMs) ? after.effectiveAtMs : null;
    heads.push({
      id,
      before: before.position,
      after: after.position,
      rules: before.rules ?? 0,
      effectiveAtMs,
    });
  }
  return heads;
}

/** What few batches have: reservations, reorder points, stretches below zero. Undefined where this one has none. */
function rareArrays(batch: Batch): string[] | undefined {
  const { posted } = batch;
  const reserved = posted.flatMap((document) => document.reserved.map((line) => ({ document, line })));
  const points = posted.flatMap((document) => document.reorderPoints.map((line) => ({ document, line })));
  const { opened, closed } = stretchRows(posted);
  if (reserved.length + points.length + opened.length + closed.length === 0) return undefined;
  return [
    ...arraysOf(reservationTable.columns, reserved),
    ...arraysOf(reorderPointTable.columns, points),
    ...arraysOf(stretchTable.columns, opened),
    ...arraysOf(closedColumns, closed),
  ];
}

/** What companies have that cost by layers. Undefined where the batch moved none. */
function layerArrays(batch: Batch): string[] | undefined {
  if (batch.layerSteps.length === 0) return undefined;
  const { layers, draws } = layerRows(batch);
  return [...arraysOf(layerTable.columns, layers), ...arraysOf(drawTable.columns, draws)];
}

/** By whether there is what is rare, and whether there are layers. */
const statements = [
  [statementOf(false, false), statementOf(false, true)],
  [statementOf(true, false), statementOf(true, true)],
] as const;

function statementOf(hasRare: boolean, hasLayers: boolean): string {
  let parameter = headColumns.length + 1;
  const parts: string[] = [];
  const insert = (table: Parameters<typeof insertText>[0]): void => {
    parts.push(`written_${table.name} as (${insertText(table, parameter)})`);
    parameter += table.columns.length;
  };
  for (const table of [documentTable, movementTable, levelTable, salesTable, storeHourTable]) insert(table);
  if (hasRare) {
    for (const table of [reservationTable, reorderPointTable, stretchTable]) insert(table);
    parts.push(`closed_stretches as (
      update negative_stretches n set closed_position = c.position from ${unnestText(closedColumns, parameter)} as c(location, sku, position)
      where n.location_id = c.location and n.sku_id = c.sku and n.closed_position is null and (select is_open from gate))`);
    parameter += closedColumns.length;
  }
  if (hasLayers) for (const table of [layerTable, drawTable]) insert(table);
  return `
    with asked as (
      select * from ${unnestText(headColumns, 1)} as t(id, before, after, rules, effective)
    ), locked as materialized (
      select location_id, position, rules from location_heads where location_id = any($1::text::int[]) order by location_id for update
    ), gate as materialized (
      select count(*) = (select count(*) from asked) as is_open from asked a join locked l on l.location_id = a.id and l.position = a.before and l.rules = a.rules
    ), moved as (
      update location_heads h set position = a.after, effective_at = to_timestamp(a.effective)
      from asked a where h.location_id = a.id and a.after > a.before and (select is_open from gate)
    ), ${parts.join(', ')}
    select is_open from gate`;
}
