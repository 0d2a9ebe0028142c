import { inflateRawSync } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { messageByName } from '#protocol/live/wire.ts';
import type { Flavour } from './servers.ts';

export interface ClientOptions {
  readonly url: string;
  readonly flavour: Flavour;
  readonly document: string;
  /** From 1; each has an account of his own. */
  readonly person: number;
  /** A replica applies what it hears; the others only take it. */
  readonly isReplica: boolean;
}

/**
 * One page of a bench, the same for every server: y-websocket's messages, wrapped where the server wants a wrapper.
 * Only replicas pay for applying, so that the crowd does not starve the server.
 */
export class Client {
  readonly doc = new Y.Doc();
  readonly counter: string;
  readonly synced: Promise<void>;
  bytes = 0;
  frames = 0;
  closedWith: number | undefined;
  readonly #options: ClientOptions;
  readonly #socket: WebSocket;
  #onSynced = (): void => undefined;
  #nextBarrier = 1;
  readonly #barriers = new Map<number, () => void>();

  constructor(options: ClientOptions) {
    const { url, flavour, document, person } = options;
    this.#options = options;
    this.counter = `${person}-benchdevic-0`;
    this.synced = new Promise((resolve) => (this.#onSynced = resolve));
    const query = flavour === 'ours' ? '?live=1' : '';
    this.#socket = new WebSocket(`${url}/${flavour === 'hocuspocus' ? '' : document}${query}`, {
      headers: { cookie: `tongpan=bench.${person}` },
      origin: new URL(url).origin.replace(/^ws/, 'http'),
      perMessageDeflate: false,
    });
    this.#socket.on('open', () => this.#hello());
    this.#socket.on('message', (data: Buffer) => this.#hear(data));
    this.#socket.on('close', (code) => (this.closedWith = code));
    this.#socket.on('error', () => undefined);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      this.#send((encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint(encoder, 2);
        encoding.writeVarUint8Array(encoder, update);
      });
    });
  }

  count(row: number, quantity: number): string {
    const key = `${row}|${this.counter}`;
    this.doc.getMap('counts').set(key, quantity);
    return key;
  }

  /** Ours only: when everything up to now is in Postgres. */
  saved(): Promise<void> {
    const number = this.#nextBarrier++;
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageByName.barrier);
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((id) => encoding.writeVarUint(id, number)),
      );
    });
    return new Promise((resolve) => this.#barriers.set(number, resolve));
  }

  /** Stops reading, as a phone in a lift does, and goes on. */
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  #hello(): void {
    if (this.#options.flavour === 'hocuspocus')
      this.#send((encoder) => {
        encoding.writeVarUint(encoder, messageByName.denied);
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarString(encoder, 'token');
      });
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.doc));
    });
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { flavour, document } = this.#options;
    this.#socket.send(
      encoding.encode((encoder) => {
        if (flavour === 'hocuspocus') encoding.writeVarString(encoder, document);
        write(encoder);
      }),
    );
  }

  #hear(data: Buffer): void {
    this.bytes += data.length;
    this.frames += 1;
    const decoder = decoding.createDecoder(data);
    if (this.#options.flavour === 'hocuspocus') decoding.readVarString(decoder);
    const kind = decoding.readVarUint(decoder);
    // 4 is Hocuspocus' answer of a state; the same as 0 otherwise.
    if (kind === 0 || (kind === 4 && this.#options.flavour === 'hocuspocus')) return this.#hearSync(decoder);
    if (kind === messageByName.packed) {
      const packed = decoding.readVarUint8Array(decoder);
      if (this.#options.isReplica) Y.applyUpdate(this.doc, inflateRawSync(packed), this);
      this.#onSynced();
    } else if (kind === messageByName.barrier) {
      const number = decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)));
      this.#barriers.get(number)?.();
      this.#barriers.delete(number);
    }
  }

  #hearSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === 0) return;
    if (this.#options.isReplica) Y.applyUpdate(this.doc, content, this);
    if (step === 1) this.#onSynced();
  }
}
