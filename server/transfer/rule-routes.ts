import type { Hono } from 'hono';
import { transferSettingsSchema } from '#protocol/transfer/command.ts';
import { audit } from '../identity/audit.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Queries } from '../platform/database.ts';
import { readApprovalRule } from './approval-facts.ts';
import { fieldsOf, invalid } from '../identity/body.ts';

/** When a third person must sign: looked at by who approves, set by who approves for the whole company [TR-6]. */
export function ruleRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/transfer-settings', needs('transfer.approve'), async (c) =>
    c.json(await readApprovalRule(c.var.company.ledgerSql)),
  );
  routes.put('/api/transfer-settings', needs('transfer.approve'), async (c) => {
    const { viewer, company } = c.var;
    const parsed = transferSettingsSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return invalid(c, fieldsOf(parsed.error));
    // The rule is the company's: who sees a part of it only may look.
    if (viewer.scope.kind !== 'all') return notFound(c);
    const { valueFenMax, regionStepsMax, asksFranchise } = parsed.data;
    await company.ledgerSql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      await sql`update transfer_settings set value_max = ${valueFenMax}, region_steps_max = ${regionStepsMax}, asks_franchise = ${asksFranchise}`;
      await audit(sql, {
        accountId: viewer.accountId,
        session: viewer.session,
        action: 'transfer.rule',
        subject: 'transfer rule',
        detail: { valueFenMax, regionStepsMax, asksFranchise: asksFranchise ? 1 : 0 },
      });
    });
    return c.json(parsed.data);
  });
}
