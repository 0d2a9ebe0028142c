import { createHash } from 'node:crypto';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { ImportKind } from '#domain/import/field.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { ImportEffect, ImportJob, ImportPlan, ImportProblem } from '#protocol/import/views.ts';
import { audit } from '../identity/audit.ts';
import type { Actor } from '../catalog/write.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import { postStock, type StockLine } from './commit.ts';
import { writeFile } from './task.ts';
import type { FoundStock } from './write-file.ts';

export interface ImportServices {
  readonly ledger: Ledger;
  /** The company's database, as the app. */
  readonly databaseUrl: string;
  /** After stores were made: everything that holds them in memory reads them anew. */
  readonly storesChanged: () => Promise<void>;
}

export interface StoredJob {
  readonly id: string;
  readonly accountId: number;
  readonly fileName: string;
  readonly file: Buffer | null;
  readonly kind: ImportKind;
  readonly state: ImportJob['state'];
  readonly plan: ImportPlan;
  readonly counts: {
    readonly effect?: ImportEffect;
    readonly problems?: readonly ImportProblem[];
    readonly done?: number;
    readonly total?: number;
    readonly undone?: ImportJob['undone'];
  };
  readonly effect: {
    readonly documents?: readonly string[];
    readonly positions?: readonly (readonly [number, number])[];
  };
  readonly createdAtMs: number;
}

/** Jobs that write, or are taken back, in this process now. */
const running = new Map<string, Promise<void>>();

export function isRunning(id: string): boolean {
  return running.has(id);
}

/** Resolves when nothing of a job runs here any more, however it ended. */
export async function whenIdle(id: string): Promise<void> {
  await running.get(id)?.catch(() => undefined);
}

/**
 * Begins what is done with a job behind a request: first its mark in the database, which is waited for, then the work. One
 * thing of a job at a time; another one that is asked for meanwhile does nothing.
 */
export async function begin(
  id: string,
  mark: () => Promise<void>,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<void> {
  if (running.has(id)) return;
  const marked = mark();
  const worked = marked.then(work).finally(() => running.delete(id));
  running.set(id, worked);
  worked.catch(onFailure);
  await marked;
}

/** The documents that a job posted. */
export function positionsOf({ effect }: StoredJob): readonly (readonly [LocationId, number])[] {
  return (effect.positions ?? []) as readonly (readonly [LocationId, number])[];
}

/** A job of the viewer's own; `orOfOthers`: where he reaches everything, a colleague's too, to look at and take back. */
export async function readJob(
  sql: Queries,
  viewer: Viewer,
  id: string,
  { withFile = false, orOfOthers = false } = {},
): Promise<StoredJob | undefined> {
  const [job] = await sql<StoredJob[]>`
    select id, account_id as "accountId", file_name as "fileName", ${withFile ? sql`file` : sql`null::bytea as file`}, kind, state, plan, counts, effect,
      (extract(epoch from created_at) * 1000)::bigint as "createdAtMs" from import_jobs
    where id = ${id} and (account_id = ${viewer.accountId} or ${orOfOthers && viewer.locations === 'all'})`;
  return job;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function change(
  sql: Queries,
  id: string,
  set: {
    state?: ImportJob['state'];
    plan?: ImportPlan;
    counts?: StoredJob['counts'];
    effect?: StoredJob['effect'];
  },
): Promise<void> {
  await sql`update import_jobs set updated_at = now(), state = coalesce(${set.state ?? null}, state),
    kind = coalesce(${set.plan?.kind ?? null}, kind),
    plan = coalesce(${set.plan ? JSON.stringify(set.plan) : null}::text::jsonb, plan),
    counts = coalesce(${set.counts ? JSON.stringify(set.counts) : null}::text::jsonb, counts),
    effect = coalesce(${set.effect ? JSON.stringify(set.effect) : null}::text::jsonb, effect) where id = ${id}`;
}

/**
 * Writes the good rows of a job: goods in chunks under one batch, then stock as documents. Runs behind the request; what
 * was written is counted in the job. A job that was cut off is started again: what stands already stays as it is.
 */
export async function runJob(
  company: Company,
  services: ImportServices,
  viewer: Viewer,
  job: StoredJob,
  file: Uint8Array,
): Promise<void> {
  try {
    await write(company, services, viewer, job, file);
  } catch (error) {
    await change(company.ledgerSql, job.id, { state: 'failed' }).catch(() => undefined);
    throw error;
  }
}

async function write(
  company: Company,
  services: ImportServices,
  viewer: Viewer,
  job: StoredJob,
  file: Uint8Array,
): Promise<void> {
  const { ledgerSql: sql } = company;
  const { plan } = job;
  const actor: Actor & { accountId: number } = { accountId: viewer.accountId, session: viewer.session };
  // What it posted before it was cut off stays known, however this time ends.
  const positionByName = new Map(positionsOf(job).map((position) => [position.join(' '), position]));
  const total = job.counts.effect?.good ?? 0;
  let done = 0;
  const progress = (state?: 'done') =>
    change(sql, job.id, {
      ...(state ? { state } : {}),
      counts: { ...job.counts, done: state ? total : done, total },
      effect: { positions: [...positionByName.values()] },
    });
  const stock = new StockByShelf(await shelvesOf(company, plan));
  const timeZone = company.locations.all()[0]?.timeZone ?? 'Asia/Shanghai';
  const writing = { bytes: file, url: services.databaseUrl, plan, actor, job: job.id, timeZone };
  for await (const message of writeFile(writing)) {
    if (message.type === 'written') {
      done += message.rows;
      stock.add(message.stock);
      if (message.rows > 0) await progress();
      continue;
    }
    const kind = plan.kind === 'receipt' ? 'receipt' : 'opening';
    for (const [location, lines] of stock.lines()) {
      const onPosted = async (position: number, count: number): Promise<void> => {
        positionByName.set(`${location} ${position}`, [location, position]);
        if (plan.kind !== 'products') done += count;
        await progress();
      };
      const refusal = await postStock(services.ledger, viewer, job.id, kind, location, lines, onPosted);
      if (refusal !== undefined) throw new Error(`the ledger refused: ${refusal}`);
    }
    if (plan.kind === 'stores') await services.storesChanged();
    await audit(sql, {
      ...actor,
      action: 'import.done',
      subject: job.fileName,
      detail: { kind: plan.kind, rows: total },
    });
    await progress('done');
  }
}

/** The stock of a file by the shelf it goes to. */
class StockByShelf {
  readonly #shelfOf: (store: string | undefined) => LocationId | undefined;
  readonly #lines = new Map<LocationId, StockLine[]>();

  constructor(shelfOf: (store: string | undefined) => LocationId | undefined) {
    this.#shelfOf = shelfOf;
  }

  add(found: readonly FoundStock[]): void {
    for (const { store, skuId, quantity, value } of found) {
      const location = this.#shelfOf(store);
      if (location === undefined) continue;
      const lines = this.#lines.get(location) ?? [];
      if (lines.length === 0) this.#lines.set(location, lines);
      lines.push({ skuId, quantity, value });
    }
  }

  lines(): Iterable<readonly [LocationId, readonly StockLine[]]> {
    return this.#lines;
  }
}

/** The shelf of the store that a row names, or of the one that was chosen. */
async function shelvesOf(
  company: Company,
  plan: ImportPlan,
): Promise<(store: string | undefined) => LocationId | undefined> {
  const stores = await company.ledgerSql<{ code: string; id: StoreId }[]>`select code, id from stores`;
  const idByCode = new Map(stores.map(({ code, id }) => [code, id]));
  return (store) => {
    const id = store === undefined ? (plan.storeId as StoreId | null) : idByCode.get(store);
    return id === null || id === undefined ? undefined : company.locations.shelfOf(id);
  };
}
