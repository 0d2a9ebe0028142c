import type { PostedDocument, Movement, ReorderPointLine, ReservedLine } from '#domain/stock/document.ts';
import type { DocumentRow } from './batch.ts';
import type { DrawRow, LayerRow, LevelRow, SalesRow, StoreHourRow, StretchRow } from './batch-rows.ts';
import { numberArray, textArray } from './pg-array.ts';

/** What many batches have nothing of: the other end of a move, a linked document, a cause with a device's time and notes. */
export type Seldom = 'counter' | 'linked' | 'noted';

/** A column of a table and what a row of the batch puts into it. Rows go as one array a column. */
interface Column<Row> {
  readonly name: string;
  readonly type: 'int' | 'bigint' | 'smallint' | 'float8' | 'text' | 'uuid' | 'jsonb' | 'bool';
  readonly of: (row: Row) => number | string | null;
  /** Function that the column goes through. */
  readonly by?: 'to_timestamp';
  /** Left out of the statement where the batch has nothing but nulls for all columns of that name. */
  readonly seldom?: Seldom;
}

/** One `insert` of the statement: its table, its columns, and what it does where the row is there already. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly onConflict?: string;
}

export interface Head {
  readonly id: number;
  readonly before: number;
  readonly after: number;
  readonly rules: number;
  readonly effectiveAtMs: number | null;
}

export interface MovementRow {
  readonly document: PostedDocument;
  readonly movement: Movement;
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/** The heads that a batch moves, in the order of their ids: that is the order in which they are locked. */
export const headColumns: readonly Column<Head>[] = [
  { name: 'id', type: 'int', of: (row) => row.id },
  { name: 'before', type: 'bigint', of: (row) => row.before },
  { name: 'after', type: 'bigint', of: (row) => row.after },
  { name: 'rules', type: 'int', of: (row) => row.rules },
  { name: 'effective', type: 'float8', of: (row) => seconds(row.effectiveAtMs) },
];

export const documentTable: Table<DocumentRow> = {
  name: 'documents',
  columns: [
    { name: 'command_key', type: 'uuid', of: (row) => row.key },
    { name: 'input_hash', type: 'uuid', of: (row) => row.inputHash },
    { name: 'kind', type: 'text', of: (row) => row.kind },
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'position', type: 'bigint', of: (row) => row.position },
    { name: 'counter_location_id', type: 'int', seldom: 'counter', of: (row) => row.counterLocation },
    { name: 'counter_position', type: 'bigint', seldom: 'counter', of: (row) => row.counterPosition },
    { name: 'of_location_id', type: 'int', seldom: 'linked', of: (row) => row.of?.location ?? null },
    { name: 'of_position', type: 'bigint', seldom: 'linked', of: (row) => row.of?.position ?? null },
    { name: 'cause', type: 'text', seldom: 'noted', of: (row) => row.cause },
    { name: 'account_id', type: 'int', of: (row) => row.accountId },
    { name: 'session', type: 'text', of: (row) => row.session },
    {
      name: 'device_at',
      type: 'float8',
      seldom: 'noted',
      of: (row) => seconds(row.deviceAtMs),
      by: 'to_timestamp',
    },
    { name: 'occurred_at', type: 'float8', of: (row) => seconds(row.occurredAtMs), by: 'to_timestamp' },
    { name: 'effective_at', type: 'float8', of: (row) => seconds(row.effectiveAtMs), by: 'to_timestamp' },
    { name: 'business_day', type: 'int', of: (row) => row.businessDay },
    { name: 'hour', type: 'smallint', of: (row) => row.hour },
    { name: 'answer', type: 'jsonb', seldom: 'noted', of: storedAnswer },
  ],
};

export const movementTable: Table<MovementRow> = {
  name: 'movements',
  columns: [
    { name: 'location_id', type: 'int', of: ({ document }) => document.location },
    { name: 'position', type: 'bigint', of: ({ document }) => document.position },
    { name: 'line', type: 'smallint', of: ({ movement }) => movement.line },
    { name: 'sku_id', type: 'int', of: ({ movement }) => movement.sku },
    { name: 'source_id', type: 'int', of: ({ movement }) => movement.source },
    { name: 'target_id', type: 'int', of: ({ movement }) => movement.target },
    { name: 'quantity', type: 'bigint', of: ({ movement }) => movement.quantity },
    { name: 'value', type: 'bigint', of: ({ movement }) => movement.value },
    { name: 'amount', type: 'bigint', of: ({ movement }) => movement.amount },
    { name: 'of_line', type: 'smallint', seldom: 'linked', of: ({ movement }) => movement.ofLine },
    { name: 'on_hand_after', type: 'bigint', of: ({ movement }) => movement.onHandAfter },
    { name: 'value_after', type: 'bigint', of: ({ movement }) => movement.valueAfter },
    {
      name: 'counter_location_id',
      type: 'int',
      seldom: 'counter',
      of: ({ document, movement }) =>
        movement.counterOnHandAfter === null ? null : document.counterLocation,
    },
    {
      name: 'counter_position',
      type: 'bigint',
      seldom: 'counter',
      of: ({ document, movement }) =>
        movement.counterOnHandAfter === null ? null : document.counterPosition,
    },
    {
      name: 'counter_on_hand_after',
      type: 'bigint',
      seldom: 'counter',
      of: ({ movement }) => movement.counterOnHandAfter,
    },
    {
      name: 'counter_value_after',
      type: 'bigint',
      seldom: 'counter',
      of: ({ movement }) => movement.counterValueAfter,
    },
  ],
};

export const levelTable: Table<LevelRow> = {
  name: 'levels',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'sku_id', type: 'int', of: (row) => row.sku },
    { name: 'on_hand', type: 'bigint', of: (row) => row.onHand },
    { name: 'reserved', type: 'bigint', of: (row) => row.reserved },
    { name: 'value', type: 'bigint', of: (row) => row.value },
    { name: 'cost_value', type: 'bigint', of: (row) => row.costValue },
    { name: 'cost_quantity', type: 'bigint', of: (row) => row.costQuantity },
    { name: 'reorder_point', type: 'bigint', of: (row) => row.reorderPoint },
    { name: 'is_negative_allowed', type: 'bool', of: (row) => (row.isNegativeAllowed ? 't' : 'f') },
    { name: 'position', type: 'bigint', of: (row) => row.position },
    { name: 'sold_hour', type: 'int', of: (row) => row.sold?.hour ?? null },
    { name: 'sold_quantity', type: 'bigint', of: (row) => row.sold?.quantity ?? null },
    { name: 'sold_amount', type: 'bigint', of: (row) => row.sold?.amount ?? null },
    { name: 'sold_cost', type: 'bigint', of: (row) => row.sold?.cost ?? null },
  ],
  onConflict: `(location_id, sku_id) do update set on_hand = excluded.on_hand, reserved = excluded.reserved, value = excluded.value,
    cost_value = excluded.cost_value, cost_quantity = excluded.cost_quantity, reorder_point = excluded.reorder_point,
    is_negative_allowed = excluded.is_negative_allowed, position = excluded.position, sold_hour = excluded.sold_hour,
    sold_quantity = excluded.sold_quantity, sold_amount = excluded.sold_amount, sold_cost = excluded.sold_cost`,
};

export const salesTable: Table<SalesRow> = {
  name: 'sales_hours',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'business_day', type: 'int', of: (row) => row.day },
    { name: 'hour', type: 'smallint', of: (row) => row.hour },
    { name: 'sku_id', type: 'int', of: (row) => row.sku },
    { name: 'quantity', type: 'bigint', of: (row) => row.quantity },
    { name: 'amount', type: 'bigint', of: (row) => row.amount },
    { name: 'cost', type: 'bigint', of: (row) => row.cost },
  ],
  onConflict: `(location_id, business_day, hour, sku_id) do update set quantity = sales_hours.quantity + excluded.quantity,
    amount = sales_hours.amount + excluded.amount, cost = sales_hours.cost + excluded.cost`,
};

export const storeHourTable: Table<StoreHourRow> = {
  name: 'store_hours',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'business_day', type: 'int', of: (row) => row.day },
    { name: 'hour', type: 'smallint', of: (row) => row.hour },
    { name: 'receipts', type: 'bigint', of: (row) => row.receipts },
    { name: 'quantity', type: 'bigint', of: (row) => row.quantity },
    { name: 'amount', type: 'bigint', of: (row) => row.amount },
    { name: 'cost', type: 'bigint', of: (row) => row.cost },
  ],
  onConflict: `(location_id, business_day, hour) do update set receipts = store_hours.receipts + excluded.receipts,
    quantity = store_hours.quantity + excluded.quantity, amount = store_hours.amount + excluded.amount, cost = store_hours.cost + excluded.cost`,
};

export const reservationTable: Table<{ readonly document: PostedDocument; readonly line: ReservedLine }> = {
  name: 'reservations',
  columns: [
    { name: 'location_id', type: 'int', of: ({ document }) => document.location },
    { name: 'position', type: 'bigint', of: ({ document }) => document.position },
    { name: 'line', type: 'smallint', of: ({ line }) => line.line },
    { name: 'sku_id', type: 'int', of: ({ line }) => line.sku },
    { name: 'quantity', type: 'bigint', of: ({ line }) => line.quantity },
  ],
};

export const reorderPointTable: Table<{
  readonly document: PostedDocument;
  readonly line: ReorderPointLine;
}> = {
  name: 'reorder_points',
  columns: [
    { name: 'location_id', type: 'int', of: ({ document }) => document.location },
    { name: 'sku_id', type: 'int', of: ({ line }) => line.sku },
    { name: 'position', type: 'bigint', of: ({ document }) => document.position },
    { name: 'reorder_point', type: 'bigint', of: ({ line }) => line.reorderPoint },
  ],
};

export const stretchTable: Table<StretchRow> = {
  name: 'negative_stretches',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'sku_id', type: 'int', of: (row) => row.sku },
    { name: 'opened_position', type: 'bigint', of: (row) => row.opened },
    { name: 'closed_position', type: 'bigint', of: (row) => row.closed },
  ],
};

export const layerTable: Table<LayerRow> = {
  name: 'cost_layers',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'sku_id', type: 'int', of: (row) => row.sku },
    { name: 'position', type: 'bigint', of: (row) => row.position },
    { name: 'line', type: 'smallint', of: (row) => row.line },
    { name: 'quantity', type: 'bigint', of: (row) => row.quantity },
    { name: 'value', type: 'bigint', of: (row) => row.value },
    { name: 'quantity_left', type: 'bigint', of: (row) => row.left },
    { name: 'value_left', type: 'bigint', of: (row) => row.leftValue },
  ],
  onConflict: `(location_id, sku_id, position, line) do update set quantity = excluded.quantity, value = excluded.value,
    quantity_left = excluded.quantity_left, value_left = excluded.value_left`,
};

export const drawTable: Table<DrawRow> = {
  name: 'layer_draws',
  columns: [
    { name: 'location_id', type: 'int', of: (row) => row.location },
    { name: 'sku_id', type: 'int', of: (row) => row.sku },
    { name: 'layer_position', type: 'bigint', of: (row) => row.layerPosition },
    { name: 'layer_line', type: 'smallint', of: (row) => row.layerLine },
    { name: 'position', type: 'bigint', of: (row) => row.position },
    { name: 'line', type: 'smallint', of: (row) => row.line },
    { name: 'quantity', type: 'bigint', of: (row) => row.quantity },
    { name: 'value', type: 'bigint', of: (row) => row.value },
  ],
};

export const closedColumns: readonly Column<StretchRow>[] = [
  { name: 'location', type: 'int', of: (row) => row.location },
  { name: 'sku', type: 'int', of: (row) => row.sku },
  { name: 'position', type: 'bigint', of: (row) => row.closed },
];

/** The columns of a table in a batch that has nothing for some of them. */
export function columnsWithout<Row>(
  columns: readonly Column<Row>[],
  nothingOf: ReadonlySet<Seldom>,
): readonly Column<Row>[] {
  return nothingOf.size === 0
    ? columns
    : columns.filter(({ seldom }) => seldom === undefined || !nothingOf.has(seldom));
}

/** The arrays of some rows, one a column. */
export function arraysOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  return columns.map(({ type, of }) =>
    type === 'text' || type === 'uuid' || type === 'jsonb' || type === 'bool'
      ? textArray(rows, of as (row: Row) => string | null)
      : numberArray(rows, of as (row: Row) => number | null),
  );
}

/**
 * The rows of these columns, whose arrays begin in parameter `first`. One `unnest` over all of them, in `from`, would lay
 * each column into a store of its own before the first row is read.
 */
export function rowsText(columns: readonly Column<never>[], first: number): string {
  const unnested = columns.map(({ name, type }, index) => `unnest($${first + index}::${type}[]) as ${name}`);
  return `(select ${unnested.join(', ')})`;
}

/** An `insert` of so many rows, which waits for the gate. */
export function insertText(
  { name, onConflict }: Table<never>,
  columns: readonly Column<never>[],
  first: number,
): string {
  const names = columns.map((column) => column.name);
  const values = columns.map(({ name: column, by }) => (by ? `${by}(t.${column})` : `t.${column}`));
  return `insert into ${name} (${names.join(', ')}) select ${values.join(', ')}
    from ${rowsText(columns, first)} t where (select is_open from gate)${onConflict ? ` on conflict ${onConflict}` : ''}`;
}

/** Refused: the code and its facts. Posted: the notes, or null where there are none. */
function storedAnswer({ answer }: DocumentRow): string | null {
  if (answer.outcome === 'refused') return JSON.stringify({ code: answer.code, facts: answer.facts });
  return answer.notes.length === 0 ? null : JSON.stringify({ notes: answer.notes });
}
