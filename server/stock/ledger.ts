import { hash } from 'node:crypto';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { Command } from '#domain/stock/command.ts';
import { refuse, type Answer } from '#domain/stock/outcome.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Company } from '../platform/company.ts';
import { Batch, refKey, type Waiting } from './batch.ts';
import { LevelCache } from './level-cache.ts';
import { postgresStore, type LedgerQueries, type LedgerStore, type StoredAnswer } from './ledger-store.ts';
import type { LevelKey } from './read-levels.ts';
import type { Ledger, Submission } from './stock.ts';
import { HeadMoved } from './write-batch.ts';

/** The most commands, and lines, of one batch. */
const batchCommandsMax = 400;
const batchLinesMax = 4000;
/** The most commands that wait; beyond it the caller is told to come back. */
const waitingMax = 20_000;
/** How often a batch is tried when the database is out of reach or another node is faster. */
const triesMax = 12;

/** The ledger can't take commands now: nothing was posted that was not answered; send the same key again. */
export class LedgerBusy extends Error {}

interface Entry extends Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

type LedgerCompany = Pick<Company, 'clock' | 'feed' | 'locations'>;

/** The world as the ledger meets it: the simulation brings its own. */
export interface LedgerWorld {
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends when everything that came in with this turn of the loop has been taken in. */
  readonly turn: () => Promise<void>;
}

const realWorld: LedgerWorld = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Opens the ledger of a company in this process. Several processes may: they meet at the heads of the locations. */
export function openLedger(
  company: LedgerCompany & Pick<Company, 'ledgerSql'>,
  world: Partial<LedgerWorld> = {},
): GroupCommit {
  return new GroupCommit(company, postgresStore(company.ledgerSql, company.locations), {
    ...realWorld,
    ...world,
  });
}

/**
 * Group commit: while one batch is on its way to the database, the next one gathers.
 *
 *   commands ──┐ fold the rules in memory ┌─ one statement, one commit ─┐ answers, feed
 *   commands ──┴──────────────────────────┴──── the next ones gather ───┴──────────────
 */
export class GroupCommit implements Ledger {
  readonly #company: LedgerCompany;
  readonly #store: LedgerStore;
  readonly #world: LedgerWorld;
  readonly #cache = new LevelCache();
  #waiting: Entry[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;
  #closedThrough: BusinessDay | null | undefined;
  /** Counts for the metrics page and the benches. */
  readonly counts = { batches: 0, commands: 0, retries: 0 };

  constructor(company: LedgerCompany, store: LedgerStore, world: LedgerWorld) {
    this.#company = company;
    this.#store = store;
    this.#world = world;
  }

  post(submission: Submission): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new LedgerBusy('the ledger is closing'));
    if (this.#waiting.length >= waitingMax) return Promise.reject(new LedgerBusy('too many commands wait'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ submission, inputHash: hashOf(submission), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whoever calls in the same turn of the loop belongs to the first batch already.
    await this.#world.turn();
    while (this.#waiting.length > 0) {
      const entries = this.#take();
      this.counts.batches += 1;
      this.counts.commands += entries.length;
      await this.#postAll(entries);
    }
    this.#running = undefined;
  }

  /** The next batch: each key once (a doubled key waits for the next batch and finds its answer there). */
  #take(): Entry[] {
    const keys = new Set<string>();
    const taken: Entry[] = [];
    const left: Entry[] = [];
    let lines = 0;
    for (const entry of this.#waiting) {
      const size = linesOf(entry.submission.command);
      const isFull = taken.length >= batchCommandsMax || (taken.length > 0 && lines + size > batchLinesMax);
      if (isFull || keys.has(entry.submission.key)) left.push(entry);
      else {
        keys.add(entry.submission.key);
        taken.push(entry);
        lines += size;
      }
    }
    this.#waiting = left;
    return taken;
  }

  async #postAll(entries: readonly Entry[]): Promise<void> {
    try {
      const rest = await this.#tryPost(entries);
      if (rest) await this.#postAll(rest);
    } catch (error) {
      const first = entries[0];
      if (entries.length === 1 || error instanceof LedgerBusy) {
        for (const entry of entries) entry.reject(error);
      } else if (first) {
        // One command that the database refuses must not spoil its neighbours: halve until it stands alone.
        const middle = entries.length >> 1;
        await this.#postAll(entries.slice(0, middle));
        await this.#postAll(entries.slice(middle));
      }
    }
  }

  /** Posts a batch; where some keys turn out to be known, answers those and gives back the rest to be posted. */
  async #tryPost(entries: readonly Entry[]): Promise<readonly Entry[] | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const batch = await this.#fold(this.#store, entries);
        await this.#store.write(batch);
        this.#publish(batch, entries);
        return undefined;
      } catch (error) {
        for (const { submission } of entries)
          for (const id of locationsOf(submission.command)) this.#cache.forget(id);
        if (isKnownKey(error)) return await this.#answerKnown(entries);
        if (!isTransient(error)) throw error;
        if (attempt >= triesMax) throw new LedgerBusy('the database is out of reach', { cause: error });
        this.counts.retries += 1;
        if (!(error instanceof HeadMoved)) await this.#world.sleep(Math.min(2000, 50 * 2 ** attempt));
        else if (attempt >= 3) return await this.#postUnderLock(entries);
      }
    }
  }

  /** Another node keeps being faster: take the heads first, then read, fold and write. */
  async #postUnderLock(entries: readonly Entry[]): Promise<readonly Entry[] | undefined> {
    const ids = [...new Set(entries.flatMap(({ submission }) => locationsOf(submission.command)))];
    try {
      const batch = await this.#store.underLock(ids, async (queries) => {
        const folded = await this.#fold(queries, entries);
        await queries.write(folded);
        return folded;
      });
      this.#publish(batch, entries);
      return undefined;
    } catch (error) {
      for (const id of ids) this.#cache.forget(id);
      if (isKnownKey(error)) return await this.#answerKnown(entries);
      throw error;
    }
  }

  async #fold(queries: LedgerQueries, entries: readonly Entry[]): Promise<Batch> {
    await this.#loadMissing(queries, entries);
    const refs = new Map<string, DocumentRef>();
    for (const { submission } of entries) {
      const { command } = submission;
      if ('of' in command && command.of) refs.set(refKey(command.of), command.of);
    }
    const linked = refs.size === 0 ? [] : await queries.readLinked([...refs.values()]);
    const linkedKeys = linked.flatMap((document) => [
      ...document.movements.flatMap((movement) =>
        [document.location, document.counterLocation].flatMap((id) =>
          id === null ? [] : [{ location: id, sku: movement.sku }],
        ),
      ),
      ...document.reserved.map((line) => ({ location: document.location, sku: line.sku })),
    ]);
    const missing = linkedKeys.filter((key) => this.#cache.levelOf(key) === undefined);
    if (missing.length > 0) await this.#load(queries, missing);
    const batch = new Batch(
      this.#company.locations,
      await this.#readClosedThrough(queries),
      this.#company.clock.now(),
    );
    for (const document of linked) batch.loadLinked(document);
    const keys = [...entries.flatMap(({ submission }) => levelKeysOf(submission.command)), ...linkedKeys];
    const ids = entries.flatMap(({ submission }) => locationsOf(submission.command));
    for (const location of new Set([...ids, ...keys.map((key) => key.location)])) {
      const head = this.#cache.headOf(location);
      if (!head) throw new HeadMoved('a head was forgotten while it was needed');
      batch.loadHead(location, head);
    }
    for (const key of keys) {
      const level = this.#cache.levelOf(key);
      if (!level) throw new HeadMoved('a level was forgotten while it was needed');
      batch.book.load(key.location, key.sku, level);
    }
    for (const entry of entries) batch.add(entry);
    return batch;
  }

  async #loadMissing(queries: LedgerQueries, entries: readonly Entry[]): Promise<void> {
    const missing: LevelKey[] = [];
    const locations = new Set<LocationId>();
    for (const { submission } of entries) {
      for (const id of locationsOf(submission.command)) if (!this.#cache.headOf(id)) locations.add(id);
      for (const key of levelKeysOf(submission.command)) if (!this.#cache.levelOf(key)) missing.push(key);
    }
    if (missing.length > 0 || locations.size > 0) await this.#load(queries, missing, locations);
    // Reading may have shown that a location moved on: what was known of it is gone and must be read again.
    const again = entries
      .flatMap(({ submission }) => levelKeysOf(submission.command))
      .filter((key) => !this.#cache.levelOf(key));
    if (again.length > 0) await this.#load(queries, again);
  }

  async #load(
    queries: LedgerQueries,
    keys: readonly LevelKey[],
    also: Iterable<LocationId> = [],
  ): Promise<void> {
    const locations = [...new Set([...keys.map((key) => key.location), ...also])];
    const { heads, levels } = await queries.readHeadsAndLevels(locations, keys);
    this.#cache.load(heads, keys, levels);
  }

  async #readClosedThrough(queries: LedgerQueries): Promise<BusinessDay | null> {
    if (this.#closedThrough === undefined) this.#closedThrough = await queries.readClosedThrough();
    return this.#closedThrough;
  }

  #publish(batch: Batch, entries: readonly Entry[]): void {
    this.#cache.commit(batch);
    for (let index = 0; index < entries.length; index++) {
      const row = batch.rows[index];
      if (row) entries[index]?.resolve(row.answer);
    }
    if (batch.posted.length > 0) this.#company.feed.publish(batch.posted);
  }

  /** Answers the entries whose keys were answered before, with what they were answered then; gives back the others. */
  async #answerKnown(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const rows = await this.#store.readAnswers(entries.map((entry) => entry.submission.key));
    const rowByKey = new Map(rows.map((row) => [row.command_key, row]));
    const rest: Entry[] = [];
    for (const entry of entries) {
      const row = rowByKey.get(entry.submission.key);
      if (!row) rest.push(entry);
      else entry.resolve(row.input_hash === entry.inputHash ? answerOf(row) : refuse('key.other_input'));
    }
    if (rest.length === entries.length) throw new Error('a key was known and then was not');
    return rest;
  }
}

function answerOf(row: StoredAnswer): Answer {
  if (row.position === null)
    return refuse(row.answer?.code ?? 'stock.nothing_to_post', row.answer?.facts ?? {});
  return {
    outcome: 'posted',
    location: row.location_id as LocationId,
    position: row.position,
    notes: row.answer?.notes ?? [],
  };
}

function hashOf(submission: Submission): string {
  const hex = hash('sha256', JSON.stringify([submission.accountId, submission.command]), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function linesOf(command: Command): number {
  return 'lines' in command ? command.lines.length : 20;
}

function locationsOf(command: Command): LocationId[] {
  return 'target' in command ? [command.location, command.target] : [command.location];
}

function levelKeysOf(command: Command): LevelKey[] {
  if (!('lines' in command)) return [];
  return locationsOf(command).flatMap((location) => command.lines.map(({ sku }) => ({ location, sku })));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isKnownKey(error: unknown): boolean {
  return (
    codeOf(error) === '23505' &&
    error instanceof Error &&
    'constraint_name' in error &&
    error.constraint_name === 'documents_pkey'
  );
}

/** Trying again may help: another node was faster, a lock was in the way, or the connection is gone. */
function isTransient(error: unknown): boolean {
  if (error instanceof HeadMoved) return true;
  const code = codeOf(error);
  return /^(40001|40P01|55P03|57P0[123]|08...|53300|CONNECTION_|CONNECT_|ECONN|EPIPE)/.test(code);
}
