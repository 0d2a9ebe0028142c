import { Hono } from 'hono';
import { mayReach } from '#domain/identity/viewer.ts';
import { accountOf, zonesMax } from '#domain/stocktake/entry.ts';
import type { StoreId } from '#domain/store/ids.ts';
import {
  approvalRequestSchema,
  choicesRequestSchema,
  commitRequestSchema,
  lateRequestSchema,
  planRequestSchema,
  zoneRequestSchema,
} from '#protocol/stocktake/requests.ts';
import type { PositionView, StocktakeRow } from '#protocol/stocktake/views.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { guard, needs, person, type Guarded } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import { bodyOf, done, one, recordOf, refusal } from './asked.ts';
import { readBook, readGoods } from './goods.ts';
import { isJoinToken, makeJoinToken, stocktakeOfToken } from './join-link.ts';
import { stocktakesFile } from './export-stocktakes.ts';
import { closeLate } from './late.ts';
import { planStocktake } from './plan.ts';
import { readCounters, readPlanHints } from './plan-hints.ts';
import { listStocktakes, mayOpen, readNames, rowOf, viewOf } from './progress.ts';
import { isRefused, refused } from './refused.ts';
import type { StocktakeParts } from './parts.ts';
import { reportRoutes } from './report-routes.ts';
import { reviewSheet } from './review.ts';
import { readHead, readStocktake } from './rows.ts';
import { stocktakeClock } from './stocktakes.ts';
import { asViewer, keyOf, type Asked } from '../identity/asked.ts';

/** Stocktakes over HTTP. What lies outside the viewer's scope answers as if it did not exist. */
export function stocktakeRoutes(parts: StocktakeParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/stocktakes', '/api/stocktakes/*', '/api/count/*', '/api/export/stocktakes/*']) {
    routes.use(path, guard(parts), person, needs('view.stocktake'));
  }
  readingRoutes(routes, parts);
  planRoutes(routes, parts);
  reviewRoutes(routes, parts);
  reportRoutes(routes, parts);
  return routes;
}

function readingRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  routes.get('/api/stocktakes', async (c) =>
    c.json({ stocktakes: await listedOf(c, parts), nowMs: stocktakeClock.now() }),
  );
  routes.get('/api/export/stocktakes/:form{xlsx|csv}', async (c) =>
    sendFile(c, formOf(c.req.param('form')), stocktakesFile(c.var.viewer, await listedOf(c, parts))),
  );
  routes.get(one, async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id'));
    const answer = await asViewer(c, async (sql) => {
      const [listed] = await listStocktakes(sql, { id });
      if (!listed || !mayOpen(viewer, listed)) return undefined;
      const stocktakes = parts.stocktakesOf(company);
      const fold = await stocktakes.sheetOf(listed);
      const row = rowOf(viewer, listed, listed.state === 'counting' ? fold : undefined, stocktakeClock);
      return viewOf(sql, viewer, listed, row, fold, {
        present: stocktakes.live.present('stocktake', String(id)),
        nowMs: stocktakeClock.now(),
      });
    });
    return answer ? c.json(answer) : notFound(c);
  });
  routes.get(`${one}/goods`, async (c) => {
    const record = await recordOf(c);
    return record ? c.json(await asViewer(c, (sql) => readGoods(sql, record.id))) : notFound(c);
  });
  routes.get(`${one}/position`, async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const position = await asViewer(c, (sql) => readHead(sql, record.locationId));
    return c.json({
      position,
      zones: record.zones,
      nowMs: stocktakeClock.now(),
      state: record.state,
    } satisfies PositionView);
  });
  routes.get(`${one}/book`, async (c) => {
    const record = await recordOf(c);
    // Nobody is told it by a blind count's page; who reviews sees it beside what was counted. [SK-15]
    if (!record || record.isBlind) return notFound(c);
    const after = Number(c.req.query('after') ?? 0);
    return c.json(await asViewer(c, (sql) => readBook(sql, record, Number.isSafeInteger(after) ? after : 0)));
  });
  routes.get(`${one}/join-link`, needs('review.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    return c.json({
      link: `/count/join?t=${makeJoinToken(record.id, record.planKey, stocktakeClock.now())}`,
    });
  });
  routes.post('/api/count/join/:token', needs('count.stocktake'), async (c) => {
    const id = stocktakeOfToken(c.req.param('token'));
    const record = id === undefined ? undefined : await readStocktake(c.var.company.ledgerSql, id);
    if (!record || !mayReach(c.var.viewer, record.locationId)) return notFound(c);
    if (!isJoinToken(c.req.param('token'), record.id, record.planKey, stocktakeClock.now()))
      return refusal(c, refused('stocktake.link_over'));
    await parts.stocktakesOf(c.var.company).join(c.var.viewer, record.id);
    return c.json({ id: record.id });
  });
}

/** The stocktakes that this viewer may know of, the running ones with how far they are. */
async function listedOf(c: Asked, parts: StocktakeParts): Promise<readonly StocktakeRow[]> {
  const { viewer, company } = c.var;
  const storeId = Number(c.req.query('store') ?? Number.NaN);
  const listed = await asViewer(c, (sql) =>
    listStocktakes(sql, Number.isSafeInteger(storeId) ? { storeId } : {}),
  );
  const stocktakes = parts.stocktakesOf(company);
  const found = [];
  for (const record of listed) {
    if (!mayOpen(viewer, record)) continue;
    const fold = record.state === 'counting' ? await stocktakes.sheetOf(record) : undefined;
    found.push({ record, fold });
  }
  const accounts = new Set(
    found.flatMap(({ fold }) => [...(fold?.sheet.counters.keys() ?? [])].map(accountOf)),
  );
  const names = await asViewer(c, (sql) => readNames(sql, viewer, [...accounts]));
  return found.map(({ record, fold }) => rowOf(viewer, record, fold, stocktakeClock, names));
}

function planRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  routes.get('/api/stocktakes/plan', needs('plan.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const storeId = Number(c.req.query('store') ?? Number.NaN);
    const location = company.locations.shelfOf(storeId as StoreId);
    if (location === undefined || !mayReach(viewer, location)) return notFound(c);
    return c.json(await readPlanHints(company.ledgerSql, location, storeId));
  });
  routes.post('/api/stocktakes', needs('plan.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const key = keyOf(c);
    if (key === undefined) return problem(c, 'request.invalid', { fields: 'Idempotency-Key' });
    const input = await bodyOf(c, planRequestSchema);
    if (input instanceof Response) return input;
    const location = company.locations.shelfOf(input.storeId as StoreId);
    if (location === undefined || !mayReach(viewer, location)) return notFound(c);
    const answer = await planStocktake(company.ledgerSql, viewer, key, location, input);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer, 201);
  });
  routes.post(`${one}/zones`, needs('plan.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, zoneRequestSchema);
    if (input instanceof Response) return input;
    const stocktakes = parts.stocktakesOf(c.var.company);
    const answer = await stocktakes.addZone(c.var.viewer, record.id, input.name, zonesMax);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer);
  });
  routes.post(`${one}/cancel`, needs('commit.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    return done(c, await parts.stocktakesOf(c.var.company).cancel(c.var.viewer, record.id));
  });
}

function reviewRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  routes.get(`${one}/review`, needs('review.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const record = await recordOf(c);
    if (!record) return notFound(c);
    if (record.state !== 'counting') return refusal(c, refused('stocktake.not_counting'));
    const fold = await parts.stocktakesOf(company).sheetOf(record);
    const isUncountedZero = c.req.query('uncounted') === 'zero';
    const storeId = company.locations.of(record.locationId)?.storeId;
    const people = storeId === undefined ? [] : await readCounters(company.ledgerSql, storeId);
    return c.json(
      await asViewer(c, (sql) =>
        reviewSheet(sql, viewer, record, fold, isUncountedZero, company.locations, people),
      ),
    );
  });
  routes.post(`${one}/choices`, needs('review.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, choicesRequestSchema);
    if (input instanceof Response) return input;
    const { skuIds, choice } = input;
    return done(c, await parts.stocktakesOf(c.var.company).choose(c.var.viewer, record.id, skuIds, choice));
  });
  routes.post(`${one}/approval`, needs('approve.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, approvalRequestSchema);
    if (input instanceof Response) return input;
    return done(c, await parts.stocktakesOf(c.var.company).approve(c.var.viewer, record.id, input));
  });
  routes.post(`${one}/commit`, needs('commit.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, commitRequestSchema);
    if (input instanceof Response) return input;
    const answer = await parts.stocktakesOf(c.var.company).commit(c.var.viewer, record.id, input);
    if (isRefused(answer)) return refusal(c, answer);
    const { state, documentPosition, locationId, linesHash } = answer;
    return c.json({ state, documentPosition, locationId, linesHash });
  });
  routes.post(`${one}/late`, needs('commit.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, lateRequestSchema);
    if (input instanceof Response) return input;
    // Of a cancelled one nothing was posted, so there is nothing to correct: its late entries are only seen off.
    if (record.state !== 'committed' && !(record.state === 'cancelled' && input.act === 'dismiss'))
      return refusal(c, refused('stocktake.not_counting'));
    const stocktakes = parts.stocktakesOf(company);
    const fold = await stocktakes.sheetOf(record);
    const { ledgerSql: sql } = company;
    const answer = await closeLate({ sql, ledger: stocktakes.ledger }, viewer, record, fold, input);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer);
  });
}
