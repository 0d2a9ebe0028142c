import type { PostedDocument } from '#domain/stock/document.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TickerEntry } from '#protocol/wall/frame.ts';
import { tickerEntriesMax } from '#protocol/wall/bounds.ts';
import type { Sql } from '../platform/database.ts';

const keptMax = 400;

interface Names {
  readonly zh: string;
  readonly en: string;
  readonly unitZh: string;
  readonly unitEn: string;
}

/** What just happened: `fresh` since the last tick, the newest of what went before. Goods carry their names. */
export class Ticker {
  readonly #sql: Sql;
  readonly #names = new Map<number, Names>();
  #hasUnknown = true;
  #kept: TickerEntry[] = [];
  #fresh: TickerEntry[] = [];

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get fresh(): readonly TickerEntry[] {
    return this.#fresh;
  }

  /** Reads the names of goods anew where one was met that is not known. */
  async readNames(): Promise<void> {
    if (!this.#hasUnknown) return;
    this.#hasUnknown = false;
    const rows = await this.#sql<
      (Names & { id: number })[]
    >`select id, name_zh as zh, name_en as en, unit_zh as "unitZh", unit_en as "unitEn" from skus`;
    for (const { id, ...names } of rows) this.#names.set(id, names);
  }

  note(storeId: StoreId, document: PostedDocument): void {
    const first = document.movements.find((movement) => movement.quantity > 0);
    if (!first) return;
    const names = this.#names.get(first.sku);
    if (!names) this.#hasUnknown = true;
    let amount = 0;
    let quantity = 0;
    const isOfOne = document.movements.every(({ sku }) => sku === first.sku);
    for (const movement of document.movements) {
      amount += movement.amount;
      quantity += movement.quantity;
    }
    this.#fresh.push({
      storeId,
      locationId: document.location,
      position: document.position,
      kind: document.kind,
      atMs: document.effectiveAtMs,
      amount,
      quantity,
      lines: document.movements.length,
      skuId: first.sku,
      skuNameZh: names?.zh ?? '',
      skuNameEn: names?.en ?? '',
      unitZh: isOfOne ? (names?.unitZh ?? '') : '',
      unitEn: isOfOne ? (names?.unitEn ?? '') : '',
    });
    if (this.#fresh.length > keptMax) this.#fresh.splice(0, keptMax / 2);
  }

  /** A tick went out: what was fresh is not any more. */
  turn(): void {
    this.#kept.push(...this.#fresh);
    if (this.#kept.length > keptMax) this.#kept = this.#kept.slice(-keptMax / 2);
    this.#fresh = [];
  }

  keptOf(stores: ReadonlySet<number>): TickerEntry[] {
    return this.#kept.filter((entry) => stores.has(entry.storeId)).slice(-tickerEntriesMax);
  }
}
