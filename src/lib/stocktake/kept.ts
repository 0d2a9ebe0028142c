import type { Goods, StocktakeView } from '#protocol/stocktake/views.ts';

/** What a phone keeps beside the live document, so that a count can be opened without a network. */
export interface Kept {
  readonly view: StocktakeView;
  readonly goods: Goods;
}

const databaseName = 'tongpan-stocktakes';
const storeName = 'kept';

/** Keys carry the account: another person on this device sees none of it. */
function keyOf(account: string, id: number): string {
  return `${account} ${id}`;
}

export async function readKept(account: string, id: number): Promise<Kept | undefined> {
  const database = await open();
  return (await settled(database.transaction(storeName).objectStore(storeName).get(keyOf(account, id)))) as
    Kept | undefined;
}

export async function keep(account: string, id: number, kept: Kept): Promise<void> {
  const database = await open();
  await settled(
    database.transaction(storeName, 'readwrite').objectStore(storeName).put(kept, keyOf(account, id)),
  );
}

/** Whether this browser keeps anything at all (private windows and full disks do not): asked before anything is counted. [F25] */
export async function canKeep(): Promise<boolean> {
  try {
    const database = await open();
    await settled(database.transaction(storeName, 'readwrite').objectStore(storeName).put(true, 'probe'));
    await navigator.storage?.persist?.();
    return true;
  } catch {
    return false;
  }
}

let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not open'));
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
