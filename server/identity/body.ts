import type { Context } from 'hono';
import type { ZodType } from 'zod';
import { problem } from './problem.ts';

const issuesShown = 20;

/** The body in its shape, or the answer that names what is wrong with it. */
export async function bodyOf<Body>(c: Context, schema: ZodType<Body>): Promise<Body | Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  return parsed.success ? parsed.data : invalid(c, fieldsOf(parsed.error));
}

/** Names the fields to mend. */
export function invalid(c: Context, fields: readonly string[]): Response {
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].slice(0, issuesShown).join(', ') });
}

export function fieldsOf(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}): string[] {
  return error.issues.map((issue) => issue.path.map(String).join('.') || 'body');
}
