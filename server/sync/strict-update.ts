import * as decoding from 'lib0/decoding';
import type { LiveValue } from '#protocol/live/shape.ts';

/** One struct of an update, of the only two kinds that entries of flat maps need. */
export interface StrictItem {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly origin: { readonly client: number; readonly clock: number } | undefined;
  /** Where it says itself which entry it is; an overwrite says only its origin. */
  readonly entry: { readonly root: string; readonly key: string } | undefined;
  /** Undefined: written and taken away before it was sent. */
  readonly value: LiveValue | undefined;
}

export interface StrictRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** The items of one client, clocks rising without a hole, and the bytes that they were read from. */
export interface StrictGroup {
  readonly items: readonly StrictItem[];
  readonly bytes: Uint8Array;
}

export interface StrictUpdate {
  /** By client, each of them once. */
  readonly groups: ReadonlyMap<number, StrictGroup>;
  readonly deletions: readonly StrictRange[];
}

/** Why bytes are no update of a flat map. */
export class UpdateProblem extends Error {}

const clientMax = 2 ** 32 - 1;
const clockMax = 2 ** 32;
const deletedLengthMax = 1_000_000;
const valueDepthMax = 4;

/**
 * Reads a v1 update strictly: items with one JSON value or none, under a key of a root map, and nothing else. Yjs itself reads
 * far more (garbage structs that swallow a colleague's clocks, nested types, subdocuments, counts of millions) and may throw
 * when it has applied half; so nothing that this refuses ever reaches it. [LD-5, A12] Allocates no more than the bytes can fill.
 */
export function readUpdate(bytes: Uint8Array): StrictUpdate {
  const decoder = decoding.createDecoder(bytes);
  const groups = new Map<number, StrictGroup>();
  for (let left = count(decoder, bytes); left > 0; left--) {
    const items = count(decoder, bytes);
    const client = whole(decoder, clientMax);
    if (groups.has(client)) throw new UpdateProblem('a client twice');
    groups.set(client, readGroup(decoder, client, items));
  }
  const deletions = readDeletions(decoder, bytes);
  if (decoding.hasContent(decoder)) throw new UpdateProblem('more after the end');
  return { groups, deletions };
}

function readGroup(decoder: decoding.Decoder, client: number, items: number): StrictGroup {
  const group: StrictItem[] = [];
  let clock = whole(decoder, clockMax);
  const start = decoder.pos;
  for (let left = items; left > 0; left--) {
    const item = readItem(decoder, client, clock);
    group.push(item);
    clock += item.length;
    if (clock > clockMax) throw new UpdateProblem('clock too large');
  }
  return { items: group, bytes: decoder.arr.subarray(start, decoder.pos) };
}

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasKey = 0x20;
const contentBits = 0x1f;
const deletedContent = 1;
const anyContent = 8;

function readItem(decoder: decoding.Decoder, client: number, clock: number): StrictItem {
  const info = decoding.readUint8(decoder);
  if ((info & hasRightOrigin) !== 0) throw new UpdateProblem('a place in a list');
  const origin =
    (info & hasOrigin) === 0
      ? undefined
      : { client: whole(decoder, clientMax), clock: whole(decoder, clockMax) };
  let entry: StrictItem['entry'];
  if (!origin) {
    if (decoding.readVarUint(decoder) !== 1) throw new UpdateProblem('below another item');
    const root = decoding.readVarString(decoder);
    if ((info & hasKey) === 0) throw new UpdateProblem('no key');
    entry = { root, key: decoding.readVarString(decoder) };
  }
  if ((info & contentBits) === deletedContent) {
    const length = whole(decoder, deletedLengthMax);
    if (length === 0) throw new UpdateProblem('nothing deleted');
    return { client, clock, length, origin, entry, value: undefined };
  }
  if ((info & contentBits) !== anyContent) throw new UpdateProblem('content of another kind');
  if (decoding.readVarUint(decoder) !== 1) throw new UpdateProblem('not one value');
  return { client, clock, length: 1, origin, entry, value: readValue(decoder, 0) };
}

function readDeletions(decoder: decoding.Decoder, bytes: Uint8Array): readonly StrictRange[] {
  const deletions: StrictRange[] = [];
  for (let clients = count(decoder, bytes); clients > 0; clients--) {
    const client = whole(decoder, clientMax);
    for (let ranges = count(decoder, bytes); ranges > 0; ranges--) {
      const clock = whole(decoder, clockMax);
      const length = whole(decoder, clockMax);
      deletions.push({ client, clock, length });
    }
  }
  return deletions;
}

/** One JSON value as lib0 writes it. Nothing named `__proto__`, nothing that is no JSON, no depth that overflows a stack. */
function readValue(decoder: decoding.Decoder, depth: number): LiveValue {
  if (depth > valueDepthMax) throw new UpdateProblem('too deep');
  const kind = decoding.readUint8(decoder);
  switch (kind) {
    case 126:
      return null;
    case 125:
      return decoding.readVarInt(decoder);
    case 124:
      return finite(decoding.readFloat32(decoder));
    case 123:
      return finite(decoding.readFloat64(decoder));
    case 121:
      return false;
    case 120:
      return true;
    case 119:
      return text(decoder);
    case 118: {
      const object: Record<string, LiveValue> = {};
      for (let left = whole(decoder, 1000); left > 0; left--) {
        const name = text(decoder);
        if (name === '__proto__') throw new UpdateProblem('a name that is none');
        object[name] = readValue(decoder, depth + 1);
      }
      return object;
    }
    case 117: {
      const list: LiveValue[] = [];
      for (let left = whole(decoder, 1000); left > 0; left--) list.push(readValue(decoder, depth + 1));
      return list;
    }
    default:
      throw new UpdateProblem('not JSON');
  }
}

/** No NUL: Postgres could not keep it. */
function text(decoder: decoding.Decoder): string {
  const read = decoding.readVarString(decoder);
  if (read.includes('\0')) throw new UpdateProblem('NUL in text');
  return read;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new UpdateProblem('not a number');
  return value;
}

/** A count of things that take at least a byte each. */
function count(decoder: decoding.Decoder, bytes: Uint8Array): number {
  return whole(decoder, bytes.length);
}

function whole(decoder: decoding.Decoder, max: number): number {
  const value = decoding.readVarUint(decoder);
  if (value > max) throw new UpdateProblem('number too large');
  return value;
}
