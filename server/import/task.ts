import { Worker } from 'node:worker_threads';
import type { CellProblem, ProductRow, StockRow, StoreRow } from '#domain/import/check.ts';
import type { Columns, ImportKind } from '#domain/import/field.ts';
import { FileTrouble, type FileTroubleCode } from './sheet.ts';

/** A file is a stranger's: it is read in a worker that may take so much memory and so much time, and no more. */
const heapMbMax = 160;
const youngHeapMbMax = 24;
/** Of reading: while what was read is written the clock stands. */
const secondsMax = 60;

export interface Fix {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

export interface Task {
  /** `sift`: as `check`, but what is wanted are the bad rows. */
  readonly kind: 'look' | 'check' | 'sift';
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
}

export type FoundRow<Row> = Row & { readonly at: number };

export interface Rows {
  readonly products: readonly FoundRow<ProductRow & { readonly isAgain: boolean }>[];
  readonly stock: readonly FoundRow<StockRow>[];
  readonly stores: readonly FoundRow<StoreRow>[];
}

export type Message =
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'heads'; readonly heads: readonly string[] }
  | ({ readonly type: 'rows' } & Rows)
  | { readonly type: 'bad'; readonly rows: readonly BadRow[] }
  | { readonly type: 'checked'; readonly checked: Checked }
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
  for await (const message of messagesOf({ ...task, kind: 'look' }))
    if (message.type === 'look') return message.look;
  throw new FileTrouble('file.broken');
}

/** Checks a file; `onRows` gets the good rows in chunks, and the chunk after the next waits for it. Throws `FileTrouble`. */
export async function checkFile(
  task: Omit<Task, 'kind'>,
  onRows: (rows: Rows) => Promise<void>,
): Promise<Checked> {
  for await (const message of messagesOf({ ...task, kind: 'check' })) {
    if (message.type === 'rows') await onRows(message);
    else if (message.type === 'checked') return message.checked;
  }
  throw new FileTrouble('file.broken');
}

/** The heads of a file, then its bad rows in chunks. Throws `FileTrouble`. */
export async function* siftFile(
  task: Omit<Task, 'kind'>,
): AsyncGenerator<{ readonly heads: readonly string[] } | { readonly rows: readonly BadRow[] }> {
  for await (const message of messagesOf({ ...task, kind: 'sift' }))
    if (message.type === 'heads' || message.type === 'bad') yield message;
}

/** What a worker says of a file. It goes on when the message before the last was taken: no more than two are held. */
async function* messagesOf(task: Task): AsyncGenerator<Message> {
  const bytes = new Uint8Array(task.bytes);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...task, bytes },
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb: youngHeapMbMax },
  });
  const said: Message[] = [];
  let ended: { readonly error?: Error } | undefined;
  let wake = (): void => undefined;
  const end = (error?: Error): void => {
    ended ??= error ? { error } : {};
    wake();
  };
  worker.on('message', (message: Message) => {
    said.push(message);
    wake();
  });
  worker.on('error', (error: Error & { code?: string }) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new FileTrouble('file.too_large') : error),
  );
  worker.on('exit', () => end());
  let msLeft = secondsMax * 1000;
  try {
    for (;;) {
      if (said.length === 0 && !ended) {
        const since = performance.now();
        const timer = setTimeout(() => end(new FileTrouble('file.too_slow')), msLeft);
        await new Promise<void>((resolve) => (wake = resolve));
        clearTimeout(timer);
        msLeft -= performance.now() - since;
      }
      const message = said.shift();
      if (!message) {
        if (ended?.error) throw ended.error;
        if (ended) return;
        continue;
      }
      if (message.type === 'trouble') throw new FileTrouble(message.code, message.row);
      yield message;
      worker.postMessage('taken');
    }
  } finally {
    await worker.terminate();
  }
}
