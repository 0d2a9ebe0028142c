import type { AccountId } from '#domain/identity/ids.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import type { PlannedPurchase } from '#domain/purchase/decide.ts';
import type { PurchaseId } from '#domain/purchase/ids.ts';
import { taxOf } from '#domain/purchase/price.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import type { PurchaseAnswer, PurchaseCommand, PurchaseSender } from './purchase.ts';
import type { StoredPurchase } from './rows.ts';

export interface StoredPurchaseCommand {
  readonly key: string;
  readonly purchase: PurchaseId;
  readonly inputHash: string;
  readonly act: PurchaseAct;
  readonly accountId: AccountId;
  readonly session: string;
  readonly deviceAtMs: number | null;
  readonly atMs: number;
  readonly answer: PurchaseAnswer | null;
}

export async function readPurchaseCommand(
  sql: Queries,
  key: string,
): Promise<StoredPurchaseCommand | undefined> {
  const [row] = await sql<StoredPurchaseCommand[]>`
    select key, purchase_id as purchase, input_hash as "inputHash", input as act, account_id as "accountId", session,
      round(extract(epoch from device_at) * 1000)::bigint as "deviceAtMs", round(extract(epoch from at) * 1000)::bigint as "atMs", answer
    from purchase_commands where key = ${key}`;
  return row;
}

export async function insertPurchaseCommand(
  sql: Queries,
  written: {
    readonly command: PurchaseCommand;
    readonly sent: PurchaseSender & { readonly atMs: number };
    readonly inputHash: string;
  },
  answer: PurchaseAnswer | null,
): Promise<void> {
  const { command, sent, inputHash } = written;
  await sql`
    insert into purchase_commands (key, purchase_id, input_hash, kind, input, account_id, session, device_at, at, answer)
    values (${command.key}, ${command.purchase}, ${inputHash}, ${command.act.kind}, ${JSON.stringify(command.act)}::text::jsonb,
      ${sent.accountId}, ${sent.session}, ${sent.deviceAtMs === null ? null : at(sql, sent.deviceAtMs)}, ${at(sql, sent.atMs)},
      ${answer === null ? null : JSON.stringify(answer)}::text::jsonb)`;
}

export async function setPurchaseAnswer(sql: Queries, key: string, answer: PurchaseAnswer): Promise<void> {
  await sql`update purchase_commands set answer = ${JSON.stringify(answer)}::text::jsonb where key = ${key}`;
}

export async function insertPurchasePosting(
  sql: Queries,
  posting: {
    readonly ledgerKey: string;
    readonly command: PurchaseCommand;
    readonly planned: PlannedPurchase;
    readonly text: string;
    readonly undoes: string | null;
  },
): Promise<void> {
  const { ledgerKey, command, planned, text, undoes } = posting;
  await sql`
    insert into purchase_postings (ledger_key, command_key, purchase_id, kind, command, planned, undoes)
    values (${ledgerKey}, ${command.key}, ${command.purchase}, ${planned.kind}, ${text}, ${JSON.stringify(planned)}::text::jsonb, ${undoes})`;
}

export async function readPurchasePosting(
  sql: Queries,
  commandKey: string,
): Promise<{ ledgerKey: string; text: string; planned: PlannedPurchase } | undefined> {
  const [row] = await sql<{ ledgerKey: string; text: string; planned: PlannedPurchase }[]>`
    select ledger_key as "ledgerKey", command as text, planned from purchase_postings where command_key = ${commandKey}`;
  return row;
}

export async function setPurchasePosting(sql: Queries, ledgerKey: string, answer: Answer): Promise<void> {
  const posted = answer.outcome === 'posted' ? answer : undefined;
  await sql`
    update purchase_postings set is_posted = ${posted !== undefined}, posted_id = ${posted?.location ?? null},
      posted_position = ${posted?.position ?? null} where ledger_key = ${ledgerKey}`;
}

/** What a delivery brought and what was turned away, once the ledger has it. */
export async function writeReceipt(
  sql: Queries,
  { order, invoice, taxPointsBySku }: StoredPurchase,
  { key, act }: PurchaseCommand,
  planned: PlannedPurchase | null,
): Promise<void> {
  if (act.kind !== 'receive') return;
  for (const line of planned?.kind === 'receipt' ? planned.lines : []) {
    const { sku, quantity, gift, value, orderedValue, over } = line;
    const tax = taxOf(value, taxPointsBySku.get(sku) ?? 0, invoice);
    await sql`
      insert into purchase_receipt_lines (command_key, purchase_id, sku_id, quantity, gift, value, ordered_value, tax, over)
      values (${key}, ${order.id}, ${sku}, ${quantity}, ${gift}, ${value}, ${orderedValue}, ${tax}, ${over})`;
  }
  for (const { sku, refused } of act.lines)
    for (const { cause, quantity } of refused)
      await sql`
        insert into purchase_refusals (command_key, purchase_id, sku_id, cause, quantity)
        values (${key}, ${order.id}, ${sku}, ${cause}, ${quantity})`;
}
