import type { Context } from 'hono';
import type { ZodType } from 'zod';
import { businessMoment } from '#domain/store/business-day.ts';
import { purchaseSentence } from '#protocol/purchase/sentences.ts';
import type { PurchaseActAnswer } from '#protocol/purchase/command.ts';
import type { Guarded } from '../identity/guard.ts';
import { problem } from '../identity/problem.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { PurchaseBusy } from './desk.ts';
import type { PurchaseAnswer, PurchaseSender } from './purchase.ts';

export type Asked = Context<Guarded>;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** One place that turns answers into HTTP: done 200, refused 409 with a sentence, out of reach 503. */
export async function answered(c: Asked, run: () => Promise<PurchaseAnswer>): Promise<Response> {
  try {
    const answer = await run();
    if (answer.outcome === 'done') return c.json(answer satisfies PurchaseActAnswer);
    const sentence = purchaseSentence(answer.code, await named(c, answer.facts), c.var.viewer.language);
    return c.json({ ...answer, facts: { ...answer.facts }, sentence } satisfies PurchaseActAnswer, 409);
  } catch (error) {
    if (!(error instanceof LedgerBusy || error instanceof PurchaseBusy)) throw error;
    c.header('retry-after', '2');
    return c.json(
      { code: 'ledger.busy', detail: 'The ledger can’t take it now. Send the same key again.' },
      503,
    );
  }
}

async function named(c: Asked, facts: Readonly<Record<string, string | number>>) {
  if (facts['sku'] === undefined) return facts;
  const [row] = await c.var.company.ledgerSql<{ zh: string; en: string }[]>`
    select name_zh as zh, name_en as en from skus where id = ${Number(facts['sku'])}`;
  return { ...facts, sku: (c.var.viewer.language === 'en' ? row?.en : row?.zh) ?? facts['sku'] };
}

export function senderOf(c: Asked): PurchaseSender {
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

/** The body in its shape, or the answer that names the fields to mend. */
export async function bodyOf<Body>(c: Asked, schema: ZodType<Body>): Promise<Body | Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  return invalid(
    c,
    parsed.error.issues.map((issue) => issue.path.map(String).join('.') || 'body'),
  );
}

export function invalid(c: Asked, fields: readonly string[]): Response {
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].slice(0, 20).join(', ') });
}

export function asViewer<Result>(c: Asked, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}

export function wholeOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 && value <= 2_147_483_647 ? value : undefined;
}

/** The company's time, its zone and its day, as its first store has them. */
export function nowOf(c: Asked): {
  readonly nowMs: number;
  readonly timeZone: string;
  readonly today: number;
} {
  const { company } = c.var;
  const nowMs = company.clock.now();
  const place = company.locations.all()[0];
  const timeZone = place?.timeZone ?? 'UTC';
  return { nowMs, timeZone, today: businessMoment(nowMs, timeZone, place?.dayCutMinutes ?? 0).day };
}
