import { createMiddleware } from 'hono/factory';
import { parse } from 'hono/utils/cookie';
import type { Context } from 'hono';
import type { Operation } from '#domain/identity/role.ts';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import { RateLimit } from '../platform/rate-limit.ts';
import { keyPrefix } from './api-keys.ts';
import { kioskPrefix } from './kiosks.ts';
import { RefusalAudit } from './audit.ts';
import { headerOf, presetHeaders } from './header.ts';
import { notFound, problem } from './problem.ts';
import type { Sessions } from './sessions.ts';

export interface OpenCompany {
  readonly company: Company;
  readonly sessions: Sessions;
}

export interface GuardParts {
  readonly openCompany: (slug: string) => OpenCompany | undefined;
  /** The address people use where a proxy stands in front; it is then the proxy that says who asks. */
  readonly origin: string | undefined;
}

export type Guarded = { Variables: { viewer: Viewer; company: Company; secret: string } };

export const cookieName = 'tongpan';
/** Over https: bound to this very host, so that no neighbouring site can plant one. */
export const secureCookieName = `__Host-${cookieName}`;
const credentialLengthMax = 200;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Headers of every answer whatsoever, the pages' too. */
export const pageHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const headersOfApi = {
  'cache-control': 'no-store, private',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  ...pageHeaders,
} as const;

/** Headers of every answer of the API: nothing is cached, nothing is guessed, nothing is framed. */
export const apiHeaders = createMiddleware(async (c, next) => {
  if (presetHeaders(c, headersOfApi)) return next();
  await next();
  for (const [name, value] of Object.entries(headersOfApi)) c.header(name, value);
});

/** Refuses what another site makes a browser send: foreign origins, and bodies that a form could make. */
export function sameOrigin(origin: string | undefined) {
  return createMiddleware(async (c, next) => {
    if (safeMethods.has(c.req.method)) return next();
    if (!isSameOrigin(c, origin)) return problem(c, 'request.foreign_origin');
    if (!isJson(c)) return problem(c, 'request.not_json');
    return next();
  });
}

/** Whether the page that asks is ours. A call without Origin comes from no page: a script with its own cookie. */
export function isSameOrigin(c: Context, origin: string | undefined): boolean {
  const site = headerOf(c, 'sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const from = headerOf(c, 'origin');
  if (from === undefined) return true;
  return from === origin || URL.parse(from)?.host === headerOf(c, 'host');
}

/** A body must say that it is JSON: a form can't. */
function isJson(c: Context): boolean {
  const type = headerOf(c, 'content-type');
  if (type !== undefined) return /^application\/json\s*(;|$)/i.test(type);
  return Number(headerOf(c, 'content-length') ?? 0) === 0 && headerOf(c, 'transfer-encoding') === undefined;
}

/** Lets only viewers in, people and kiosks: 401 without a session. Sets `viewer` and `company`. */
export function guard(parts: GuardParts) {
  return createMiddleware<Guarded>(async (c, next) => {
    const found = await viewerOf(c, parts);
    if (!found) return problem(c, 'session.none');
    const waitSeconds = found.viewer.kind === 'key' ? keyRate.take(found.viewer.session) : 0;
    if (waitSeconds > 0) return problem(c, 'request.too_many', { waitSeconds });
    c.set('viewer', found.viewer);
    c.set('company', found.company);
    c.set('secret', found.secret);
    return next();
  });
}

/** After `guard`: only people. To a kiosk there is no such address. */
export const person = createMiddleware<Guarded>(async (c, next) =>
  c.var.viewer.kind === 'person' ? next() : notFound(c),
);

/** What one key may ask: bursts of a minute's worth, and as many a minute for good. */
const keyRate = new RateLimit({ burst: 600, perSecond: 10, clock: systemClock });

const refusals = new RefusalAudit(systemClock);

/** After `guard`: only those who may. To others there is no such address, and the audit knows that they tried. */
export function needs(operation: Operation) {
  return createMiddleware<Guarded>((c, next) =>
    mayDo(c.var.viewer, operation) ? next() : refused(c, operation),
  );
}

/** For whom there is no such address because he may not do the operation: the audit knows that he tried. */
export async function refused(c: Context<Guarded>, operation: Operation): Promise<Response> {
  await refusals.write(c.var.company.ledgerSql, c.var.viewer, operation, `${c.req.method} ${c.req.path}`);
  return notFound(c);
}

/**
 * The viewer behind a request: the cookie, a kiosk's token in the address or a key in the Authorization header names the
 * company and carries the secret. Each comes by its own way and by no other: a session in an address would end in logs.
 */
export async function viewerOf(
  c: Context,
  parts: GuardParts,
): Promise<{ viewer: Viewer; company: Company; secret: string } | undefined> {
  const bearer = bearerOf(c);
  const inAddress = bearer === undefined ? c.req.query('kiosk') : undefined;
  const credential = bearer ?? inAddress ?? cookieIn(c, sessionCookieName(c, parts.origin)) ?? '';
  const cut = credential.indexOf('.');
  if (cut < 1 || credential.length > credentialLengthMax) return undefined;
  const open = parts.openCompany(credential.slice(0, cut));
  const secret = credential.slice(cut + 1);
  if (secret.startsWith(keyPrefix) !== (bearer !== undefined)) return undefined;
  if (secret.startsWith(kioskPrefix) !== (inAddress !== undefined)) return undefined;
  const viewer = await open?.sessions.viewerOf(secret);
  return open && viewer ? { viewer, company: open.company, secret } : undefined;
}

function cookieIn(c: Context, name: string): string | undefined {
  const cookies = headerOf(c, 'cookie');
  return cookies === undefined ? undefined : parse(cookies, name)[name];
}

function bearerOf(c: Context): string | undefined {
  const header = headerOf(c, 'authorization');
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : undefined;
}

export function sessionCookieName(c: Context, origin: string | undefined): string {
  return isSecure(c, origin) ? secureCookieName : cookieName;
}

/** Whether the browser is on https: by the address people use, or by what the proxy says. */
export function isSecure(c: Context, origin: string | undefined): boolean {
  if (origin !== undefined) return origin.startsWith('https:');
  return headerOf(c, 'x-forwarded-proto') === 'https';
}
