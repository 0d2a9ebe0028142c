import { inflateRawSync } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { counterOf, type Counter } from '#protocol/live/counter.ts';
import { messageByName, type News, type Refusal } from '#protocol/live/wire.ts';
import type { LiveWorld, Person } from './world.ts';

let devices = 0;

/** A page without a browser: y-websocket's own provider, and our messages on top. */
export class Device {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly counter: Counter;
  readonly refusals: Refusal[] = [];
  readonly closes: number[] = [];
  readonly receipts: { id: string; kept: number }[] = [];
  news: News | undefined;
  #nextBarrier = 1;
  readonly #barriers = new Map<number, () => void>();

  constructor(
    world: LiveWorld,
    person: Person,
    id: string,
    options: {
      readonly doc?: Y.Doc;
      readonly isStock?: boolean;
      readonly connect?: boolean;
      readonly version?: number;
    } = {},
  ) {
    devices += 1;
    this.doc = options.doc ?? new Y.Doc();
    this.counter = counterOf(person.accountId, `dev${String(devices).padStart(7, '0')}`, 0);
    const headers = { cookie: person.cookie, origin: `http://127.0.0.1:${world.port}` };
    class SignedIn extends WebSocket {
      constructor(url: string) {
        super(url, { headers });
      }
    }
    this.provider = new WebsocketProvider(`ws://127.0.0.1:${world.port}/api/live/sheet`, id, this.doc, {
      WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      connect: options.connect ?? true,
      maxBackoffTime: 300,
      params: options.isStock ? {} : { live: String(options.version ?? 2) },
    });
    this.provider.on('connection-close', (event) => event && this.closes.push(event.code));
    const handlers = this.provider.messageHandlers;
    handlers[messageByName.barrier] = (_encoder, decoder) => {
      const number = decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)));
      this.#barriers.get(number)?.();
      this.#barriers.delete(number);
    };
    handlers[messageByName.refusal] = (_encoder, decoder) =>
      void this.refusals.push(JSON.parse(decoding.readVarString(decoder)));
    handlers[messageByName.news] = (_encoder, decoder) =>
      void (this.news = JSON.parse(decoding.readVarString(decoder)));
    handlers[messageByName.late] = (_encoder, decoder) =>
      void this.receipts.push(JSON.parse(decoding.readVarString(decoder)));
    handlers[messageByName.packed] = (_encoder, decoder, provider) => {
      Y.applyUpdate(provider.doc, inflateRawSync(decoding.readVarUint8Array(decoder)), provider);
      provider.synced = true;
    };
  }

  count(sku: number, quantity: number): void {
    this.doc.getMap('counts').set(`${sku}|${this.counter}`, quantity);
  }

  total(): number {
    return totalOf(this.doc);
  }

  synced(): Promise<void> {
    if (this.provider.synced) return Promise.resolve();
    return new Promise((resolve) => {
      const onSync = (isSynced: boolean): void => {
        if (!isSynced) return;
        this.provider.off('sync', onSync);
        resolve();
      };
      this.provider.on('sync', onSync);
    });
  }

  /** Resolves when everything sent up to now is committed, on this connection. */
  saved(): Promise<void> {
    const number = this.#nextBarrier++;
    const id = encoding.encode((encoder) => encoding.writeVarUint(encoder, number));
    this.send((encoder) => {
      encoding.writeVarUint(encoder, messageByName.barrier);
      encoding.writeVarUint8Array(encoder, id);
    });
    return new Promise((resolve) => this.#barriers.set(number, resolve));
  }

  sendLate(id: string, writes: readonly { root: string; key: string; value: unknown }[]): void {
    this.send((encoder) => {
      encoding.writeVarUint(encoder, messageByName.late);
      encoding.writeVarString(encoder, JSON.stringify({ id, writes }));
    });
  }

  send(write: (encoder: encoding.Encoder) => void): void {
    this.provider.ws?.send(encoding.encode(write));
  }

  goOffline(): void {
    this.provider.disconnect();
  }

  goOnline(): void {
    this.provider.connect();
  }

  close(): void {
    this.provider.destroy();
  }
}

export function totalOf(doc: Y.Doc): number {
  let total = 0;
  for (const quantity of doc.getMap<number>('counts').values()) total += quantity;
  return total;
}

/** Waits for something to come true, at most so long. */
export async function until(isTrue: () => boolean | Promise<boolean>, msMax = 10_000): Promise<void> {
  const end = performance.now() + msMax;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`did not come true in ${msMax} ms: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
