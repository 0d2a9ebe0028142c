import { deflateRaw } from 'node:zlib';
import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { packedFrame, stateFrame, type Ask } from './frames.ts';
import { sharedFrame, type SharedFrame } from './shared-frame.ts';

/** Below it deflating is not worth a page's while. */
const packBytesMin = 4 * 1024;
/** A packed state is used for so many later commits, with their difference beside it. */
const packedAgeMax = 400;
const packLevel = 7;
const answersKept = 64;

interface Packed {
  readonly sequence: number;
  readonly vector: Uint8Array;
  frame: SharedFrame | undefined;
  waiting: Connection[];
}

/**
 * Answers of the whole state. When five hundred people open one document at eight o'clock it is encoded and deflated once,
 * off the event loop, and they all get the same bytes. Asked only while memory and log are level.
 */
export class StateAnswers {
  readonly #doc: Y.Doc;
  readonly #sequence: () => number;
  #packed: Packed | undefined;
  #answers = new Map<string, SharedFrame>();
  #answersSequence = -1;

  constructor(doc: Y.Doc, sequence: () => number) {
    this.#doc = doc;
    this.#sequence = sequence;
  }

  give(connection: Connection, ask: Ask): void {
    if (!connection.isOpen) return;
    if (connection.isOurs && ask.clients === 0) {
      const packed = this.#pack();
      if (packed && !packed.frame) return void packed.waiting.push(connection);
      if (packed?.frame) return this.#sendPacked(connection, packed, packed.frame);
    }
    connection.sendShared(this.#since(ask.vector));
    this.#feed(connection);
  }

  #feed(connection: Connection): void {
    connection.behind = undefined;
    connection.isFed = true;
  }

  #sendPacked(connection: Connection, packed: Packed, frame: SharedFrame): void {
    connection.sendShared(frame);
    if (packed.sequence !== this.#sequence()) connection.sendShared(this.#since(packed.vector));
    this.#feed(connection);
  }

  /** The packed state to use now; undefined where the state is small. Its frame comes later where it is being made. */
  #pack(): Packed | undefined {
    const now = this.#sequence();
    if (this.#packed && now - this.#packed.sequence <= packedAgeMax) return this.#packed;
    const state = Y.encodeStateAsUpdate(this.#doc);
    if (state.length < packBytesMin) return undefined;
    const packed: Packed = {
      sequence: now,
      vector: Y.encodeStateVector(this.#doc),
      frame: undefined,
      waiting: [],
    };
    this.#packed = packed;
    deflateRaw(state, { level: packLevel }, (error, bytes) => this.#packedNow(packed, error, bytes));
    return packed;
  }

  #packedNow(packed: Packed, error: Error | null, bytes: Buffer): void {
    if (error) this.#packed = undefined;
    else packed.frame = sharedFrame(packedFrame(bytes));
    for (const connection of packed.waiting.splice(0)) {
      // Back through its room, which waits until memory and log are level again.
      connection.ask = { vector: new Uint8Array([0]), clients: 0 };
      connection.answerAgain();
    }
  }

  #since(vector: Uint8Array): SharedFrame {
    const now = this.#sequence();
    if (now !== this.#answersSequence || this.#answers.size >= answersKept) this.#answers = new Map();
    this.#answersSequence = now;
    const key = Buffer.from(vector).toString('latin1');
    let frame = this.#answers.get(key);
    if (!frame) {
      frame = sharedFrame(stateFrame(Y.encodeStateAsUpdate(this.#doc, vector)));
      this.#answers.set(key, frame);
    }
    return frame;
  }
}
