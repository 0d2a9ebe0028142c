import type { Context } from 'hono';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { ActAnswer } from '#protocol/transfer/command.ts';
import { transferSentence } from '#protocol/transfer/sentences.ts';
import type { Guarded } from '../identity/guard.ts';
import { problem } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { TransferBusy } from './desk-parts.ts';
import { readHead, type TransferHead } from './read.ts';
import { maySeeTransfer } from './rights.ts';
import type { Sender, TransferAnswer } from './transfer.ts';

export type Asked = Context<Guarded>;
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The transfer, where it is there for the viewer. */
export async function headOf(c: Asked, id: TransferId): Promise<TransferHead | undefined> {
  const head = await asViewer(c, (sql) => readHead(sql, c.var.viewer, id));
  return head && maySeeTransfer(c.var.viewer, head) ? head : undefined;
}

/** One place that turns answers into HTTP: done 200, refused 409 with a sentence, out of reach 503. */
export async function answered(c: Asked, run: () => Promise<TransferAnswer>): Promise<Response> {
  try {
    const answer = await run();
    if (answer.outcome === 'done') return c.json(answer satisfies ActAnswer);
    const facts = await namedFacts(c, answer.facts);
    const sentence = transferSentence(answer.code, facts, c.var.viewer.language);
    return c.json({ ...answer, facts: { ...answer.facts }, sentence } satisfies ActAnswer, 409);
  } catch (error) {
    if (!(error instanceof LedgerBusy || error instanceof TransferBusy)) throw error;
    c.header('retry-after', '2');
    return c.json(
      { code: 'ledger.busy', detail: 'The ledger can’t take it now. Send the same key again.' },
      503,
    );
  }
}

export async function namedFacts(c: Asked, facts: Readonly<Record<string, string | number>>) {
  if (facts['sku'] === undefined) return facts;
  const [row] = await c.var.company.ledgerSql<{ zh: string; en: string }[]>`
    select name_zh as zh, name_en as en from skus where id = ${Number(facts['sku'])}`;
  return { ...facts, sku: (c.var.viewer.language === 'en' ? row?.en : row?.zh) ?? facts['sku'] };
}

export function senderOf(c: Asked): Sender {
  const { accountId, session } = c.var.viewer;
  const deviceAt = Number(c.req.header('tongpan-device-time') ?? Number.NaN);
  return {
    accountId,
    session,
    deviceAtMs: Number.isSafeInteger(deviceAt) && Math.abs(deviceAt) < 8e15 ? deviceAt : null,
  };
}

export function keyOf(c: Asked): string | undefined {
  const key = c.req.header('idempotency-key') ?? '';
  return uuid.test(key) ? key.toLowerCase() : undefined;
}

export function invalid(c: Asked, fields: readonly string[]): Response {
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].slice(0, 20).join(', ') });
}

export function fieldsOf(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}): string[] {
  return error.issues.map((issue) => issue.path.map(String).join('.') || 'body');
}

export function asViewer<Result>(c: Asked, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}

export function timeZoneOf(company: Company): string {
  return company.locations.all()[0]?.timeZone ?? 'UTC';
}

export function wholeOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 && value <= 2_147_483_647 ? value : undefined;
}
