import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { memoryJournal, openJournal, type Journal } from './journal.ts';

/** A document as this device keeps it. */
export interface Kept {
  /** What was kept is in the document. */
  readonly loaded: Promise<unknown>;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<unknown>;
  /** Stops keeping, without losing what was. */
  leave(): Promise<unknown>;
  wipe(): Promise<unknown>;
}

/** What a live document needs of the world; a test gives its own. */
export interface LiveDevice {
  readonly now: () => number;
  readonly isOnline: () => boolean;
  readonly onOnline: (call: (isOnline: boolean) => void) => () => void;
  /** `ws://…/api/live` */
  readonly address: string;
  readonly WebSocket: typeof WebSocket | undefined;
  readonly random: () => string;
  keep(name: string, doc: Y.Doc): Kept;
  /** `isKept`: false where the browser keeps nothing. */
  journal(name: string): Promise<{ readonly journal: Journal; readonly isKept: boolean }>;
  /** A number that no other tab of this device has for this document, until it is given back. */
  slot(name: string): Promise<{ readonly slot: number; readonly free: () => void }>;
  /** Takes just this number; undefined while a tab has it. */
  claim(name: string, slot: number): Promise<(() => void) | undefined>;
  inflate(bytes: Uint8Array): Uint8Array;
}

/** Everything kept of a person begins so. */
export function keptName(me: { readonly company: string; readonly accountId: number }): string {
  return `tongpan-live/${me.company}/${me.accountId}`;
}

/** The document as this tab keeps it: each tab for itself, so that one that fetches anew takes nothing from another. */
export function keptCopyName(
  me: { readonly company: string; readonly accountId: number },
  document: string,
  slot: number,
): string {
  const isOnly = slot === 0 || slot >= slotsMax;
  return `${keptName(me)}/${document}${isOnly ? '' : `~${slot}`}`;
}

const slotsMax = 50;
const openMsMax = 4_000;

/** A browser. `inflate` comes from a library, because browsers unpack only in streams. */
export function browserDevice(inflate: LiveDevice['inflate']): LiveDevice {
  return {
    now: () => Date.now(),
    isOnline: () => navigator.onLine,
    onOnline: (call) => {
      const up = (): void => call(true);
      const down = (): void => call(false);
      addEventListener('online', up);
      addEventListener('offline', down);
      return () => {
        removeEventListener('online', up);
        removeEventListener('offline', down);
      };
    },
    address: `${location.origin.replace(/^http/, 'ws')}/api/live`,
    WebSocket: undefined,
    random: randomToken,
    keep: (name, doc) => {
      const persistence = new IndexeddbPersistence(name, doc);
      return {
        loaded: persistence.whenSynced,
        get: async (key) => (await persistence.get(key)) as string | undefined,
        set: (key, value) => persistence.set(key, value),
        leave: () => persistence.destroy(),
        wipe: () => persistence.clearData(),
      };
    },
    journal: async (name) => {
      try {
        const journal = await within(openMsMax, openJournal(name));
        // Asks the browser not to throw it away when the disk is short.
        void navigator.storage?.persist?.().catch(() => false);
        return { journal, isKept: true };
      } catch {
        return { journal: memoryJournal(), isKept: false };
      }
    },
    slot: takeSlot,
    claim: claimSlot,
    inflate,
  };
}

/** A database that is neither opened nor refused (another tab that will not let go, a browser's fault) counts as refused. */
function within<Result>(ms: number, opening: Promise<Result>): Promise<Result> {
  return Promise.race([
    opening,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`not opened within ${ms} ms`)), ms)),
  ]);
}

function randomToken(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(
    crypto.getRandomValues(new Uint8Array(10)),
    (byte) => letters[byte % letters.length],
  ).join('');
}

/** The smallest free number, held by a lock that dies with the tab. Without locks one by chance, above all others. */
async function takeSlot(name: string): Promise<{ slot: number; free: () => void }> {
  for (let slot = 0; 'locks' in navigator && slot < slotsMax; slot++) {
    const free = await claimSlot(name, slot);
    if (free) return { slot, free };
  }
  return {
    slot: slotsMax + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % slotsMax),
    free: () => undefined,
  };
}

function claimSlot(name: string, slot: number): Promise<(() => void) | undefined> {
  if (!('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    void navigator.locks.request(
      `${name}/slot-${slot}`,
      { ifAvailable: true },
      (lock) => new Promise<void>((release) => resolve(lock ? release : undefined)),
    );
  });
}

/** Takes everything from the device that live documents kept there for this person. [LD-12, A56] */
export async function wipeDevice(me: {
  readonly company: string;
  readonly accountId: number;
}): Promise<void> {
  if (!('indexedDB' in globalThis) || !indexedDB.databases) return;
  const mine = keptName(me);
  for (const { name } of await indexedDB.databases())
    if (name === `${mine}/journal` || name?.startsWith(`${mine}/`)) indexedDB.deleteDatabase(name);
}

/** How many writes of this person wait on the device, over all documents. */
export async function countKept(me: {
  readonly company: string;
  readonly accountId: number;
}): Promise<number> {
  if (!('indexedDB' in globalThis) || !indexedDB.databases) return 0;
  const name = `${keptName(me)}/journal`;
  if (!(await indexedDB.databases()).some((database) => database.name === name)) return 0;
  const opening = indexedDB.open(name);
  return new Promise((resolve) => {
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains('writes')) return resolve(0);
      const counting = database.transaction('writes').objectStore('writes').count();
      counting.onsuccess = () => resolve(counting.result);
      counting.onerror = () => resolve(0);
      counting.transaction?.addEventListener('complete', () => database.close());
    };
  });
}
