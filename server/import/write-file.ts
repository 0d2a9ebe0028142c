import type { StoreRow } from '#domain/import/check.ts';
import type { ImportPlan } from '#protocol/import/views.ts';
import type { Actor } from '../catalog/write.ts';
import { createStores } from '../ingest/catalogue.ts';
import type { Sql } from '../platform/database.ts';
import { FileCheck, type Rows } from './checked-rows.ts';
import { readNames, writeGoods } from './commit.ts';
import { readCosts, readIds, readingOf } from './known.ts';

/** Goods written in one transaction. */
const chunkRows = 1000;

/** Stock that a row of a file says. `store`: the code of the one that it names, undefined: the one that was chosen. */
export interface FoundStock {
  readonly store: string | undefined;
  readonly skuId: number;
  readonly quantity: number;
  readonly value: number;
}

export interface Writing {
  readonly bytes: Uint8Array;
  readonly plan: ImportPlan;
  readonly actor: Actor;
  readonly job: string;
  /** Of stores that the file makes. */
  readonly timeZone: string;
}

/**
 * Writes the good rows of a file: goods in chunks under one batch, and stores. Says after each chunk how many rows it was
 * and what stock they have; that is posted elsewhere. What stands so already stays as it is.
 */
export async function writeFile(
  sql: Sql,
  { bytes, plan, actor, job, timeZone }: Writing,
  onWritten: (rows: number, stock: readonly FoundStock[]) => Promise<void>,
): Promise<void> {
  const names = await readNames(sql);
  const ids = await readIds(sql);
  const costById = await readCosts(sql);
  for await (const { products, stock, stores } of new FileCheck(bytes, await readingOf(sql, plan)).chunks()) {
    for (let first = 0; first < products.length; first += chunkRows) {
      const part = products.slice(first, first + chunkRows);
      await writeGoods(sql, actor, job, part, names, ids, plan.onKnown);
      await onWritten(part.length, plan.storeId === null ? [] : stockOf(part, ids, costById));
    }
    if (stores.length > 0) await writeStores(sql, stores, timeZone);
    await onWritten(
      stores.length,
      stock.map(({ store, skuId, quantity, value }) => ({
        ...{ store, skuId, quantity },
        value: value ?? quantity * (costById.get(skuId) ?? 0),
      })),
    );
  }
}

/** Opening stock that stands beside goods. */
function stockOf(
  rows: Rows['products'],
  ids: ReadonlyMap<string, number>,
  costById: ReadonlyMap<number, number>,
): readonly FoundStock[] {
  return rows.flatMap(({ code, quantity, cost, isAgain }) => {
    const skuId = ids.get(code);
    return skuId === undefined || isAgain || !quantity
      ? []
      : [{ store: undefined, skuId, quantity, value: quantity * (cost ?? costById.get(skuId) ?? 0) }];
  });
}

async function writeStores(sql: Sql, stores: readonly StoreRow[], timeZone: string): Promise<void> {
  await createStores(
    sql,
    stores.map(({ code, name, region }) => ({ code, name, region: region || 'ALL' })),
    timeZone,
  );
  for (const { code, address } of stores)
    if (address !== '') await sql`update stores set address = ${address} where code = ${code}`;
}
