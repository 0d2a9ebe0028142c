import type { BoardView, TransferView } from '#protocol/transfer/views.ts';
import type { Me } from '../identity/me.ts';
import { keptName } from '../live/device.ts';

/** What a phone keeps of the board and of transfers, so that they open in a store room without a network. */
export interface KeptViews {
  readBoard(): Promise<BoardView | undefined>;
  keepBoard(view: BoardView): Promise<void>;
  readTransfer(id: number): Promise<TransferView | undefined>;
  keepTransfer(view: TransferView): Promise<void>;
}

/** Transfers of one person on one device; those that he saw longest ago make room. */
const transfersMax = 60;
const storeName = 'views';
const boardKey = 'board';

interface Row {
  readonly atMs: number;
  readonly view: BoardView | TransferView;
}

/**
 * In a database that carries the person's name: signing out takes it from the device with all else that is kept of him
 * [LD-12]. A browser that keeps nothing answers nothing, and is no obstacle.
 */
export function keptViews(me: Pick<Me, 'company' | 'accountId'>): KeptViews {
  const read = (key: string): Promise<Row | undefined> =>
    quietly(me, 'readonly', (store) => store.get(key) as IDBRequest<Row | undefined>);
  const keep = async (key: string, view: Row['view']): Promise<void> => {
    await quietly(me, 'readwrite', (store) => store.put({ atMs: Date.now(), view } satisfies Row, key));
  };
  return {
    readBoard: async () => (await read(boardKey))?.view as BoardView | undefined,
    keepBoard: (view) => keep(boardKey, view),
    readTransfer: async (id) => (await read(`transfer ${id}`))?.view as TransferView | undefined,
    keepTransfer: async (view) => {
      await keep(`transfer ${view.card.id}`, view);
      await dropOldest(me);
    },
  };
}

async function dropOldest(me: Pick<Me, 'company' | 'accountId'>): Promise<void> {
  const keys = (await quietly(me, 'readonly', (store) => store.getAllKeys())) ?? [];
  if (keys.length <= transfersMax + 1) return;
  const rows = (await quietly(me, 'readonly', (store) => store.getAll() as IDBRequest<Row[]>)) ?? [];
  const oldest = keys
    .map((key, index) => ({ key, atMs: rows[index]?.atMs ?? 0 }))
    .filter(({ key }) => key !== boardKey)
    .toSorted((one, other) => one.atMs - other.atMs);
  for (const { key } of oldest.slice(0, keys.length - 1 - transfersMax))
    await quietly(me, 'readwrite', (store) => store.delete(key));
}

async function quietly<Result>(
  me: Pick<Me, 'company' | 'accountId'>,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | undefined> {
  try {
    const database = await open(`${keptName(me)}/transfers`);
    // Not held open: somebody who signs out must be able to delete it.
    try {
      return await settled(ask(database.transaction(storeName, mode).objectStore(storeName)));
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(storeName);
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device keeps nothing'));
  });
}
