import { Worker } from 'node:worker_threads';
import type { ImportEffect, ImportPlan, ImportProblem } from '#protocol/import/views.ts';
import type { Actor } from '../catalog/write.ts';
import type { BadRow } from './checked-rows.ts';
import { Desks } from './desks.ts';
import type { Look, Looking } from './look.ts';
import { FileTrouble, type FileTroubleCode } from './sheet.ts';
import type { FoundStock } from './write-file.ts';

/**
 * A file is a stranger's: it is read in a worker that may take so much memory and no more, with a connection of its own.
 * The thread that serves people only hears of it.
 */
const heapMbMax = 192;
const youngHeapMbMax = 24;
/** A chunk of rows, or a look, that takes longer is no honest file's. */
const silenceMsMax = 60_000;

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
  | { readonly type: 'trouble'; readonly code: FileTroubleCode; readonly row: number | undefined };

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
  const bytes = 'bytes' in task ? new Uint8Array(task.bytes) : undefined;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...task, ...(bytes ? { bytes } : {}) },
    transferList: bytes ? [bytes.buffer] : [],
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
      yield message;
      worker.postMessage('taken');
    }
  } finally {
    await worker.terminate();
  }
}
