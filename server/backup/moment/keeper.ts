import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import type { MomentsView } from '#protocol/admin/overview.ts';
import { nightAfter } from '../night.ts';
import type { EmbeddedPlace } from '../../launch/open-cluster.ts';
import { spoolOf } from '../../launch/postgres-archive.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { takeBase } from './base.ts';
import {
  isGoingOn,
  keyOfChain,
  listBases,
  listChains,
  listPieces,
  newChain,
  type Base,
  type Chain,
  type ChainFacts,
  type Piece,
} from './chain.ts';
import { isOfTimeline, nextSegment, segmentBytes } from './segment.ts';
import { endSpool, isBegun, overflowOf, packPiece, waitingPieces } from './spool.ts';

const dayMs = 86_400_000;
const lookMs = 5_000;
/** After a failure the next try waits so long; a copy costs more than a look. */
const restMs = 60_000;
const copyRestMs = 15 * 60_000;
/** A copy is due when the log behind the last one has grown to this part of all that may be kept. */
const partOfBytes = 0.25;
/** Any number, the same in every process: one of them packs and copies. */
const keeperLock = 7_240_524;

export interface KeeperOptions {
  readonly embedded: EmbeddedPlace;
  /** Folder of backups. */
  readonly backups: string;
  /** Words of the key. */
  readonly words: string | undefined;
  readonly days: number;
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether copies are made without being asked for. */
  readonly isAutomatic: boolean;
  /** Whether there is anything worth a copy before the first night: companies besides the demo. */
  readonly hasOwnCompany: () => boolean;
}

/**
 * Keeps what it takes to go back to any moment: a copy of the cluster each night and every piece of its log. One process
 * of those on a data folder does; another takes over when it ends.
 */
export class MomentKeeper {
  readonly #options: KeeperOptions;
  readonly #sql: postgres.Sql;
  readonly #firstNightMs: number;
  #held: Held | undefined;
  #waiting = 0;
  #failure: string | undefined;
  #restUntilMs = 0;
  #copyRestUntilMs = 0;
  readonly #ending = new AbortController();
  #working: Promise<void> | undefined;
  #copying: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#firstNightMs = nightAfter(options.clock.now());
    this.#sql = postgres(`${options.embedded.adminUrl}/postgres`, {
      max: 1,
      connect_timeout: 5,
      onnotice: () => undefined,
      connection: { application_name: 'tongpan moments' },
    });
  }

  /** Looks every few seconds until `close`. */
  start(): void {
    this.#timer ??= setInterval(() => void this.look(), lookMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#working;
    await this.#copying?.catch(() => undefined);
    await this.#sql.end({ timeout: 5 });
  }

  /** Packs what waits; begins a copy where one is due. Never throws. */
  look(): Promise<void> {
    this.#working ??= this.#look()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#working = undefined));
    return this.#working;
  }

  /** Whether this process is the one that keeps. */
  async isKeeping(): Promise<boolean> {
    await this.look();
    return this.#held !== undefined;
  }

  /** Makes a copy now, or waits for the one that is under way. Throws where another process keeps, or it fails. */
  async copy(): Promise<void> {
    await this.look();
    if (!this.#held)
      throw new Error('Another process keeps the moments of this data, or Postgres hands nothing on.');
    await this.#copy();
    await this.look();
  }

  /** Has Postgres hand on all that it has committed, and waits until it is packed. */
  async flush(msMax = 60_000): Promise<void> {
    // A commit behind everything, so that every moment before now has one behind it.
    await this.#sql`select pg_current_xact_id()`;
    const [switched] = await this.#sql<{ name: string }[]>`select pg_walfile_name(pg_switch_wal()) as name`;
    const name = switched?.name ?? '';
    for (const deadline = performance.now() + msMax; ;) {
      const [row] = await this.#sql<{ isHandedOn: boolean }[]>`
        select coalesce(last_archived_wal >= ${name}, false) as "isHandedOn" from pg_stat_archiver`;
      await this.look();
      const [first = '~'] = await waitingPieces(this.#options.embedded.data);
      if (row?.isHandedOn && first > name) return;
      if (performance.now() > deadline) throw new Error('Postgres did not hand on its log in time.');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** How it stands; null where it is another process' work or switched off. */
  view(): Omit<MomentsView, 'drill'> {
    const { isEncrypted = false } = this.#held?.chain.facts ?? {};
    const bases = this.#held?.bases ?? [];
    const pieces = this.#held?.pieces ?? [];
    const oldest = bases.at(-1);
    const last = pieces.at(-1);
    const oldestMs = oldest && last ? Date.parse(oldest.madeAt) : null;
    return {
      oldestMs,
      newestMs: oldestMs !== null && last ? Math.max(oldestMs, last.throughMs) : null,
      copies: bases.length,
      size: sizeOf(bases) + sizeOf(pieces),
      waitingBytes: this.#waiting * segmentBytes,
      isCopying: this.#copying !== undefined,
      isEncrypted,
      failure: this.#failure ?? null,
    };
  }

  async #look(): Promise<void> {
    if (this.#options.clock.now() < this.#restUntilMs) return;
    const { data } = this.#options.embedded;
    let held = await this.#hold();
    if (!held) return;
    if (held.bases.length > 0 && !isBegun(data)) held = this.#held = this.#begin(held.facts);
    const waiting = await waitingPieces(data);
    this.#waiting = waiting.length;
    const overflow = await overflowOf(data, waiting.length);
    if (overflow !== undefined) {
      await endSpool(data);
      this.#held = undefined;
      throw new Error(`${overflow}: no more of it is kept until a new copy can be made`);
    }
    for (const name of waiting) {
      const last = held.pieces.at(-1);
      // A cluster that was restored brings pieces of its life before, which lie in the chain of that.
      if (!isOfTimeline(name, held.facts.timeline)) {
        rmSync(join(spoolOf(data), name), { force: true });
        continue;
      }
      // A hole (somebody ran Postgres without handing its log on): what follows belongs to a chain of its own.
      const wanted = last ? nextSegment(last.name) : held.bases.at(-1)?.from;
      if (wanted !== undefined && name > wanted) {
        this.#held = this.#begin(held.facts);
        return this.#look();
      }
      const piece = await packPiece(data, name, held.chain, held.key);
      if (last === undefined || name > last.name) held.pieces.push(piece);
      this.#waiting -= 1;
    }
    if (this.#copying) return;
    rotate(held, this.#options);
    if (!this.#isDue(held)) this.#failure = undefined;
    else if (this.#options.clock.now() >= this.#copyRestUntilMs)
      void this.#copy().catch((error: unknown) => this.#fail(error));
  }

  #isDue({ bases, pieces }: Held): boolean {
    const { clock, bytesMax, isAutomatic, hasOwnCompany } = this.#options;
    const [newest] = bases;
    if (!isAutomatic) return false;
    if (!newest) return hasOwnCompany() || clock.now() >= this.#firstNightMs;
    if (clock.now() >= nightAfter(Date.parse(newest.madeAt))) return true;
    return sizeOf(pieces.filter(({ name }) => name >= newest.from)) > bytesMax * partOfBytes;
  }

  #copy(): Promise<void> {
    this.#copying ??= this.#takeBase().finally(() => (this.#copying = undefined));
    return this.#copying;
  }

  async #takeBase(): Promise<void> {
    const { embedded, clock } = this.#options;
    this.#copyRestUntilMs = clock.now() + copyRestMs;
    // A hole before now shows: the copy belongs to the chain behind it.
    await this.flush();
    const held = this.#held;
    if (!held) return;
    const sql = postgres(`${embedded.adminUrl}/postgres`, {
      max: 1,
      idle_timeout: 0,
      onnotice: () => undefined,
    });
    try {
      const password = readFileSync(join(embedded.folder, 'password'), 'utf8');
      const { chain, key } = held;
      const { signal } = this.#ending;
      await takeBase(sql, { chain, key, data: embedded.data, password, nowMs: clock.now(), signal });
      held.bases = listBases(chain);
      rotateOthers(held, this.#options);
    } finally {
      await sql.end({ timeout: 5 });
    }
  }

  /** The chain that goes on, where this process is the one that keeps it. */
  async #hold(): Promise<Held | undefined> {
    const [row] = await this.#sql<
      { isMine: boolean; archives: boolean; systemIdentifier: string; version: number; timeline: number }[]
    >`
      select case when exists (select from pg_locks where locktype = 'advisory' and objid = ${keeperLock} and pid = pg_backend_pid())
          then true else pg_try_advisory_lock(${keeperLock}::bigint) end as "isMine",
        current_setting('archive_mode') = 'on' as archives,
        (select system_identifier::text from pg_control_system()) as "systemIdentifier",
        (select timeline_id from pg_control_checkpoint()) as timeline,
        current_setting('server_version_num')::int / 10000 as version`;
    if (!row?.isMine || !row.archives) return (this.#held = undefined);
    if (this.#held) return this.#held;
    const { systemIdentifier, version, timeline } = row;
    const facts = { systemIdentifier, version, timeline, data: dataName(this.#options.embedded) };
    const { backups, words } = this.#options;
    const [newest] = listChains(backups);
    if (!newest || !isGoingOn(newest, facts, words)) return (this.#held = this.#begin(facts));
    const key = keyOfChain(newest, words);
    this.#held = { chain: newest, key, facts, bases: listBases(newest), pieces: [...listPieces(newest)] };
    return this.#held;
  }

  #begin(facts: Held['facts']): Held {
    const { backups, words, clock } = this.#options;
    const chain = newChain(backups, facts, words, clock.now());
    return { chain, key: keyOfChain(chain, words), facts, bases: [], pieces: [] };
  }

  #fail(error: unknown): void {
    const { log, clock } = this.#options;
    this.#restUntilMs = clock.now() + restMs;
    this.#failure = error instanceof Error ? error.message : String(error);
    log.error({ err: error }, 'what it takes to go back to a moment could not be kept');
  }
}

interface Held {
  readonly chain: Chain;
  readonly key: Buffer | undefined;
  readonly facts: Pick<ChainFacts, 'systemIdentifier' | 'data' | 'version' | 'timeline'>;
  /** The newest first. */
  bases: readonly Base[];
  /** In their order. */
  pieces: Piece[];
}

/** Throws away what is older than the days, or beyond the bytes; one copy and the log behind it always stay. */
function rotate(held: Held, { days, bytesMax, clock }: KeeperOptions): void {
  const beforeMs = clock.now() - days * dayMs;
  const size = (): number => sizeOf(held.bases) + sizeOf(held.pieces);
  const isTooMuch = (): boolean => {
    const oldest = held.bases.at(-2);
    // The one before it is needed until the next one is as old as one may go back.
    return oldest !== undefined && (Date.parse(oldest.madeAt) <= beforeMs || size() > bytesMax);
  };
  for (;;) {
    const from = held.bases.at(-1)?.from ?? '~';
    for (const { file } of held.pieces.filter(({ name }) => name < from)) rmSync(file, { force: true });
    held.pieces = held.pieces.filter(({ name }) => name >= from);
    if (!isTooMuch()) break;
    rmSync(held.bases.at(-1)?.folder ?? '', { recursive: true, force: true });
    held.bases = held.bases.slice(0, -1);
  }
}

/** Chains that ended go when their last moment is too long ago, or when all of them take too much, the oldest first. */
function rotateOthers({ chain: own, bases, pieces }: Held, options: KeeperOptions): void {
  let size = sizeOf(bases) + sizeOf(pieces);
  for (const chain of listChains(options.backups)) {
    if (chain.folder === own.folder) continue;
    const [itsBases, itsPieces] = [listBases(chain), listPieces(chain)];
    size += sizeOf(itsBases) + sizeOf(itsPieces);
    const lastMs = itsPieces.at(-1)?.throughMs ?? Date.parse(itsBases[0]?.madeAt ?? '1970-01-01');
    const isOld = lastMs < options.clock.now() - options.days * dayMs;
    if (isOld || size > options.bytesMax) rmSync(chain.folder, { recursive: true, force: true });
  }
}

function sizeOf(parts: readonly { readonly size: number }[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

/** Of the data folder, below the folder of all. */
function dataName({ folder, data }: EmbeddedPlace): string {
  return data.slice(folder.length + 1);
}
