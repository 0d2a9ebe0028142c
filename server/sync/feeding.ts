import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { Lane } from './lane.ts';
import type { Travelling } from './travelling.ts';

/** An edit that the others see already waits so long for more before it is committed. */
const shownGatherMs = 60;
/** One that nobody sees before. */
const unshownGatherMs = 8;

/**
 * Tells a room's readers what was written. Pages of ours see it as soon as it is let in, stock readers once it is committed; those
 * that may not be seen early, and all that came after them, wait for the log in their order. [LD-13]
 *
 *   let in ──┬─ may be seen early, nothing before it waits ──────────→ pages
 *            └─ else held ─ committed ─→ pages
 *                          committed ─────────────────────→ stock readers
 */
export class Feeding {
  readonly #pages: Lane;
  readonly #stock: Lane;
  #held: Travelling[] = [];

  /** `onBehind`: does not read what it is sent, and is fed no more for now. [LD-11] */
  constructor(
    connections: ReadonlySet<Connection>,
    now: () => number,
    onBehind: (connection: Connection, untold: readonly Travelling[]) => void,
  ) {
    this.#pages = new Lane(connections, ({ isOurs }) => isOurs, now, onBehind);
    this.#stock = new Lane(connections, ({ isOurs }) => !isOurs, now, onBehind);
  }

  /** Let in. Answers how long it may wait for others before it is committed, ms. */
  admit(one: Travelling): number {
    const isShown = one.isShownEarly && this.#held.length === 0;
    if (isShown) this.#pages.tell([one]);
    else this.#held.push(one);
    return isShown ? shownGatherMs : unshownGatherMs;
  }

  /** `done`: committed since the last time, up to this sequence. */
  commit(sequence: number, done: readonly Travelling[]): void {
    const isFree = (one: Travelling): boolean => one.sequence <= sequence || one.isShownEarly;
    const end = this.#held.findIndex((one) => !isFree(one));
    this.#pages.tell(this.#held.splice(0, end < 0 ? this.#held.length : end));
    this.#stock.tell(done);
  }

  close(): void {
    this.#held = [];
    this.#pages.close();
    this.#stock.close();
  }
}

/** The state vector of who was sent everything but these. */
export function vectorWithout(doc: Y.Doc, unsent: readonly Travelling[]): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const { read } of unsent)
    for (const [client, { items }] of read.groups)
      if (items[0]) vector.set(client, Math.min(vector.get(client) ?? 0, items[0].clock));
  return Y.encodeStateVector(vector);
}
