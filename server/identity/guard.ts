import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Context } from 'hono';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Company } from '../platform/company.ts';
import type { Sessions } from './sessions.ts';

export interface OpenCompany {
  readonly company: Company;
  readonly sessions: Sessions;
}

export interface GuardParts {
  readonly openCompany: (slug: string) => OpenCompany | undefined;
  /** The addresses pages come from, besides the one that was asked: a proxy's. */
  readonly origin: string | undefined;
}

export type Guarded = { Variables: { viewer: Viewer; company: Company; secret: string } };

export const cookieName = 'tongpan';
const saneMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Headers of every answer of the API: nothing is cached, nothing is guessed, nothing is framed. */
export const apiHeaders = createMiddleware(async (c, next) => {
  await next();
  c.header('cache-control', 'no-store, private');
  c.header('x-content-type-options', 'nosniff');
  c.header('x-frame-options', 'DENY');
  c.header('referrer-policy', 'same-origin');
});

/** Refuses what another site makes a browser send: foreign origins, and bodies that a form could make. */
export function sameOrigin(origin: string | undefined) {
  return createMiddleware(async (c, next) => {
    if (saneMethods.has(c.req.method)) return next();
    if (!isSameOrigin(c, origin)) return c.json({ code: 'request.foreign_origin', detail: 'Open Tongpan itself and do it there.' }, 403);
    const type = c.req.header('content-type') ?? '';
    if (c.req.method !== 'DELETE' && !type.startsWith('application/json')) {
      return c.json({ code: 'request.not_json', detail: 'Send application/json.' }, 415);
    }
    return next();
  });
}

/** Whether the page that asks is ours. A call without Origin comes from no page: a script with its own cookie. */
export function isSameOrigin(c: Context, origin: string | undefined): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const from = c.req.header('origin');
  if (from === undefined) return true;
  return from === origin || URL.parse(from)?.host === c.req.header('host');
}

/** Lets only people in: 401 without a session. Sets `viewer` and `company`. */
export function guard(parts: GuardParts) {
  return createMiddleware<Guarded>(async (c, next) => {
    const found = await viewerOf(c, parts);
    if (!found) return c.json({ code: 'session.none', detail: 'Sign in.' }, 401);
    c.set('viewer', found.viewer);
    c.set('company', found.company);
    c.set('secret', found.secret);
    return next();
  });
}

/** The person behind a request: the cookie names the company and carries the secret. */
export async function viewerOf(
  c: Context,
  parts: GuardParts,
): Promise<{ viewer: Viewer; company: Company; secret: string } | undefined> {
  const cookie = getCookie(c, cookieName) ?? '';
  const cut = cookie.indexOf('.');
  if (cut < 1 || cookie.length > 200) return undefined;
  const open = parts.openCompany(cookie.slice(0, cut));
  const secret = cookie.slice(cut + 1);
  const viewer = await open?.sessions.viewerOf(secret);
  return open && viewer ? { viewer, company: open.company, secret } : undefined;
}
