import { changesOf } from '#domain/catalog/sku.ts';
import { text, type Cell } from '#domain/export/cell.ts';
import type { CellProblem } from '#domain/import/check.ts';
import { maySee, type Language, type Viewer } from '#domain/identity/viewer.ts';
import type { ImportEffect, ImportPlan, ImportProblem } from '#protocol/import/views.ts';
import { readRecords } from '../catalog/write.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { newNames, readNames, wishesOf } from './commit.ts';
import { problemSentence } from './sentences.ts';
import { checkFile, emptyTask, siftFile, type Checked, type Rows, type Task } from './task.ts';

/** What the rows of a file are held against. */
export async function taskOf(
  company: Company,
  file: Uint8Array,
  plan: ImportPlan,
): Promise<Omit<Task, 'kind'>> {
  const { ledgerSql: sql } = company;
  const isStock = plan.kind === 'opening' || plan.kind === 'receipt';
  const skuCodes = isStock
    ? await sql<{ code: string; id: number }[]>`
        select code, coalesce(merged_into_id, id) as id from skus
        union all select barcode, coalesce(k.merged_into_id, k.id) from barcodes b join skus k on k.id = b.sku_id
        union all select alias, sku_id from sku_aliases where location_id is null`
    : [];
  const storeNames = isStock
    ? await sql<{ name: string; code: string }[]>`
        select name_en as name, code from stores union all select name_zh, code from stores union all select code, code from stores`
    : [];
  return {
    ...emptyTask,
    bytes: file,
    sheet: plan.sheet,
    headRow: plan.headRow,
    importKind: plan.kind,
    columns: plan.columns,
    needsStore: isStock && plan.storeId === null,
    fixes: plan.fixes,
    skipped: plan.skipped,
    skuCodes: skuCodes.map(({ code, id }) => [code, id] as const),
    storeNames: storeNames.map(({ name, code }) => [name, code] as const),
  };
}

interface Dry {
  readonly checked: Checked;
  readonly effect: ImportEffect;
}

/** Reads all of a file as it would be imported and says what that would do. Writes nothing. */
export async function dryRun(
  company: Company,
  viewer: Viewer,
  file: Uint8Array,
  plan: ImportPlan,
): Promise<Dry> {
  const { ledgerSql: sql } = company;
  const names = await readNames(sql);
  const ids = await readIds(sql);
  const sum = {
    created: 0,
    changed: 0,
    unchanged: 0,
    barcodes: 0,
    stockLines: 0,
    stockUnits: 0,
    stockValue: 0,
    stores: 0,
  };
  const lists = { categories: new Set<string>(), suppliers: new Set<string>() };
  const made = new Set<string>();
  const costById = plan.kind === 'products' ? new Map<number, number>() : await readCosts(sql);
  const checked = await checkFile(await taskOf(company, file, plan), async (rows) => {
    await countGoods(rows);
    for (const line of rows.stock) {
      sum.stockLines += 1;
      sum.stockUnits += line.quantity;
      sum.stockValue += line.value ?? line.quantity * (costById.get(line.skuId) ?? 0);
    }
    sum.stores += rows.stores.length;
  });

  async function countGoods({ products }: Rows): Promise<void> {
    if (products.length === 0) return;
    const missing = newNames(products, names);
    for (const list of ['categories', 'suppliers'] as const)
      for (const name of missing[list]) lists[list].add(name);
    const known = [...new Set(products.flatMap(({ code }) => ids.get(code) ?? []))];
    const current = await readRecords(sql, known, false);
    for (const wish of wishesOf(products, names, ids, current, plan.onKnown)) {
      if (wish.id === null) {
        if (made.has(wish.set.code)) sum.unchanged += 1;
        else sum.created += 1;
        made.add(wish.set.code);
        sum.barcodes += wish.set.barcodes?.length ?? 0;
        continue;
      }
      const before = current.get(wish.id);
      if (before && Object.keys(changesOf(before, wish.set)).length > 0) sum.changed += 1;
      else sum.unchanged += 1;
    }
    if (plan.storeId !== null)
      for (const row of products) {
        if (row.isAgain || !row.quantity) continue;
        sum.stockLines += 1;
        sum.stockUnits += row.quantity;
        sum.stockValue += row.quantity * (row.cost ?? 0);
      }
  }

  const { rows, good, bad, aside, skipped, again } = checked;
  return {
    checked,
    effect: {
      rows,
      good,
      bad,
      aside,
      skipped,
      again,
      ...sum,
      stockValue: maySee(viewer, 'cost') ? sum.stockValue : null,
      categories: lists.categories.size,
      suppliers: lists.suppliers.size,
    },
  };
}

/** Problems as the page shows them. */
export function problemsOf({ problems }: Checked): readonly ImportProblem[] {
  return problems.map(({ row, column, field, code, text, fix }) => ({ row, column, field, code, text, fix }));
}

/** The heads of a file, with one for the reasons; then its bad rows in chunks, each with its reason. Throws `FileTrouble`. */
export async function rejectedRows(
  company: Company,
  file: Uint8Array,
  plan: ImportPlan,
  { language }: Viewer,
) {
  const sifted = siftFile(await taskOf(company, file, plan));
  const first = await sifted.next();
  const heads = first.done || !('heads' in first.value) ? [] : first.value.heads;
  const width = Math.max(heads.length, ...Object.values(plan.columns).map((column) => column + 1));
  const rows = async function* (): AsyncGenerator<Cell[][]> {
    for await (const part of sifted)
      if ('rows' in part)
        yield part.rows.map(({ cells, problems }) => [
          ...Array.from({ length: width }, (_, index) => text(cells[index] ?? '')),
          text(problems.map((problem) => reasonOf(problem, language)).join('; ')),
          // What stands beyond the heads is no column of theirs, and not lost.
          ...cells.slice(width).map(text),
        ]);
  };
  return {
    heads: [
      ...Array.from({ length: width }, (_, index) => heads[index] ?? ''),
      language === 'en' ? 'Reason' : '原因',
    ],
    rows: rows(),
  };
}

function reasonOf({ code, text }: CellProblem, language: Language): string {
  return `${problemSentence(code, language)}${text === '' ? '' : `: ${text}`}`;
}

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
