import type { AccountId } from '#domain/identity/ids.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { PlannedPosting, TransferAct } from '#domain/transfer/act.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import type { ActExtras, Sender, TransferAnswer, TransferCommand } from './transfer.ts';

export interface StoredCommand {
  readonly transfer: TransferId;
  readonly inputHash: string;
  readonly act: TransferAct;
  readonly extras: ActExtras;
  readonly draft: readonly DraftLine[] | null;
  readonly accountId: AccountId;
  readonly session: string;
  readonly deviceAtMs: number | null;
  readonly atMs: number;
  readonly answer: TransferAnswer | null;
}

export interface StoredPosting {
  readonly ledgerKey: string;
  readonly posting: PlannedPosting;
  readonly command: string;
}

export interface WrittenCommand {
  readonly command: TransferCommand;
  readonly sender: Sender & { readonly atMs: number };
  readonly inputHash: string;
  readonly draft: readonly DraftLine[] | null;
}

interface CommandRow {
  transfer: TransferId;
  inputHash: string;
  input: { act: TransferAct; extras: ActExtras };
  draft: readonly DraftLine[] | null;
  accountId: AccountId;
  session: string;
  deviceAtMs: number | null;
  atMs: number;
  answer: TransferAnswer | null;
}

export async function readCommand(sql: Queries, key: string): Promise<StoredCommand | undefined> {
  const [row] = await sql<CommandRow[]>`
    select transfer_id as transfer, input_hash as "inputHash", input, draft, account_id as "accountId", session,
      round(extract(epoch from device_at) * 1000)::bigint as "deviceAtMs", round(extract(epoch from at) * 1000)::bigint as "atMs", answer
    from transfer_commands where key = ${key}`;
  if (!row) return undefined;
  const { input, ...rest } = row;
  return { ...rest, act: input.act, extras: input.extras };
}

export async function insertCommand(
  sql: Queries,
  { command, sender, inputHash, draft }: WrittenCommand,
  answer: TransferAnswer | null,
): Promise<void> {
  const input = JSON.stringify({ act: command.act, extras: command.extras ?? {} });
  await sql`
    insert into transfer_commands (key, transfer_id, input_hash, kind, input, draft, account_id, session, device_at, at, answer)
    values (${command.key}, ${command.transfer}, ${inputHash}, ${command.act.kind}, ${input}::text::jsonb,
      ${draft === null ? null : JSON.stringify(draft)}::text::jsonb, ${sender.accountId}, ${sender.session},
      ${sender.deviceAtMs === null ? null : at(sql, sender.deviceAtMs)}, ${at(sql, sender.atMs)},
      ${answer === null ? null : JSON.stringify(answer)}::text::jsonb)`;
}

export async function setAnswer(sql: Queries, key: string, answer: TransferAnswer): Promise<void> {
  await sql`update transfer_commands set answer = ${JSON.stringify(answer)}::text::jsonb where key = ${key}`;
}

export async function insertPostings(
  sql: Queries,
  command: TransferCommand,
  postings: readonly StoredPosting[],
): Promise<void> {
  for (const [ordinal, { ledgerKey, posting, command: text }] of postings.entries()) {
    const cause = 'cause' in posting ? posting.cause : null;
    await sql`
      insert into transfer_postings (ledger_key, command_key, transfer_id, ordinal, kind, cause, command)
      values (${ledgerKey}, ${command.key}, ${command.transfer}, ${ordinal}, ${posting.kind}, ${cause}, ${text})`;
  }
}

/** The postings of a command in their order, with what was planned read back from what was sent. */
export async function readPostings(sql: Queries, commandKey: string): Promise<readonly StoredPosting[]> {
  const rows = await sql<
    { ledgerKey: string; kind: PlannedPosting['kind']; cause: string | null; command: string }[]
  >`
    select ledger_key as "ledgerKey", kind, cause, command from transfer_postings where command_key = ${commandKey} order by ordinal`;
  return rows.map(({ ledgerKey, kind, cause, command }) => ({
    ledgerKey,
    posting: plannedOf(kind, cause, command),
    command,
  }));
}

/** What was planned, read back from what was sent to the ledger. */
export function plannedOf(
  kind: PlannedPosting['kind'],
  cause: string | null,
  command: string,
): PlannedPosting {
  const { lines = [] } = JSON.parse(command) as { lines?: readonly { sku: number; quantity: number }[] };
  return (kind === 'release' ? { kind } : { kind, cause, lines }) as PlannedPosting;
}

export async function setPostings(
  sql: Queries,
  postings: readonly StoredPosting[],
  answers: readonly Answer[],
): Promise<void> {
  for (const [index, { ledgerKey }] of postings.entries()) {
    const answer = answers[index];
    const posted = answer?.outcome === 'posted' ? answer : undefined;
    await sql`
      update transfer_postings set is_posted = ${posted !== undefined}, posted_id = ${posted?.location ?? null},
        posted_position = ${posted?.position ?? null} where ledger_key = ${ledgerKey}`;
  }
}

/** What stands beside an act: its parcels, and what was short or over with its cause. */
export async function writeExtras(sql: Queries, command: TransferCommand): Promise<void> {
  const { key, transfer, act, extras } = command;
  if (act.kind === 'dispatch' && extras?.parcels) {
    const { parcels, carrier, waybill, freight } = extras.parcels;
    await sql`
      insert into transfer_parcels (command_key, transfer_id, parcels, carrier, waybill, freight)
      values (${key}, ${transfer}, ${parcels}, ${carrier}, ${waybill}, ${freight})`;
  }
  for (const { sku, kind, cause, quantity } of differencesOf(act)) {
    const remark = extras?.remarks?.find((one) => one.sku === sku);
    await sql`
      insert into transfer_differences (transfer_id, command_key, sku_id, kind, cause, quantity, note, photo_id)
      values (${transfer}, ${key}, ${sku}, ${kind}, ${cause}, ${quantity}, ${remark?.note ?? ''}, ${remark?.photoId ?? null})`;
  }
}

export interface Difference {
  readonly sku: number;
  readonly kind: 'short' | 'over';
  readonly cause: string;
  readonly quantity: number;
}

export function differencesOf(act: TransferAct): readonly Difference[] {
  switch (act.kind) {
    case 'receive':
      return [
        ...act.lines.flatMap(({ sku, short }) =>
          short.map(({ cause, quantity }) => ({ sku, kind: 'short' as const, cause, quantity })),
        ),
        ...act.over.map(({ sku, cause, quantity }) => ({ sku, kind: 'over' as const, cause, quantity })),
      ];
    case 'lose':
      return act.lines.map(({ sku, quantity }) => ({ sku, kind: 'short', cause: act.cause, quantity }));
    case 'take_back':
      return act.lines.map(({ sku, quantity }) => ({ sku, kind: 'short', cause: 'turned_back', quantity }));
    default:
      return [];
  }
}
