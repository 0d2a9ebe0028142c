import { gzipSync } from 'node:zlib';
import type { WebSocket } from 'ws';
import type { SnapshotFrame, TickFrame } from '#protocol/wall/frame.ts';

/** A reader with more than this unsent gets nothing until it has drained, then one newest snapshot. */
export const unsentBytesMax = 256 * 1024;
/** What counts as drained. */
export const drainedBytesMax = 32 * 1024;
/** A reader that does not drain for this long is closed, and cut off where it does not even take that. */
export const stalledMsMax = 20_000;
const closingMsMax = 5000;
/** Sends in one turn of the loop; the rest of the readers wait for the next turn. */
export const sliceSize = 200;
/** Frames smaller than this go as text; larger ones under gzip, made once for all. */
const textBytesMax = 4096;
const gzipLevel = 3;

/** A socket as a group uses it. */
export type ReaderSocket = Pick<
  WebSocket,
  'readyState' | 'bufferedAmount' | 'send' | 'close' | 'terminate' | 'OPEN'
>;

interface Reader {
  readonly socket: ReaderSocket;
  stalledSinceMs: number | undefined;
}

/** What a group needs of the wall. */
export interface GroupSource {
  readonly nowMs: () => number;
  /** Everything in the scope as it stands after the tick of this sequence. */
  readonly snapshot: (sequence: number) => SnapshotFrame;
}

/**
 * The readers of one scope and clearance. A frame is made once, and the same bytes go to all of them; a snapshot is
 * made once between two ticks, however many readers come.
 */
export class Group {
  sequence = 0;
  readonly #source: GroupSource;
  readonly #readers = new Map<ReaderSocket, Reader>();
  #snapshot: Buffer | undefined;
  #isSending = false;

  constructor(source: GroupSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#readers.size;
  }

  /** Still busy with the frame before: whoever has news keeps them for the next one. */
  get isSending(): boolean {
    return this.#isSending;
  }

  add(socket: ReaderSocket): void {
    // Nobody was told anything while the group was empty: what was packed then is old.
    if (this.#readers.size === 0) this.#snapshot = undefined;
    this.#readers.set(socket, { socket, stalledSinceMs: undefined });
    socket.send(this.#packedSnapshot(), { binary: true, compress: false });
  }

  remove(socket: ReaderSocket): void {
    this.#readers.delete(socket);
  }

  /** Sends a tick to all readers, some in each turn of the loop. */
  send(tick: Omit<TickFrame, 'sequence'>): void {
    this.sequence += 1;
    this.#snapshot = undefined;
    const text = Buffer.from(JSON.stringify({ ...tick, sequence: this.sequence }));
    const isLarge = text.length > textBytesMax;
    const bytes = isLarge ? gzipSync(text, { level: gzipLevel }) : text;
    this.#isSending = true;
    this.#sendSlice([...this.#readers.values()], 0, bytes, { binary: isLarge, compress: false });
  }

  close(code: number, reason: string): void {
    for (const { socket } of this.#readers.values()) socket.close(code, reason);
    this.#readers.clear();
  }

  #sendSlice(
    readers: readonly Reader[],
    from: number,
    bytes: Buffer,
    options: { binary: boolean; compress: boolean },
  ): void {
    const until = Math.min(from + sliceSize, readers.length);
    for (let index = from; index < until; index++) {
      const reader = readers[index];
      if (reader) this.#sendTo(reader, bytes, options);
    }
    if (until < readers.length) setImmediate(() => this.#sendSlice(readers, until, bytes, options));
    else this.#isSending = false;
  }

  #sendTo(reader: Reader, bytes: Buffer, options: { binary: boolean; compress: boolean }): void {
    const { socket, stalledSinceMs } = reader;
    const unsent = socket.bufferedAmount;
    if (stalledSinceMs === undefined && unsent <= unsentBytesMax) {
      if (socket.readyState === socket.OPEN) socket.send(bytes, options);
    } else if (stalledSinceMs === undefined) reader.stalledSinceMs = this.#source.nowMs();
    else if (unsent <= drainedBytesMax) {
      reader.stalledSinceMs = undefined;
      if (socket.readyState === socket.OPEN)
        socket.send(this.#packedSnapshot(), { binary: true, compress: false });
    } else {
      const stalledMs = this.#source.nowMs() - stalledSinceMs;
      if (stalledMs > stalledMsMax + closingMsMax) socket.terminate();
      else if (stalledMs > stalledMsMax && socket.readyState === socket.OPEN) socket.close(1013, 'too slow');
    }
  }

  #packedSnapshot(): Buffer {
    this.#snapshot ??= gzipSync(JSON.stringify(this.#source.snapshot(this.sequence)), { level: gzipLevel });
    return this.#snapshot;
  }
}
