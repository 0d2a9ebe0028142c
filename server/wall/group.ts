import { gzipSync } from 'node:zlib';
import type { SnapshotFrame, TickFrame } from '#protocol/wall/frame.ts';
import { frameOf, type Frame, type ReaderLine } from './reader-line.ts';

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

interface Reader {
  readonly line: ReaderLine;
  stalledSinceMs: number | undefined;
}

/** What a group needs of the wall. */
export interface GroupSource {
  readonly nowMs: () => number;
  /** Everything in the scope as it stands after the tick of this sequence. */
  readonly snapshot: (sequence: number) => SnapshotFrame;
  readonly tally: FrameTally;
}

/** What a wall's readers were sent, and what they were spared because they read too slowly; for the metrics. */
export interface FrameTally {
  sent: number;
  dropped: number;
  /** Readers who were closed for it. */
  closed: number;
}

/**
 * The readers of one scope and clearance. A frame is made once, and the same bytes go to all of them; a snapshot is
 * made once between two ticks, however many readers come.
 */
export class Group {
  sequence = 0;
  readonly #source: GroupSource;
  readonly #readers = new Map<ReaderLine, Reader>();
  #snapshot: Frame | undefined;
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

  add(line: ReaderLine): void {
    // Nobody was told anything while the group was empty: what was packed then is old.
    if (this.#readers.size === 0) this.#snapshot = undefined;
    this.#readers.set(line, { line, stalledSinceMs: undefined });
    line.write(this.#packedSnapshot());
  }

  remove(line: ReaderLine): void {
    this.#readers.delete(line);
  }

  /** Sends a tick to all readers, some in each turn of the loop. */
  send(tick: Omit<TickFrame, 'sequence'>): void {
    this.sequence += 1;
    this.#snapshot = undefined;
    const text = Buffer.from(JSON.stringify({ ...tick, sequence: this.sequence }));
    const isLarge = text.length > textBytesMax;
    const frame = frameOf(isLarge ? gzipSync(text, { level: gzipLevel }) : text, isLarge);
    this.#isSending = true;
    this.#sendSlice([...this.#readers.values()], 0, frame);
  }

  close(code: number, reason: string): void {
    for (const { line } of this.#readers.values()) line.close(code, reason);
    this.#readers.clear();
  }

  #sendSlice(readers: readonly Reader[], from: number, frame: Frame): void {
    const until = Math.min(from + sliceSize, readers.length);
    for (let index = from; index < until; index++) {
      const reader = readers[index];
      if (reader) this.#sendTo(reader, frame);
    }
    if (until < readers.length) setImmediate(() => this.#sendSlice(readers, until, frame));
    else this.#isSending = false;
  }

  #sendTo(reader: Reader, frame: Frame): void {
    const { line, stalledSinceMs } = reader;
    const { tally } = this.#source;
    const unsent = line.unsentBytes;
    if (stalledSinceMs === undefined && unsent <= unsentBytesMax) {
      if (!line.isOpen) return;
      line.write(frame);
      tally.sent += 1;
      return;
    }
    tally.dropped += 1;
    if (stalledSinceMs === undefined) reader.stalledSinceMs = this.#source.nowMs();
    else if (unsent <= drainedBytesMax) {
      reader.stalledSinceMs = undefined;
      if (line.isOpen) line.write(this.#packedSnapshot());
    } else {
      const stalledMs = this.#source.nowMs() - stalledSinceMs;
      if (stalledMs > stalledMsMax + closingMsMax) line.cut();
      else if (stalledMs > stalledMsMax && line.isOpen) {
        line.close(1013, 'too slow');
        tally.closed += 1;
      }
    }
  }

  #packedSnapshot(): Frame {
    this.#snapshot ??= frameOf(
      gzipSync(JSON.stringify(this.#source.snapshot(this.sequence)), { level: gzipLevel }),
      true,
    );
    return this.#snapshot;
  }
}
