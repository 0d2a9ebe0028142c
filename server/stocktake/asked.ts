import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ZodType } from 'zod';
import { stocktakeSentence, type StocktakeProblemCode } from '#protocol/stocktake/sentences.ts';
import { problem } from '../identity/problem.ts';
import { mayOpen } from './progress.ts';
import type { Refused } from './refused.ts';
import { readStocktake, type StocktakeRecord } from './rows.ts';
import { type Asked, asViewer } from '../identity/asked.ts';

/** The path of one stocktake. */
export const one = '/api/stocktakes/:id{[1-9][0-9]{0,8}}';
const bodyBytesMax = 256 * 1024;

const statusByCode: { readonly [Code in StocktakeProblemCode]: ContentfulStatusCode } = {
  'stocktake.not_counting': 409,
  'stocktake.changed': 409,
  'stocktake.needs_approval': 409,
  'stocktake.own_approval': 409,
  'stocktake.no_approval_needed': 409,
  'stocktake.too_many_skus': 422,
  'stocktake.nothing_to_count': 422,
  'stocktake.already_open': 409,
  'stocktake.not_posted': 409,
  'stocktake.link_over': 410,
  'stocktake.late_closed': 409,
  'stocktake.late_unknown': 409,
  'stocktake.photo_unreadable': 422,
  'stocktake.photo_many': 409,
  'stocktake.zones_many': 409,
  'stocktake.busy': 503,
};

/** The stocktake that is asked for, where this viewer may know of it. */
export async function recordOf(c: Asked): Promise<StocktakeRecord | undefined> {
  const id = Number(c.req.param('id'));
  const record = await asViewer(c, (sql) => readStocktake(sql, id));
  return record && mayOpen(c.var.viewer, record) ? record : undefined;
}

export function done(c: Asked, answer: Refused | undefined): Response {
  return answer ? refusal(c, answer) : c.json({ ok: true });
}

export function refusal(c: Asked, { refused: code, facts }: Refused): Response {
  if (code === 'stocktake.busy') c.header('retry-after', '2');
  const sentence = stocktakeSentence(code, c.var.viewer.language, facts);
  return c.json({ code, facts, sentence }, statusByCode[code]);
}

export async function bodyOf<Body>(c: Context, schema: ZodType<Body>): Promise<Body | Response> {
  const text = await c.req.text();
  if (text.length > bodyBytesMax && !c.req.path.endsWith('/photos')) return problem(c, 'request.too_large');
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 20).map((issue) => issue.path.join('.') || 'body');
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].join(', ') });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
