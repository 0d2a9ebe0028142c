import { existsSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { begunFile, spoolOf } from '../../launch/postgres-archive.ts';
import { pack } from '../archive.ts';
import { packedEnd, walOf, type Chain, type Piece } from './chain.ts';
import { isSegment, segmentBytes } from './segment.ts';

/** What waits may take so much, and no more where the disk is nearly full: the shops go on trading, this stops. */
const waitingBytesMax = 4e9;
const freeBytesMin = 1e9;

/** Names of the pieces that Postgres laid down and nobody has packed yet, in their order. */
export async function waitingPieces(data: string): Promise<readonly string[]> {
  const names = await readdir(spoolOf(data)).catch(() => []);
  return names.filter(isSegment).sort();
}

/** Packs a piece into the chain and takes it from the spool. Done twice it is the same. */
export async function packPiece(
  data: string,
  name: string,
  chain: Chain,
  key: Buffer | undefined,
): Promise<Piece> {
  const source = join(spoolOf(data), name);
  const { mtimeMs } = await stat(source);
  const file = join(walOf(chain), `${name}${packedEnd}`);
  const making = `${file}.${process.pid}.part`;
  await pack(createReadStream(source, { highWaterMark: 256 * 1024 }), making, key);
  // When Postgres laid it down: that far it reaches.
  utimesSync(making, mtimeMs / 1000, mtimeMs / 1000);
  renameSync(making, file);
  rmSync(source);
  return { name: basename(name), file, size: (await stat(file)).size, throughMs: mtimeMs };
}

/** Why nothing more may wait; undefined while it may. */
export async function overflowOf(data: string, waiting: number): Promise<string | undefined> {
  if (waiting * segmentBytes > waitingBytesMax) return `${waiting} pieces of the log wait to be packed`;
  const { bavail, bsize } = await statfs(data);
  return waiting > 0 && bavail * bsize < freeBytesMin ? 'the disk of the data is nearly full' : undefined;
}

/** Postgres keeps its log to itself again, and what waits is thrown away. */
export async function endSpool(data: string): Promise<void> {
  rmSync(begunFile(data), { force: true });
  for (const name of await waitingPieces(data)) rmSync(join(spoolOf(data), name), { force: true });
}

export function isBegun(data: string): boolean {
  return existsSync(begunFile(data));
}
