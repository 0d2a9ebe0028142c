import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { updateFrame } from './frames.ts';
import { joinUpdates } from './join-updates.ts';
import { sharedFrame, type SharedFrame } from './shared-frame.ts';
import type { Travelling } from './travelling.ts';

/** A room this full is told of what was written within so many ms as one frame. */
const crowdMin = 8;
const crowdMs = 27;
/** Sooner than that a timer can't be relied on. */
const soonMs = 2;

/** Those of a room's readers who are told at the same time: a few at once, a crowd together with what was written in the same moments. */
export class Lane {
  readonly #connections: ReadonlySet<Connection>;
  readonly #isIn: (connection: Connection) => boolean;
  readonly #now: () => number;
  readonly #onBehind: (connection: Connection, untold: readonly Travelling[]) => void;
  #untold: Travelling[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    connections: ReadonlySet<Connection>,
    isIn: (connection: Connection) => boolean,
    now: () => number,
    onBehind: (connection: Connection, untold: readonly Travelling[]) => void,
  ) {
    this.#connections = connections;
    this.#isIn = isIn;
    this.#now = now;
    this.#onBehind = onBehind;
  }

  tell(some: readonly Travelling[]): void {
    if (some.length === 0) return;
    this.#untold.push(...some);
    const waitMs =
      this.#connections.size < crowdMin ? 0 : (this.#untold[0]?.atMs ?? 0) + crowdMs - this.#now();
    if (waitMs <= soonMs) this.#fanOut();
    else this.#timer ??= setTimeout(() => this.#fanOut(), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#untold = [];
  }

  #fanOut(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const untold = this.#untold.splice(0);
    const [first] = untold;
    if (!first) return;
    const onlyFrom = untold.every(({ from }) => from === first.from) ? first.from : undefined;
    const bytes = untold.reduce((sum, { update }) => sum + update.length, 0);
    let frame: SharedFrame | undefined;
    for (const connection of this.#connections) {
      if (!connection.isFed || connection === onlyFrom || !this.#isIn(connection)) continue;
      if (connection.hasRoomFor(bytes)) {
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
