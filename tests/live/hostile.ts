import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { messageByName } from '#protocol/live/wire.ts';
import type { LiveWorld, Person } from './world.ts';

/** A socket without manners: sends bytes, keeps what it hears. */
export class Hostile {
  readonly heard: Uint8Array[] = [];
  code: number | undefined;
  readonly #socket: WebSocket;
  readonly opened: Promise<void>;

  constructor(world: LiveWorld, person: Person, id: string) {
    this.#socket = world.socket(person, id, { query: '?live=2' });
    this.#socket.on('message', (data: Buffer) => this.heard.push(new Uint8Array(data)));
    this.#socket.on('close', (code) => (this.code = code));
    this.#socket.on('error', () => undefined);
    this.opened = new Promise((resolve) => {
      this.#socket.once('open', () => resolve());
      this.#socket.once('close', () => resolve());
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(frame: Uint8Array): void {
    if (this.isOpen) this.#socket.send(frame);
  }

  edit(update: Uint8Array): void {
    this.send(editFrame(update));
  }

  /** How often it was told that something was refused. */
  get refusals(): number {
    return this.heard.filter(([kind]) => kind === messageByName.refusal).length;
  }

  close(): void {
    this.#socket.terminate();
  }
}

export function editFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 2);
    encoding.writeVarUint8Array(encoder, update);
  });
}

const bytes = (write: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(write);
const uints = (...values: number[]): Uint8Array =>
  bytes((encoder) => values.forEach((value) => encoding.writeVarUint(encoder, value)));

function made(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  write(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** One item of a fresh client under a key of a root, with content written by hand. */
function item(root: string, key: string, content: (encoder: encoding.Encoder) => void, kind = 8): Uint8Array {
  return bytes((encoder) => {
    for (const value of [1, 1, 77, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0x20 | kind);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, root);
    encoding.writeVarString(encoder, key);
    content(encoder);
    encoding.writeVarUint(encoder, 0);
  });
}

/** Updates that hurt the servers we know, by name. `victim` is the client id of a colleague whose clock is 1, `counter` the attacker's own. */
export function hostileUpdates(
  victim: number,
  counter: string,
): readonly (readonly [name: string, Uint8Array])[] {
  const key = `1|${counter}`;
  return [
    ['a count of millions in nine bytes', uints(1, 32_000_000, 5, 0)],
    [
      'a garbage struct that takes a colleague’s next clocks',
      bytes((encoder) => {
        for (const value of [1, 1, victim, 1]) encoding.writeVarUint(encoder, value);
        encoding.writeUint8(encoder, 0);
        encoding.writeVarUint(encoder, 1000);
        encoding.writeVarUint(encoder, 0);
      }),
    ],
    [
      'a struct that skips',
      bytes((encoder) => {
        for (const value of [1, 1, 77, 0]) encoding.writeVarUint(encoder, value);
        encoding.writeUint8(encoder, 10);
        encoding.writeVarUint(encoder, 1000);
        encoding.writeVarUint(encoder, 0);
      }),
    ],
    [
      'a value of a colleague’s client',
      bytes((encoder) => {
        for (const value of [1, 1, victim, 1]) encoding.writeVarUint(encoder, value);
        encoding.writeUint8(encoder, 0x28);
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, 'counts');
        encoding.writeVarString(encoder, key);
        encoding.writeVarUint(encoder, 1);
        encoding.writeAny(encoder, 5);
        encoding.writeVarUint(encoder, 0);
      }),
    ],
    ['what waits for ever', uints(1, 1, 77, 5000)],
    ['a deletion of what nobody has', uints(0, 1, 77, 1, 0, 100_000)],
    [
      'a deletion hidden behind two writes of one’s own',
      bytes((encoder) => {
        for (const value of [1, 2, 77, 0]) encoding.writeVarUint(encoder, value);
        for (const isFirst of [true, false]) {
          encoding.writeUint8(encoder, isFirst ? 0x28 : 0x88);
          if (isFirst) {
            encoding.writeVarUint(encoder, 1);
            encoding.writeVarString(encoder, 'counts');
            encoding.writeVarString(encoder, key);
          } else for (const value of [77, 0]) encoding.writeVarUint(encoder, value);
          encoding.writeVarUint(encoder, 1);
          encoding.writeAny(encoder, 5);
        }
        for (const value of [1, victim, 1, 0, 1]) encoding.writeVarUint(encoder, value);
      }),
    ],
    ['a deletion of everything a colleague wrote', uints(0, 1, victim, 1, 0, 1)],
    [
      'nested maps',
      made((doc) => {
        let map = doc.getMap<unknown>('notes');
        for (let depth = 0; depth < 200; depth++) {
          const next = new Y.Map<unknown>();
          map.set('a', next);
          map = next;
        }
      }),
    ],
    ['a list under a root', made((doc) => doc.getArray('counts').push([1, 2, 3]))],
    ['text under a root', made((doc) => doc.getText('notes').insert(0, 'x'.repeat(5000)))],
    [
      'a thousand roots',
      made((doc) => {
        for (let root = 0; root < 1000; root++) doc.getMap(`root${root}`).set('a', 1);
      }),
    ],
    ['a subdocument', made((doc) => doc.getMap('notes').set('a', new Y.Doc()))],
    ['a key named __proto__', made((doc) => doc.getMap('notes').set('__proto__', 'x'))],
    ['a root named __proto__', made((doc) => doc.getMap('__proto__').set('a', 'x'))],
    [
      'a value with __proto__',
      item('notes', 'a', (encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeUint8(encoder, 118);
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, '__proto__');
        encoding.writeAny(encoder, { isAdmin: true });
      }),
    ],
    [
      'a bigint',
      item('counts', key, (encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeAny(encoder, 5n);
      }),
    ],
    [
      'NaN',
      item('counts', key, (encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeAny(encoder, Number.NaN);
      }),
    ],
    [
      'undefined',
      item('counts', key, (encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeAny(encoder, undefined);
      }),
    ],
    [
      'two values in one',
      item('counts', key, (encoder) => {
        encoding.writeVarUint(encoder, 2);
        encoding.writeAny(encoder, 5);
        encoding.writeAny(encoder, 6);
      }),
    ],
    ['bytes', made((doc) => doc.getMap('notes').set('a', new Uint8Array(100)))],
    [
      'an array 5,000 deep',
      item('notes', 'a', (encoder) => {
        encoding.writeVarUint(encoder, 1);
        for (let depth = 0; depth < 5000; depth++) {
          encoding.writeUint8(encoder, 117);
          encoding.writeVarUint(encoder, 1);
        }
        encoding.writeAny(encoder, null);
      }),
    ],
    ['a deleted run of 2^52', item('counts', key, (encoder) => encoding.writeVarUint(encoder, 2 ** 52), 1)],
    ['a value too long', made((doc) => doc.getMap('notes').set('a', 'x'.repeat(100_000)))],
    [
      'version 2 bytes',
      (() => {
        const doc = new Y.Doc();
        doc.getMap('counts').set(key, 5);
        return Y.encodeStateAsUpdateV2(doc);
      })(),
    ],
    [
      'bytes after the end',
      (() => {
        const update = made((doc) => doc.getMap('notes').set('a', 'x'));
        return Uint8Array.from([...update, 1, 2, 3]);
      })(),
    ],
    ['nothing at all', new Uint8Array()],
  ];
}
