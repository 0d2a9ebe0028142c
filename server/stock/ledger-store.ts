import type { DocumentKind, DocumentRef } from '#domain/stock/document.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { Note, RefusalCode } from '#domain/stock/outcome.ts';
import type { LinkedDocument } from '#domain/stock/posting.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import type { Batch, Head } from './batch.ts';
import type { CompanyRules } from './company-rules.ts';
import { textArray } from './pg-array.ts';
import {
  readHeadsAndLevels,
  readLinked,
  readShelf,
  type LevelKey,
  type Shelf,
  type StoredLevel,
} from './read-levels.ts';
import { withLayers, withLayersOf } from './read-layers.ts';
import { writeBatch } from './write-batch.ts';

/** A command that was answered: what its key, its input and its answer were. */
export interface StoredAnswer {
  readonly command_key: string;
  readonly input_hash: string;
  readonly kind: DocumentKind;
  readonly location_id: number;
  readonly position: number | null;
  readonly answer: { code?: RefusalCode; facts?: Record<string, string | number>; notes?: Note[] } | null;
}

/** What the ledger asks of its store, inside or outside a transaction. */
export interface LedgerQueries {
  /** One snapshot of heads and levels, as this way of costing needs them. */
  readHeadsAndLevels(
    locations: readonly LocationId[],
    keys: readonly LevelKey[],
    costing: Costing,
  ): Promise<{ heads: Map<LocationId, Head>; levels: StoredLevel[] }>;
  /** A location in one snapshot: its head and its levels; all of them where `isWhole`. */
  readShelf(location: LocationId, costing: Costing): Promise<Shelf>;
  readLinked(refs: readonly DocumentRef[]): Promise<LinkedDocument[]>;
  readRules(): Promise<CompanyRules>;
  /**
   * All of the batch or nothing, durable when it answers. Throws `HeadMoved` where a head stands elsewhere than the
   * batch found it, and 23505 on `documents_pkey` where a key was answered before; both wrote nothing.
   */
  write(batch: Batch): Promise<void>;
}

/** The port between the ledger and its database: Postgres in the product, a model in the simulation (tests/sim). */
export interface LedgerStore extends LedgerQueries {
  readAnswers(keys: readonly string[]): Promise<readonly StoredAnswer[]>;
  /** Runs with the heads of these locations locked in the order of their ids; commits when `run` answers. */
  underLock<Result>(
    locations: readonly LocationId[],
    run: (queries: LedgerQueries) => Promise<Result>,
  ): Promise<Result>;
}

/** Other nodes are woken at most this often. */
const wakeMs = 50;

export function postgresStore(sql: Sql, locations: LocationDirectory): LedgerStore {
  const wake = wakerOf(sql);
  return {
    ...queriesOf(sql, locations, wake),
    readAnswers: (keys) => sql<StoredAnswer[]>`
      select command_key, input_hash, kind, location_id, position, answer from documents
      where command_key = any(${textArray(keys)}::text::uuid[])`,
    underLock: async <Result>(
      ids: readonly LocationId[],
      run: (queries: LedgerQueries) => Promise<Result>,
    ) => {
      const result = await sql.begin(async (tx) => {
        await tx`select 1 from location_heads where location_id = any(${`{${ids.join(',')}}`}::text::int[]) order by location_id for update`;
        return run(queriesOf(tx as Queries, locations, wake));
      });
      return result as Result;
    },
  };
}

function queriesOf(sql: Queries, locations: LocationDirectory, wake: () => void): LedgerQueries {
  return {
    readHeadsAndLevels: async (asked, keys, costing) => {
      const read = await readHeadsAndLevels(sql, asked, keys);
      if (costing !== 'fifo' || read.levels.length === 0) return read;
      return { ...read, levels: await withLayers(sql, read.levels) };
    },
    readShelf: async (location, costing) => {
      const shelf = await readShelf(sql, location);
      return costing === 'fifo' ? withLayersOf(sql, location, shelf) : shelf;
    },
    readLinked: (refs) => readLinked(sql, refs),
    readRules: async () => {
      const [row] = await sql<CompanyRules[]>`
        select closed_through as "closedThrough", costing from company_settings`;
      return row ?? { closedThrough: null, costing: 'moving_average' };
    },
    write: async (batch) => {
      await writeBatch(sql, batch, locations);
      wake();
    },
  };
}

/**
 * Wakes whoever listens for the feed, a moment after the commit and outside it: a NOTIFY inside holds a lock of the
 * whole cluster until its commit is on disk, so that all commits queue. Lost ones do no harm, a poll is the truth.
 */
function wakerOf(sql: Sql): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      sql`select pg_notify('tongpan_feed', '')`.catch(() => undefined);
    }, wakeMs).unref();
  };
}
