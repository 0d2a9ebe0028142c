import { Hono } from 'hono';
import { mayDo } from '#domain/identity/viewer.ts';
import { guard, person, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
import { codesSchema } from '#protocol/catalog/requests.ts';
import { reachedShelf } from './answer.ts';
import { listRoutes } from './list-routes.ts';
import { lookUp } from './lookup.ts';
import type { CatalogParts } from './parts.ts';
import { recordRoutes } from './record-routes.ts';
import { tidyRoutes } from './tidy-routes.ts';
import { asViewer } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

/** What pages and scanners ask the catalogue. Everybody who sees stock reads it; columns are cut by right. */
export function catalogRoutes(parts: CatalogParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/barcodes',
    '/api/barcodes/*',
    '/api/goods',
    '/api/export/goods/*',
    '/api/goods/*',
    '/api/categories',
    '/api/export/categories/*',
    '/api/categories/*',
    '/api/suppliers',
    '/api/suppliers/*',
    '/api/views',
    '/api/barcode-rules',
    '/api/barcode-rules/*',
    '/api/views/*',
  ]) {
    routes.use(path, guard(parts), async (c, next) =>
      mayDo(c.var.viewer, 'view.stock') ? next() : notFound(c),
    );
  }
  routes.get('/api/barcodes/:code', async (c) => {
    const shelf = reachedShelf(c, Number(c.req.query('store') ?? Number.NaN));
    return c.json(await asViewer(c, (sql) => lookUp(sql, c.var.viewer, c.req.param('code'), shelf)));
  });
  routes.post('/api/barcodes', person, async (c) => {
    const input = await bodyOf(c, codesSchema);
    if (input instanceof Response) return input;
    const shelf = input.storeId === null ? undefined : reachedShelf(c, input.storeId);
    const answers = await asViewer(c, async (sql) => {
      const found: BarcodeAnswer[] = [];
      for (const code of input.codes) found.push(await lookUp(sql, c.var.viewer, code, shelf));
      return found;
    });
    return c.json({ answers });
  });
  listRoutes(routes, parts);
  recordRoutes(routes);
  tidyRoutes(routes);
  return routes;
}
