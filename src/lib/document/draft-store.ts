import type { Draft } from './entry.svelte.ts';

const databaseName = 'tongpan-drafts';
const storeName = 'drafts';
/** Drafts of one person on one device; the oldest make room. */
export const draftsMax = 50;

/** Entries that nobody has posted yet, kept by the browser: a closed tab or a dead battery loses nothing. */
export interface DraftStore {
  list(owner: string): Promise<readonly Draft[]>;
  read(id: string): Promise<Draft | undefined>;
  write(draft: Draft): Promise<void>;
  drop(id: string): Promise<void>;
}

export const drafts: DraftStore = {
  list: async (owner) => {
    const all = await run<Draft[]>('readonly', (store) => store.getAll());
    return all.filter((draft) => draft.owner === owner).toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  },
  read: (id) => run<Draft | undefined>('readonly', (store) => store.get(id) as IDBRequest<Draft | undefined>),
  write: async (draft) => {
    await run('readwrite', (store) => store.put(draft));
    const all = await drafts.list(draft.owner);
    for (const old of all.slice(draftsMax)) await drafts.drop(old.id);
  },
  drop: async (id) => void (await run('readwrite', (store) => store.delete(id))),
};

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(storeName, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the drafts can’t be opened'));
  });
  return opened;
}

/** Resolves when the transaction is done, not only the request: then it is on the disk. */
async function run<Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode);
    const request = ask(transaction.objectStore(storeName));
    transaction.oncomplete = () => resolve(request.result as Result);
    transaction.onerror = () => reject(transaction.error ?? new Error('the draft could not be kept'));
    transaction.onabort = () => reject(transaction.error ?? new Error('the draft could not be kept'));
  });
}
