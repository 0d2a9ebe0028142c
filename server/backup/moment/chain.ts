import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { keyOf } from '../archive.ts';
import { isSegment } from './segment.ts';

const chainFile = 'chain.json';
const baseFile = 'base.json';
export const packedEnd = '.gz';

const chainSchema = z.object({
  format: z.literal(1),
  /** Of the cluster: a cluster made anew has another. */
  systemIdentifier: z.string(),
  /** The data folder it is the log of; what was restored is another one's. */
  data: z.string(),
  /** Of its log: going back to a moment begins another. */
  timeline: z.number(),
  /** Major version of Postgres: another one reads nothing of it. */
  version: z.number(),
  isEncrypted: z.boolean(),
  salt: z.string(),
  /** Made with the key, to tell whether somebody has the right one. */
  keyCheck: z.string(),
});

const baseSchema = z.object({
  format: z.literal(1),
  /** ISO instant from which on one can go to any moment. */
  madeAt: z.string(),
  /** First piece of the log that it needs. */
  from: z.string().refine(isSegment),
  bytes: z.number(),
  sha256: z.string(),
});

export type ChainFacts = z.infer<typeof chainSchema>;
export type BaseFacts = z.infer<typeof baseSchema>;

/** A copy of the whole cluster. */
export interface Base extends BaseFacts {
  readonly folder: string;
  /** Bytes on the disk. */
  readonly size: number;
}

/** A piece of the log, packed. */
export interface Piece {
  readonly name: string;
  readonly file: string;
  readonly size: number;
  /** What Postgres did until then is in it, or in those before it. */
  readonly throughMs: number;
}

/** Copies of a cluster and every piece of its log since the first, without a hole. */
export interface Chain {
  readonly folder: string;
  readonly facts: ChainFacts;
}

/** The chains that lie in a folder of backups, the newest first. */
export function listChains(backups: string): readonly Chain[] {
  const folder = chainsOf(backups);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .flatMap((name) => {
      const file = join(folder, name, chainFile);
      const read = existsSync(file)
        ? chainSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
        : undefined;
      return read?.success ? [{ folder: join(folder, name), facts: read.data }] : [];
    });
}

/** Begins a chain; its folder is named by the instant. */
export function newChain(
  backups: string,
  cluster: Pick<ChainFacts, 'systemIdentifier' | 'data' | 'version' | 'timeline'>,
  words: string | undefined,
  nowMs: number,
): Chain {
  const folder = join(chainsOf(backups), nameOf(nowMs));
  mkdirSync(join(folder, 'wal'), { recursive: true, mode: 0o700 });
  const salt = words === undefined ? '' : randomBytes(16).toString('hex');
  const facts: ChainFacts = {
    format: 1,
    ...cluster,
    isEncrypted: words !== undefined,
    salt,
    keyCheck: words === undefined ? '' : checkOf(keyOf(words, salt)),
  };
  writeFileSync(join(folder, chainFile), JSON.stringify(facts, null, 2), { flush: true });
  return { folder, facts };
}

/** The key of a chain: undefined where it is open to whoever has it. Throws where the words are not its own. */
export function keyOfChain({ facts }: Chain, words: string | undefined): Buffer | undefined {
  if (!facts.isEncrypted) return undefined;
  if (words === undefined) throw new Error('These are encrypted. Set TONGPAN_BACKUP_KEY to the words.');
  const key = keyOf(words, facts.salt);
  if (checkOf(key) !== facts.keyCheck)
    throw new Error('TONGPAN_BACKUP_KEY holds other words than these were encrypted with.');
  return key;
}

/** Whether what is written now may go on in this chain. */
export function isGoingOn(
  { facts }: Chain,
  cluster: Pick<ChainFacts, 'systemIdentifier' | 'data' | 'timeline'>,
  words: string | undefined,
): boolean {
  const { systemIdentifier, data, timeline } = cluster;
  const isSame =
    facts.systemIdentifier === systemIdentifier && facts.data === data && facts.timeline === timeline;
  if (!isSame || facts.isEncrypted !== (words !== undefined)) return false;
  return words === undefined || checkOf(keyOf(words, facts.salt)) === facts.keyCheck;
}

/** The whole copies of a chain, the newest first. */
export function listBases({ folder }: Chain): readonly Base[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('base-') && existsSync(join(folder, name, baseFile)))
    .sort()
    .reverse()
    .flatMap((name) => {
      const place = join(folder, name);
      const read = baseSchema.safeParse(JSON.parse(readFileSync(join(place, baseFile), 'utf8')));
      if (!read.success) return [];
      return [{ ...read.data, folder: place, size: statSync(packedBase(place)).size }];
    });
}

export function writeBase(folder: string, facts: Omit<BaseFacts, 'format'>): void {
  writeFileSync(join(folder, baseFile), JSON.stringify({ format: 1, ...facts }, null, 2), { flush: true });
}

export function baseFolderOf({ folder }: Chain, nowMs: number): string {
  return join(folder, `base-${nameOf(nowMs)}`);
}

export function packedBase(folder: string): string {
  return join(folder, `base.tar${packedEnd}`);
}

/** The packed pieces of a chain's log, in their order. */
export function listPieces(chain: Chain): readonly Piece[] {
  const folder = walOf(chain);
  return readdirSync(folder)
    .filter((name) => name.endsWith(packedEnd) && isSegment(name.slice(0, -packedEnd.length)))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const { size, mtimeMs } = statSync(file);
      return { name: name.slice(0, -packedEnd.length), file, size, throughMs: mtimeMs };
    });
}

export function walOf({ folder }: Chain): string {
  return join(folder, 'wal');
}

function chainsOf(backups: string): string {
  return join(backups, 'moments');
}

function nameOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
}

function checkOf(key: Buffer): string {
  return createHmac('sha256', key).update('tongpan moments').digest('hex').slice(0, 32);
}
