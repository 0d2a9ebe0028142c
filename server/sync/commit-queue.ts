import { crc32 } from 'node:zlib';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Sql } from '../platform/database.ts';
import { numberArray, textArray } from '../stock/pg-array.ts';

/** A document that is written here, as the queue knows it. */
export interface LogTarget {
  readonly documentId: number;
  readonly epoch: number;
  /** Everything up to this sequence is in Postgres. */
  committed(sequence: number): void;
  /** The log takes no more of it: frozen, or served elsewhere. */
  fenced(): void;
  /** Postgres stayed away. What was waiting is not kept; its authors still have it. */
  failed(): void;
}

export interface LogRow {
  readonly target: LogTarget;
  readonly sequence: number;
  readonly accountId: AccountId | null;
  readonly session: string;
  readonly data: Uint8Array;
}

const batchRowsMax = 2_000;
const batchBytesMax = 4 * 1024 * 1024;
/** Beyond it authors are held back (`isFull`). */
const queueBytesMax = 32 * 1024 * 1024;
const retryMs = 250;
const triesMax = 40;

/**
 * Appends accepted updates of all documents, one statement at a time: whoever comes while one runs goes with the next,
 * so one flush of the disk serves hundreds of edits. A row says how long it may wait for others; when somebody waits
 * for an answer (a barrier, a newcomer, a freeze) nothing waits any more. Nobody is told "saved" before. [LD-3]
 *
 *   edit ─┐                       ┌── statement ──┐
 *   edit ─┼ until the first is due ┤              ├─ committed → answer barriers, tell who has not seen it
 *   edit ─┘   or somebody waits   └───────────────┘
 */
export class CommitQueue {
  readonly #sql: Sql;
  readonly #log: Log;
  #waiting: LogRow[] = [];
  #waitingBytes = 0;
  /** When the first of those that wait is due; `Infinity` where nothing waits. */
  #dueAtMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #running: Promise<void> | undefined;

  constructor(sql: Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
  }

  get isFull(): boolean {
    return this.#waitingBytes > queueBytesMax;
  }

  /** `withinMs`: how long it may wait for others to come. */
  append(row: LogRow, withinMs: number): void {
    this.#waiting.push(row);
    this.#waitingBytes += row.data.length;
    this.#dueAt(performance.now() + withinMs);
  }

  /** Somebody waits: what is here goes with the next statement, at once where none runs. */
  hurry(): void {
    if (this.#waiting.length > 0) this.#dueAt(0);
  }

  /** Resolves when nothing waits. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#running) {
      this.hurry();
      await (this.#running ?? new Promise((resolve) => setImmediate(resolve)));
    }
  }

  /** Drops what waits, as a crash would; what is under way ends. */
  async abandon(): Promise<void> {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#running;
  }

  #dueAt(dueAtMs: number): void {
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#running || this.#immediate || this.#waiting.length === 0) return;
    const waitMs = this.#dueAtMs - performance.now();
    if (waitMs > 0) this.#timer = setTimeout(() => this.#start(), waitMs);
    // After what came from the network with it.
    else this.#immediate = setImmediate(() => this.#start());
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#immediate = undefined;
    this.#running = this.#commit(this.#take()).finally(() => {
      this.#running = undefined;
      this.#arm();
    });
  }

  #take(): readonly LogRow[] {
    let rows = 0;
    let bytes = 0;
    for (const { data } of this.#waiting) {
      if (rows > 0 && (rows >= batchRowsMax || bytes + data.length > batchBytesMax)) break;
      rows += 1;
      bytes += data.length;
    }
    this.#waitingBytes -= bytes;
    this.#dueAtMs = rows < this.#waiting.length ? 0 : Infinity;
    return this.#waiting.splice(0, rows);
  }

  async #commit(rows: readonly LogRow[]): Promise<void> {
    const lastByTarget = new Map<LogTarget, number>();
    for (const { target, sequence } of rows) lastByTarget.set(target, sequence);
    const open = await this.#insert(rows, [...lastByTarget.keys()]);
    for (const [target, sequence] of lastByTarget) {
      if (!open) target.failed();
      else if (open.has(target.documentId)) target.committed(sequence);
      else target.fenced();
    }
  }

  /** The documents whose rows are in; undefined where Postgres stays away. */
  async #insert(
    rows: readonly LogRow[],
    targets: readonly LogTarget[],
  ): Promise<ReadonlySet<number> | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        return await insertRows(this.#sql, rows, targets);
      } catch (error) {
        // A reply that was cut may hide a commit: trying again inserts only what is not there.
        if (tries === triesMax) {
          this.#log.error({ err: error, rows: rows.length }, 'live edits could not be stored');
          return undefined;
        }
        if (tries === 1) this.#log.warn({ err: error }, 'live edits are not stored yet');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }
}

/**
 * The rows' documents are locked against a freeze and a takeover while they are written; one that is no longer open
 * or of another epoch takes none of its rows. [LD-9, LD-10] Updates travel as one blob: a statement of one shape, prepared once.
 * Each column is unnested by itself: one `unnest` of all, in `from`, lays every column into a store of its own first.
 */
async function insertRows(
  sql: Sql,
  rows: readonly LogRow[],
  targets: readonly LogTarget[],
): Promise<ReadonlySet<number>> {
  const starts: number[] = [];
  let start = 1;
  for (const { data } of rows) {
    starts.push(start);
    start += data.length;
  }
  const blob = Buffer.concat(rows.map(({ data }) => data));
  const found = await sql<{ id: number; written: number }[]>`
    with asked as (
      select unnest(${numberArray(targets.map(({ documentId }) => documentId))}::text::int[]) as id,
        unnest(${numberArray(targets.map(({ epoch }) => epoch))}::text::int[]) as epoch
    ),
    open as (
      select d.id from live_documents d join asked a on a.id = d.id and a.epoch = d.epoch
      where d.state = 'open' for key share of d
    ),
    written as (
      insert into live_updates (document_id, sequence, account_id, session, crc, data)
      select r.id, r.sequence, r.account_id, r.session, r.crc, substring(${blob}::bytea from r.start for r.length)
      from (select unnest(${numberArray(rows.map(({ target }) => target.documentId))}::text::int[]) as id,
        unnest(${numberArray(rows.map(({ sequence }) => sequence))}::text::bigint[]) as sequence,
        unnest(${numberArray(rows.map(({ accountId }) => accountId))}::text::int[]) as account_id,
        unnest(${textArray(rows.map(({ session }) => session))}::text::text[]) as session,
        unnest(${numberArray(rows.map(({ data }) => crc32(data)))}::text::bigint[]) as crc,
        unnest(${numberArray(starts)}::text::int[]) as start,
        unnest(${numberArray(rows.map(({ data }) => data.length))}::text::int[]) as length) r
      join open on open.id = r.id
      on conflict (document_id, sequence) do nothing
      returning 1
    )
    select id, (select count(*) from written)::int as written from open`;
  const open = new Set(found.map(({ id }) => id));
  const asked = rows.filter(({ target }) => open.has(target.documentId));
  if (asked.length > (found[0]?.written ?? 0))
    for (const id of await takenOtherwise(sql, asked)) open.delete(id);
  return open;
}

/**
 * Rows were there already: an earlier try whose answer was lost, or somebody else's under the same number. The documents of the
 * latter, which then hold what this node has never seen; they must be loaded anew and their authors write again. [LD-3]
 */
async function takenOtherwise(sql: Sql, rows: readonly LogRow[]): Promise<readonly number[]> {
  const found = await sql<{ id: number }[]>`
    select distinct u.document_id as id from live_updates u
    join unnest(${numberArray(rows.map(({ target }) => target.documentId))}::text::int[],
      ${numberArray(rows.map(({ sequence }) => sequence))}::text::bigint[],
      ${textArray(rows.map(({ session }) => session))}::text::text[],
      ${numberArray(rows.map(({ data }) => crc32(data)))}::text::bigint[]) as r (id, sequence, session, crc)
      on r.id = u.document_id and r.sequence = u.sequence
    where u.crc <> r.crc or u.session <> r.session`;
  return found.map(({ id }) => id);
}
