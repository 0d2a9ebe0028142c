import type { SessionHandle, AccountId } from '#domain/identity/ids.ts';
import type { Language } from '#domain/identity/viewer.ts';
import type { Fen } from '#domain/money.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import { decidePurchase, type PlannedPurchase, type PurchaseContext } from '#domain/purchase/decide.ts';
import { refusePurchase } from '#domain/purchase/outcome.ts';
import { settlePurchase } from '#domain/purchase/settle.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { ofOrderSentence } from '#protocol/purchase/sentences.ts';
import type { Clock } from '../platform/clock.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import {
  insertPurchaseCommand,
  insertPurchasePosting,
  readPurchaseCommand,
  readPurchasePosting,
  setPurchaseAnswer,
  setPurchasePosting,
  writeReceipt,
} from './command-rows.ts';
import { insertDrafts } from './draft-rows.ts';
import { inputHashOf, ledgerKeyOf } from './keys.ts';
import type {
  Drafted,
  DraftWish,
  PurchaseAnswer,
  PurchaseCommand,
  Purchases,
  PurchaseSender,
} from './purchase.ts';
import {
  lockPurchase,
  readMinimum,
  readPostedReceipts,
  readPriceList,
  readRule,
  savePurchase,
  type StoredPurchase,
} from './rows.ts';

/** Too many commands for one order at once: nothing was done, send the same key again. */
export class PurchaseBusy extends Error {}

/** How often a command waits for another one of the same order before it gives up. */
const turnsMax = 50;

type Step =
  | { readonly kind: 'answered'; readonly answer: PurchaseAnswer }
  /** This command, or another one of the order, waits for the ledger's answer. */
  | { readonly kind: 'pending'; readonly key: string };

export interface PurchaseParts {
  /** A pool of its own: an order never waits for the ledger while it holds a connection. */
  readonly sql: Sql;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly locations: LocationDirectory;
}

type Sent = PurchaseSender & { readonly atMs: number };

/**
 * Carries out commands on purchase orders. The ledger posts in transactions of its own, so a receipt goes in three steps:
 *
 *   under the lock: decide, write what will be posted │ post, by a key made from the command's │ under the lock: take in the answer
 *
 * Whoever finds an order waiting in the middle carries that command on first, with the same key [PU-12].
 */
export class PurchaseDesk implements Purchases {
  readonly #parts: PurchaseParts;

  constructor(parts: PurchaseParts) {
    this.#parts = parts;
  }

  async draft(wish: DraftWish, sender: PurchaseSender, within?: Queries): Promise<Drafted> {
    const shelfId = this.#parts.locations.shelfOf(wish.store);
    const shelf = shelfId === undefined ? undefined : this.#parts.locations.of(shelfId);
    if (!shelf) throw new RangeError(`no shelf in store ${wish.store}`);
    const insert = (sql: Queries) => insertDrafts(sql, wish, shelf, this.#sent(sender));
    return within ? insert(within) : this.#parts.sql.begin((tx) => insert(tx as unknown as Queries));
  }

  async act(command: PurchaseCommand, sender: PurchaseSender): Promise<PurchaseAnswer> {
    const sent = this.#sent(sender);
    for (let turn = 0; turn < turnsMax; turn++) {
      const step = (await this.#parts.sql.begin((tx) =>
        this.#admit(tx as unknown as Queries, command, sent),
      )) as Step;
      if (step.kind === 'answered') return step.answer;
      const answer = await this.#finish(step.key);
      if (step.key === command.key) return answer;
    }
    throw new PurchaseBusy(`purchase ${command.purchase} is busy`);
  }

  async orderOf({ location, position }: DocumentRef): Promise<number | undefined> {
    const [row] = await this.#parts.sql<{ id: number }[]>`
      select purchase_id as id from purchase_postings
      where posted_id = ${location} and posted_position = ${position} and is_posted`;
    return row?.id;
  }

  /** Why the ledger’s own reversal is not for this document: its order would not know [PU-8]. */
  async refuseReversal(of: DocumentRef, language: Language) {
    const purchase = await this.orderOf(of);
    return purchase === undefined
      ? undefined
      : { code: 'reversal.of_order', facts: { purchase }, sentence: ofOrderSentence(purchase, language) };
  }

  async recover(olderThanMs: number): Promise<number> {
    const rows = await this.#parts.sql<{ key: string }[]>`
      select c.key from purchases p join purchase_commands c on c.key = p.pending_key
      where c.recorded_at < now() - make_interval(secs => ${olderThanMs / 1000}::float8) order by c.recorded_at limit 200`;
    for (const { key } of rows) await this.#finish(key);
    return rows.length;
  }

  #sent(sender: PurchaseSender): Sent {
    return { ...sender, atMs: sender.atMs ?? this.#parts.clock.now() };
  }

  async #admit(sql: Queries, command: PurchaseCommand, sent: Sent): Promise<Step> {
    const stored = await lockPurchase(sql, command.purchase);
    if (!stored) throw new RangeError(`no purchase ${command.purchase}`);
    const inputHash = inputHashOf(command, sent.accountId);
    const known = await readPurchaseCommand(sql, command.key);
    if (known) {
      if (known.inputHash !== inputHash)
        return { kind: 'answered', answer: refusePurchase('purchase.key_reused') };
      return known.answer
        ? { kind: 'answered', answer: known.answer }
        : { kind: 'pending', key: command.key };
    }
    if (stored.pendingKey !== null) return { kind: 'pending', key: stored.pendingKey };
    const context = await this.#contextOf(sql, stored, command.act, sent.accountId, command.mayExceed);
    const decision = decidePurchase(stored.order, command.act, context);
    const written = { command, sent, inputHash };
    if (decision.outcome === 'refused') {
      await insertPurchaseCommand(sql, written, decision);
      return { kind: 'answered', answer: decision };
    }
    const { posting } = decision;
    if (!posting) {
      await insertPurchaseCommand(sql, written, null);
      const answer = await this.#take(sql, stored, { command, sent, posting: null, context });
      await setPurchaseAnswer(sql, command.key, answer);
      return { kind: 'answered', answer };
    }
    await insertPurchaseCommand(sql, written, null);
    await insertPurchasePosting(sql, {
      ledgerKey: ledgerKeyOf(command.key),
      command,
      planned: posting,
      text: JSON.stringify(commandOf(posting, stored)),
      undoes: command.act.kind === 'undo' ? command.act.receipt : null,
    });
    await sql`update purchases set pending_key = ${command.key} where id = ${command.purchase}`;
    return { kind: 'pending', key: command.key };
  }

  async #contextOf(
    sql: Queries,
    { order, supplierId }: StoredPurchase,
    act: PurchaseAct,
    accountId: AccountId,
    mayExceed: boolean,
  ): Promise<PurchaseContext> {
    const skus = [...order.lines, ...(act.kind === 'write' ? act.lines : [])].map((line) => line.sku);
    return {
      accountId,
      mayExceed,
      rule: await readRule(sql),
      list: await readPriceList(sql, supplierId, skus),
      minimum: await readMinimum(sql, supplierId),
      receipts: act.kind === 'undo' ? await readPostedReceipts(sql, order.id) : [],
    };
  }

  /** Second and third step, by whoever comes first: the same key, so that doing it twice does it once. */
  async #finish(key: string): Promise<PurchaseAnswer> {
    const { sql, ledger } = this.#parts;
    const command = await readPurchaseCommand(sql, key);
    if (!command) throw new RangeError(`no command ${key}`);
    if (command.answer) return command.answer;
    const posting = await readPurchasePosting(sql, key);
    if (!posting) throw new RangeError(`command ${key} posts nothing and has no answer`);
    const posted = await ledger.post({
      key: posting.ledgerKey,
      command: JSON.parse(posting.text) as Command,
      accountId: command.accountId,
      session: command.session as SessionHandle,
      deviceAtMs: command.deviceAtMs,
      occurredAtMs: command.atMs,
    });
    return (await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Queries;
      const stored = await lockPurchase(tx, command.purchase);
      const now = await readPurchaseCommand(tx, key);
      if (!stored || !now) throw new RangeError(`purchase ${command.purchase} is gone`);
      if (now.answer) return now.answer;
      const answer = await this.#takePosted(tx, stored, command, posting.planned, posted);
      await setPurchasePosting(tx, posting.ledgerKey, posted);
      await setPurchaseAnswer(tx, key, answer);
      return answer;
    })) as PurchaseAnswer;
  }

  async #takePosted(
    sql: Queries,
    stored: StoredPurchase,
    command: NonNullable<Awaited<ReturnType<typeof readPurchaseCommand>>>,
    planned: PlannedPurchase,
    posted: Answer,
  ): Promise<PurchaseAnswer> {
    const { key, purchase, act, accountId, atMs } = command;
    if (posted.outcome === 'refused') {
      await sql`update purchases set pending_key = null, version = version + 1 where id = ${purchase}`;
      return posted.code === 'stock.insufficient'
        ? refusePurchase('purchase.stock_gone', posted.facts)
        : refusePurchase('purchase.ledger', { ledger: posted.code });
    }
    const context = await this.#contextOf(sql, stored, act, accountId, false);
    // What is undone counts until this very step: its mark is set behind it.
    return this.#take(sql, stored, {
      command: { key, purchase, act, mayExceed: false },
      sent: { accountId, atMs, session: command.session as SessionHandle, deviceAtMs: command.deviceAtMs },
      posting: planned,
      context,
      mark: () => setPurchasePosting(sql, ledgerKeyOf(key), posted),
    });
  }

  /** Writes the order as it stands after the act, with what the act left beside it. */
  async #take(
    sql: Queries,
    stored: StoredPurchase,
    taken: {
      readonly command: PurchaseCommand;
      readonly sent: Sent;
      readonly posting: PlannedPurchase | null;
      readonly context: PurchaseContext;
      readonly mark?: () => Promise<void>;
    },
  ): Promise<PurchaseAnswer> {
    const { command, sent, posting, context } = taken;
    const { act, purchase } = command;
    const after = settlePurchase(stored.order, act, posting, context);
    if (act.kind === 'receive') await writeReceipt(sql, stored, command, posting);
    await taken.mark?.();
    await savePurchase(sql, stored, after, {
      atMs: sent.atMs,
      accountId: sent.accountId,
      written: act.kind === 'write' ? act : undefined,
      sentWay: act.kind === 'send' ? act.way : undefined,
    });
    return { outcome: 'done', purchase, state: after.state, version: stored.order.version + 1 };
  }
}

/** What the ledger is told: goods come from the supplier at what they cost, gifts for nothing; or a receipt is mirrored. */
function commandOf(posting: PlannedPurchase, { locationId }: StoredPurchase): Command {
  if (posting.kind === 'reversal') return { kind: 'reversal', location: locationId, of: posting.of };
  return {
    kind: 'receipt',
    location: locationId,
    lines: posting.lines.flatMap(({ sku, quantity, gift, value }) => [
      ...(quantity > 0 ? [{ sku, quantity: quantity as Quantity, value }] : []),
      ...(gift > 0 ? [{ sku, quantity: gift as Quantity, value: 0 as Fen }] : []),
    ]),
  };
}
