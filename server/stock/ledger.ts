import { hash } from 'node:crypto';
import type { Command } from '#domain/stock/command.ts';
import { refuse, type Answer } from '#domain/stock/outcome.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { Spread } from '../platform/spread.ts';
import type { Company } from '../platform/company.ts';
import { isOutOfReach } from '../platform/database.ts';
import type { Batch, Waiting } from './batch.ts';
import { Folder, locationsOf } from './folder.ts';
import { postgresStore, type LedgerQueries, type LedgerStore, type StoredAnswer } from './ledger-store.ts';
import type { Ledger, Submission } from './stock.ts';
import { WaitingRoom, type Guest } from './waiting-room.ts';
import { HeadMoved } from './write-batch.ts';

/** Batches under way at a time: while the database writes for one, rules are folded for the next. */
export const lanesOfLedger = 3;
/** The most commands that wait; beyond it the caller is told to come back. */
const waitingMax = 20_000;
/** How often a batch is tried when the database is out of reach or another node is faster. */
const triesMax = 12;
/** After so many tries against a faster node the heads are taken first. */
const optimisticTriesMax = 3;
/** Lines that a command without lines is counted as: those of the document it points at are not known yet. */
const linesOfLinked = 20;

const postBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const batchBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** The most turns of the loop that a batch waits for more to join it. */
const turnsMax = 8;

/** The ledger can't take commands now: nothing was posted that was not answered; send the same key again. */
export class LedgerBusy extends Error {}

interface Entry extends Waiting, Guest {
  /** When it came, by the process' own clock: for what is measured, for nothing else. */
  readonly sinceMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

type LedgerCompany = Pick<Company, 'clock' | 'feed' | 'locations'>;

/** The world as the ledger meets it: the simulation brings its own. */
export interface LedgerWorld {
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends when everything that came in with this turn of the loop has been taken in. */
  readonly turn: () => Promise<void>;
  /** Batches under way at a time; each wants a connection of its own. */
  readonly lanes: number;
}

const realWorld: LedgerWorld = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  lanes: lanesOfLedger,
};

/** Opens the ledger of a company in this process. Several processes may: they meet at the heads of the locations. */
export function openLedger(
  company: LedgerCompany & Pick<Company, 'ledgerSql'>,
  world: Partial<LedgerWorld> = {},
): GroupCommit {
  return new GroupCommit(company, postgresStore(company.ledgerSql, company.locations), world);
}

/**
 * Group commit in lanes: a lane folds a batch, sends it as one statement, and answers it when it is durable. While it is
 * on its way the commands of that lane gather, and the other lane folds or sends its own.
 *
 *   lane 0  ──fold──┌─ statement, commit ─┐─fold──┌─ statement, commit ─┐──
 *   lane 1  ────────fold──┌─ statement, commit ─┐─fold──┌─ statement, …
 *
 * A location has one lane (by its store), so batches under way share no head; nodes that share one meet at its row.
 */
export class GroupCommit implements Ledger {
  readonly #company: LedgerCompany;
  readonly #store: LedgerStore;
  readonly #world: LedgerWorld;
  readonly #folder: Folder;
  readonly #room: WaitingRoom<Entry>;
  #isKicked = false;
  #hasComeBack = false;
  #isClosed = false;
  #onIdle: (() => void) | undefined;
  /** Counts for the metrics page and the benches. */
  readonly counts = { batches: 0, commands: 0, retries: 0 };
  /** From a command's coming to its answer, seconds; and commands in a batch. */
  readonly spreads = { postSeconds: new Spread(postBounds), batchCommands: new Spread(batchBounds) };

  constructor(company: LedgerCompany, store: LedgerStore, world: Partial<LedgerWorld>) {
    this.#company = company;
    this.#store = store;
    this.#world = { ...realWorld, ...world };
    this.#folder = new Folder(company);
    const { lanes } = this.#world;
    const laneOf = (location: LocationId): number => (company.locations.of(location)?.storeId ?? 0) % lanes;
    this.#room = new WaitingRoom(lanes, laneOf);
  }

  post(submission: Submission): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new LedgerBusy('the ledger is closing'));
    if (this.#room.size >= waitingMax) return Promise.reject(new LedgerBusy('too many commands wait'));
    const { key, command } = submission;
    return new Promise((resolve, reject) => {
      this.#room.add({
        submission,
        inputHash: hashOf(submission),
        key,
        lines: linesOf(command),
        locations: locationsOf(command),
        isAlone: command.kind === 'reversal',
        sinceMs: performance.now(),
        resolve,
        reject,
      });
      void this.#kick();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#room.isIdle) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  /** Lets every free lane take what waits for it, as soon as a turn of the loop brings nobody new: who calls is taken along. */
  async #kick(): Promise<void> {
    if (this.#isKicked) return;
    this.#isKicked = true;
    for (let turn = 0, waited = -1; turn < turnsMax && waited < this.#room.size; turn++) {
      waited = this.#room.size;
      await this.#world.turn();
    }
    this.#isKicked = false;
    const isDue = this.#hasComeBack;
    this.#hasComeBack = false;
    for (const lane of this.#room.freeLanes()) {
      const entries = this.#room.take(lane, isDue);
      if (entries.length > 0) void this.#run(lane, entries);
    }
  }

  async #run(lane: number, entries: readonly Entry[]): Promise<void> {
    this.counts.batches += 1;
    this.counts.commands += entries.length;
    await this.#postAll(entries);
    this.spreads.batchCommands.observe(entries.length);
    const nowMs = performance.now();
    for (const { sinceMs } of entries) this.spreads.postSeconds.observe((nowMs - sinceMs) / 1000);
    this.#room.leave(lane);
    this.#hasComeBack = true;
    if (this.#room.size > 0) void this.#kick();
    else if (this.#room.isIdle) this.#onIdle?.();
  }

  async #postAll(entries: readonly Entry[]): Promise<void> {
    try {
      const rest = await this.#tryPost(entries);
      if (rest) await this.#postAll(rest);
    } catch (error) {
      if (entries.length === 1 || error instanceof LedgerBusy) {
        for (const entry of entries) entry.reject(error);
      } else {
        // One command that the database refuses must not spoil its neighbours: halve until it stands alone.
        const middle = entries.length >> 1;
        await this.#postAll(entries.slice(0, middle));
        await this.#postAll(entries.slice(middle));
      }
    }
  }

  /** Posts a batch; where some keys turn out to be known, answers those and gives back the rest to be posted. */
  async #tryPost(entries: readonly Entry[]): Promise<readonly Entry[] | undefined> {
    const touched = new Set(entries.flatMap(({ locations }) => locations));
    let isKnown = false;
    for (let attempt = 1; ; attempt++) {
      try {
        if (isKnown) return await this.#answerKnown(entries);
        const isContested = attempt > optimisticTriesMax;
        const batch = await (isContested
          ? this.#writeUnderLock(entries, touched)
          : this.#write(this.#store, entries, touched));
        this.#publish(batch, entries);
        return undefined;
      } catch (error) {
        this.#folder.forget(touched);
        const isAnswered = isKnownKey(error);
        isKnown ||= isAnswered;
        if (!isAnswered && !isTransient(error)) throw error;
        if (attempt >= triesMax) throw new LedgerBusy('the database is out of reach', { cause: error });
        this.counts.retries += 1;
        if (!isAnswered && !(error instanceof HeadMoved))
          await this.#world.sleep(Math.min(2000, 50 * 2 ** attempt));
      }
    }
  }

  async #write(queries: LedgerQueries, entries: readonly Entry[], touched: Set<LocationId>): Promise<Batch> {
    const batch = await this.#folder.fold(queries, entries, touched);
    await queries.write(batch);
    return batch;
  }

  /** Another node keeps being faster: take the heads first, then read, fold and write. */
  #writeUnderLock(entries: readonly Entry[], touched: Set<LocationId>): Promise<Batch> {
    return this.#store.underLock([...touched], (queries) => this.#write(queries, entries, touched));
  }

  #publish(batch: Batch, entries: readonly Entry[]): void {
    this.#folder.commit(batch);
    for (let index = 0; index < entries.length; index++) {
      const row = batch.rows[index];
      if (row) entries[index]?.resolve(row.answer);
    }
    if (batch.posted.length > 0) this.#company.feed.publish(batch.posted);
  }

  /** Answers the entries whose keys were answered before, with what they were answered then; gives back the others. */
  async #answerKnown(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const rows = await this.#store.readAnswers(entries.map(({ key }) => key));
    const rowByKey = new Map(rows.map((row) => [row.command_key, row]));
    const rest: Entry[] = [];
    for (const entry of entries) {
      const row = rowByKey.get(entry.key);
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

/** The first 128 bits of the SHA-256 of account and input, as a UUID. */
function hashOf(submission: Submission): string {
  const { accountId, command, asked = command } = submission;
  const hex = hash('sha256', JSON.stringify([accountId, asked]), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function linesOf(command: Command): number {
  return 'lines' in command ? command.lines.length : linesOfLinked;
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
  return error instanceof HeadMoved || isOutOfReach(error) || /^(40001|40P01|55P03)$/.test(codeOf(error));
}
