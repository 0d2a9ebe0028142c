import type { OutboxEntry, OutboxStore } from './outbox.svelte.ts';

const databaseName = 'tongpan-outbox';
const storeName = 'commands';

/** Commands kept in the browser's database, for all persons of the device; each page takes its own. */
export function deviceStore(): OutboxStore {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(databaseName, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'key' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the device keeps nothing'));
    }));
  const run = async <Result>(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const request = ask(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('the device keeps nothing'));
    });
  };
  return {
    all: () => run('readonly', (store) => store.getAll() as IDBRequest<OutboxEntry[]>),
    put: async (entry) => void (await run('readwrite', (store) => store.put(entry))),
    remove: async (key) => void (await run('readwrite', (store) => store.delete(key))),
  };
}
