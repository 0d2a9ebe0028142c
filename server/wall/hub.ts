import { gzipSync } from 'node:zlib';
import type { WebSocket } from 'ws';
import type { WallFrame } from '#protocol/wall/frame.ts';

/** A reader with more than this unsent gets nothing until it has drained, then one newest snapshot. */
const unsentBytesMax = 512 * 1024;
/** A reader that does not drain for this long is closed. */
const stalledMsMax = 20_000;
/** Sends in one turn of the loop; the rest of the readers wait for the next turn. */
const sliceSize = 200;

interface Reader {
  readonly socket: WebSocket;
  stalledSinceMs: number | undefined;
}

/** The readers of one scope and clearance. A frame is made once and the same bytes go to all of them. */
export class Group<Scope> {
  readonly scope: Scope;
  readonly #readers = new Map<WebSocket, Reader>();
  readonly #nowMs: () => number;
  sequence = 0;

  constructor(scope: Scope, nowMs: () => number) {
    this.scope = scope;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#readers.size;
  }

  add(socket: WebSocket, snapshot: WallFrame): void {
    this.#readers.set(socket, { socket, stalledSinceMs: undefined });
    socket.send(gzipSync(JSON.stringify(snapshot), { level: 4 }), { binary: true, compress: false });
  }

  remove(socket: WebSocket): void {
    this.#readers.delete(socket);
  }

  /** Sends a tick to all; whoever was too slow gets `snapshot` once it has drained. */
  send(tick: WallFrame, snapshot: () => WallFrame): void {
    const text = Buffer.from(JSON.stringify(tick));
    let packed: Buffer | undefined;
    const readers = [...this.#readers.values()];
    const sendSlice = (from: number): void => {
      for (const reader of readers.slice(from, from + sliceSize)) {
        const { socket } = reader;
        if (socket.readyState !== socket.OPEN) continue;
        if (socket.bufferedAmount > unsentBytesMax) {
          reader.stalledSinceMs ??= this.#nowMs();
          if (this.#nowMs() - reader.stalledSinceMs > stalledMsMax) socket.close(1013, 'too slow');
        } else if (reader.stalledSinceMs !== undefined) {
          reader.stalledSinceMs = undefined;
          packed ??= gzipSync(JSON.stringify(snapshot()), { level: 4 });
          socket.send(packed, { binary: true, compress: false });
        } else socket.send(text, { binary: false, compress: false });
      }
      if (from + sliceSize < readers.length) setImmediate(sendSlice, from + sliceSize);
    };
    sendSlice(0);
  }

  close(code: number, reason: string): void {
    for (const { socket } of this.#readers.values()) socket.close(code, reason);
    this.#readers.clear();
  }
}
