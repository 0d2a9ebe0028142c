import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { PlannedPosting, TransferAct } from '#domain/transfer/act.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import { approvalReasonsOf, type ApprovalFacts } from '#domain/transfer/approval.ts';
import { agreedLines, decide } from '#domain/transfer/decide.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { refuseTransfer } from '#domain/transfer/outcome.ts';
import { settle } from '#domain/transfer/settle.ts';
import { isDraft } from '#domain/transfer/state.ts';
import type { Queries } from '../platform/database.ts';
import { readApprovalFacts, readApprovalRule } from './approval-facts.ts';
import { insertTransfer } from './begin.ts';
import {
  insertCommand,
  insertPostings,
  readCommand,
  readPostings,
  setAnswer,
  setPostings,
  writeExtras,
} from './command-rows.ts';
import { TransferBusy, type DeskParts } from './desk-parts.ts';
import { hashOf, hashOfTalk, isGood, refusalOf } from './judge.ts';
import { commandOf, ledgerKey, uuidOf } from './posting.ts';
import { lockTransfer, saveDraft, saveTransfer, type StoredTransfer } from './rows.ts';
import type {
  Delivery,
  NewTransfer,
  Sender,
  SuggestedDraft,
  TransferAnswer,
  TransferCommand,
  Transfers,
  Way,
} from './transfer.ts';

/** How often a command waits for another one of the same transfer before it gives up. */
const turnsMax = 50;

type Step =
  | { readonly kind: 'answered'; readonly answer: TransferAnswer }
  /** This command, or another one of the transfer, waits for the ledger's answer. */
  | { readonly kind: 'pending'; readonly key: string }
  /** It would be the last signature: the talk must stand still for it. */
  | { readonly kind: 'needs-freeze' };

/**
 * Carries out commands on transfers. The ledger posts in transactions of its own, so a command goes in three steps:
 *
 *   under the lock: decide, write what will be posted │ post, by keys made from the command's │ under the lock: take in the answers
 *
 * Whoever finds a transfer waiting in the middle carries that command on first, with the same keys [TR-15].
 */
export class TransferDesk implements Transfers {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  begin(transfer: NewTransfer, sender: Sender): Promise<TransferAnswer> {
    return this.#begin({ ...transfer, state: transfer.kind === 'plan' ? 'suggested' : 'asked' }, sender);
  }

  createDraftFromSuggestion(
    draft: SuggestedDraft,
    sender: Sender,
    within?: Queries,
  ): Promise<TransferAnswer> {
    const lines = draft.lines.map(({ sku, quantity }) => ({ sku, asked: quantity, offered: quantity }));
    return this.#begin({ ...draft, kind: 'plan', state: 'suggested', lines }, sender, within);
  }

  async deliver(delivery: Delivery, sender: Sender): Promise<TransferAnswer> {
    const atMs = this.#at(sender);
    const { key, lines, dueAtMs } = delivery;
    const act: TransferAct = { kind: 'dispatch', lines };
    const command = (transfer: TransferId): TransferCommand => ({
      key: uuidOf(`dispatch ${key}`),
      transfer,
      act,
      sides: ['source'],
      extras: { parcels: { parcels: 1, carrier: '', waybill: '', freight: 0, dueAtMs } },
    });
    const step = await this.#parts.sql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      const { id } = await insertTransfer(
        sql,
        this.#parts.locations,
        {
          ...delivery,
          kind: 'delivery',
          state: 'agreed',
          note: '',
          lines: lines.map(({ sku, quantity }) => ({ sku, asked: null, offered: null, agreed: quantity })),
        },
        { ...sender, atMs },
      );
      return { id, step: await this.#admit(sql, command(id), { ...sender, atMs }) };
    });
    const answer =
      step.step.kind === 'answered'
        ? step.step.answer
        : await this.act(command(step.id), { ...sender, atMs });
    if (answer.outcome === 'refused') {
      await this.act(
        { key: uuidOf(`cancel ${key}`), transfer: step.id, act: { kind: 'cancel' }, sides: ['source'] },
        { ...sender, atMs },
      );
    }
    return answer;
  }

  async act(command: TransferCommand, sender: Sender): Promise<TransferAnswer> {
    const from = { ...sender, atMs: this.#at(sender) };
    for (let turn = 0; turn < turnsMax; turn++) {
      const step = await this.#open(command, from);
      if (step.kind === 'answered') return step.answer;
      if (step.kind === 'needs-freeze') continue;
      const answer = await this.#finish(step.key);
      if (step.key === command.key) return answer;
    }
    throw new TransferBusy(`transfer ${command.transfer} is busy`);
  }

  async onTheWay(key: string): Promise<Way | undefined> {
    const rows = await this.#parts.sql<{ id: TransferId; sku: SkuId | null; quantity: number }[]>`
      select t.id, l.sku_id as sku, l.shipped - l.received - l.lost - l.returned as quantity
      from transfers t left join transfer_lines l on l.transfer_id = t.id and l.shipped > l.received + l.lost + l.returned
      where t.key = ${key} order by l.sku_id`;
    const [first] = rows;
    const lines = rows.flatMap(({ sku, quantity }) => (sku === null ? [] : [{ sku, quantity }]));
    return first && { id: first.id, lines };
  }

  async recover(olderThanMs: number): Promise<number> {
    const rows = await this.#parts.sql<{ key: string }[]>`
      select c.key from transfers t join transfer_commands c on c.key = t.pending_key
      where c.recorded_at < now() - make_interval(secs => ${olderThanMs / 1000}::float8) order by c.recorded_at limit 200`;
    for (const { key } of rows) await this.#finish(key);
    return rows.length;
  }

  async #begin(
    transfer: NewTransfer & { readonly state: 'suggested' | 'asked' },
    sender: Sender,
    within?: Queries,
  ): Promise<TransferAnswer> {
    if (transfer.source === transfer.target) return refuseTransfer('transfer.same_store');
    const { locations } = this.#parts;
    const begun = { ...transfer, lines: transfer.lines.map((line) => ({ ...line, agreed: 0 })) };
    const sent = { ...sender, atMs: this.#at(sender) };
    const insert = (sql: Queries) => insertTransfer(sql, locations, begun, sent);
    const made = await (within
      ? insert(within)
      : this.#parts.sql.begin((tx) => insert(tx as unknown as Queries)));
    return { outcome: 'done', transfer: made.id, state: made.state, version: made.version };
  }

  #at(sender: Sender): number {
    return sender.atMs ?? this.#parts.clock.now();
  }

  /** First step. The last signature freezes the talk and reads it in the same transaction: nothing slips in behind it. */
  async #open(command: TransferCommand, sender: Sender & { atMs: number }): Promise<Step> {
    const { sql, talks } = this.#parts;
    const draft = command.act.kind === 'sign' ? await talks?.read(command.transfer) : undefined;
    const step = await sql.begin((tx) =>
      this.#admit(tx as unknown as Queries, command, sender, draft, draft !== undefined),
    );
    if (step.kind !== 'needs-freeze' || !talks) return step;
    return talks.freeze(command.transfer, async (tx, frozen) => {
      const admitted = await this.#admit(tx, command, sender, frozen);
      return { step: admitted, stays: admitted.kind === 'pending' && admitted.key === command.key };
    });
  }

  async #admit(
    sql: Queries,
    command: TransferCommand,
    sender: Sender & { readonly atMs: number },
    draft?: readonly DraftLine[],
    mayNeedFreeze = false,
  ): Promise<Step> {
    const stored = await lockTransfer(sql, command.transfer);
    if (!stored) throw new RangeError(`no transfer ${command.transfer}`);
    const inputHash = hashOf(command, sender.accountId);
    const known = await readCommand(sql, command.key);
    if (known) {
      if (known.inputHash !== inputHash)
        return { kind: 'answered', answer: refuseTransfer('transfer.key_reused') };
      return known.answer
        ? { kind: 'answered', answer: known.answer }
        : { kind: 'pending', key: command.key };
    }
    if (stored.pendingKey !== null) return { kind: 'pending', key: stored.pendingKey };
    const { act } = command;
    const talk = draft ?? stored.draft;
    const facts = act.kind === 'sign' ? await this.#approvalFacts(sql, stored, talk) : undefined;
    const decision = decide(stored.transfer, act, {
      accountId: sender.accountId,
      sides: command.sides,
      draft: talk,
      hash: hashOfTalk(stored, talk),
      reasons: facts ? approvalReasonsOf(facts, await readApprovalRule(sql)) : [],
    });
    const written = { command, sender, inputHash, draft: act.kind === 'sign' ? talk : null };
    if (decision.outcome === 'refused') {
      await insertCommand(sql, written, decision);
      return { kind: 'answered', answer: decision };
    }
    if (mayNeedFreeze && decision.postings.length > 0) return { kind: 'needs-freeze' };
    if (act.kind === 'sign' && draft) await saveDraft(sql, command.transfer, draft);
    if (decision.postings.length === 0) {
      const answer = await this.#take(sql, stored, { ...written, answers: [] });
      await insertCommand(sql, written, answer);
      await writeExtras(sql, command);
      return { kind: 'answered', answer };
    }
    await insertCommand(sql, written, null);
    await insertPostings(
      sql,
      command,
      decision.postings.map((posting, ordinal) => ({
        ledgerKey: ledgerKey(command.key, ordinal),
        posting,
        command: JSON.stringify(commandOf(posting, stored)),
      })),
    );
    await sql`update transfers set pending_key = ${command.key} where id = ${command.transfer}`;
    return { kind: 'pending', key: command.key };
  }

  #approvalFacts(sql: Queries, stored: StoredTransfer, talk: readonly DraftLine[]): Promise<ApprovalFacts> {
    const { source, target } = stored.transfer;
    return readApprovalFacts(sql, source, target, agreedLines(talk));
  }

  /** Second and third step, by whoever comes first: the same keys, so that doing it twice does it once. */
  async #finish(key: string): Promise<TransferAnswer> {
    const { sql, ledger, talks } = this.#parts;
    const command = await readCommand(sql, key);
    if (!command) throw new RangeError(`no command ${key}`);
    if (command.answer) return command.answer;
    const postings = await readPostings(sql, key);
    const answers = await Promise.all(
      postings.map((posting) =>
        ledger.post({
          key: posting.ledgerKey,
          command: JSON.parse(posting.command) as Command,
          accountId: command.accountId as AccountId,
          session: command.session as SessionHandle,
          deviceAtMs: command.deviceAtMs,
          occurredAtMs: command.atMs,
        }),
      ),
    );
    const close = async (tx: Queries): Promise<TransferAnswer> => {
      const stored = await lockTransfer(tx, command.transfer);
      const now = await readCommand(tx, key);
      if (!stored || !now) throw new RangeError(`transfer ${command.transfer} is gone`);
      if (now.answer) return now.answer;
      const answer = await this.#take(tx, stored, {
        command: { key, transfer: command.transfer, act: command.act, sides: [], extras: command.extras },
        sender: { accountId: command.accountId as AccountId, atMs: command.atMs },
        draft: command.draft,
        answers: postings.map(({ posting }, index) => ({ posting, answer: answers[index] })),
      });
      await setPostings(tx, postings, answers);
      await setAnswer(tx, key, answer);
      if (answer.outcome === 'done')
        await writeExtras(tx, {
          key,
          transfer: command.transfer,
          act: command.act,
          sides: [],
          extras: command.extras,
        });
      return answer;
    };
    const opensTalk = command.act.kind === 'sign' || command.act.kind === 'reopen';
    return opensTalk && talks
      ? talks.settle(command.transfer, close)
      : ((await sql.begin((tx) => close(tx as unknown as Queries))) as TransferAnswer);
  }

  /** Takes in what the ledger answered, and writes the transfer as it then stands. */
  async #take(
    sql: Queries,
    stored: StoredTransfer,
    taken: {
      readonly command: TransferCommand;
      readonly sender: { readonly accountId: AccountId; readonly atMs: number };
      readonly draft: readonly DraftLine[] | null;
      readonly answers: readonly { readonly posting: PlannedPosting; readonly answer: Answer | undefined }[];
    },
  ): Promise<TransferAnswer> {
    const { command, sender, answers } = taken;
    const draft = taken.draft ?? [];
    const results = answers.map(({ posting, answer }) => ({ posting, isPosted: isGood(answer) }));
    const failed = answers.find(({ answer }) => !isGood(answer))?.answer;
    if (failed?.outcome === 'refused' && results.every(({ isPosted }) => !isPosted)) {
      await sql`update transfers set pending_key = null, version = version + 1 where id = ${command.transfer}`;
      return refusalOf(failed);
    }
    const after = settle(stored.transfer, command.act, results, { accountId: sender.accountId, draft });
    const held = answers.find(({ posting }) => posting.kind === 'reserve')?.answer;
    const isSigned = held?.outcome === 'posted';
    const value = isSigned ? (await this.#approvalFacts(sql, stored, draft)).valueFen : undefined;
    const [kept] = await sql<
      { value: number | null }[]
    >`select value from transfers where id = ${command.transfer}`;
    await saveTransfer(sql, stored, after, {
      atMs: sender.atMs,
      reservationPosition: isSigned ? held.position : after.isHeld ? stored.reservationPosition : null,
      agreementHash: isDraft(after.state)
        ? null
        : isSigned && command.act.kind === 'sign'
          ? command.act.hash
          : stored.agreementHash,
      value: isDraft(after.state) ? null : (value ?? kept?.value ?? null),
      dueAtMs: command.extras?.parcels ? command.extras.parcels.dueAtMs : undefined,
    });
    return { outcome: 'done', transfer: command.transfer, state: after.state, version: stored.version + 1 };
  }
}
