import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Language, Viewer } from '#domain/identity/viewer.ts';
import { problemOf, type Facts, type IdentityProblemCode } from '#protocol/identity/problems.ts';

const statusByCode: { readonly [Code in IdentityProblemCode]: ContentfulStatusCode } = {
  'session.none': 401,
  'session.wrong': 401,
  'session.wait': 429,
  'session.busy': 503,
  'password.wrong': 422,
  'request.invalid': 422,
  'request.foreign_origin': 403,
  'request.not_json': 403,
  'request.too_large': 413,
  'request.key_missing': 400,
  'kiosk.too_many': 409,
  'alert.gone': 409,
  'request.too_many': 429,
  'key.too_many': 409,
  'webhook.too_many': 409,
  'webhook.address': 422,
  'database.away': 503,
  'company.away': 503,
  'ledger.busy': 503,
  internal: 500,
};

/** The one place that turns identity's codes into HTTP, in the reader's language. */
export function problem(c: Context, code: IdentityProblemCode, facts: Facts = {}): Response {
  const wait = facts['waitSeconds'];
  if (wait !== undefined) c.header('retry-after', String(wait));
  return c.json(problemOf(code, languageOf(c), facts), statusByCode[code]);
}

/** What is foreign, what may not be done and what is not there answer the same, byte for byte. */
export function notFound(c: Context): Response {
  return c.json({ code: 'not_found' }, 404);
}

/** The person's own language; before signing in, the browser's. */
export function languageOf(c: Context): Language {
  const viewer = c.get('viewer') as Viewer | undefined;
  if (viewer) return viewer.language;
  return /^\s*en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'zh-CN';
}
