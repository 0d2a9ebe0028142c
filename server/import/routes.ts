import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { importKinds, type ImportKind } from '#domain/import/field.ts';
import type { Operation } from '#domain/identity/role.ts';
import { mayDo, mayReach, maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { importPlanSchema, uploadSchema, type ImportJob, type ImportPlan } from '#protocol/import/views.ts';
import { sendFile } from '../export/send.ts';
import { guard, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import type { Log } from '../platform/log.ts';
import {
  begin,
  change,
  hashOf,
  isRunning,
  readJob,
  runJob,
  whenIdle,
  type ImportServices,
  type StoredJob,
} from './jobs.ts';
import { rejectedRows } from './rejected.ts';
import { troubleSentence } from './sentences.ts';
import { FileTrouble } from './sheet.ts';
import { refusalOf, takeBack } from './take-back.ts';
import { dryRun, lookInto } from './task.ts';
import { templateOf } from './template.ts';
import type { Asked } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

export interface ImportParts extends GuardParts {
  readonly servicesOf: (company: Company) => ImportServices;
  readonly codeOf: (company: Company, location: LocationId) => string;
  readonly log: Log;
}

const jobsShownMax = 20;

const operationByKind: { readonly [K in ImportKind]: Operation } = {
  products: 'manage.catalog',
  opening: 'post.opening',
  receipt: 'post.receipt',
  stores: 'manage.store',
};

/** The way in from Excel: look into a file, say what its columns are, see what it would do, do it, take it back. */
export function importRoutes(parts: ImportParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/imports', '/api/imports/*'])
    routes.use(path, guard(parts), person, async (c, next) =>
      importKinds.some((kind) => mayImport(c.var.viewer, kind)) ? next() : notFound(c),
    );
  routes.post('/api/imports', (c) => upload(c));
  routes.get('/api/imports', async (c) => {
    const jobs = await c.var.company.ledgerSql`
      select id, file_name as "fileName", kind, state, (extract(epoch from created_at) * 1000)::bigint as "createdAtMs" from import_jobs
      where account_id = ${c.var.viewer.accountId} order by created_at desc limit ${jobsShownMax}`;
    return c.json({ jobs });
  });
  routes.get('/api/imports/template/:kind.xlsx', (c) => {
    const kind = importKinds.find((one) => one === c.req.param('kind.xlsx').replace(/\.xlsx$/, ''));
    return kind ? sendFile(c, 'xlsx', templateOf(kind, c.var.viewer.language)) : notFound(c);
  });
  routes.get('/api/imports/:id', async (c) => {
    // What ended while its row was read was not cut off.
    const wasRunning = isRunning(c.req.param('id'));
    const job = await jobOf(c, { orOfOthers: true });
    if (!job || !isSeen(c.var.viewer, job)) return notFound(c);
    const view = viewOf(c, parts, job);
    return c.json(wasRunning ? { ...view, isInterrupted: false } : view);
  });
  routes.post('/api/imports/:id/look', async (c) => {
    const job = await jobOf(c, { withFile: true });
    if (!job?.file) return notFound(c);
    const file = job.file;
    const { sheet, headRow, kind } = importPlanSchema
      .pick({ sheet: true, headRow: true, kind: true })
      .partial()
      .parse(await c.req.json().catch(() => ({})));
    return tried(c, async () =>
      c.json(await lookInto(file, { ...(sheet === undefined ? {} : { sheet }), headRow, kind })),
    );
  });
  routes.put('/api/imports/:id/plan', async (c) => {
    const job = await jobOf(c, { withFile: true });
    if (!job?.file || isRunning(job.id) || !['read', 'checked'].includes(job.state)) return notFound(c);
    const plan = await bodyOf(c, importPlanSchema);
    if (plan instanceof Response) return plan;
    if (!mayImport(c.var.viewer, plan.kind) || !reaches(c, plan.storeId)) return notFound(c);
    const file = job.file;
    return tried(c, async () => {
      const { company, viewer } = c.var;
      const { effect, problems } = await dryRun({ bytes: file, url: urlOf(c, parts), plan });
      const stockValue = maySee(viewer, 'cost') ? effect.stockValue : null;
      const counts = { effect: { ...effect, stockValue }, problems };
      await change(company.ledgerSql, job.id, { state: 'checked', plan, counts });
      return c.json(
        viewOf(c, parts, { ...job, state: 'checked', plan, kind: plan.kind, counts, effect: {} }),
      );
    });
  });
  routes.post('/api/imports/:id/commit', async (c) => {
    const job = await jobOf(c, { withFile: true });
    if (!job?.file || !mayImport(c.var.viewer, job.plan.kind) || !reaches(c, job.plan.storeId))
      return notFound(c);
    if (isRunning(job.id)) return c.json(viewOf(c, parts, job), 202);
    if (!['checked', 'failed', 'running'].includes(job.state)) return notFound(c);
    const { company, viewer } = c.var;
    const { file } = job;
    const counts = { ...job.counts, done: 0, total: job.counts.effect?.good ?? 0 };
    await begin(
      job.id,
      () => change(company.ledgerSql, job.id, { state: 'running', counts }),
      () => runJob(company, parts.servicesOf(company), viewer, job, file),
      (error) => parts.log.error({ err: error, job: job.id }, 'an import failed'),
    );
    return c.json(viewOf(c, parts, { ...job, state: 'running' }), 202);
  });
  routes.post('/api/imports/:id/undo', (c) => undo(c, parts));
  routes.get('/api/imports/:id/rejected.xlsx', async (c) => {
    const job = await jobOf(c, { withFile: true });
    if (!job?.file) return notFound(c);
    const file = job.file;
    return tried(c, async () => {
      const { heads, rows } = await rejectedRows(
        { bytes: file, url: urlOf(c, parts), plan: job.plan },
        c.var.viewer.language,
      );
      const ending = c.var.viewer.language === 'en' ? 'rejected' : '未导入';
      return sendFile(c, 'xlsx', { name: `${job.fileName.replace(/\.[^.]*$/, '')}-${ending}`, heads, rows });
    });
  });
  return routes;
}

async function upload(c: Asked): Promise<Response> {
  const input = await bodyOf(c, uploadSchema);
  if (input instanceof Response) return input;
  const bytes = Buffer.from(input.file, 'base64');
  const { company, viewer } = c.var;
  return tried(c, async () => {
    const look = await lookInto(bytes, { kind: input.kind });
    const id = randomUUID();
    const plan: ImportPlan = {
      kind: look.kind,
      sheet: 0,
      headRow: look.headRow,
      columns: look.columns,
      storeId: null,
      onKnown: 'update',
      fixes: [],
      skipped: [],
    };
    await company.ledgerSql`insert into import_jobs (id, account_id, file_name, file_hash, file, kind, state, plan)
      values (${id}, ${viewer.accountId}, ${input.fileName.replaceAll(/[\p{Cc}/\\]/gu, '').slice(0, 200)}, ${hashOf(bytes)}, ${bytes}, ${look.kind}, 'read', ${JSON.stringify(plan)}::text::jsonb)`;
    // Files of jobs long past are let go; what they wrote stays.
    await company.ledgerSql`update import_jobs set file = null where file is not null and account_id = ${viewer.accountId}
      and id not in (select id from import_jobs where account_id = ${viewer.accountId} order by created_at desc limit ${jobsShownMax})`;
    return c.json({ id, plan, look }, 201);
  });
}

async function undo(c: Asked, parts: ImportParts): Promise<Response> {
  const job = await jobOf(c, { orOfOthers: true });
  if (!job || !mayImport(c.var.viewer, job.kind)) return notFound(c);
  if (isRunning(job.id) && job.state !== 'done') return c.json(viewOf(c, parts, job), 202);
  // Whoever saw that it is done may ask before the last of its work here has ended.
  await whenIdle(job.id);
  // Stores that a file brought stay: they are closed one by one, under Organisation.
  if (!['done', 'failed', 'undoing'].includes(job.state) || job.kind === 'stores') return notFound(c);
  const { company, viewer } = c.var;
  const refusal = await refusalOf(company.ledgerSql, viewer, job);
  if (refusal === 'unreached') return notFound(c);
  if (refusal) return c.json({ code: refusal, facts: {}, sentence: undoRefused(viewer) }, 409);
  const counts = { ...job.counts, done: 0, total: job.counts.total ?? 0 };
  await begin(
    job.id,
    () => change(company.ledgerSql, job.id, { state: 'undoing', counts }),
    () => takeBack(company, parts.servicesOf(company), viewer, job),
    (error) => parts.log.error({ err: error, job: job.id }, 'an import could not be taken back'),
  );
  return c.json(viewOf(c, parts, { ...job, state: 'undoing', counts }), 202);
}

function undoRefused(viewer: Viewer): string {
  return viewer.language === 'en'
    ? 'Some of that stock has left since: it can’t be taken back whole. Adjust what is wrong instead.'
    : '这批库存已有部分出库，无法整批撤销。请用调整单更正。';
}

async function jobOf(
  c: Asked,
  how: { withFile?: true; orOfOthers?: true } = {},
): Promise<StoredJob | undefined> {
  const id = c.req.param('id') ?? '';
  const { company, viewer } = c.var;
  return /^[0-9a-f-]{36}$/.test(id) ? readJob(company.ledgerSql, viewer, id, how) : undefined;
}

function viewOf(c: Asked, parts: ImportParts, job: StoredJob): ImportJob {
  return {
    id: job.id,
    fileName: job.fileName,
    kind: job.kind,
    state: job.state,
    plan: job.plan,
    effect: job.counts.effect ?? null,
    problems: job.counts.problems ?? [],
    undone: job.counts.undone ?? null,
    done: job.counts.done ?? 0,
    total: job.counts.total ?? 0,
    documents: (job.effect.positions ?? []).map(
      ([location, position]) => `${parts.codeOf(c.var.company, location as LocationId)}-${position}`,
    ),
    createdAtMs: job.createdAtMs,
    isInterrupted: (job.state === 'running' || job.state === 'undoing') && !isRunning(job.id),
  };
}

function urlOf(c: Asked, parts: ImportParts): string {
  return parts.servicesOf(c.var.company).databaseUrl;
}

function mayImport(viewer: Viewer, kind: ImportKind): boolean {
  return mayDo(viewer, operationByKind[kind]);
}

function isSeen(viewer: Viewer, job: StoredJob): boolean {
  return job.accountId === viewer.accountId || mayImport(viewer, job.kind);
}

function reaches(c: Asked, storeId: number | null): boolean {
  if (storeId === null) return c.var.viewer.locations === 'all';
  const shelf = c.var.company.locations.shelfOf(storeId as StoreId);
  return shelf !== undefined && mayReach(c.var.viewer, shelf);
}

async function tried(c: Asked, run: () => Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FileTrouble)) throw error;
    return c.json(
      {
        code: error.code,
        row: error.row ?? null,
        sentence: troubleSentence(error.code, error.row, c.var.viewer.language),
      },
      422,
    );
  }
}
