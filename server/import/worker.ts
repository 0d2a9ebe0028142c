import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { guessColumns, guessHeadRow, guessKind } from '#domain/import/field.ts';
import { openFile } from './read-file.ts';
import { Checker } from './checker.ts';
import { FileTrouble } from './sheet.ts';
import type { Look, Message, Task } from './task.ts';

const previewRows = 40;
const sampleRows = 2000;
/** A head stands above this row. */
const headRowsMax = 1001;
const chunkRows = 2000;

const port = parentPort;
const task = workerData as Task;
let taken: Promise<unknown> = Promise.resolve();

try {
  if (task.kind === 'look') await say({ type: 'look', look: await look() });
  else await check();
} catch (error) {
  if (!(error instanceof FileTrouble)) throw error;
  port?.postMessage({ type: 'trouble', code: error.code, row: error.row } satisfies Message);
}

/** Says the next thing when the last was taken, so that no more is held than that and what is being read. */
async function say(message: Message): Promise<void> {
  await taken;
  if (port) taken = once(port, 'message');
  port?.postMessage(message);
}

/** What the file is: its sheets, its heads, what its columns seem to be, and its first rows. */
async function look(): Promise<Look> {
  const rowsWanted = headRowsMax + sampleRows;
  const file = await openFile(task.bytes, task.sheet, rowsWanted);
  const rows: (readonly string[])[] = [];
  let count = 0;
  for await (const { cells } of file.rows) if (++count <= rowsWanted) rows.push(cells);
  const headRow = task.headRow ?? guessHeadRow(rows);
  const heads = rows[headRow] ?? [];
  const body = rows.slice(headRow + 1);
  const kind = task.importKind ?? guessKind(heads);
  const width = Math.max(heads.length, ...body.slice(0, previewRows).map((row) => row.length), 0);
  return {
    sheets: file.sheets,
    headRow,
    kind,
    heads: Array.from({ length: width }, (_, index) => heads[index] ?? ''),
    columns: guessColumns(kind, heads, body.slice(0, sampleRows)),
    rows: body.slice(0, previewRows),
    rowCount: Math.max(0, count - headRow - 1),
  };
}

/** Reads every row; sends the good ones in chunks, or, sifting, the bad ones; and what is wrong with them. */
async function check(): Promise<void> {
  const file = await openFile(task.bytes, task.sheet);
  const fixes = new Map(task.fixes.map(({ row, column, text }) => [`${row} ${column}`, text]));
  const checker = new Checker(task);
  const headRow = task.headRow ?? 0;
  let index = 0;
  for await (const { number, cells } of file.rows) {
    if (index === headRow) await say({ type: 'heads', heads: cells });
    else if (index > headRow) checker.take(number, fixed(cells, number, fixes));
    index += 1;
    if (checker.held >= chunkRows) await say(checker.give());
  }
  if (checker.held > 0) await say(checker.give());
  await say({ type: 'checked', checked: checker.checked });
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
