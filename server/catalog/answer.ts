import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { SkuRecord } from '#domain/catalog/sku.ts';
import { mayReach } from '#domain/identity/viewer.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { catalogSentence, type CatalogProblemCode } from '#protocol/catalog/problems.ts';
import type { Asked } from '../identity/asked.ts';
import type { Actor } from './write.ts';

/** Refuses in the reader's words. */
export function refuse(
  c: Asked,
  code: CatalogProblemCode,
  facts: Readonly<Record<string, string | number>> = {},
  status: ContentfulStatusCode = 409,
): Response {
  return c.json({ code, facts, sentence: catalogSentence(code, c.var.viewer.language, facts) }, status);
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

/** Who does it, as the log of changes and the audit know them. */
export function actorOf(c: Asked): Actor & { readonly accountId: number } {
  return { accountId: c.var.viewer.accountId, session: c.var.viewer.session };
}

/** Without the fields that were not sent: `undefined` is no value. */
export function plainSet(set: Readonly<Record<string, unknown>>): Partial<SkuRecord> {
  return Object.fromEntries(
    Object.entries(set).filter(([, value]) => value !== undefined),
  ) as Partial<SkuRecord>;
}
