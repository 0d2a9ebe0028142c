import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Writable } from 'node:stream';

/** POSIX ustar: blocks of 512 bytes, a header before each file. Whoever has an open base reads it with any tar. */
const blockBytes = 512;
const pieceBytes = 256 * 1024;
const nameLengthMax = 100;

export interface TarEntry {
  /** Path inside the archive, with slashes. */
  readonly name: string;
  /** Where its bytes are; a folder where there is neither a file nor text. */
  readonly file?: string;
  readonly text?: string;
}

/** Entries of a folder, its subfolders with them. `isLeft` leaves a path (relative, with slashes) out. */
export async function* walk(
  folder: string,
  isLeft: (path: string) => boolean,
  path = '',
): AsyncGenerator<TarEntry> {
  const found = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
  for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path === '' ? one.name : `${path}/${one.name}`;
    if (isLeft(inner)) continue;
    if (one.isDirectory()) {
      yield { name: `${inner}/` };
      yield* walk(folder, isLeft, inner);
    } else if (one.isFile()) yield { name: inner, file: join(folder, inner) };
  }
}

/**
 * Bytes of a tar. Files may grow, shrink and vanish meanwhile, as a running database's do: one has the size it had when
 * its turn came, filled up with zeros where it is shorter now; one that is gone is left out.
 */
export async function* tarOf(entries: AsyncIterable<TarEntry>): AsyncGenerator<Buffer> {
  for await (const { name, file, text } of entries) {
    if (file !== undefined) yield* bytesOfFile(name, file);
    else if (text !== undefined) {
      const bytes = Buffer.from(text);
      yield header(name, bytes.length);
      yield bytes;
      yield Buffer.alloc(padding(bytes.length));
    } else yield header(name, 0);
  }
  yield Buffer.alloc(2 * blockBytes);
}

async function* bytesOfFile(name: string, file: string): AsyncGenerator<Buffer> {
  const found = await lstat(file).catch(() => undefined);
  const handle = found?.isFile() ? await open(file).catch(() => undefined) : undefined;
  if (!found || !handle) return;
  try {
    const { size } = await handle.stat();
    yield header(name, size);
    for (let at = 0; at < size;) {
      const piece = Buffer.alloc(Math.min(pieceBytes, size - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      at += piece.length;
      // What is behind the end now stays zero: the log holds what belongs there.
      if (bytesRead < piece.length) piece.fill(0, bytesRead);
      yield piece;
    }
    yield Buffer.alloc(padding(size));
  } finally {
    await handle.close();
  }
}

const padding = (size: number): number => (blockBytes - (size % blockBytes)) % blockBytes;

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > nameLengthMax) throw new Error(`The path ${name} is too long for a base.`);
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number): void =>
    void block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  const isFolder = name.endsWith('/');
  block.write(name, 0);
  octal(isFolder ? 0o700 : 0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write('        ', 148);
  block.write(isFolder ? '5' : '0', 156);
  block.write('ustar\u000000', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

/** Unpacks a tar into a folder that is there. Pieces that are all zero are left as holes. Throws on a path that leads out. */
export class TarInto extends Writable {
  readonly #folder: string;
  #head = Buffer.alloc(0);
  #file: { readonly fd: number; readonly size: number; at: number } | undefined;
  #skip = 0;

  constructor(folder: string) {
    super();
    this.#folder = folder;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      for (let at = 0; at < chunk.length;) at += this.#take(chunk.subarray(at));
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    done(this.#file ? new Error('The base ends in the middle of a file.') : null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
    done(error);
  }

  /** Answers how many bytes it took. */
  #take(bytes: Buffer): number {
    if (this.#file) return this.#takeFile(this.#file, bytes);
    if (this.#skip > 0) {
      const taken = Math.min(this.#skip, bytes.length);
      this.#skip -= taken;
      return taken;
    }
    const taken = Math.min(blockBytes - this.#head.length, bytes.length);
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, taken)]);
    if (this.#head.length === blockBytes) this.#begin();
    return taken;
  }

  #begin(): void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const name = head.toString('utf8', 0, nameLengthMax).replace(/\0.*$/s, '');
    if (name === '') return;
    const place = join(this.#folder, name);
    if (!normalize(place).startsWith(this.#folder + sep)) throw new Error(`The path ${name} leads out.`);
    if (name.endsWith('/')) return void mkdirSync(place, { recursive: true, mode: 0o700 });
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    const size = Number.parseInt(head.toString('latin1', 124, 135), 8);
    const fd = openSync(place, 'wx', 0o600);
    ftruncateSync(fd, size);
    this.#file = { fd, size, at: 0 };
    if (size === 0) this.#end(0);
  }

  #takeFile(file: { readonly fd: number; readonly size: number; at: number }, bytes: Buffer): number {
    const taken = Math.min(file.size - file.at, bytes.length);
    writeUnlessZero(file.fd, bytes.subarray(0, taken), file.at);
    file.at += taken;
    if (file.at === file.size) this.#end(file.size);
    return taken;
  }

  #end(size: number): void {
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
    this.#skip = padding(size);
  }
}

const zeros = Buffer.alloc(pieceBytes);

export function writeUnlessZero(fd: number, bytes: Buffer, at: number): void {
  if (bytes.length <= zeros.length && bytes.equals(zeros.subarray(0, bytes.length))) return;
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}
