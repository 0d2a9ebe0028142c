import { Hono } from 'hono';
import * as z from 'zod';
import { mayDo } from '#domain/identity/viewer.ts';
import { demoCompany } from '#domain/demo/company.ts';
import { audit } from '../identity/audit.ts';
import { guard, refused, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { demoSpeeds } from './demo-clock.ts';
import type { LiveDemo } from './live-demo.ts';
import { demoPassword, demoSeed, demoSlug } from './seed.ts';

export interface DemoParts extends GuardParts {
  readonly demoOf: (slug: string) => LiveDemo | undefined;
  /** The companies that have a demo, by their short names. */
  readonly slugs: () => readonly string[];
  readonly restart: (slug: string) => Promise<void>;
}

/** The demo's logins and the control of its clock. Only where there is a demo company. */
export function demoRoutes(parts: DemoParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.get('/api/demo', (c) => {
    // While its day begins anew it is away, and whoever asks is told to come back.
    parts.openCompany(demoSlug);
    if (!parts.demoOf(demoSlug)) return c.json({ code: 'not_found' }, 404);
    const logins = demoCompany(demoSeed).people.map(({ login, zh, en, role }) => ({
      login,
      nameZh: zh,
      nameEn: en,
      role,
    }));
    return c.json({
      company: demoSlug,
      companies: parts.slugs(),
      password: demoPassword,
      logins,
      speeds: demoSpeeds,
    });
  });
  routes.use('/api/demo/*', guard(parts));
  routes.post('/api/demo/speed', async (c) => {
    const { viewer, company } = c.var;
    const demo = parts.demoOf(viewer.company);
    if (!demo) return notFound(c);
    if (!mayDo(viewer, 'run.demo')) return refused(c, 'run.demo');
    const parsed = z
      .object({ speed: z.union(demoSpeeds.map((speed) => z.literal(speed))) })
      .safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success)
      return c.json({ code: 'request.invalid', detail: `Send speed: ${demoSpeeds.join(', ')}.` }, 422);
    await demo.setSpeed(parsed.data.speed);
    await audit(company.ledgerSql, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'demo.speed',
      subject: String(parsed.data.speed),
    });
    return c.json({ ok: true });
  });
  routes.post('/api/demo/restart', async (c) => {
    const { viewer } = c.var;
    if (!parts.demoOf(viewer.company)) return notFound(c);
    if (!mayDo(viewer, 'run.demo')) return refused(c, 'run.demo');
    await parts.restart(viewer.company);
    return c.json({ ok: true });
  });
  return routes;
}
