import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ZodType } from 'zod';
import { mayReach } from '#domain/identity/viewer.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { catalogSentence, type CatalogProblemCode } from '#protocol/catalog/problems.ts';
import type { Guarded } from '../identity/guard.ts';
import { problem } from '../identity/problem.ts';
import { withViewer, type Queries } from '../platform/database.ts';

export type Asked = Context<Guarded>;

/** Refuses in the reader's words. */
export function refuse(
  c: Asked,
  code: CatalogProblemCode,
  facts: Readonly<Record<string, string | number>> = {},
  status: ContentfulStatusCode = 409,
): Response {
  return c.json({ code, facts, sentence: catalogSentence(code, c.var.viewer.language, facts) }, status);
}

/** The body in its shape, or the answer that names the fields to mend. */
export async function bodyOf<Body>(c: Asked, schema: ZodType<Body>): Promise<Body | Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 20).map((issue) => issue.path.join('.') || 'body');
  return problem(c, 'request.invalid', { fields: [...new Set(fields)].join(', ') });
}

export function asViewer<Result>(c: Asked, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}

/** The shelf of a store, where there is one and the viewer reaches it. */
export function reachedShelf(c: Asked, store: number): LocationId | undefined {
  const shelf = c.var.company.locations.shelfOf(store as StoreId);
  return shelf !== undefined && mayReach(c.var.viewer, shelf) ? shelf : undefined;
}

/** A whole number from 0 on, or undefined where the text is none. */
export function whole(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
