import { changesOf } from '#domain/catalog/sku.ts';
import type { ImportPlan } from '#protocol/import/views.ts';
import { readRecords } from '../catalog/write.ts';
import type { Queries } from '../platform/database.ts';
import { FileCheck, type GoodsRow } from './checked-rows.ts';
import { newNames, readNames, wishesOf, type Names } from './commit.ts';
import { readCosts, readIds, readingOf } from './known.ts';
import type { Dry } from './task.ts';

/** Reads all of a file as it would be imported and counts what that would do; says after each chunk that it goes on. */
export async function dryRun(
  sql: Queries,
  bytes: Uint8Array,
  plan: ImportPlan,
  alive: () => Promise<void>,
): Promise<Dry> {
  const goods = new GoodsCount(sql, await readNames(sql), await readIds(sql), plan.onKnown);
  const costById = plan.kind === 'products' ? new Map<number, number>() : await readCosts(sql);
  const check = new FileCheck(bytes, await readingOf(sql, plan));
  const sum = { stockLines: 0, stockUnits: 0, stockValue: 0, stores: 0 };
  const addStock = (units: number, value: number): void => {
    sum.stockLines += 1;
    sum.stockUnits += units;
    sum.stockValue += value;
  };
  for await (const { products, stock, stores } of check.chunks()) {
    await goods.add(products);
    if (plan.storeId !== null)
      for (const { isAgain, quantity, cost } of products)
        if (!isAgain && quantity) addStock(quantity, quantity * (cost ?? 0));
    for (const { skuId, quantity, value } of stock)
      addStock(quantity, value ?? quantity * (costById.get(skuId) ?? 0));
    sum.stores += stores.length;
    await alive();
  }
  const { problems, ...counts } = check.checked;
  return { effect: { ...counts, ...sum, ...goods.counted }, problems };
}

/** Counts what rows of goods would make, change and leave. */
class GoodsCount {
  readonly #sql: Queries;
  readonly #names: Names;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #onKnown: ImportPlan['onKnown'];
  readonly #made = new Set<string>();
  readonly #categories = new Set<string>();
  readonly #suppliers = new Set<string>();
  #created = 0;
  #changed = 0;
  #unchanged = 0;
  #barcodes = 0;

  constructor(sql: Queries, names: Names, ids: ReadonlyMap<string, number>, onKnown: ImportPlan['onKnown']) {
    this.#sql = sql;
    this.#names = names;
    this.#ids = ids;
    this.#onKnown = onKnown;
  }

  get counted() {
    return {
      created: this.#created,
      changed: this.#changed,
      unchanged: this.#unchanged,
      barcodes: this.#barcodes,
      categories: this.#categories.size,
      suppliers: this.#suppliers.size,
    };
  }

  async add(rows: readonly GoodsRow[]): Promise<void> {
    if (rows.length === 0) return;
    const missing = newNames(rows, this.#names);
    for (const name of missing.categories) this.#categories.add(name);
    for (const name of missing.suppliers) this.#suppliers.add(name);
    const known = [...new Set(rows.flatMap(({ code }) => this.#ids.get(code) ?? []))];
    const current = await readRecords(this.#sql, known, false);
    for (const wish of wishesOf(rows, this.#names, this.#ids, current, this.#onKnown)) {
      if (wish.id === null) {
        if (this.#made.has(wish.set.code)) this.#unchanged += 1;
        else this.#created += 1;
        this.#made.add(wish.set.code);
        this.#barcodes += wish.set.barcodes?.length ?? 0;
        continue;
      }
      const before = current.get(wish.id);
      if (before && Object.keys(changesOf(before, wish.set)).length > 0) this.#changed += 1;
      else this.#unchanged += 1;
    }
  }
}
