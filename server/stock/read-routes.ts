import { Hono } from 'hono';
import { mayDo, mayReach } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { guard, type GuardParts, type Guarded } from '../identity/guard.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { readDocument, readLevels, readLevelsAt, readMovements, searchSkus } from './read.ts';
import type { StoreCodes } from './store-codes.ts';

export interface ReadParts extends GuardParts {
  readonly codesOf: (company: Company) => StoreCodes;
}

/** What stock pages read. What lies outside the viewer's scope answers as if it did not exist. */
export function readRoutes(parts: ReadParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/skus/*', '/api/skus', '/api/stores/*', '/api/stores', '/api/locations/*', '/api/documents/*']) {
    routes.use(path, guard(parts), async (c, next) => (mayDo(c.var.viewer, 'view.stock') ? next() : c.json({ code: 'not_found' }, 404)));
  }
  const run = <Result>(c: { var: Guarded['Variables'] }, read: Parameters<typeof withViewer<Result>>[2]) =>
    withViewer(c.var.company.viewerSql, c.var.viewer, read);
  routes.get('/api/skus', async (c) => {
    const text = (c.req.query('search') ?? '').trim().slice(0, 100);
    return c.json({ skus: await run(c, (sql) => searchSkus(sql, text)) });
  });
  routes.get('/api/skus/:id{[0-9]{1,9}}', async (c) => {
    const [sku] = await run(c, (sql) => sql`
      select id as "skuId", code, name_zh as "nameZh", name_en as "nameEn", unit_zh as "unitZh", unit_en as "unitEn", price,
        pack_quantity as "packQuantity", (select array_agg(barcode) from barcodes where sku_id = skus.id) as barcodes
      from skus where id = ${Number(c.req.param('id'))}`);
    return sku ? c.json(sku) : c.json({ code: 'not_found' }, 404);
  });
  routes.get('/api/skus/:id{[0-9]{1,9}}/levels', async (c) => {
    const skuId = Number(c.req.param('id'));
    const atMs = Number(c.req.query('atMs') ?? Number.NaN);
    const { viewer } = c.var;
    const levels = await run(c, (sql) =>
      Number.isSafeInteger(atMs) && Math.abs(atMs) < 8e15 ? readLevelsAt(sql, viewer, skuId, atMs) : readLevels(sql, viewer, { skuId }),
    );
    return c.json({ levels: levels.filter((level) => mayReach(viewer, level.locationId as LocationId)) });
  });
  routes.get('/api/stores', async (c) => {
    const { viewer } = c.var;
    const stores = await run(c, (sql) => sql<{ locationId: LocationId }[]>`
      select s.id as "storeId", s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.kind, r.name_zh as "regionZh", r.name_en as "regionEn",
        p.id as "locationId", count(l.*)::bigint as skus, count(*) filter (where l.on_hand <= 0)::bigint as "outOfStock",
        count(*) filter (where l.on_hand < l.reorder_point)::bigint as "belowReorderPoint"
      from stores s join regions r on r.id = s.region_id join locations p on p.store_id = s.id and p.kind = 'shelf'
      left join levels l on l.location_id = p.id group by s.id, r.id, p.id order by s.code`);
    return c.json({ stores: stores.filter((store) => mayReach(viewer, store.locationId)) });
  });
  routes.get('/api/stores/:id{[0-9]{1,9}}/levels', async (c) => {
    const { viewer, company } = c.var;
    const storeId = Number(c.req.param('id'));
    const shelf = company.locations.shelfOf(storeId as never);
    if (shelf === undefined || !mayReach(viewer, shelf)) return c.json({ code: 'not_found' }, 404);
    const after = Number(c.req.query('after') ?? 0);
    const levels = await run(c, (sql) => readLevels(sql, viewer, { storeId }, Number.isSafeInteger(after) ? after : 0));
    return c.json({ levels });
  });
  routes.get('/api/locations/:location{[0-9]{1,9}}/skus/:sku{[0-9]{1,9}}/movements', async (c) => {
    const { viewer } = c.var;
    const location = Number(c.req.param('location'));
    if (!mayReach(viewer, location as LocationId)) return c.json({ code: 'not_found' }, 404);
    const before = Number(c.req.query('before') ?? Number.MAX_SAFE_INTEGER);
    const movements = await run(c, (sql) => readMovements(sql, viewer, location, Number(c.req.param('sku')), Number.isSafeInteger(before) ? before : 1));
    return c.json({ movements });
  });
  routes.get('/api/documents/:number', async (c) => {
    const { viewer, company } = c.var;
    const number = c.req.param('number');
    const cut = number.lastIndexOf('-');
    const location = parts.codesOf(company).locationOf(number.slice(0, cut));
    const position = Number(number.slice(cut + 1));
    const isAsked = location !== undefined && mayReach(viewer, location) && Number.isSafeInteger(position);
    const document = isAsked ? await run(c, (sql) => readDocument(sql, viewer, location, position)) : undefined;
    return document ? c.json(document) : c.json({ code: 'not_found' }, 404);
  });
  return routes;
}
