import { businessMoment } from '#domain/store/business-day.ts';
import { purchaseSentence } from '#protocol/purchase/sentences.ts';
import type { PurchaseActAnswer } from '#protocol/purchase/command.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { PurchaseBusy } from './desk.ts';
import type { PurchaseAnswer } from './purchase.ts';
import type { Asked } from '../identity/asked.ts';
import { problem } from '../identity/problem.ts';

/** One place that turns answers into HTTP: done 200, refused 409 with a sentence, out of reach 503. */
export async function answered(c: Asked, run: () => Promise<PurchaseAnswer>): Promise<Response> {
  try {
    const answer = await run();
    if (answer.outcome === 'done') return c.json(answer satisfies PurchaseActAnswer);
    const sentence = purchaseSentence(answer.code, await named(c, answer.facts), c.var.viewer.language);
    return c.json({ ...answer, facts: { ...answer.facts }, sentence } satisfies PurchaseActAnswer, 409);
  } catch (error) {
    if (!(error instanceof LedgerBusy || error instanceof PurchaseBusy)) throw error;
    return problem(c, 'ledger.busy', { waitSeconds: 2 });
  }
}

async function named(c: Asked, facts: Readonly<Record<string, string | number>>) {
  if (facts['sku'] === undefined) return facts;
  const [row] = await c.var.company.ledgerSql<{ zh: string; en: string }[]>`
    select name_zh as zh, name_en as en from skus where id = ${Number(facts['sku'])}`;
  return { ...facts, sku: (c.var.viewer.language === 'en' ? row?.en : row?.zh) ?? facts['sku'] };
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
