import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { ApprovalFacts, ApprovalRule } from '#domain/transfer/approval.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { Transfer } from '#domain/transfer/transfer.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { readApprovalFacts, readApprovalRule } from './approval-facts.ts';
import { insertTransfer, type Begun, type BegunRow } from './begin.ts';
import {
  insertCommand,
  insertPostings,
  readCommand,
  readPostings,
  setAnswer,
  setPostings,
  writeExtras,
  type StoredCommand,
  type StoredPosting,
  type WrittenCommand,
} from './command-rows.ts';
import { lockTransfer, saveTransfer, type Saved, type StoredTransfer } from './rows.ts';
import { readDraft, readKnownSkus, saveDraft, takeOver, type TalkWrite } from './talk-rows.ts';
import type { Sender, TransferAnswer, TransferCommand, Way } from './transfer.ts';

export interface Standing {
  readonly state: TransferState;
  readonly pendingKey: string | null;
}

/** What the desk and the talks ask of their store inside a transaction. */
export interface TransferQueries {
  /** Writes a new transfer, or finds the one that was begun under its key. */
  insert(begun: Begun, sender: Sender & { readonly atMs: number }): Promise<BegunRow>;
  /** The transfer under its lock: whoever comes next waits, and then sees what was committed. */
  lock(id: TransferId): Promise<StoredTransfer | undefined>;
  readCommand(key: string): Promise<StoredCommand | undefined>;
  /** Throws 23505 where there is a command under this key. */
  insertCommand(written: WrittenCommand, answer: TransferAnswer | null): Promise<void>;
  insertPostings(command: TransferCommand, postings: readonly StoredPosting[]): Promise<void>;
  /** The transfer waits for the ledger's answer to a command. */
  wait(id: TransferId, key: string): Promise<void>;
  /** The ledger refused all of it: it waits no more and stands as it stood. */
  giveUp(id: TransferId): Promise<void>;
  save(before: StoredTransfer, after: Transfer, saved: Saved): Promise<void>;
  /** The lines beside the transfer say what the talk says. */
  saveDraft(id: TransferId, draft: readonly DraftLine[]): Promise<void>;
  setPostings(postings: readonly StoredPosting[], answers: readonly Answer[]): Promise<void>;
  setAnswer(key: string, answer: TransferAnswer): Promise<void>;
  writeExtras(command: TransferCommand): Promise<void>;
  readApprovalFacts(
    source: StoreId,
    target: StoreId,
    lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
  ): Promise<ApprovalFacts>;
  readApprovalRule(): Promise<ApprovalRule>;
  /** Locks the talk's row before the transfer's, as a freeze does. */
  lockTalk(id: TransferId): Promise<void>;
  /** Where it stands, and the command that it waits for. */
  readStanding(id: TransferId): Promise<Standing | undefined>;
  /** The lines beside the transfer on which somebody has written. */
  readDraft(id: TransferId): Promise<readonly DraftLine[]>;
  /** Those of these that the catalogue has, in their order. */
  readKnownSkus(ids: readonly number[]): Promise<readonly SkuId[]>;
  /** Writes what was said in a talk beside its transfer, with who said it, as long as it is pencil. */
  takeOver(id: TransferId, writes: readonly TalkWrite[], atMs: number): Promise<void>;
}

/** The port between transfers and their database: Postgres in the product, a model in the simulation (tests/sim). */
export interface TransferStore {
  /** All of it or nothing, durable when it answers. */
  transaction<Result>(run: (queries: TransferQueries) => Promise<Result>): Promise<Result>;
  /** In a transaction that somebody else has begun. */
  within(sql: Queries): TransferQueries;
  readCommand(key: string): Promise<StoredCommand | undefined>;
  readPostings(commandKey: string): Promise<readonly StoredPosting[]>;
  /** Keys of commands for which a transfer has waited so long, the oldest first. */
  readWaiting(olderThanMs: number): Promise<readonly string[]>;
  readWay(key: string): Promise<Way | undefined>;
  /** Transfers that are still pencil, the newest first. */
  readDrafts(): Promise<readonly TransferId[]>;
}

/** Most commands that are carried on at once. */
const waitingMax = 200;
/** Most talks that are looked through when a company opens: older ones are level since long. */
const draftsMax = 500;

export function postgresTransferStore(sql: Sql, locations: LocationDirectory): TransferStore {
  return {
    transaction: async <Result>(run: (queries: TransferQueries) => Promise<Result>) =>
      (await sql.begin((tx) => run(queriesOf(tx as Queries, locations)))) as Result,
    within: (tx) => queriesOf(tx, locations),
    readCommand: (key) => readCommand(sql, key),
    readPostings: (key) => readPostings(sql, key),
    readWaiting: async (olderThanMs) => {
      const rows = await sql<{ key: string }[]>`
        select c.key from transfers t join transfer_commands c on c.key = t.pending_key
        where c.recorded_at < now() - make_interval(secs => ${olderThanMs / 1000}::float8)
        order by c.recorded_at limit ${waitingMax}`;
      return rows.map(({ key }) => key);
    },
    readWay: async (key) => {
      const rows = await sql<{ id: TransferId; sku: SkuId | null; quantity: number }[]>`
        select t.id, l.sku_id as sku, l.shipped - l.received - l.lost - l.returned as quantity
        from transfers t left join transfer_lines l on l.transfer_id = t.id and l.shipped > l.received + l.lost + l.returned
        where t.key = ${key} order by l.sku_id`;
      const [first] = rows;
      const lines = rows.flatMap(({ sku, quantity }) => (sku === null ? [] : [{ sku, quantity }]));
      return first && { id: first.id, lines };
    },
    readDrafts: async () => {
      const rows = await sql<{ id: TransferId }[]>`
        select id from transfers where state in ('suggested', 'asked', 'talks') order by id desc limit ${draftsMax}`;
      return rows.map(({ id }) => id);
    },
  };
}

function queriesOf(sql: Queries, locations: LocationDirectory): TransferQueries {
  return {
    insert: (begun, sender) => insertTransfer(sql, locations, begun, sender),
    lock: (id) => lockTransfer(sql, id),
    readCommand: (key) => readCommand(sql, key),
    insertCommand: (written, answer) => insertCommand(sql, written, answer),
    insertPostings: (command, postings) => insertPostings(sql, command, postings),
    wait: async (id, key) => {
      await sql`update transfers set pending_key = ${key} where id = ${id}`;
    },
    giveUp: async (id) => {
      await sql`update transfers set pending_key = null, version = version + 1 where id = ${id}`;
    },
    save: (before, after, saved) => saveTransfer(sql, before, after, saved),
    saveDraft: (id, draft) => saveDraft(sql, id, draft),
    setPostings: (postings, answers) => setPostings(sql, postings, answers),
    setAnswer: (key, answer) => setAnswer(sql, key, answer),
    writeExtras: (command) => writeExtras(sql, command),
    readApprovalFacts: (source, target, lines) => readApprovalFacts(sql, source, target, lines),
    readApprovalRule: () => readApprovalRule(sql),
    lockTalk: async (id) => {
      await sql`select 1 from live_documents where kind = 'transfer' and name = ${String(id)} for update`;
    },
    readStanding: async (id) => {
      const [row] = await sql<Standing[]>`
        select state, pending_key as "pendingKey" from transfers where id = ${id}`;
      return row;
    },
    readDraft: (id) => readDraft(sql, id),
    readKnownSkus: (ids) => readKnownSkus(sql, ids),
    takeOver: (id, writes, atMs) => takeOver(sql, id, writes, atMs),
  };
}
