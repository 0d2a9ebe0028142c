import { parentPort, workerData } from 'node:worker_threads';
import {
  isAside,
  RowReader,
  type CellProblem,
  type ProductRow,
  type StockRow,
  type StoreRow,
} from '#domain/import/check.ts';
import { guessColumns, guessHeadRow, guessKind } from '#domain/import/field.ts';
import { readFile } from './read-file.ts';
import { FileTrouble } from './sheet.ts';
import type { Checked, FoundRow, Look, Message, Task } from './task.ts';

const previewRows = 40;
const sampleRows = 2000;
/** A head stands above this row. */
const headRowsMax = 1001;
const problemsMax = 500;
const chunkRows = 2000;

const port = parentPort;
const task = workerData as Task;

try {
  if (task.kind === 'look') say({ type: 'look', look: look() });
  else check();
} catch (error) {
  if (!(error instanceof FileTrouble)) throw error;
  say({ type: 'trouble', code: error.code, row: error.row });
}

function say(message: Message): void {
  port?.postMessage(message);
}

/** What the file is: its sheets, its heads, what its columns seem to be, and its first rows. */
function look(): Look {
  const { sheets, rows } = readFile(task.bytes, task.sheet, headRowsMax + sampleRows);
  const headRow = task.headRow ?? guessHeadRow(rows.rows);
  const heads = rows.rows[headRow] ?? [];
  const body = rows.rows.slice(headRow + 1);
  const kind = task.importKind ?? guessKind(heads);
  const width = Math.max(heads.length, ...body.slice(0, previewRows).map((row) => row.length), 0);
  return {
    sheets,
    headRow,
    kind,
    heads: Array.from({ length: width }, (_, index) => heads[index] ?? ''),
    columns: guessColumns(kind, heads, body.slice(0, sampleRows)),
    rows: body.slice(0, previewRows),
    rowCount: body.length,
  };
}

/** Reads every row; sends the good ones in chunks and what is wrong with the others. */
function check(): void {
  const { rows } = readFile(task.bytes, task.sheet);
  const headRow = task.headRow ?? guessHeadRow(rows.rows);
  const kind = task.importKind ?? 'products';
  const reader = new RowReader(kind, task.columns, {
    skuIdsByCode: grouped(task.skuCodes),
    storeByName: new Map(task.storeNames),
  });
  const fixes = new Map(task.fixes.map(({ row, column, text }) => [`${row} ${column}`, text]));
  const skipped = new Set(task.skipped);
  const checked: Checked = {
    rows: 0,
    good: 0,
    again: 0,
    aside: 0,
    skipped: 0,
    bad: 0,
    problems: [],
    badRows: [],
  };
  let products: FoundRow<ProductRow & { isAgain: boolean }>[] = [];
  let stock: FoundRow<StockRow>[] = [];
  let stores: FoundRow<StoreRow>[] = [];
  const flush = (): void => {
    if (products.length + stock.length + stores.length > 0) say({ type: 'rows', products, stock, stores });
    products = [];
    stock = [];
    stores = [];
  };
  for (let index = headRow + 1; index < rows.rows.length; index++) {
    const number = rows.numbers?.[index] ?? index + 1;
    const row = fixed(rows.rows[index] ?? [], number, fixes);
    if (isAside(row)) {
      checked.aside += 1;
      continue;
    }
    checked.rows += 1;
    if (skipped.has(number)) {
      checked.skipped += 1;
      continue;
    }
    const wrong = (problems: readonly CellProblem[]): void => {
      checked.bad += 1;
      checked.badRows.push({ row: number, cells: [...row], problems });
      for (const problem of problems)
        if (checked.problems.length < problemsMax)
          checked.problems.push({ row: number, column: task.columns[problem.field] ?? -1, ...problem });
    };
    if (kind === 'products') {
      const read = reader.readProduct(row, number);
      if (!('row' in read)) wrong(read);
      else {
        checked.good += 1;
        if (read.isAgain) checked.again += 1;
        products.push({ at: number, ...read.row, isAgain: read.isAgain });
      }
    } else if (kind === 'stores') {
      const read = reader.readStore(row);
      if (Array.isArray(read)) wrong(read as readonly CellProblem[]);
      else {
        checked.good += 1;
        stores.push({ at: number, ...(read as StoreRow) });
      }
    } else {
      const read = reader.readStock(row, task.needsStore);
      if (Array.isArray(read)) wrong(read as readonly CellProblem[]);
      else {
        checked.good += 1;
        if ((read as StockRow).quantity > 0) stock.push({ at: number, ...(read as StockRow) });
      }
    }
    if (products.length + stock.length + stores.length >= chunkRows) flush();
  }
  flush();
  say({ type: 'checked', checked, heads: rows.rows[headRow] ?? [] });
}

function fixed(
  row: readonly string[],
  number: number,
  fixes: ReadonlyMap<string, string>,
): readonly string[] {
  if (fixes.size === 0) return row;
  const width = Math.max(row.length, ...Object.values(task.columns).map((column) => column + 1));
  return Array.from({ length: width }, (_, column) => fixes.get(`${number} ${column}`) ?? row[column] ?? '');
}

function grouped(pairs: readonly (readonly [string, number])[]): ReadonlyMap<string, readonly number[]> {
  const ids = new Map<string, number[]>();
  for (const [code, id] of pairs) {
    const known = ids.get(code);
    if (!known) ids.set(code, [id]);
    else if (!known.includes(id)) known.push(id);
  }
  return ids;
}
