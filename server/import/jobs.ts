import { createHash } from 'node:crypto';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { ImportKind } from '#domain/import/field.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { ImportEffect, ImportJob, ImportPlan, ImportProblem } from '#protocol/import/views.ts';
import { audit } from '../identity/audit.ts';
import { indexInWorker } from '../catalog/index-skus.ts';
import type { Actor } from '../catalog/write.ts';
import { createStores } from '../ingest/catalogue.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import { postStock, readNames, writeGoods, type StockLine } from './commit.ts';
import { readCosts, readIds, taskOf } from './dry-run.ts';
import { checkFile } from './task.ts';

export interface ImportServices {
  readonly ledger: Ledger;
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
  };
  readonly effect: {
    readonly documents?: readonly string[];
    readonly positions?: readonly (readonly [number, number])[];
  };
  readonly createdAtMs: number;
}

/** Jobs that write in this process now. */
const running = new Set<string>();

export function isRunning(id: string): boolean {
  return running.has(id);
}

export async function readJob(
  sql: Queries,
  viewer: Viewer,
  id: string,
  withFile = false,
): Promise<StoredJob | undefined> {
  const [job] = await sql<StoredJob[]>`
    select id, account_id as "accountId", file_name as "fileName", ${withFile ? sql`file` : sql`null::bytea as file`}, kind, state, plan, counts, effect,
      (extract(epoch from created_at) * 1000)::bigint as "createdAtMs" from import_jobs where id = ${id} and account_id = ${viewer.accountId}`;
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
 * Writes the good rows of a job: goods in chunks under one batch, stock as documents. Runs behind the request; what was
 * written is counted in the job. A job that was cut off is started again: what stands already stays as it is.
 */
export async function runJob(
  company: Company,
  services: ImportServices,
  viewer: Viewer,
  job: StoredJob,
  file: Uint8Array,
): Promise<void> {
  if (running.has(job.id)) return;
  running.add(job.id);
  const { ledgerSql: sql } = company;
  const { plan } = job;
  const actor: Actor & { accountId: number } = { accountId: viewer.accountId, session: viewer.session };
  const positions: [number, number][] = [];
  const total = job.counts.effect?.good ?? 0;
  let done = 0;
  const progress = () =>
    change(sql, job.id, { counts: { ...job.counts, done, total }, effect: { positions } });
  try {
    const names = await readNames(sql);
    const ids = await readIds(sql);
    const costById = await readCosts(sql);
    const stock = new Map<LocationId, StockLine[]>();
    const put = (location: LocationId | undefined, line: StockLine) => {
      if (location === undefined) return;
      const lines = stock.get(location);
      if (lines) lines.push(line);
      else stock.set(location, [line]);
    };
    const shelfByCode = new Map(
      (await sql<{ code: string; id: StoreId }[]>`select code, id from stores`).map(({ code, id }) => [
        code,
        company.locations.shelfOf(id),
      ]),
    );
    const chosen = plan.storeId === null ? undefined : company.locations.shelfOf(plan.storeId as StoreId);
    await checkFile(await taskOf(company, file, plan), async (rows) => {
      for (let first = 0; first < rows.products.length; first += 1000) {
        const part = rows.products.slice(first, first + 1000);
        await writeGoods(sql, actor, job.id, part, names, ids, plan.onKnown);
        done += part.length;
        await progress();
      }
      for (const row of rows.products) {
        const skuId = ids.get(row.code);
        if (chosen !== undefined && skuId !== undefined && !row.isAgain && row.quantity)
          put(chosen, {
            skuId,
            quantity: row.quantity,
            value: row.quantity * (row.cost ?? costById.get(skuId) ?? 0),
          });
      }
      for (const line of rows.stock)
        put(line.store === undefined ? chosen : shelfByCode.get(line.store), {
          skuId: line.skuId,
          quantity: line.quantity,
          value: line.value ?? line.quantity * (costById.get(line.skuId) ?? 0),
        });
      if (rows.stores.length > 0) {
        await createStores(
          sql,
          rows.stores.map(({ code, name, region }) => ({ code, name, region: region || 'ALL' })),
          company.locations.all()[0]?.timeZone ?? 'Asia/Shanghai',
        );
        for (const { code, address } of rows.stores)
          if (address !== '') await sql`update stores set address = ${address} where code = ${code}`;
        done += rows.stores.length;
        await progress();
      }
    });
    if (plan.kind === 'stores') await services.storesChanged();
    for (const [location, lines] of stock) {
      const refusal = await postStock(
        services.ledger,
        viewer,
        job.id,
        plan.kind === 'receipt' ? 'receipt' : 'opening',
        location,
        lines,
        async (position, count) => {
          positions.push([location, position]);
          if (plan.kind !== 'products') done += count;
          await progress();
        },
      );
      if (refusal !== undefined) throw new Error(`the ledger refused: ${refusal}`);
    }
    await change(sql, job.id, {
      state: 'done',
      counts: { ...job.counts, done: total, total },
      effect: { positions },
    });
    await audit(sql, {
      ...actor,
      action: 'import.done',
      subject: job.fileName,
      detail: { kind: plan.kind, rows: total },
    });
    await indexInWorker(sql);
  } catch (error) {
    await change(sql, job.id, { state: 'failed' }).catch(() => undefined);
    throw error;
  } finally {
    running.delete(job.id);
  }
}
