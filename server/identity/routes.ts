import { Hono, type Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { presetByRole } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { audit } from './audit.ts';
import { normaliseLogin } from './accounts.ts';
import { cookieName, guard, type GuardParts, type Guarded } from './guard.ts';
import { LoginLimits } from './limits.ts';
import { verifyPassword } from './password.ts';
import type { Clock } from '../platform/clock.ts';

const loginSchema = z.object({
  company: z.string().max(40),
  login: z.string().min(1).max(200),
  password: z.string().max(1000),
});

export interface IdentityParts extends GuardParts {
  readonly clock: Clock;
  readonly companies: () => readonly { readonly slug: string; readonly nameZh: string; readonly nameEn: string }[];
}

/** Signing in and out, and who one is. */
export function identityRoutes(parts: IdentityParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.get('/api/companies', (c) => c.json({ companies: parts.companies() }));
  routes.post('/api/session', async (c) => {
    const parsed = loginSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ code: 'request.invalid', detail: 'Send company, login and password.' }, 422);
    return signIn(c, parts, parsed.data);
  });
  routes.get('/api/session', guard(parts), (c) => c.json(meOf(c.var.viewer)));
  routes.delete('/api/session', guard(parts), async (c) => {
    const { viewer, company, secret } = c.var;
    await parts.openCompany(viewer.company)?.sessions.close(secret);
    await audit(company.ledgerSql, { accountId: viewer.accountId, session: viewer.session, action: 'session.close' });
    deleteCookie(c, cookieName, { path: '/' });
    return c.json({ ok: true });
  });
  routes.get('/api/sessions', guard(parts), async (c) => {
    const { viewer } = c.var;
    const sessions = (await parts.openCompany(viewer.company)?.sessions.list(viewer.accountId)) ?? [];
    return c.json({ sessions: sessions.map((session) => ({ ...session, isThis: session.handle === viewer.session })) });
  });
  routes.delete('/api/sessions/:handle', guard(parts), async (c) => {
    const { viewer } = c.var;
    const isGone = await parts.openCompany(viewer.company)?.sessions.closeByHandle(viewer.accountId, c.req.param('handle'));
    return isGone ? c.json({ ok: true }) : c.json({ code: 'not_found' }, 404);
  });
  routes.put('/api/session/language', guard(parts), async (c) => {
    const parsed = z.object({ language: z.enum(['zh-CN', 'en']) }).safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ code: 'request.invalid', detail: 'Send language zh-CN or en.' }, 422);
    await c.var.company.ledgerSql`update accounts set language = ${parsed.data.language} where id = ${c.var.viewer.accountId}`;
    return c.json({ ok: true });
  });
  return routes;
}

/** One answer, one duration and one count for an unknown login, a wrong password and a disabled account. */
async function signIn(c: Context, parts: IdentityParts, input: z.infer<typeof loginSchema>): Promise<Response> {
  const open = parts.openCompany(input.company);
  const login = normaliseLogin(input.login);
  const wrong = () => c.json({ code: 'session.wrong', detail: 'The login or the password is wrong.' }, 401);
  if (!open) {
    await verifyPassword(null, input.password);
    return wrong();
  }
  const sql = open.company.ledgerSql;
  const limits = new LoginLimits(sql, parts.clock);
  const address = addressOf(c);
  const waitSeconds = await limits.waitSeconds(login, address);
  if (waitSeconds > 0) {
    c.header('retry-after', String(waitSeconds));
    return c.json({ code: 'session.wait', detail: 'Too many wrong passwords. Try again later.', waitSeconds }, 429);
  }
  const [account] = await sql<{ id: AccountId; password_hash: string | null; is_disabled: boolean }[]>`
    select id, password_hash, is_disabled from accounts where login = ${login}`;
  const isRight = await verifyPassword(account?.password_hash ?? null, input.password);
  if (!account || !isRight || account.is_disabled) {
    await limits.countWrong(login, address);
    await audit(sql, { accountId: null, session: null, action: 'session.refused', subject: login });
    return wrong();
  }
  await limits.forgive(login);
  const { secret, handle } = await open.sessions.open(account.id, c.req.header('user-agent') ?? '');
  await audit(sql, { accountId: account.id, session: handle, action: 'session.open' });
  const isSecure = (parts.origin ?? '').startsWith('https:') || c.req.header('x-forwarded-proto') === 'https';
  setCookie(c, cookieName, `${open.company.slug}.${secret}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure,
    maxAge: 30 * 86_400,
  });
  const viewer = await open.sessions.viewerOf(secret);
  return viewer ? c.json(meOf(viewer)) : wrong();
}

function meOf(viewer: Viewer): object {
  const { name, role, language, company, scope, session } = viewer;
  const { operations, columns, home } = presetByRole[role];
  return { name, role, language, company, scope: scope.kind, session: session satisfies SessionHandle, operations, columns, home };
}

function addressOf(c: Context): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } };
  return env.incoming?.socket?.remoteAddress ?? 'unknown';
}
