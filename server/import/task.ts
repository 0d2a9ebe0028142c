import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ImportEffect, ImportPlan, ImportProblem } from '#protocol/import/views.ts';
import type { Actor } from '../catalog/write.ts';
import type { BadRow } from './checked-rows.ts';
import { Desks } from './desks.ts';
import type { Look, Looking } from './look.ts';
import { FileTrouble, type FileTroubleCode } from './sheet.ts';
import type { FoundStock } from './write-file.ts';

/**
 * A file is a stranger's: it is read in a process that may take so much memory and no more, with a connection of its own.
 * The process that serves people only hears of it. (A thread is no such bound: one large allocation past its limit, or a
 * fault of the engine while a thread is ended, takes all of the process with it.)
 */
const heapMbMax = 192;
const youngHeapMbMax = 8;
/** A chunk of rows, or a look, that takes longer is no honest file's. */
const silenceMsMax = 60_000;
/** Characters kept of what a process says when it breaks down. */
const lastWordsMax = 2000;

/** The company's database, as the app. */
export interface Planned {
  readonly bytes: Uint8Array;
  readonly url: string;
  readonly plan: ImportPlan;
}

export type Task =
  | { readonly kind: 'look'; readonly bytes: Uint8Array; readonly looking: Looking }
  | ({ readonly kind: 'dryRun' } & Planned)
  | ({ readonly kind: 'sift' } & Planned)
  | ({
      readonly kind: 'write';
      readonly actor: Actor;
      readonly job: string;
      readonly timeZone: string;
    } & Planned)
  | ({ readonly kind: 'undo' } & Undoing);

/** Goods of a batch that are taken back. */
export interface Undoing {
  readonly url: string;
  readonly actor: Actor;
  readonly batch: string;
}

export interface Dry {
  readonly effect: ImportEffect;
  readonly problems: readonly ImportProblem[];
}

export type Message =
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'dry'; readonly dry: Dry }
  | { readonly type: 'heads'; readonly heads: readonly string[] }
  | { readonly type: 'bad'; readonly rows: readonly BadRow[] }
  | { readonly type: 'written'; readonly rows: number; readonly stock: readonly FoundStock[] }
  | { readonly type: 'taken'; readonly skus: number; readonly taken: number; readonly lost: number }
  /** Everything is written; what follows is work behind it. */
  | { readonly type: 'whole' }
  /** Nothing yet, but it goes on. */
  | { readonly type: 'alive' }
  | { readonly type: 'trouble'; readonly code: FileTroubleCode; readonly row: number | undefined }
  /** An error that is not the file's. `code`: the driver's or the system's. */
  | { readonly type: 'failed'; readonly message: string; readonly stack: string; readonly code?: string };

/** Looks into a file. Throws `FileTrouble`. */
export async function lookInto(bytes: Uint8Array, looking: Looking = {}): Promise<Look> {
  for await (const message of messagesOf({ kind: 'look', bytes, looking }))
    if (message.type === 'look') return message.look;
  throw new FileTrouble('file.broken');
}

/** Reads all of a file as it would be imported and says what that would do. Writes nothing. Throws `FileTrouble`. */
export async function dryRun(planned: Planned): Promise<Dry> {
  for await (const message of messagesOf({ kind: 'dryRun', ...planned }))
    if (message.type === 'dry') return message.dry;
  throw new FileTrouble('file.broken');
}

/** The heads of a file, then its bad rows in chunks. Throws `FileTrouble`. */
export async function* siftFile(
  planned: Planned,
): AsyncGenerator<{ readonly heads: readonly string[] } | { readonly rows: readonly BadRow[] }> {
  for await (const message of messagesOf({ kind: 'sift', ...planned }))
    if (message.type === 'heads' || message.type === 'bad') yield message;
}

/** Writes the goods and stores of a file, and says what stock it has. Throws `FileTrouble`. */
export async function* writeFile(
  task: Omit<Extract<Task, { kind: 'write' }>, 'kind'>,
): AsyncGenerator<Extract<Message, { type: 'written' | 'whole' }>> {
  for await (const message of messagesOf({ kind: 'write', ...task }))
    if (message.type === 'written' || message.type === 'whole') yield message;
}

/** Takes back the goods that a job wrote, and says after each part how many they were. */
export async function* undoGoods(undoing: Undoing): AsyncGenerator<Extract<Message, { type: 'taken' }>> {
  for await (const message of messagesOf({ kind: 'undo', ...undoing }))
    if (message.type === 'taken') yield message;
}

/** Whoever looks does not wait for those who write. */
const readingDesks = new Desks();
const writingDesks = new Desks();

async function* messagesOf(task: Task): AsyncGenerator<Message> {
  const leave = await (task.kind === 'write' || task.kind === 'undo' ? writingDesks : readingDesks).take();
  try {
    yield* worked(task);
  } finally {
    leave();
  }
}

/** What a worker says. It goes on when its last word but one was taken, so that no more than two are held. */
async function* worked(task: Task): AsyncGenerator<Message> {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
    execArgv: [
      `--max-old-space-size=${heapMbMax}`,
      `--max-semi-space-size=${youngHeapMbMax}`,
      '--optimize-for-size',
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
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
  worker.on('error', end);
  const gone = endOf(worker);
  void gone.then(end);
  const send = (message: Task | 'taken'): void => {
    if (worker.connected) worker.send(message, (error) => error && end(error));
  };
  send(task);
  try {
    for (;;) {
      if (said.length === 0 && !ended) {
        const timer = setTimeout(() => end(new FileTrouble('file.too_slow')), silenceMsMax);
        await new Promise<void>((resolve) => (wake = resolve));
        clearTimeout(timer);
      }
      const message = said.shift();
      if (!message) {
        if (ended?.error) throw ended.error;
        if (ended) return;
        continue;
      }
      if (message.type === 'trouble') throw new FileTrouble(message.code, message.row);
      if (message.type === 'failed') throw errorOf(message);
      yield message;
      send('taken');
    }
  } finally {
    worker.kill('SIGKILL');
    await gone;
  }
}

/** The worker's error as if it had been thrown here: whoever catches it asks for its code. */
function errorOf({ message, stack, code }: Extract<Message, { type: 'failed' }>): Error {
  return Object.assign(new Error(message), { stack, ...(code === undefined ? {} : { code }) });
}

/** Resolves when the process is gone; with an error where it did not end by itself and well. */
function endOf(worker: ChildProcess): Promise<Error | undefined> {
  let lastWords = '';
  worker.stderr?.setEncoding('utf8').on('data', (words: string) => {
    lastWords = (lastWords + words).slice(-lastWordsMax);
  });
  return new Promise((resolve) => {
    // A process that never began closes nothing.
    worker.once('error', (error) => worker.pid === undefined && resolve(error));
    worker.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (/out of memory/i.test(lastWords)) resolve(new FileTrouble('file.too_large'));
      else resolve(new Error(`the import's process ended with ${signal ?? code}: ${lastWords.trim()}`));
    });
  });
}
