import { constants, createInflateRaw } from 'node:zlib';
import { FileTrouble } from './sheet.ts';

const entriesMax = 4000;
const pieceBytes = 256 * 1024;
/** The end of the directory, its comment being as long as it may be. */
const tailBytesMax = 65_557;

/** A part of an archive, packed. Its name is a key, never a path on a disk. */
export interface ZipPart {
  readonly isPacked: boolean;
  readonly bytes: Uint8Array;
}

/** The parts of an archive by name, as its directory has them. Nothing is unpacked yet. Throws `FileTrouble`. */
export function partsOf(archive: Uint8Array): ReadonlyMap<string, ZipPart> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const parts = new Map<string, ZipPart>();
  try {
    const { count, start } = directoryOf(view);
    if (count > entriesMax) throw new FileTrouble('file.too_large');
    for (let entry = 0, at = start; entry < count; entry++) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new FileTrouble('file.broken');
      const nameLength = view.getUint16(at + 28, true);
      const moreLength = view.getUint16(at + 30, true);
      const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength));
      const part = partAt(archive, view, at, at + 46 + nameLength, moreLength);
      if (part) parts.set(name, part);
      at += 46 + nameLength + moreLength + view.getUint16(at + 32, true);
    }
  } catch (error) {
    throw error instanceof RangeError ? new FileTrouble('file.broken') : error;
  }
  return parts;
}

/** Unpacks a part piece by piece, and stops at its bound whatever the directory says. */
export async function* unpack({ isPacked, bytes }: ZipPart, bytesMax: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of isPacked ? inflated(bytes) : pieces(bytes)) {
    size += piece.length;
    if (size > bytesMax) throw new FileTrouble('file.too_large');
    yield piece;
  }
}

/** A part in memory whole. */
export async function unpackAll(part: ZipPart, bytesMax: number): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of unpack(part, bytesMax)) all.push(piece);
  return Buffer.concat(all);
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function* inflated(packed: Uint8Array): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes, flush: constants.Z_NO_FLUSH });
  inflate.end(packed);
  try {
    yield* inflate as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw error instanceof FileTrouble ? error : new FileTrouble('file.broken');
  }
}

/** Where the directory begins, and how many entries it has. Archives of the larger form (zip64) say it elsewhere. */
function directoryOf(view: DataView): { readonly count: number; readonly start: number } {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - tailBytesMax); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const isLarge = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50;
    if (!isLarge) return { count: view.getUint16(at + 10, true), start: view.getUint32(at + 16, true) };
    const end = wholeAt(view, at - 12);
    return { count: wholeAt(view, end + 32), start: wholeAt(view, end + 48) };
  }
  throw new FileTrouble('file.broken');
}

function partAt(
  archive: Uint8Array,
  view: DataView,
  at: number,
  more: number,
  moreLength: number,
): ZipPart | undefined {
  const isSecret = (view.getUint16(at + 8, true) & 1) === 1;
  const method = view.getUint16(at + 10, true);
  if (isSecret || (method !== 0 && method !== 8)) return undefined;
  let packedLength = view.getUint32(at + 20, true);
  let start = view.getUint32(at + 42, true);
  const isLong = (value: number) => value === 0xffffffff;
  // Sizes that need more than four bytes stand behind the name, in this order, those alone that need it.
  let field = more;
  while (field < more + moreLength && view.getUint16(field, true) !== 1)
    field += 4 + view.getUint16(field + 2, true);
  field += isLong(view.getUint32(at + 24, true)) ? 12 : 4;
  if (isLong(packedLength)) {
    packedLength = wholeAt(view, field);
    field += 8;
  }
  if (isLong(start)) start = wholeAt(view, field);
  if (view.getUint32(start, true) !== 0x04034b50) throw new FileTrouble('file.broken');
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  if (from + packedLength > archive.length) throw new FileTrouble('file.broken');
  return { isPacked: method === 8, bytes: archive.subarray(from, from + packedLength) };
}

/** A number of eight bytes; one that no file of ours can have is out of range. */
function wholeAt(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > 0xffffffffn) throw new RangeError('beyond the file');
  return Number(value);
}
