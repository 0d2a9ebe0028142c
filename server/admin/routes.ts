import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { auditRowsMax } from '#protocol/admin/audit.ts';
import { jobNames, type AdminOverview } from '#protocol/admin/overview.ts';
import { guard, needs, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { audit } from '../identity/audit.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { auditFile } from './export-audit.ts';
import { readAudit, readChain } from './audit.ts';
import type { BackupConfig } from './company-jobs.ts';
import type { Moments } from './moments.ts';
import type { Nightly } from './nightly.ts';
import { readOverview, type Overseen } from './overview.ts';

export interface AdminParts extends GuardParts {
  readonly clock: Clock;
  readonly config: BackupConfig;
  readonly metrics: Metrics;
  /** Words that a collector of metrics sends as a bearer; without them only this machine itself may read them. */
  readonly metricsToken: string | undefined;
  readonly overseen: (slug: string) => Overseen | undefined;
  readonly nightly: Nightly | undefined;
  readonly moments: Pick<Moments, 'view'> | undefined;
}

const wordLengthMax = 100;

/** GET /metrics, /api/admin, /api/audit; POST /api/admin/jobs/NAME. */
export function adminRoutes(parts: AdminParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.get('/metrics', (c) => {
    if (!mayCollect(c, parts.metricsToken)) return notFound(c);
    c.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return c.body(parts.metrics.text());
  });
  routes.use('/api/admin/*', guard(parts), needs('view.admin'));
  routes.get('/api/admin', guard(parts), needs('view.admin'), async (c) => {
    const company = parts.overseen(c.var.viewer.company);
    if (!company) return notFound(c);
    const nightlyAtMs = parts.nightly?.nextAtMs() ?? null;
    const overview = await readOverview(company, parts.config, parts.clock.now(), nightlyAtMs);
    return c.json({ ...overview, moments: parts.moments?.view() ?? null } satisfies AdminOverview);
  });
  routes.post('/api/admin/jobs/:name', async (c) => {
    const name = jobNames.find((job) => job === c.req.param('name'));
    const company = parts.overseen(c.var.viewer.company);
    if (!name || !company) return notFound(c);
    const { accountId, session } = c.var.viewer;
    await audit(c.var.company.ledgerSql, { accountId, session, action: 'job.run', subject: name });
    void company.jobs.run(name);
    return c.json(company.jobs.stateOf(name), 202);
  });
  routes.get('/api/audit', guard(parts), needs('view.audit'), async (c) => {
    const before = Number(c.req.query('before') ?? Number.NaN);
    const entries = await readAudit(c.var.company.ledgerSql, c.var.viewer, {
      before: Number.isSafeInteger(before) && before > 0 && before < 2 ** 31 ? before : undefined,
      action: wordOf(c, 'action'),
      person: wordOf(c, 'person'),
    });
    return c.json({ entries, before: entries.length === auditRowsMax ? (entries.at(-1)?.id ?? null) : null });
  });
  routes.get('/api/export/audit/:form{xlsx|csv}', guard(parts), needs('view.audit'), (c) => {
    const { company, viewer } = c.var;
    const query = { action: wordOf(c, 'action'), person: wordOf(c, 'person') };
    return sendFile(c, formOf(c.req.param('form')), auditFile(company, viewer, query));
  });
  const reading = new Map<string, ReturnType<typeof readChain>>();
  routes.get('/api/audit/chain', guard(parts), needs('view.admin'), async (c) => {
    const { company } = c.var;
    // However many ask at once, the book is read through once.
    const chain =
      reading.get(company.slug) ?? readChain(company.ledgerSql).finally(() => reading.delete(company.slug));
    reading.set(company.slug, chain);
    return c.json(await chain);
  });
  return routes;
}

function wordOf(c: Context, name: string): string {
  return (c.req.query(name) ?? '').replaceAll('\0', '').trim().slice(0, wordLengthMax);
}

/** Through a proxy everybody comes from this machine, so what a proxy hands on needs the words. */
function mayCollect(c: Context, token: string | undefined): boolean {
  if (token !== undefined) {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(c.req.header('authorization') ?? ''), digest(`Bearer ${token}`));
  }
  if (c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined) return false;
  return isThisMachine(c);
}

function isThisMachine(c: Context): boolean {
  const address = getConnInfo(c).remote.address ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
