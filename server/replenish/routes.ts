import { Hono } from 'hono';
import { z } from 'zod';
import { mayDo, mayReach } from '#domain/identity/viewer.ts';
import { businessMoment } from '#domain/store/business-day.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { Measures, ReplenishPage } from '#protocol/replenish/views.ts';
import { id } from '#protocol/id-schema.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { accept, reject, type Decision } from './decide.ts';
import { measuresFile } from './export-measures.ts';
import { suggestionsFile } from './export-suggestions.ts';
import { readRecord } from './read-record.ts';
import { readMeasures } from './read-measures.ts';
import { countOpen, readEvents, readRun, readSuggestions } from './read.ts';
import type { Replenishing } from './replenishing.ts';
import { undo } from './take-back.ts';
import { type Asked, asViewer } from '../identity/asked.ts';

export interface ReplenishParts extends GuardParts {
  readonly replenishingOf: (company: { readonly slug: string }) => Replenishing;
}

const linesMax = 500;
const noteMax = 400;
const dayMax = 100_000;
const units = z.number().int().min(0).max(1_000_000);
/** Postgres keeps no null bytes: text with one is refused at the door. */
const text = z
  .string()
  .max(noteMax)
  .refine((value) => !value.includes('\0'));
const documentBody = z
  .object({
    /** From another place, or from a supplier. */
    sourceId: id.nullable(),
    supplierId: id.nullable().default(null),
    targetId: id,
    note: text,
    lines: z
      .array(z.object({ id, quantity: units, reason: text.optional() }))
      .min(1)
      .max(linesMax),
  })
  .refine(({ sourceId, supplierId }) => (sourceId === null) !== (supplierId === null));
const kinds = ['transfer', 'order', 'purchase'] as const;
const idsBody = z.object({ ids: z.array(id).min(1).max(linesMax) });
/** Whole: with what was laid beside it on a fork. */
const undoBody = idsBody.extend({ isWhole: z.boolean().default(false) });
const rejectBody = idsBody.extend({
  reason: z.enum(['not_needed', 'keep', 'wrong_figure', 'display', 'other']),
});
const levelBody = z.object({ level: z.number().min(0.5).max(0.999) });
const eventBody = z
  .object({
    storeId: id.nullable(),
    skuId: id.nullable(),
    categoryId: id.nullable(),
    firstDay: z.number().int().min(0).max(dayMax),
    lastDay: z.number().int().min(0).max(dayMax),
    percent: z.number().int().min(-100).max(500),
    note: z.string().trim().min(1).max(noteMax),
  })
  .refine(({ firstDay, lastDay }) => lastDay >= firstDay && lastDay - firstDay <= 366);

/** Suggestions, what came of them, what would have been, and the measures; cut to the viewer's scope and clearance. */
export function replenishRoutes(parts: ReplenishParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  routes.use('/api/replenish/*', guard(parts), needs('view.replenish'));
  routes.use('/api/replenish', guard(parts), needs('view.replenish'));
  for (const list of ['suggestions', 'measures'])
    routes.use(`/api/export/${list}/*`, guard(parts), needs('view.replenish'));
  const planning = needs('plan.replenish');
  const replenishing = (c: Asked) => parts.replenishingOf(c.var.company);

  routes.get('/api/replenish', async (c) => {
    const { viewer } = c.var;
    const { isRunning, trouble } = replenishing(c);
    const { day, timeZone } = todayOf(c);
    const page = await asViewer(c, async (sql): Promise<ReplenishPage> => {
      const run = await readRun(sql);
      const kind = kindOf(c);
      const [settings] = await sql<
        { level: number }[]
      >`select level_points / 10000.0::float8 as level from replenish_settings`;
      return {
        run,
        isRunning,
        trouble,
        level: settings?.level ?? 0.95,
        mayPlan: mayDo(viewer, 'plan.replenish'),
        maySetLevel: mayDo(viewer, 'plan.replenish') && viewer.scope.kind === 'all',
        kind,
        open: run ? await countOpen(sql, run.id) : { transfer: 0, order: 0, purchase: 0 },
        suggestions: run ? await readSuggestions(sql, viewer, run.id, kind) : [],
        events: await readEvents(sql, viewer, day),
        timeZone,
      };
    });
    return c.json(page);
  });
  exportRoutes(routes);
  routes.get('/api/replenish/record', async (c) =>
    c.json({ rows: await asViewer(c, (sql) => readRecord(sql, c.var.viewer, todayOf(c).day, kindOf(c))) }),
  );
  routes.get('/api/replenish/measures', async (c) => {
    return c.json(await measuresOf(c));
  });
  routes.post('/api/replenish/plan', planning, (c) => {
    const isBegun = replenishing(c).plan(c.var.viewer.accountId);
    return c.json({ isBegun }, 202);
  });
  routes.post('/api/replenish/what-if', planning, async (c) => {
    const body = await bodyOf(c, levelBody);
    if (body instanceof Response) return body;
    const { locations } = c.var.viewer;
    const result = await replenishing(c).whatIf(body.level, locations === 'all' ? 'all' : [...locations]);
    return result ? c.json(result) : c.json({ code: 'replenish.busy' }, 409);
  });
  routes.put('/api/replenish/level', planning, async (c) => {
    const body = await bodyOf(c, levelBody);
    if (body instanceof Response) return body;
    // The knob is the chain's: who sees a part of it only may look.
    if (c.var.viewer.scope.kind !== 'all') return notFound(c);
    await c.var.company
      .ledgerSql`update replenish_settings set level_points = ${Math.round(body.level * 10_000)}`;
    return c.json({ level: body.level });
  });
  routes.post('/api/replenish/accept', planning, async (c) => {
    const body = await bodyOf(c, documentBody);
    if (body instanceof Response) return body;
    const ids = body.lines.map((line) => line.id);
    if (!(await mayDecide(c, ids))) return notFound(c);
    return answer(c, await accept(c.var.company, replenishing(c).desks, c.var.viewer, body));
  });
  routes.post('/api/replenish/reject', planning, async (c) => {
    const body = await bodyOf(c, rejectBody);
    if (body instanceof Response) return body;
    if (!(await mayDecide(c, body.ids))) return notFound(c);
    return answer(c, await reject(c.var.company, c.var.viewer, body.ids, body.reason));
  });
  routes.post('/api/replenish/undo', planning, async (c) => {
    const body = await bodyOf(c, undoBody);
    if (body instanceof Response) return body;
    if (!(await mayDecide(c, body.ids))) return notFound(c);
    const { desks } = replenishing(c);
    return answer(c, await undo(c.var.company, desks, c.var.viewer, body.ids, body.isWhole));
  });
  routes.post('/api/replenish/events', planning, async (c) => {
    const body = await bodyOf(c, eventBody);
    if (body instanceof Response) return body;
    const { viewer, company } = c.var;
    const { storeId, skuId, categoryId, firstDay, lastDay, percent, note } = body;
    const shelf = storeId === null ? null : company.locations.shelfOf(storeId as StoreId);
    // A word for the whole chain is for those who see all of it.
    if (shelf === undefined || (shelf === null ? viewer.scope.kind !== 'all' : !mayReach(viewer, shelf)))
      return notFound(c);
    const [goods] = await company.ledgerSql<{ isKnown: boolean }[]>`
      select (${skuId}::int is null or exists (select from skus where id = ${skuId}))
        and (${categoryId}::int is null or exists (select from categories where id = ${categoryId})) as "isKnown"`;
    if (!goods?.isKnown) return notFound(c);
    await company.ledgerSql`
      insert into replenish_events (store_id, location_id, sku_id, category_id, first_day, last_day, percent, note, account_id, at)
      values (${storeId}, ${shelf}, ${skuId}, ${categoryId}, ${firstDay}, ${lastDay}, ${percent}, ${note},
        ${viewer.accountId}, ${new Date(company.clock.now())})`;
    return c.json({ outcome: 'done' }, 201);
  });
  routes.delete('/api/replenish/events/:id{[0-9]{1,9}}', planning, async (c) => {
    const event = Number(c.req.param('id'));
    const [seen] = await asViewer(
      c,
      (sql) => sql<{ locationId: LocationId | null }[]>`
        select location_id as "locationId" from replenish_events where id = ${event}`,
    );
    if (!seen || (seen.locationId === null && c.var.viewer.scope.kind !== 'all')) return notFound(c);
    await c.var.company.ledgerSql`delete from replenish_events where id = ${event}`;
    return c.json({ outcome: 'done' });
  });
  return routes;
}

function exportRoutes(routes: Hono<Guarded>): void {
  routes.get('/api/export/suggestions/:form{xlsx|csv}', async (c) => {
    const { viewer } = c.var;
    const lines = await asViewer(c, async (sql) => {
      const run = await readRun(sql);
      return run ? readSuggestions(sql, viewer, run.id, kindOf(c)) : [];
    });
    return sendFile(c, formOf(c.req.param('form')), suggestionsFile(viewer, lines));
  });
  routes.get('/api/export/measures/:form{xlsx|csv}', async (c) =>
    sendFile(c, formOf(c.req.param('form')), measuresFile(c.var.viewer, await measuresOf(c))),
  );
}

/** Of the last week, four weeks or quarter. */
function measuresOf(c: Asked): Promise<Measures> {
  const { viewer, company } = c.var;
  const days = [7, 28, 91].find((one) => String(one) === c.req.query('days')) ?? 28;
  return asViewer(c, (sql) => readMeasures(sql, viewer, todayOf(c).day, days, company.clock.now()));
}

function kindOf(c: Asked): (typeof kinds)[number] {
  return kinds.find((one) => one === c.req.query('kind')) ?? 'transfer';
}

/** Whether the viewer sees every one of the lines (row-level security answers), and may buy where one is bought. */
async function mayDecide(c: Asked, ids: readonly number[]): Promise<boolean> {
  const [row] = await asViewer(
    c,
    (sql) => sql<{ count: number; bought: number }[]>`
      select count(*)::int as count, count(*) filter (where kind = 'purchase')::int as bought
      from suggestions where id in ${sql([...ids])}`,
  );
  const different = new Set(ids).size;
  if (row?.count !== different || ids.length !== different) return false;
  return row.bought === 0 || mayDo(c.var.viewer, 'purchase.order');
}

function answer(c: Asked, decision: Decision): Response {
  if (decision.outcome === 'done') return c.json(decision);
  if (decision.outcome === 'short') return c.json({ code: 'replenish.short', skuIds: decision.skuIds }, 409);
  if (decision.outcome === 'shared') return c.json({ code: 'replenish.shared', lines: decision.lines }, 409);
  return c.json({ code: 'replenish.gone' }, 409);
}

function todayOf(c: Asked): { day: number; timeZone: string } {
  const place = c.var.company.locations.all()[0];
  const timeZone = place?.timeZone ?? 'UTC';
  return {
    day: businessMoment(c.var.company.clock.now(), timeZone, place?.dayCutMinutes ?? 0).day,
    timeZone,
  };
}
