import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { messageByName, type News, type Refusal } from '#protocol/live/wire.ts';
import type { LiveDevice } from './device.ts';

export interface WireParts {
  readonly device: Pick<LiveDevice, 'address' | 'WebSocket' | 'inflate'>;
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly doc: Y.Doc;
  /** Whether this device itself wrote as this client. */
  readonly isOwn: (client: number) => boolean;
  /** The document holds what others wrote and the server has not: it was shown, and lost before it was stored. [LD-13] */
  readonly onAhead: () => void;
  readonly onBarrier: (number: number) => void;
  readonly onRefusal: (refusal: Refusal) => void;
  readonly onNews: (news: News) => void;
  readonly onReceipt: (receipt: { readonly id: string; readonly kept: number }) => void;
  readonly onSynced: () => void;
  readonly onConnected: (isConnected: boolean) => void;
  readonly onClosed: (code: number) => void;
  readonly onPresence: () => void;
}

const backoffMsMax = 10_000;

/** y-websocket's provider, with our messages on top. */
export class Wire {
  readonly provider: WebsocketProvider;
  #heardAtMs = 0;

  constructor(parts: WireParts) {
    const { device, doc } = parts;
    this.provider = new WebsocketProvider(`${device.address}/${parts.kind}`, parts.id, doc, {
      connect: false,
      // Between tabs of one browser edits would go around the gate.
      disableBc: true,
      maxBackoffTime: backoffMsMax,
      params: { live: String(parts.version) },
      ...(device.WebSocket ? { WebSocketPolyfill: device.WebSocket } : {}),
    });
    this.#listen(parts);
    this.#handle(parts);
    this.#showOnlySelf();
  }

  /** So long ago the last frame came; a dead network does not close a socket. Whatever the clock of the device does meanwhile. [F21] */
  get silentMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  get isConnected(): boolean {
    return this.provider.wsconnected;
  }

  connect(): void {
    this.provider.connect();
  }

  disconnect(): void {
    this.provider.disconnect();
  }

  /** Gives a socket up that says nothing any more, and opens another. */
  reconnect(): void {
    this.provider.disconnect();
    this.provider.connect();
  }

  askSaved(number: number): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageByName.barrier);
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((id) => encoding.writeVarUint(id, number)),
      );
    });
  }

  sendLate(text: string): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageByName.late);
      encoding.writeVarString(encoder, text);
    });
  }

  close(): void {
    this.provider.destroy();
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    const { ws, wsconnected } = this.provider;
    if (ws && wsconnected) ws.send(encoding.encode(write) as Uint8Array<ArrayBuffer>);
  }

  #listen(parts: WireParts): void {
    const { provider } = this;
    provider.on('sync', (isSynced) => {
      if (isSynced) parts.onSynced();
    });
    provider.on('status', ({ status }) => {
      if (status === 'connected') this.#heardAtMs = performance.now();
      parts.onConnected(status === 'connected');
    });
    provider.on('connection-close', (event) => {
      if (event) parts.onClosed(event.code);
    });
    provider.awareness.on('change', parts.onPresence);
  }

  #handle(parts: WireParts): void {
    const handlers = this.provider.messageHandlers;
    const takeSync = handlers[messageByName.sync];
    handlers[messageByName.sync] = (encoder, decoder, ...others) => {
      const asked = questionOf(decoder);
      if (asked && isAhead(parts.doc, asked, parts.isOwn)) parts.onAhead();
      else takeSync?.(encoder, decoder, ...others);
    };
    handlers[messageByName.barrier] = (_encoder, decoder) =>
      parts.onBarrier(decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder))));
    handlers[messageByName.refusal] = (_encoder, decoder) =>
      parts.onRefusal(JSON.parse(decoding.readVarString(decoder)) as Refusal);
    handlers[messageByName.news] = (_encoder, decoder) =>
      parts.onNews(JSON.parse(decoding.readVarString(decoder)) as News);
    handlers[messageByName.late] = (_encoder, decoder) =>
      parts.onReceipt(JSON.parse(decoding.readVarString(decoder)) as { id: string; kept: number });
    handlers[messageByName.denied] = () => undefined;
    handlers[messageByName.packed] = (_encoder, decoder, provider) => {
      Y.applyUpdate(parts.doc, parts.device.inflate(decoding.readVarUint8Array(decoder)), provider);
      provider.synced = true;
    };
    for (const [kind, handle] of handlers.entries())
      if (handle)
        handlers[kind] = (...message) => {
          this.#heardAtMs = performance.now();
          handle(...message);
        };
  }

  /** The provider tells the server of everybody it hears of, which the server does not even read: only of oneself is enough. */
  #showOnlySelf(): void {
    const { awareness, doc, _awarenessUpdateHandler: tellAll } = this.provider;
    awareness.off('update', tellAll);
    this.provider._awarenessUpdateHandler = (changes, origin) => {
      const changed = [...changes.added, ...changes.updated, ...changes.removed];
      if (origin !== this.provider && changed.includes(doc.clientID))
        tellAll({ added: [], updated: [doc.clientID], removed: [] }, origin);
    };
    awareness.on('update', this.provider._awarenessUpdateHandler);
  }
}

const syncStep1 = 0;

/** The state vector of a question for what this side has; undefined where it is another message. */
function questionOf(decoder: decoding.Decoder): ReadonlyMap<number, number> | undefined {
  const ahead = decoding.clone(decoder);
  if (decoding.readVarUint(ahead) !== syncStep1) return undefined;
  return Y.decodeStateVector(decoding.readVarUint8Array(ahead));
}

function isAhead(
  doc: Y.Doc,
  vector: ReadonlyMap<number, number>,
  isOwn: (client: number) => boolean,
): boolean {
  return [...doc.store.clients.keys()].some(
    (client) => !isOwn(client) && Y.getState(doc.store, client) > (vector.get(client) ?? 0),
  );
}
