import { Worker } from 'node:worker_threads';
import type { CellProblem, ProductRow, StockRow, StoreRow } from '#domain/import/check.ts';
import type { Columns, ImportKind } from '#domain/import/field.ts';
import { FileTrouble, type FileTroubleCode } from './sheet.ts';

/** A file is a stranger's: it is read in a worker that may take so much memory and so much time, and no more. */
const heapMbMax = 448;
const secondsMax = 60;

export interface Fix {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

export interface Task {
  readonly kind: 'look' | 'check';
  readonly bytes: Uint8Array;
  readonly sheet: number;
  readonly headRow: number | undefined;
  readonly importKind: ImportKind | undefined;
  readonly columns: Columns;
  readonly needsStore: boolean;
  readonly fixes: readonly Fix[];
  /** Rows that the person leaves out. */
  readonly skipped: readonly number[];
  /** Codes and barcodes with the SKU's id; names and codes of stores with the code. */
  readonly skuCodes: readonly (readonly [string, number])[];
  readonly storeNames: readonly (readonly [string, string])[];
}

export interface Look {
  readonly sheets: readonly string[];
  readonly headRow: number;
  readonly kind: ImportKind;
  readonly heads: readonly string[];
  readonly columns: Columns;
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

export interface BadRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly problems: readonly CellProblem[];
}

export interface Checked {
  rows: number;
  good: number;
  /** Of the good ones: more barcodes of goods that stood above. */
  again: number;
  /** Sums, signatures and empty rows. */
  aside: number;
  skipped: number;
  bad: number;
  readonly problems: (CellProblem & { readonly row: number; readonly column: number })[];
  readonly badRows: BadRow[];
}

export type FoundRow<Row> = Row & { readonly at: number };

export interface Rows {
  readonly products: readonly FoundRow<ProductRow & { readonly isAgain: boolean }>[];
  readonly stock: readonly FoundRow<StockRow>[];
  readonly stores: readonly FoundRow<StoreRow>[];
}

export type Message =
  | { readonly type: 'look'; readonly look: Look }
  | ({ readonly type: 'rows' } & Rows)
  | { readonly type: 'checked'; readonly checked: Checked; readonly heads: readonly string[] }
  | { readonly type: 'trouble'; readonly code: FileTroubleCode; readonly row: number | undefined };

export const emptyTask = {
  sheet: 0,
  headRow: undefined,
  importKind: undefined,
  columns: {},
  needsStore: false,
  fixes: [],
  skipped: [],
  skuCodes: [],
  storeNames: [],
} as const satisfies Omit<Task, 'kind' | 'bytes'>;

/** Looks into a file. Throws `FileTrouble`. */
export async function lookInto(task: Omit<Task, 'kind'>): Promise<Look> {
  let found: Look | undefined;
  await run({ ...task, kind: 'look' }, (message) => {
    if (message.type === 'look') found = message.look;
    return Promise.resolve();
  });
  if (!found) throw new FileTrouble('file.broken');
  return found;
}

/** Checks a file; `onRows` gets the good rows in chunks, and the next chunk waits for it. Throws `FileTrouble`. */
export async function checkFile(
  task: Omit<Task, 'kind'>,
  onRows: (rows: Rows) => Promise<void>,
): Promise<{ readonly checked: Checked; readonly heads: readonly string[] }> {
  let result: { checked: Checked; heads: readonly string[] } | undefined;
  await run({ ...task, kind: 'check' }, async (message) => {
    if (message.type === 'rows') await onRows(message);
    else if (message.type === 'checked') result = message;
  });
  if (!result) throw new FileTrouble('file.broken');
  return result;
}

function run(task: Task, take: (message: Message) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
    });
    let work = Promise.resolve();
    let isEnded = false;
    const end = (error?: unknown): void => {
      if (isEnded) return;
      isEnded = true;
      clearTimeout(timer);
      void worker.terminate();
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    };
    const timer = setTimeout(() => end(new FileTrouble('file.too_slow')), secondsMax * 1000);
    worker.on('message', (message: Message) => {
      if (message.type === 'trouble') return end(new FileTrouble(message.code, message.row));
      work = work.then(() => (isEnded ? undefined : take(message))).catch(end);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new FileTrouble('file.too_large') : error),
    );
    worker.on('exit', () => void work.then(() => end()));
  });
}
