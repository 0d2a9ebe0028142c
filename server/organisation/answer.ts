import type { Context } from 'hono';
import { organisationSentence, type OrganisationProblem } from '#protocol/organisation/sentences.ts';
import { inOneAct } from '../catalog/write.ts';
import type { Asked } from '../identity/asked.ts';
import { audit, type AuditAction } from '../identity/audit.ts';
import { languageOf, notFound } from '../identity/problem.ts';
import type { Queries } from '../platform/database.ts';

/** Writes with its audit row, or says why not. */
export async function act(
  c: Asked,
  action: AuditAction,
  subject: string,
  write: (sql: Queries) => Promise<number | 'unknown' | OrganisationProblem>,
): Promise<Response> {
  const { company, viewer } = c.var;
  try {
    const result = await inOneAct(company.ledgerSql, async (sql) => {
      const written = await write(sql);
      if (typeof written === 'number')
        await audit(sql, { accountId: viewer.accountId, session: viewer.session, action, subject });
      return written;
    });
    if (typeof result === 'number') return c.json({ id: result });
    return result === 'unknown' ? notFound(c) : refused(c, result, 409, { code: subject });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23503') return notFound(c);
    throw error;
  }
}

export function refused(
  c: Context,
  code: OrganisationProblem,
  status: 404 | 409,
  facts: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ code, facts, sentence: organisationSentence(code, languageOf(c), facts) }, status);
}
