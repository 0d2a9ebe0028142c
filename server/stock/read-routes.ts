import { Hono, type Context } from 'hono';
import { mayReach, maySee } from '#domain/identity/viewer.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { levelColumns } from '#protocol/stock/level-columns.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { guard, needs, type GuardParts, type Guarded } from '../identity/guard.ts';
import type { Company } from '../platform/company.ts';
import { levelsFile } from './export-levels.ts';
import { movementsFile } from './export-movements.ts';
import { movementRowsMax, readDocument, readMovements } from './read-history.ts';
import { pageRows, pageRowsMax, readLevelsOfSku, readLevelsOfStore } from './level-columns.ts';
import { levelFilters, readSku, readStores, searchSkus, skusMax } from './read.ts';
import { readLevelsAt } from './read-levels-at.ts';
import { readCosting, readLayerViews } from './read-layer-views.ts';
import { placesOf } from './places.ts';
import type { StoreCodes } from './store-codes.ts';
import { type Asked, asViewer } from '../identity/asked.ts';

export interface ReadParts extends GuardParts {
  readonly codesOf: (company: Company) => StoreCodes;
}

const searchLengthMax = 100;
/** Both ends of what a Date can be. */
const momentMsMax = 8.64e15;
/** The greatest id that a column of ids can hold. */
const skuIdMax = 2 ** 31 - 1;

/** What stock pages read. What lies outside the viewer's scope answers as if it did not exist. */
export function readRoutes(parts: ReadParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/skus/*',
    '/api/skus',
    '/api/stores/*',
    '/api/stores',
    '/api/locations/*',
    '/api/documents/*',
    '/api/export/levels/*',
    '/api/export/movements/*',
  ]) {
    routes.use(path, guard(parts), needs('view.stock'));
  }
  routes.get('/api/skus', async (c) => {
    const limit = Math.min(whole(c.req.query('limit')) ?? skusMax, skusMax);
    const skus = await asViewer(c, (sql) => searchSkus(sql, searchOf(c), c.req.query('cursor') ?? '', limit));
    return c.json({ skus, cursor: skus.length === limit ? (skus.at(-1)?.code ?? null) : null });
  });
  routes.get('/api/skus/:id{[0-9]{1,9}}', async (c) => {
    const sku = await asViewer(c, (sql) => readSku(sql, Number(c.req.param('id'))));
    return sku ? c.json(sku) : notFound(c);
  });
  routes.get('/api/skus/:id{[0-9]{1,9}}/levels', async (c) => {
    const skuId = Number(c.req.param('id'));
    const { viewer, company } = c.var;
    const asked = whole(c.req.query('atMs'));
    const atMs = asked !== undefined && asked <= momentMsMax ? asked : undefined;
    const zones = company.locations.all().filter(({ id }) => mayReach(viewer, id));
    const timeZone = zones[0]?.timeZone ?? 'UTC';
    const facts = {
      nowMs: company.clock.now(),
      timeZone,
      hasZones: zones.some((place) => place.timeZone !== timeZone),
    };
    if (atMs !== undefined) {
      const then = await asViewer(c, (sql) => readLevelsAt(sql, viewer, skuId, atMs));
      const levels = then.filter((level) => mayReach(viewer, level.locationId as LocationId));
      return c.json({ ...levelColumns(levels, maySee(viewer, 'cost')), ...facts });
    }
    const places = [...(await placesOf(company).read()).values()];
    const reached = places.filter(({ locationId }) => mayReach(viewer, locationId as LocationId));
    const levels = await asViewer(c, (sql) => readLevelsOfSku(sql, viewer, skuId, reached));
    return sent(c, levels.json(facts));
  });
  routes.get('/api/stores', async (c) => {
    const stores = await asViewer(c, readStores);
    return c.json({
      stores: stores.filter((store) => mayReach(c.var.viewer, store.locationId as LocationId)),
    });
  });
  routes.get('/api/stores/:id{[0-9]{1,9}}/levels', async (c) => {
    const { viewer, company } = c.var;
    const storeId = Number(c.req.param('id'));
    const shelf = company.locations.shelfOf(storeId as StoreId);
    if (shelf === undefined || !mayReach(viewer, shelf)) return notFound(c);
    const filter = levelFilters.find((name) => name === c.req.query('filter')) ?? 'all';
    const page = {
      filter,
      search: searchOf(c),
      afterSku: Math.min(whole(c.req.query('after')) ?? 0, skuIdMax),
      rows: Math.min(whole(c.req.query('limit')) || pageRows, pageRowsMax),
    };
    const places = await placesOf(company).read(shelf);
    const ends = [shelf, company.locations.transitOf(storeId as StoreId)].flatMap((id) => {
      const place = id === undefined ? undefined : places.get(id);
      return place ? [place] : [];
    });
    if (ends.length === 0) return notFound(c);
    const levels = await asViewer(c, (sql) => readLevelsOfStore(sql, viewer, page, ends));
    return sent(c, levels.json({ after: levels.count >= page.rows ? levels.lastSku : null }));
  });
  routes.get('/api/export/levels/:form{xlsx|csv}', async (c) => {
    const { viewer, company } = c.var;
    const asked = whole(c.req.query('store'));
    const shelves = company.locations
      .all()
      .filter(
        ({ kind, id, storeId }) => kind === 'shelf' && mayReach(viewer, id) && storeId === (asked ?? storeId),
      );
    if (asked !== undefined && shelves.length === 0) return notFound(c);
    const places = await placesOf(company).read(shelves[0]?.id);
    const stores = shelves.map(({ id, storeId }) =>
      [id, company.locations.transitOf(storeId)].flatMap((end) => {
        const place = end === undefined ? undefined : places.get(end);
        return place ? [place] : [];
      }),
    );
    const filter = levelFilters.find((name) => name === c.req.query('filter')) ?? 'all';
    return sendFile(
      c,
      formOf(c.req.param('form')),
      levelsFile(
        company,
        viewer,
        stores.filter((ends) => ends.length > 0),
        { filter, search: searchOf(c) },
      ),
    );
  });
  routes.get('/api/locations/:location{[0-9]{1,9}}/skus/:sku{[0-9]{1,9}}/movements', async (c) => {
    const { viewer, company } = c.var;
    const location = Number(c.req.param('location'));
    const place = company.locations.of(location as LocationId);
    if (!place || !mayReach(viewer, place.id)) return notFound(c);
    const limit = Math.min(whole(c.req.query('limit')) ?? movementRowsMax, movementRowsMax);
    const before = whole(c.req.query('before')) ?? Number.MAX_SAFE_INTEGER;
    const movements = await asViewer(c, (sql) =>
      readMovements(sql, viewer, { location, skuId: Number(c.req.param('sku')), before, limit }),
    );
    return c.json({
      movements,
      before: movements.length >= limit ? (movements.at(-1)?.position ?? null) : null,
      timeZone: place.timeZone,
    });
  });
  routes.get('/api/export/movements/:form{xlsx|csv}', (c) => {
    const { viewer, company } = c.var;
    const place = company.locations.of((whole(c.req.query('location')) ?? 0) as LocationId);
    if (!place || !mayReach(viewer, place.id)) return notFound(c);
    const skuId = Math.min(whole(c.req.query('sku')) ?? 0, skuIdMax);
    const at = { location: place.id, skuId, timeZone: place.timeZone };
    return sendFile(c, formOf(c.req.param('form')), movementsFile(company, viewer, at));
  });
  // All of it is cost: whoever may not see that finds no such address.
  routes.get('/api/locations/:location{[0-9]{1,9}}/skus/:sku{[0-9]{1,9}}/layers', async (c) => {
    const { viewer, company } = c.var;
    const location = Number(c.req.param('location'));
    const place = company.locations.of(location as LocationId);
    if (!place || !mayReach(viewer, place.id) || !maySee(viewer, 'cost')) return notFound(c);
    const [costing, layers] = await asViewer(c, async (sql) => [
      await readCosting(sql),
      await readLayerViews(sql, location, Number(c.req.param('sku'))),
    ]);
    return c.json({ costing, layers, timeZone: place.timeZone });
  });
  routes.get('/api/documents/:number', async (c) => {
    const { viewer, company } = c.var;
    const number = c.req.param('number');
    const cut = number.lastIndexOf('-');
    const location = parts.codesOf(company).locationOf(number.slice(0, cut));
    const position = whole(number.slice(cut + 1));
    if (location === undefined || position === undefined) return notFound(c);
    // Goods sent to a store from elsewhere are its business too: it sees them from its own end.
    const document = await asViewer(c, (sql) =>
      readDocument(
        sql,
        viewer,
        location,
        position,
        ({ locationId, counterLocationId }) =>
          [locationId, counterLocationId].find(
            (end) => end !== null && mayReach(viewer, end as LocationId),
          ) ?? undefined,
      ),
    );
    return document
      ? c.json({ ...document, timeZone: company.locations.of(location)?.timeZone ?? 'UTC' })
      : notFound(c);
  });
  return routes;
}

/** JSON that is bytes already. */
function sent(c: Asked, json: Buffer<ArrayBuffer>): Response {
  return c.body(json, 200, { 'content-type': 'application/json' });
}

function searchOf(c: Asked): string {
  return (c.req.query('search') ?? '').replaceAll('\0', '').trim().slice(0, searchLengthMax);
}

/** A whole number from 0 on, or undefined where the text is none. */
function whole(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function notFound(c: Context): Response {
  return c.json({ code: 'not_found' }, 404);
}
