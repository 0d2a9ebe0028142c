import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie } from 'hono/cookie';
import {
  kioskRequestSchema,
  languageRequestSchema,
  passwordRequestSchema,
  loginRequestSchema,
} from '#protocol/identity/requests.ts';
import type { Clock } from '../platform/clock.ts';
import { bodyOf } from './body.ts';
import { changePassword } from './change-password.ts';
import {
  guard,
  isSecure,
  needs,
  person,
  sessionCookieName,
  type GuardParts,
  type Guarded,
  type OpenCompany,
} from './guard.ts';
import { kiosksMax, listKiosks, makeKiosk, revokeKiosk } from './kiosks.ts';
import { readMe } from './me.ts';
import { notFound, problem } from './problem.ts';
import { signIn } from './sign-in.ts';

export interface IdentityParts extends GuardParts {
  readonly clock: Clock;
  /** Takes in companies that were made beside this server since. */
  readonly lookForCompanies?: () => Promise<void>;
  readonly companies: () => readonly {
    readonly slug: string;
    readonly nameZh: string;
    readonly nameEn: string;
  }[];
}

const bodyBytesMax = 16 * 1024;

/** Signing in and out, who one is, one's sessions, and kiosks. */
export function identityRoutes(parts: IdentityParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/session/*', '/api/kiosks']) {
    routes.use(path, bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') }));
  }
  routes.get('/api/companies', async (c) => {
    await parts.lookForCompanies?.();
    return c.json({ companies: parts.companies() });
  });
  sessionRoutes(routes, parts);
  kioskRoutes(routes, parts);
  return routes;
}

function sessionRoutes(routes: Hono<Guarded>, parts: IdentityParts): void {
  const letIn = guard(parts);
  const nameOf = (slug: string) =>
    parts.companies().find((company) => company.slug === slug) ?? { nameZh: slug, nameEn: slug };
  routes.post('/api/session', async (c) => {
    const input = await bodyOf(c, loginRequestSchema);
    if (input instanceof Response) return input;
    return signIn(c, parts, input, async ({ sessions, company }, secret) => {
      const viewer = await sessions.viewerOf(secret);
      return viewer
        ? c.json(await readMe(company.ledgerSql, viewer, nameOf(viewer.company)))
        : problem(c, 'session.wrong');
    });
  });
  routes.get('/api/session', letIn, async (c) =>
    c.json(await readMe(c.var.company.ledgerSql, c.var.viewer, nameOf(c.var.viewer.company))),
  );
  routes.delete('/api/session', letIn, person, async (c) => {
    await openOf(c, parts).sessions.close(c.var.secret);
    deleteCookie(c, sessionCookieName(c, parts.origin), { path: '/', secure: isSecure(c, parts.origin) });
    return c.json({ ok: true });
  });
  routes.get('/api/sessions', letIn, person, async (c) => {
    const { viewer } = c.var;
    const sessions = await openOf(c, parts).sessions.list(viewer.accountId);
    return c.json({
      sessions: sessions.map((session) => ({ ...session, isThis: session.handle === viewer.session })),
    });
  });
  routes.delete('/api/sessions/:handle', letIn, person, async (c) => {
    const isGone = await openOf(c, parts).sessions.closeByHandle(
      c.var.viewer.accountId,
      c.req.param('handle'),
    );
    return isGone ? c.json({ ok: true }) : notFound(c);
  });
  routes.put('/api/session/password', letIn, person, async (c) => {
    const input = await bodyOf(c, passwordRequestSchema);
    return input instanceof Response ? input : changePassword(c, parts, openOf(c, parts).sessions, input);
  });
  routes.put('/api/session/language', letIn, person, async (c) => {
    const input = await bodyOf(c, languageRequestSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    await company.ledgerSql`update accounts set language = ${input.language} where id = ${viewer.accountId}`;
    openOf(c, parts).sessions.refresh(viewer.accountId);
    return c.json({ ok: true });
  });
}

/** A kiosk's link opens the wall without a person, with the scope and the columns of who made it. */
function kioskRoutes(routes: Hono<Guarded>, parts: IdentityParts): void {
  const manage = [guard(parts), needs('manage.kiosk')] as const;
  routes.post('/api/kiosks', ...manage, async (c) => {
    const input = await bodyOf(c, kioskRequestSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const made = await makeKiosk(company.ledgerSql, parts.clock, viewer, input.name);
    if (!made) return problem(c, 'kiosk.too_many', { kiosksMax });
    return c.json({ handle: made.handle, link: `/wall?kiosk=${company.slug}.${made.secret}` }, 201);
  });
  routes.get('/api/kiosks', ...manage, async (c) => {
    const { company, viewer } = c.var;
    return c.json({ kiosks: await listKiosks(company.ledgerSql, parts.clock, viewer) });
  });
  routes.delete('/api/kiosks/:handle', ...manage, async (c) => {
    const { company, viewer } = c.var;
    const revoked = await revokeKiosk(company.ledgerSql, parts.clock, viewer, c.req.param('handle'));
    if (!revoked) return notFound(c);
    openOf(c, parts).sessions.forget([revoked]);
    return c.json({ ok: true });
  });
}

function openOf(c: Context<Guarded>, parts: GuardParts): OpenCompany {
  const open = parts.openCompany(c.var.viewer.company);
  if (!open) throw new Error('a viewer of a company that is not open');
  return open;
}
