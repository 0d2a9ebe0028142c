import type { Queries } from '../platform/database.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Batch } from './batch.ts';
import { layerRows, levelRows, salesRows, storeHourRows, stretchRows } from './batch-rows.ts';
import {
  arraysOf,
  closedColumns,
  columnsWithout,
  documentTable,
  drawTable,
  headColumns,
  insertText,
  layerTable,
  levelTable,
  movementTable,
  reorderPointTable,
  reservationTable,
  rowsText,
  salesTable,
  storeHourTable,
  stretchTable,
  type Head,
  type MovementRow,
  type Seldom,
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
  const nothingOf = findNothing(batch, movements);
  const left = leftArrays(batch);
  const rare = rareArrays(batch);
  const layered = layerArrays(batch);
  const arrays = [
    ...arraysOf(headColumns, headsOf(batch)),
    ...arraysOf(columnsWithout(documentTable.columns, nothingOf), rows),
    ...arraysOf(columnsWithout(movementTable.columns, nothingOf), movements),
    ...arraysOf(levelTable.columns, levelRows(batch, locations)),
    ...arraysOf(storeHourTable.columns, storeHourRows(posted)),
    ...(left ?? []),
    ...(rare ?? []),
    ...(layered ?? []),
  ];
  // The texts are this module's own, sixty-four at the most: each is planned once a connection.
  const text = statementFor(nothingOf, { left, rare, layered });
  const [result] = await sql.unsafe<{ is_open: boolean }[]>(text, arrays, { prepare: true });
  if (!result?.is_open) throw new HeadMoved('a head moved since the levels were read');
}

/** The heads of a batch in the order of their ids, as all nodes lock them. */
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
  return heads.sort((one, other) => one.id - other.id);
}

/** What this batch has nothing of: most are sales, which fill a third of the columns less. */
function findNothing({ rows }: Batch, movements: readonly MovementRow[]): ReadonlySet<Seldom> {
  const nothingOf = new Set<Seldom>(['counter', 'linked', 'noted']);
  for (const { counterLocation, of, cause, deviceAtMs, answer } of rows) {
    if (counterLocation !== null) nothingOf.delete('counter');
    if (of !== null) nothingOf.delete('linked');
    if (cause !== null || deviceAtMs !== null || answer.outcome === 'refused' || answer.notes.length > 0)
      nothingOf.delete('noted');
  }
  for (const { movement } of movements) {
    if (movement.counterOnHandAfter !== null) nothingOf.delete('counter');
    if (movement.ofLine !== null) nothingOf.delete('linked');
  }
  return nothingOf;
}

/** Hours that left their levels: none while everything sells in the hour in which it sold last. Undefined where none did. */
function leftArrays({ leftHours }: Batch): string[] | undefined {
  return leftHours.length === 0 ? undefined : arraysOf(salesTable.columns, salesRows(leftHours));
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

/** What a batch may have or not, each a part of its statement. */
type Parts = Readonly<Record<'left' | 'rare' | 'layered', readonly string[] | undefined>>;

const textByForm = new Map<string, string>();

function statementFor(nothingOf: ReadonlySet<Seldom>, parts: Parts): string {
  const { left, rare, layered } = parts;
  const form = `${[...nothingOf].join(' ')} ${left !== undefined} ${rare !== undefined} ${layered !== undefined}`;
  let text = textByForm.get(form);
  if (text === undefined) textByForm.set(form, (text = statementOf(nothingOf, parts)));
  return text;
}

function statementOf(nothingOf: ReadonlySet<Seldom>, { left, rare, layered }: Parts): string {
  let parameter = headColumns.length + 1;
  const parts: string[] = [];
  const insert = (table: Parameters<typeof insertText>[0]): void => {
    const columns = columnsWithout(table.columns, nothingOf);
    parts.push(`written_${table.name} as (${insertText(table, columns, parameter)})`);
    parameter += columns.length;
  };
  for (const table of [documentTable, movementTable, levelTable, storeHourTable]) insert(table);
  if (left) insert(salesTable);
  if (rare) {
    for (const table of [reservationTable, reorderPointTable, stretchTable]) insert(table);
    parts.push(`closed_stretches as (
      update negative_stretches n set closed_position = c.position from ${rowsText(closedColumns, parameter)} c
      where n.location_id = c.location and n.sku_id = c.sku and n.closed_position is null and (select is_open from gate))`);
    parameter += closedColumns.length;
  }
  if (layered) for (const table of [layerTable, drawTable]) insert(table);
  return `
    with locked as materialized (
      select a.* from ${rowsText(headColumns, 1)} a
      join location_heads h on h.location_id = a.id and h.position = a.before and h.rules = a.rules order by a.id for update of h
    ), gate as materialized (
      select count(*) = cardinality($1::int[]) as is_open from locked
    ), moved as (
      update location_heads h set position = l.after, effective_at = to_timestamp(l.effective)
      from locked l where h.location_id = l.id and l.after > l.before and (select is_open from gate)
    ), ${parts.join(', ')}
    select is_open from gate`;
}
