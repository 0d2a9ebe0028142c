import type { SkuId } from '#domain/catalog/ids.ts';
import type { ApprovalRule } from '#domain/transfer/approval.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft } from '#domain/transfer/state.ts';
import {
  differencesOf,
  plannedOf,
  type StoredCommand,
  type StoredPosting,
} from '#server/transfer/command-rows.ts';
import type { TalkWrite } from '#server/transfer/talk-rows.ts';
import type { TransferQueries, TransferStore } from '#server/transfer/transfer-store.ts';
import type { TransferCommand } from '#server/transfer/transfer.ts';
import { TableError } from '../table-error.ts';
import type { Session } from '../database.ts';
import { skusOfSim } from '../trade.ts';
import type { Base, Transaction } from './base.ts';
import {
  draftedLines,
  draftOf,
  nothing,
  savedLines,
  storedOf,
  written,
  type Beside,
  type Change,
  type PostingRow,
  type TransferRow,
} from './rows.ts';

/** Which transfers need a third signature: drawn for a run. Nothing else of the facts differs in it. */
export const costOfSku = 100;

/** The tables of transfers, in memory: what `postgresTransferStore` promises, statement by statement. */
export class TransferTables {
  readonly base: Base;
  readonly rule: ApprovalRule;
  #ids = 0;

  constructor(base: Base, rule: ApprovalRule) {
    this.base = base;
    this.rule = rule;
  }

  transfers(): TransferRow[] {
    return this.base.names('transfer ').flatMap((name) => this.base.find(name) as TransferRow);
  }

  transfer(id: TransferId): TransferRow | undefined {
    return this.base.find(`transfer ${id}`) as TransferRow | undefined;
  }

  command(key: string): StoredCommand | undefined {
    return this.base.find(`command ${key}`) as StoredCommand | undefined;
  }

  postings(): PostingRow[] {
    return this.base.names('posting ').map((name) => this.base.find(name) as PostingRow);
  }

  changes(): Change[] {
    return this.base.names('changes ').flatMap((name) => this.base.find(name) as readonly Change[]);
  }

  besides(): Beside[] {
    return this.base.names('beside ').map((name) => this.base.find(name) as Beside);
  }

  storeFor(session: Session): TransferStore {
    const { base } = this;
    return {
      transaction: (run) => base.transaction(session, (tx) => run(this.queriesOf(tx))),
      within: (sql) => this.queriesOf(sql as unknown as Transaction),
      readCommand: (key) => base.ask(session, () => this.command(key)),
      readPostings: (key) => base.ask(session, () => this.#postingsOf(key)),
      readWaiting: () =>
        base.ask(session, () =>
          this.transfers().flatMap(({ pendingKey }) => (pendingKey === null ? [] : [pendingKey])),
        ),
      readWay: (key) =>
        base.ask(session, () => {
          const row = this.transfers().find((one) => one.key === key);
          return row && { id: row.id, lines: [] };
        }),
      readDrafts: () =>
        base.ask(session, () => this.transfers().flatMap(({ id, state }) => (isDraft(state) ? [id] : []))),
    };
  }

  queriesOf(tx: Transaction): TransferQueries {
    const { base } = this;
    const row = (id: TransferId): TransferRow | undefined =>
      base.read(tx, `transfer ${id}`) as TransferRow | undefined;
    const change = (id: TransferId, to: (before: TransferRow) => Partial<TransferRow>): void => {
      const before = row(id);
      if (before) base.write(tx, `transfer ${id}`, { ...before, ...to(before) });
    };
    const does = <Result>(run: () => Result | Promise<Result>): Promise<Result> => base.statement(tx, run);
    return {
      insert: (begun) =>
        does(async () => {
          const name = `key ${begun.key}`;
          await base.lock(tx, name);
          const known = base.read(tx, name) as TransferId | undefined;
          if (known !== undefined) {
            const { id, state, version } = row(known) as TransferRow;
            return { id, state, version, isNew: false };
          }
          const id = ++this.#ids as TransferId;
          await base.lock(tx, `transfer ${id}`);
          base.write(tx, name, id);
          const { key, kind, state, source, target } = begun;
          base.write(tx, `transfer ${id}`, {
            ...{ id, key, kind, state, source, target },
            ...{ isHeld: false, isPicking: false, isFinished: false, reservationPosition: null },
            ...{ agreementHash: null, value: null, version: 1, pendingKey: null, signatures: [] },
            lines: begun.lines.map((line) => ({ ...nothing, ruled: null, ...line })),
          } satisfies TransferRow);
          return { id, state, version: 1, isNew: true };
        }),
      lock: (id) =>
        does(async () => {
          await base.lock(tx, `transfer ${id}`);
          const found = row(id);
          return found && storedOf(found);
        }),
      readCommand: (key) => does(() => base.read(tx, `command ${key}`) as StoredCommand | undefined),
      insertCommand: ({ command, sender, inputHash, draft }, answer) =>
        does(async () => {
          await this.#insertOnce(tx, `command ${command.key}`, 'transfer_commands_pkey', {
            ...{ transfer: command.transfer, inputHash, act: command.act, extras: command.extras ?? {} },
            ...{ draft, accountId: sender.accountId, session: sender.session },
            ...{ deviceAtMs: sender.deviceAtMs, atMs: sender.atMs, answer },
          } satisfies StoredCommand);
        }),
      insertPostings: (command, postings) =>
        does(async () => {
          for (const [ordinal, posting] of postings.entries())
            await this.#insertOnce(tx, `posting ${posting.ledgerKey}`, 'transfer_postings_pkey', {
              ...posting,
              ...{ transfer: command.transfer, commandKey: command.key, ordinal, posted: null },
            } satisfies PostingRow);
        }),
      wait: (id, key) => does(() => change(id, () => ({ pendingKey: key }))),
      giveUp: (id) => does(() => change(id, ({ version }) => ({ pendingKey: null, version: version + 1 }))),
      save: (before, after, saved) =>
        does(() =>
          change(after.id, ({ lines, version, value: _ }) => ({
            ...{ state: after.state, isHeld: after.isHeld, isPicking: after.isPicking },
            ...{ isFinished: after.isFinished, reservationPosition: saved.reservationPosition },
            ...{ agreementHash: saved.agreementHash, value: saved.value, pendingKey: null },
            ...{ version: version + 1, signatures: after.signatures },
            lines: savedLines(lines, before.transfer, after),
          })),
        ),
      saveDraft: (id, draft) =>
        does(() => change(id, ({ lines }) => ({ lines: draftedLines(lines, draft) }))),
      setPostings: (postings, answers) =>
        does(() => {
          for (const [index, { ledgerKey }] of postings.entries()) {
            const name = `posting ${ledgerKey}`;
            const before = base.read(tx, name) as PostingRow;
            base.write(tx, name, { ...before, posted: answers[index]?.outcome === 'posted' });
          }
        }),
      setAnswer: (key, answer) =>
        does(() => {
          const before = base.read(tx, `command ${key}`) as StoredCommand;
          base.write(tx, `command ${key}`, { ...before, answer });
        }),
      writeExtras: (command) => does(() => this.#writeExtras(tx, command)),
      readApprovalFacts: (_source, _target, lines) =>
        does(() => ({
          valueFen: lines.reduce((sum, { quantity }) => sum + quantity * costOfSku, 0),
          regionSteps: 0,
          hasFranchise: false,
        })),
      readApprovalRule: () => does(() => this.rule),
      lockTalk: (id) => does(() => base.lock(tx, `talk ${id}`)),
      readStanding: (id) => does(() => row(id)),
      readDraft: (id) => does(() => draftOf(row(id)?.lines ?? [])),
      readKnownSkus: (ids) =>
        does(() => ids.filter((id) => id >= 1 && id <= skusOfSim).toSorted((a, b) => a - b) as SkuId[]),
      takeOver: (id, writes) =>
        does(async () => {
          await base.lock(tx, `transfer ${id}`);
          this.#takeOver(tx, id, writes);
        }),
    };
  }

  #postingsOf(key: string): StoredPosting[] {
    return this.postings()
      .filter(({ commandKey }) => commandKey === key)
      .toSorted((a, b) => a.ordinal - b.ordinal)
      .map(({ ledgerKey, posting, command }) => ({
        ledgerKey,
        posting: plannedOf(posting.kind, 'cause' in posting ? posting.cause : null, command),
        command,
      }));
  }

  async #insertOnce(tx: Transaction, name: string, constraint: string, value: unknown): Promise<void> {
    await this.base.lock(tx, name);
    if (this.base.read(tx, name) !== undefined) throw new TableError('23505', constraint);
    this.base.write(tx, name, value);
  }

  #writeExtras(tx: Transaction, { key, transfer, act, extras }: TransferCommand): void {
    const parcels = act.kind === 'dispatch' ? extras?.parcels : undefined;
    const differences = differencesOf(act);
    if (!parcels && differences.length === 0) return;
    if (this.base.read(tx, `beside ${key}`) !== undefined)
      throw new TableError('23505', 'transfer_parcels_pkey');
    this.base.write(tx, `beside ${key}`, { transfer, parcels, differences } satisfies Beside);
  }

  #takeOver(tx: Transaction, id: TransferId, writes: readonly TalkWrite[]): void {
    const before = this.base.read(tx, `transfer ${id}`) as TransferRow | undefined;
    if (!before || !isDraft(before.state)) return;
    const { lines, changes } = written(before, writes);
    if (changes.length === 0) return;
    const name = `changes ${id}`;
    const told = (this.base.read(tx, name) as readonly Change[] | undefined) ?? [];
    this.base.write(tx, name, [...told, ...changes]);
    this.base.write(tx, `transfer ${id}`, { ...before, lines, state: 'talks', version: before.version + 1 });
  }
}
