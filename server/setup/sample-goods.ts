import { randomUUID } from 'node:crypto';
import type { Sample } from '#domain/setup/sample.ts';
import { newSku } from '#domain/catalog/sku.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { indexSkus } from '../catalog/index-skus.ts';
import { writeSkus, type Wish } from '../catalog/write.ts';
import { postStock } from '../import/commit.ts';
import type { Queries } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';

/** A shop's shelf, or a warehouse that keeps several times as much. */
export interface SamplePlace {
  readonly shelf: LocationId;
  readonly isWarehouse: boolean;
}

const warehouseTimes = 5;

/** Writes sample goods as the file of an import job that is done: it is undone like any other. Answers the job. [FM-4] */
export async function writeSampleGoods(
  sql: Queries,
  sample: Sample,
  accountId: number,
  fileName: string,
): Promise<{ readonly job: string; readonly idByCode: ReadonlyMap<string, number> }> {
  const job = randomUUID();
  const categoryIds = await writeNames(sql, 'categories', sample.categories);
  const productIds = await writeNames(sql, 'products', sample.products);
  const wishes = sample.skus.map(({ category, product, barcode, onShelf: _, ...sku }): Wish => ({
    id: null,
    set: {
      ...newSku,
      ...sku,
      categoryId: categoryIds.get(category) ?? null,
      productId: product === undefined ? null : (productIds.get(product) ?? null),
      barcodes: [{ barcode, quantity: 1 }],
    },
  }));
  const { created } = await writeSkus(sql, { accountId, session: '' }, job, 'import', wishes);
  await indexSkus(sql, created);
  const rows = await sql<{ id: number; code: string }[]>`select id, code from skus`;
  const counts = { done: created.length, total: created.length, effect: effectOf(sample) };
  await sql`insert into import_jobs (id, account_id, file_name, file_hash, kind, state, plan, counts)
    values (${job}, ${accountId}, ${fileName}, '', 'products', 'done', ${JSON.stringify(planOfSample)}::text::jsonb,
      ${JSON.stringify(counts)}::text::jsonb)`;
  return { job, idByCode: new Map(rows.map(({ id, code }) => [code, id])) };
}

/** Puts the sample's opening stock on the shelves. Throws where the ledger refuses: then there is no company. */
export async function postSampleStock(
  sql: Queries,
  ledger: Ledger,
  viewer: Viewer,
  sample: Sample,
  { job, idByCode }: { readonly job: string; readonly idByCode: ReadonlyMap<string, number> },
  places: readonly SamplePlace[],
): Promise<void> {
  const positions: [number, number][] = [];
  for (const { shelf, isWarehouse } of places) {
    const lines = sample.skus.map(({ code, onShelf, cost }) => {
      const quantity = onShelf * (isWarehouse ? warehouseTimes : 1);
      return { skuId: idByCode.get(code) ?? 0, quantity, value: quantity * cost };
    });
    const refusal = await postStock(ledger, viewer, job, 'opening', shelf, lines, async (position) => {
      positions.push([shelf, position]);
    });
    if (refusal !== undefined) throw new Error(`the ledger refused the sample's stock: ${refusal}`);
  }
  await sql`update import_jobs set effect = ${JSON.stringify({ positions })}::text::jsonb where id = ${job}`;
}

const planOfSample = {
  kind: 'products',
  sheet: 0,
  headRow: 0,
  columns: {},
  storeId: null,
  onKnown: 'update',
  fixes: [],
  skipped: [],
};

function effectOf(sample: Sample) {
  const count = sample.skus.length;
  return {
    ...{ rows: count, good: count, bad: 0, aside: 0, skipped: 0, again: 0 },
    ...{ created: count, changed: 0, unchanged: 0, barcodes: count },
    ...{ categories: sample.categories.length, suppliers: 0 },
    ...{ stockLines: 0, stockUnits: 0, stockValue: 0, stores: 0 },
  };
}

async function writeNames(
  sql: Queries,
  table: 'categories' | 'products',
  names: readonly { readonly code: string; readonly nameZh: string; readonly nameEn: string }[],
): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await sql<{ id: number; code: string }[]>`insert into ${sql(table)} ${sql(
    names.map(({ code, nameZh, nameEn }) => ({ code, name_zh: nameZh, name_en: nameEn })),
  )} returning id, code`;
  return new Map(rows.map(({ id, code }) => [code, id]));
}
