import { Hono, type Context } from 'hono';
import { mayDo, mayReach } from '#domain/identity/viewer.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { guard, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import { lookUp } from './lookup.ts';

/** What pages and scanners ask the catalogue. Everybody who sees stock reads it; columns are cut by right. */
export function catalogRoutes(parts: GuardParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.use('/api/barcodes/*', guard(parts), async (c, next) =>
    mayDo(c.var.viewer, 'view.stock') ? next() : notFound(c),
  );
  routes.get('/api/barcodes/:code', async (c) => {
    const shelf = shelfOf(c);
    return c.json(await asViewer(c, (sql) => lookUp(sql, c.req.param('code'), shelf)));
  });
  return routes;
}

/** The shelf of the store that was asked for, where there is one and the viewer reaches it. */
function shelfOf(c: Context<Guarded>): LocationId | undefined {
  const store = Number(c.req.query('store') ?? Number.NaN);
  const shelf = c.var.company.locations.shelfOf(store as StoreId);
  return shelf !== undefined && mayReach(c.var.viewer, shelf) ? shelf : undefined;
}

function asViewer<Result>(c: Context<Guarded>, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}
