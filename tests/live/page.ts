import { inflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Kept, LiveDevice } from '#lib/live/device.ts';
import { memoryJournal, type Journal } from '#lib/live/journal.ts';
import { LiveDocument } from '#lib/live/live-document.svelte.ts';
import { slug } from '../identity/house.ts';
import { sheetShape } from './sheet.ts';
import type { LiveWorld, Person } from './world.ts';

/** A phone: what it keeps outlives its pages. */
export class Phone {
  isOnline = true;
  readonly #world: Pick<LiveWorld, 'port'>;
  readonly #person: Pick<Person, 'accountId' | 'cookie'>;
  readonly #kept = new Map<string, { state: Uint8Array; custom: Map<string, string> }>();
  readonly #journal: Journal = { ...memoryJournal(), close: () => undefined };
  readonly #slots = new Set<string>();
  readonly #online = new Set<(isOnline: boolean) => void>();

  constructor(world: Pick<LiveWorld, 'port'>, person: Pick<Person, 'accountId' | 'cookie'>) {
    this.#world = world;
    this.#person = person;
  }

  /** Opens a page on the sheet. */
  page(id: string): LiveDocument<typeof sheetShape> {
    return new LiveDocument({
      shape: sheetShape,
      id,
      me: { company: slug, accountId: this.#person.accountId },
      device: this.#device(),
    });
  }

  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline;
    for (const tell of this.#online) tell(isOnline);
  }

  /** How many databases of documents it has. */
  get documentsKept(): number {
    return this.#kept.size;
  }

  /** As when the tab is killed: nothing is said, its locks are free. */
  forgetSlots(): void {
    this.#slots.clear();
  }

  #device(): LiveDevice {
    const headers = { cookie: this.#person.cookie, origin: `http://127.0.0.1:${this.#world.port}` };
    class SignedIn extends WebSocket {
      constructor(url: string) {
        super(url, { headers });
      }
    }
    return {
      now: () => Date.now(),
      isOnline: () => this.isOnline,
      onOnline: (call) => {
        this.#online.add(call);
        return () => this.#online.delete(call);
      },
      address: `ws://127.0.0.1:${this.#world.port}/api/live`,
      WebSocket: SignedIn as unknown as typeof globalThis.WebSocket,
      random: () => Math.random().toString(36).slice(2, 12).padEnd(10, '0'),
      keep: (name, doc) => this.#keep(name, doc),
      journal: async () => ({ journal: this.#journal, isKept: true }),
      slot: async (name) => {
        let slot = 0;
        while (this.#slots.has(`${name} ${slot}`)) slot += 1;
        this.#slots.add(`${name} ${slot}`);
        return { slot, free: () => void this.#slots.delete(`${name} ${slot}`) };
      },
      claim: async (name, slot) => {
        const lock = `${name} ${slot}`;
        if (this.#slots.has(lock)) return undefined;
        this.#slots.add(lock);
        return () => void this.#slots.delete(lock);
      },
      inflate: (bytes) => inflateRawSync(bytes),
    };
  }

  #keep(name: string, doc: Y.Doc): Kept {
    const kept = this.#kept.get(name) ?? {
      state: Y.encodeStateAsUpdate(new Y.Doc()),
      custom: new Map<string, string>(),
    };
    this.#kept.set(name, kept);
    Y.applyUpdate(doc, kept.state, 'kept');
    const store = (update: Uint8Array): void => void (kept.state = Y.mergeUpdates([kept.state, update]));
    doc.on('update', store);
    const leave = async (): Promise<void> => doc.off('update', store);
    return {
      loaded: Promise.resolve(),
      get: async (key) => kept.custom.get(key),
      set: async (key, value) => kept.custom.set(key, value),
      leave,
      wipe: async () => {
        await leave();
        this.#kept.delete(name);
      },
    };
  }
}
