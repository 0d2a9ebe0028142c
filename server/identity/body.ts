import type { Context } from 'hono';
import type { ZodType } from 'zod';
import { problem } from './problem.ts';

const issuesShown = 20;

/** The body in its shape, or the answer that names what is wrong with it. */
export async function bodyOf<Body>(c: Context, schema: ZodType<Body>): Promise<Body | Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, issuesShown).map((issue) => issue.path.join('.') || 'body');
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].join(', ') });
}
