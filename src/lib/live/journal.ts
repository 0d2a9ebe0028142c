import type { LiveValue } from '#protocol/live/shape.ts';
import type { RefusalCode } from '#protocol/live/wire.ts';

/** One's own write that the server has not confirmed yet, or has refused. */
export interface JournalWrite {
  readonly root: string;
  readonly key: string;
  /** Undefined: taken away. */
  readonly value: LiveValue | undefined;
  /** The device's own time: a note. */
  readonly atMs: number;
  /** The tab it was written in. */
  readonly slot?: number;
  readonly refused?: { readonly code: RefusalCode; readonly reason: string | undefined };
}

/** Where a device keeps its own writes until they are saved, beside the document itself. */
export interface Journal {
  all(document: string): Promise<readonly JournalWrite[]>;
  put(document: string, writes: readonly JournalWrite[]): Promise<void>;
  drop(document: string, writes: readonly Pick<JournalWrite, 'root' | 'key'>[]): Promise<void>;
  close(): void;
}

const storeName = 'writes';

/** The journal of a person in IndexedDB. Throws where the browser keeps nothing (private windows, storage that is full). */
export async function openJournal(name: string): Promise<Journal> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
  const database = await done(opening);
  const change = async (act: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction(storeName, 'readwrite');
    act(transaction.objectStore(storeName));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
    });
  };
  return {
    all: (document) =>
      done(
        database
          .transaction(storeName)
          .objectStore(storeName)
          .getAll(IDBKeyRange.bound([document], [document, []])),
      ),
    put: (document, writes) =>
      change((store) => {
        for (const write of writes) store.put(write, [document, write.root, write.key]);
      }),
    drop: (document, writes) =>
      change((store) => {
        for (const { root, key } of writes) store.delete([document, root, key]);
      }),
    close: () => database.close(),
  };
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not read'));
  });
}

/** In memory, where nothing can be kept. */
export function memoryJournal(): Journal {
  const writes = new Map<string, JournalWrite>();
  const at = (document: string, { root, key }: Pick<JournalWrite, 'root' | 'key'>): string =>
    `${document}\n${root}\n${key}`;
  return {
    all: async (document) =>
      [...writes].filter(([name]) => name.startsWith(`${document}\n`)).map(([, write]) => write),
    put: async (document, some) => {
      for (const write of some) writes.set(at(document, write), write);
    },
    drop: async (document, some) => {
      for (const write of some) writes.delete(at(document, write));
    },
    close: () => undefined,
  };
}
