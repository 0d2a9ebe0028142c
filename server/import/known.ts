// What the rows of a file are held against.

import type { Columns, ImportKind } from '#domain/import/field.ts';
import type { ImportPlan } from '#protocol/import/views.ts';
import type { Queries } from '../platform/database.ts';

export interface Fix {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** How a file is read: what a person decided about it, and the codes and names that it may use. */
export interface Reading {
  readonly sheet: number;
  readonly headRow: number;
  readonly kind: ImportKind;
  readonly columns: Columns;
  /** Each row says which store it is about. */
  readonly needsStore: boolean;
  readonly fixes: readonly Fix[];
  /** Rows that the person leaves out. */
  readonly skipped: readonly number[];
  /** Ids by code and by barcode; a barcode of several SKUs has several. */
  readonly skuIdsByCode: ReadonlyMap<string, readonly number[]>;
  /** Codes of stores by code and by name. */
  readonly storeByName: ReadonlyMap<string, string>;
}

export async function readingOf(sql: Queries, plan: ImportPlan): Promise<Reading> {
  const isStock = plan.kind === 'opening' || plan.kind === 'receipt';
  return {
    sheet: plan.sheet,
    headRow: plan.headRow,
    kind: plan.kind,
    columns: plan.columns,
    needsStore: isStock && plan.storeId === null,
    fixes: plan.fixes,
    skipped: plan.skipped,
    skuIdsByCode: isStock ? await readSkuIds(sql) : new Map(),
    storeByName: isStock ? await readStoreNames(sql) : new Map(),
  };
}

/** SKUs by code alone; one that was merged answers as the one it was merged into. [CT-7] */
export async function readIds(sql: Queries): Promise<Map<string, number>> {
  const rows = await sql<
    { code: string; id: number }[]
  >`select code, coalesce(merged_into_id, id) as id from skus`;
  return new Map(rows.map(({ code, id }) => [code, id]));
}

export async function readCosts(sql: Queries): Promise<Map<number, number>> {
  const rows = await sql<{ id: number; cost: number }[]>`select id, cost from skus where cost > 0`;
  return new Map(rows.map(({ id, cost }) => [id, cost]));
}

async function readSkuIds(sql: Queries): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await sql<{ code: string; id: number }[]>`
    select code, coalesce(merged_into_id, id) as id from skus
    union all select barcode, coalesce(k.merged_into_id, k.id) from barcodes b join skus k on k.id = b.sku_id
    union all select alias, sku_id from sku_aliases where location_id is null`;
  const ids = new Map<string, number[]>();
  for (const { code, id } of rows) {
    const known = ids.get(code);
    if (!known) ids.set(code, [id]);
    else if (!known.includes(id)) known.push(id);
  }
  return ids;
}

async function readStoreNames(sql: Queries): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ name: string; code: string }[]>`
    select name_en as name, code from stores union all select name_zh, code from stores union all select code, code from stores`;
  return new Map(rows.map(({ name, code }) => [name, code]));
}
