import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { sharedFrame, type SharedFrame } from './shared-frame.ts';
import { updateFrame } from './frames.ts';
import { joinUpdates } from './join-updates.ts';
import type { StrictUpdate } from './strict-update.ts';

/** An update under way to the log, or just come from there. */
export interface Travelling {
  readonly update: Uint8Array;
  readonly read: StrictUpdate;
  readonly from: Connection | undefined;
  /** When it was let in. */
  readonly atMs: number;
}

/** A room this full is told of what was written within so many ms as one frame; who asks is told "saved" before. */
const crowdMin = 8;
const crowdMs = 24;
/** Among few, an edit waits so long for others before it is committed. */
const fewMs = 8;
/** What a commit takes, so that it is just done when the crowd is told. */
const commitMs = 2;

/** Tells a room's readers what was committed: a few at once, a crowd together with what was written in the same moments. */
export class Feeding {
  readonly #connections: ReadonlySet<Connection>;
  readonly #now: () => number;
  readonly #onBehind: (connection: Connection, untold: readonly Travelling[]) => void;
  #untold: Travelling[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `onBehind`: does not read what it is sent, and is fed no more for now. [LD-11] */
  constructor(
    connections: ReadonlySet<Connection>,
    now: () => number,
    onBehind: (connection: Connection, untold: readonly Travelling[]) => void,
  ) {
    this.#connections = connections;
    this.#now = now;
    this.#onBehind = onBehind;
  }

  /** How long an edit may wait for others before it is committed, ms. */
  get gatherMs(): number {
    return this.#isCrowd ? crowdMs - commitMs : fewMs;
  }

  tell(committed: readonly Travelling[]): void {
    this.#untold.push(...committed);
    const [first] = this.#untold;
    if (!first) return;
    const waitMs = this.#isCrowd ? first.atMs + crowdMs - this.#now() : 0;
    if (waitMs <= commitMs) this.#fanOut();
    else this.#timer ??= setTimeout(() => this.#fanOut(), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#untold = [];
  }

  get #isCrowd(): boolean {
    return this.#connections.size >= crowdMin;
  }

  #fanOut(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const untold = this.#untold.splice(0);
    const [first] = untold;
    if (!first) return;
    const onlyFrom = untold.every(({ from }) => from === first.from) ? first.from : undefined;
    let frame: SharedFrame | undefined;
    for (const connection of this.#connections) {
      if (!connection.isFed || connection === onlyFrom) continue;
      if (connection.hasRoom) {
        frame ??= sharedFrame(updateFrame(together(untold)));
        connection.sendShared(frame);
      } else {
        connection.isFed = false;
        this.#onBehind(connection, untold);
      }
    }
  }
}

function together(travelling: readonly Travelling[]): Uint8Array {
  const [first, ...others] = travelling;
  if (first && others.length === 0) return first.update;
  return (
    joinUpdates(travelling.map(({ read }) => read)) ?? Y.mergeUpdates(travelling.map(({ update }) => update))
  );
}

/** The state vector of who was sent everything but these. */
export function vectorWithout(doc: Y.Doc, unsent: readonly Travelling[]): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const { read } of unsent)
    for (const [client, { items }] of read.groups)
      if (items[0]) vector.set(client, Math.min(vector.get(client) ?? 0, items[0].clock));
  return Y.encodeStateVector(vector);
}
