import type { TransferId } from '#domain/transfer/ids.ts';
import type { ActAnswer } from '#protocol/transfer/command.ts';
import { transferSentence } from '#protocol/transfer/sentences.ts';
import type { Company } from '../platform/company.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { TransferBusy } from './desk-parts.ts';
import { readHead, type TransferHead } from './read.ts';
import { maySeeTransfer } from './rights.ts';
import type { TransferAnswer } from './transfer.ts';
import { type Asked, asViewer } from '../identity/asked.ts';
import { problem } from '../identity/problem.ts';

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
    return problem(c, 'ledger.busy', { waitSeconds: 2 });
  }
}

export async function namedFacts(c: Asked, facts: Readonly<Record<string, string | number>>) {
  if (facts['sku'] === undefined) return facts;
  const [row] = await c.var.company.ledgerSql<{ zh: string; en: string }[]>`
    select name_zh as zh, name_en as en from skus where id = ${Number(facts['sku'])}`;
  return { ...facts, sku: (c.var.viewer.language === 'en' ? row?.en : row?.zh) ?? facts['sku'] };
}

export function timeZoneOf(company: Company): string {
  return company.locations.all()[0]?.timeZone ?? 'UTC';
}
