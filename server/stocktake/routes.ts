import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ZodType } from 'zod';
import { mayReach } from '#domain/identity/viewer.ts';
import { zonesMax } from '#domain/stocktake/entry.ts';
import type { StoreId } from '#domain/store/ids.ts';
import {
  approvalRequestSchema,
  choicesRequestSchema,
  commitRequestSchema,
  lateRequestSchema,
  photoRequestSchema,
  planRequestSchema,
  zoneRequestSchema,
} from '#protocol/stocktake/requests.ts';
import { stocktakeSentence, type StocktakeProblemCode } from '#protocol/stocktake/sentences.ts';
import type { PositionView } from '#protocol/stocktake/views.ts';
import { guard, needs, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound, problem } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import { readBook, readGoods } from './goods.ts';
import { isJoinToken, makeJoinToken, stocktakeOfToken } from './join-link.ts';
import { closeLate } from './late.ts';
import { keepPhoto, readPhoto } from './photos.ts';
import { planStocktake } from './plan.ts';
import { listStocktakes, mayOpen, rowOf, viewOf } from './progress.ts';
import { isRefused, refused, type Refused } from './refused.ts';
import { lateEntries, readReport, reportCsv, reportXlsx } from './report.ts';
import { reviewSheet } from './review.ts';
import { readHead, readStocktake, type StocktakeRecord } from './rows.ts';
import { stocktakeClock, type Stocktakes } from './stocktakes.ts';

export interface StocktakeParts extends GuardParts {
  readonly stocktakesOf: (company: Company) => Stocktakes;
}

type Asked = Context<Guarded>;

const bodyBytesMax = 256 * 1024;
const photoBytesMax = 2 * 1024 * 1024;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const one = '/api/stocktakes/:id{[1-9][0-9]{0,8}}';

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
  'stocktake.busy': 503,
};

/** Stocktakes over HTTP. What lies outside the viewer's scope answers as if it did not exist. */
export function stocktakeRoutes(parts: StocktakeParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/stocktakes', '/api/stocktakes/*', '/api/count/*']) {
    routes.use(path, guard(parts), person);
    routes.use(
      path,
      bodyLimit({ maxSize: photoBytesMax, onError: (c) => problem(c, 'request.too_large') }),
      needs('view.stocktake'),
    );
  }
  readingRoutes(routes, parts);
  planRoutes(routes, parts);
  reviewRoutes(routes, parts);
  reportRoutes(routes, parts);
  return routes;
}

function readingRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  routes.get('/api/stocktakes', async (c) => {
    const { viewer, company } = c.var;
    const storeId = Number(c.req.query('store') ?? Number.NaN);
    const listed = await asViewer(c, (sql) =>
      listStocktakes(sql, Number.isSafeInteger(storeId) ? { storeId } : {}),
    );
    const stocktakes = parts.stocktakesOf(company);
    const rows = [];
    for (const record of listed) {
      if (!mayOpen(viewer, record)) continue;
      const fold = record.state === 'counting' ? await stocktakes.sheetOf(record) : undefined;
      rows.push(rowOf(viewer, record, fold, stocktakeClock));
    }
    return c.json({ stocktakes: rows, nowMs: stocktakeClock.now() });
  });
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

function planRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  routes.post('/api/stocktakes', needs('plan.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const key = c.req.header('idempotency-key') ?? '';
    if (!uuid.test(key)) return problem(c, 'request.invalid', { fields: 'Idempotency-Key' });
    const input = await bodyOf(c, planRequestSchema);
    if (input instanceof Response) return input;
    const location = company.locations.shelfOf(input.storeId as StoreId);
    if (location === undefined || !mayReach(viewer, location)) return notFound(c);
    const answer = await planStocktake(company.ledgerSql, viewer, key.toLowerCase(), location, input);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer, 201);
  });
  routes.post(`${one}/zones`, needs('plan.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, zoneRequestSchema);
    if (input instanceof Response) return input;
    return done(
      c,
      await parts.stocktakesOf(c.var.company).addZone(c.var.viewer, record.id, input.name, zonesMax),
    );
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
    return c.json(
      await asViewer(c, (sql) => reviewSheet(sql, viewer, record, fold, isUncountedZero, company.locations)),
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

function reportRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  const reportOf = async (c: Asked) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id'));
    const [listed] = await asViewer(c, (sql) => listStocktakes(sql, { id }));
    if (!listed || !mayOpen(viewer, listed) || listed.state !== 'committed') return undefined;
    const fold = await parts.stocktakesOf(company).sheetOf(listed);
    return readReport(company.ledgerSql, viewer, listed, listed.storeCode, fold);
  };
  routes.get(`${one}/report`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    return report ? c.json(report) : notFound(c);
  });
  routes.get(`${one}/late`, needs('review.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id'));
    const [listed] = await asViewer(c, (sql) => listStocktakes(sql, { id }));
    if (!listed || !mayOpen(viewer, listed)) return notFound(c);
    if (listed.state === 'counting') return c.json({ late: [] });
    const fold = await parts.stocktakesOf(company).sheetOf(listed);
    return c.json({ late: await lateEntries(company.ledgerSql, viewer, listed, listed.storeCode, fold) });
  });
  routes.get(`${one}/report.csv`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    if (!report) return notFound(c);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="stocktake-${c.req.param('id')}.csv"`);
    return c.body(reportCsv(c.var.viewer, report));
  });
  routes.get(`${one}/report.xlsx`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    if (!report) return notFound(c);
    c.header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    c.header('content-disposition', `attachment; filename="stocktake-${c.req.param('id')}.xlsx"`);
    return c.body(new Uint8Array(await reportXlsx(c.var.viewer, report)));
  });
  routes.post(`${one}/photos`, needs('count.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, photoRequestSchema);
    if (input instanceof Response) return input;
    const answer = await keepPhoto(c.var.company.ledgerSql, c.var.viewer, record.id, input);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer, 201);
  });
  routes.get(`${one}/photos/:number{[1-9][0-9]{0,3}}`, async (c) => {
    const record = await recordOf(c);
    const image =
      record && (await readPhoto(c.var.company.ledgerSql, record.id, Number(c.req.param('number'))));
    if (!image) return notFound(c);
    c.header('content-type', 'image/webp');
    return c.body(new Uint8Array(image));
  });
}

async function recordOf(c: Asked): Promise<StocktakeRecord | undefined> {
  const id = Number(c.req.param('id'));
  const record = await asViewer(c, (sql) => readStocktake(sql, id));
  return record && mayOpen(c.var.viewer, record) ? record : undefined;
}

function asViewer<Result>(c: Asked, read: (sql: Queries) => Promise<Result>): Promise<Result> {
  return withViewer(c.var.company.viewerSql, c.var.viewer, read);
}

function done(c: Asked, answer: Refused | undefined): Response {
  return answer ? refusal(c, answer) : c.json({ ok: true });
}

function refusal(c: Asked, { refused: code, facts }: Refused): Response {
  if (code === 'stocktake.busy') c.header('retry-after', '2');
  const sentence = stocktakeSentence(code, c.var.viewer.language, facts);
  return c.json({ code, facts, sentence }, statusByCode[code]);
}

async function bodyOf<Body>(c: Context, schema: ZodType<Body>): Promise<Body | Response> {
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
