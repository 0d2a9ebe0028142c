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
import { TransferBusy, type DeskParts } from './desk-parts.ts';
import { hashOf, hashOfTalk, isGood, refusalOf } from './judge.ts';
import { commandOf, ledgerKey, uuidOf } from './posting.ts';
import type { StoredTransfer } from './rows.ts';
import type { TransferQueries } from './transfer-store.ts';
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
    const step = await this.#parts.store.transaction(async (queries) => {
      const { id } = await queries.insert(
        {
          ...delivery,
          kind: 'delivery',
          state: 'agreed',
          note: '',
          lines: lines.map(({ sku, quantity }) => ({ sku, asked: null, offered: null, agreed: quantity })),
        },
        { ...sender, atMs },
      );
      return { id, step: await this.#admit(queries, command(id), { ...sender, atMs }) };
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

  onTheWay(key: string): Promise<Way | undefined> {
    return this.#parts.store.readWay(key);
  }

  async recover(olderThanMs: number): Promise<number> {
    const keys = await this.#parts.store.readWaiting(olderThanMs);
    for (const key of keys) await this.#finish(key);
    return keys.length;
  }

  async #begin(
    transfer: NewTransfer & { readonly state: 'suggested' | 'asked' },
    sender: Sender,
    within?: Queries,
  ): Promise<TransferAnswer> {
    if (transfer.source === transfer.target) return refuseTransfer('transfer.same_store');
    const { store } = this.#parts;
    const begun = { ...transfer, lines: transfer.lines.map((line) => ({ ...line, agreed: 0 })) };
    const sent = { ...sender, atMs: this.#at(sender) };
    const made = await (within
      ? store.within(within).insert(begun, sent)
      : store.transaction((queries) => queries.insert(begun, sent)));
    return { outcome: 'done', transfer: made.id, state: made.state, version: made.version };
  }

  #at(sender: Sender): number {
    return sender.atMs ?? this.#parts.clock.now();
  }

  /** First step. The last signature freezes the talk and reads it in the same transaction: nothing slips in behind it. */
  async #open(command: TransferCommand, sender: Sender & { atMs: number }): Promise<Step> {
    const { store, talks } = this.#parts;
    const draft = command.act.kind === 'sign' ? await talks?.read(command.transfer) : undefined;
    const step = await store.transaction((queries) =>
      this.#admit(queries, command, sender, draft, draft !== undefined),
    );
    if (step.kind !== 'needs-freeze' || !talks) return step;
    return talks.freeze(command.transfer, async (queries, frozen) => {
      const admitted = await this.#admit(queries, command, sender, frozen);
      const stays = admitted.kind === 'pending' && admitted.key === command.key;
      // What does not stay was not written either: an answer is made anew, in a transaction that keeps it.
      return { step: admitted.kind === 'answered' ? { kind: 'needs-freeze' } : admitted, stays };
    });
  }

  async #admit(
    queries: TransferQueries,
    command: TransferCommand,
    sender: Sender & { readonly atMs: number },
    draft?: readonly DraftLine[],
    mayNeedFreeze = false,
  ): Promise<Step> {
    const stored = await queries.lock(command.transfer);
    if (!stored) throw new RangeError(`no transfer ${command.transfer}`);
    const inputHash = hashOf(command, sender.accountId);
    const known = await queries.readCommand(command.key);
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
    const facts = act.kind === 'sign' ? await approvalFacts(queries, stored, talk) : undefined;
    const decision = decide(stored.transfer, act, {
      accountId: sender.accountId,
      sides: command.sides,
      draft: talk,
      hash: hashOfTalk(stored, talk),
      reasons: facts ? approvalReasonsOf(facts, await queries.readApprovalRule()) : [],
    });
    const written = { command, sender, inputHash, draft: act.kind === 'sign' ? talk : null };
    if (decision.outcome === 'refused') {
      await queries.insertCommand(written, decision);
      return { kind: 'answered', answer: decision };
    }
    if (mayNeedFreeze && decision.postings.length > 0) return { kind: 'needs-freeze' };
    // Frozen, the talk is what is signed; read before, it may be older than what stands beside the transfer by now.
    if (draft && !mayNeedFreeze) await queries.saveDraft(command.transfer, draft);
    if (decision.postings.length === 0) {
      const answer = await this.#take(queries, stored, { ...written, answers: [] });
      await queries.insertCommand(written, answer);
      await queries.writeExtras(command);
      return { kind: 'answered', answer };
    }
    await queries.insertCommand(written, null);
    await queries.insertPostings(
      command,
      decision.postings.map((posting, ordinal) => ({
        ledgerKey: ledgerKey(command.key, ordinal),
        posting,
        command: JSON.stringify(commandOf(posting, stored)),
      })),
    );
    await queries.wait(command.transfer, command.key);
    return { kind: 'pending', key: command.key };
  }

  /** Second and third step, by whoever comes first: the same keys, so that doing it twice does it once. */
  async #finish(key: string): Promise<TransferAnswer> {
    const { store, ledger, talks } = this.#parts;
    const command = await store.readCommand(key);
    if (!command) throw new RangeError(`no command ${key}`);
    if (command.answer) return command.answer;
    const postings = await store.readPostings(key);
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
    const close = async (queries: TransferQueries): Promise<TransferAnswer> => {
      const stored = await queries.lock(command.transfer);
      const now = await queries.readCommand(key);
      if (!stored || !now) throw new RangeError(`transfer ${command.transfer} is gone`);
      if (now.answer) return now.answer;
      const answer = await this.#take(queries, stored, {
        command: { key, transfer: command.transfer, act: command.act, sides: [], extras: command.extras },
        sender: { accountId: command.accountId as AccountId, atMs: command.atMs },
        draft: command.draft,
        answers: postings.map(({ posting }, index) => ({ posting, answer: answers[index] })),
      });
      await queries.setPostings(postings, answers);
      await queries.setAnswer(key, answer);
      if (answer.outcome === 'done')
        await queries.writeExtras({
          key,
          transfer: command.transfer,
          act: command.act,
          sides: [],
          extras: command.extras,
        });
      return answer;
    };
    const opensTalk = command.act.kind === 'sign' || command.act.kind === 'reopen';
    return opensTalk && talks ? talks.settle(command.transfer, close) : store.transaction(close);
  }

  /** Takes in what the ledger answered, and writes the transfer as it then stands. */
  async #take(
    queries: TransferQueries,
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
      await queries.giveUp(command.transfer);
      return refusalOf(failed);
    }
    const after = settle(stored.transfer, command.act, results, { accountId: sender.accountId, draft });
    const held = answers.find(({ posting }) => posting.kind === 'reserve')?.answer;
    const isSigned = held?.outcome === 'posted';
    const value = isSigned ? (await approvalFacts(queries, stored, draft)).valueFen : undefined;
    await queries.save(stored, after, {
      atMs: sender.atMs,
      reservationPosition: isSigned ? held.position : after.isHeld ? stored.reservationPosition : null,
      agreementHash: isDraft(after.state)
        ? null
        : isSigned && command.act.kind === 'sign'
          ? command.act.hash
          : stored.agreementHash,
      value: isDraft(after.state) ? null : (value ?? stored.value),
      dueAtMs: command.extras?.parcels ? command.extras.parcels.dueAtMs : undefined,
    });
    return { outcome: 'done', transfer: command.transfer, state: after.state, version: stored.version + 1 };
  }
}

function approvalFacts(
  queries: TransferQueries,
  { transfer: { source, target } }: StoredTransfer,
  talk: readonly DraftLine[],
): Promise<ApprovalFacts> {
  return queries.readApprovalFacts(source, target, agreedLines(talk));
}
