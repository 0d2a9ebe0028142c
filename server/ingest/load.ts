import { saleMoney, costMoney, type ListedSku } from '#domain/ingest/command.ts';
import type { Draft } from '#domain/ingest/draft.ts';
import type { TradeRow } from '#domain/ingest/row.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { fen, zeroFen } from '#domain/money.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Sql } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import {
  createStores,
  readCatalogue,
  writeSkus,
  type ListedStore,
  type NewSku,
  type NewStore,
} from './catalogue.ts';
import { draftsOf } from './closing.ts';
import { defaultRegion, readSkus, readStores } from './masters.ts';
import { mergeByTime } from './merge.ts';
import { postDrafts, type PostedCounts } from './post-drafts.ts';
import { Problems } from './problems.ts';
import type { Source } from './source.ts';
import { Tally } from './tally.ts';

/** Sources that are loaded one after the other; those of one step are merged by time. */
export type Step = readonly Source[];

export interface LoadTarget {
  readonly sql: Sql;
  /** Opens the ledger; called after stores were made, so that it knows them. */
  readonly openLedger: () => Promise<Ledger>;
  readonly companySlug: string;
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  /** Zone of stores that are made. */
  readonly timeZone: string;
  readonly isDryRun: boolean;
}

export interface LoadReport {
  readonly problems: Problems;
  readonly tally: Tally;
  readonly counts: PostedCounts;
  storesMade: number;
  skusWritten: number;
  /** Wall clock of the checking and of the posting, ms. */
  checkMs: number;
  postMs: number;
}

export type OnProgress = (phase: 'check' | 'post', bytes: number) => void;

/** Checks every row of every step, then, where all are good and it is no dry run, makes what is missing and posts. */
export async function load(
  steps: readonly Step[],
  target: LoadTarget,
  onProgress: OnProgress,
): Promise<LoadReport> {
  const loader = new Loader(target, onProgress);
  const started = performance.now();
  for (const step of steps) await loader.check(step);
  loader.report.checkMs = performance.now() - started;
  if (loader.report.problems.count === 0 && !target.isDryRun) {
    const posting = performance.now();
    await loader.post(steps);
    loader.report.postMs = performance.now() - posting;
  }
  return loader.report;
}

const noStore: ListedStore = { shelf: 0 as LocationId, timeZone: 'UTC', dayCutMinutes: 0 };

class Loader {
  readonly report: LoadReport;
  readonly #target: LoadTarget;
  readonly #onProgress: OnProgress;
  #skus: Map<string, ListedSku> | undefined;
  #stores: Map<string, ListedStore> | undefined;
  readonly #newStores = new Map<string, NewStore>();
  readonly #newSkus = new Map<string, NewSku>();
  readonly #listedSkus = new Map<string, NewSku>();

  constructor(target: LoadTarget, onProgress: OnProgress) {
    this.#target = target;
    this.#onProgress = onProgress;
    const counts = { posted: 0, known: 0, refused: 0, movements: 0 };
    this.report = {
      problems: new Problems(),
      tally: new Tally(),
      counts,
      storesMade: 0,
      skusWritten: 0,
      checkMs: 0,
      postMs: 0,
    };
  }

  async check(step: Step): Promise<void> {
    await this.#readCatalogue();
    const onBytes = (bytes: number) => this.#onProgress('check', bytes);
    for (const source of step) {
      const hooks = { problems: this.report.problems, onBytes };
      if (source.kind === 'stores') for (const store of await readStores(source, hooks)) this.#plan(store);
      else if (source.kind === 'products') for (const sku of await readSkus(source, hooks)) this.#list(sku);
      else {
        const onRow = (row: TradeRow) => this.#checkRow(row, source);
        for await (const draft of draftsOf(source, { ...hooks, onRow })) this.#count(draft, source);
      }
    }
  }

  async post(steps: readonly Step[]): Promise<void> {
    const { sql, timeZone, companySlug, accountId, session } = this.#target;
    this.report.storesMade = await createStores(sql, [...this.#newStores.values()], timeZone);
    this.report.skusWritten = await writeSkus(sql, [...this.#listedSkus.values()], 'update');
    this.report.skusWritten += await writeSkus(sql, [...this.#newSkus.values()], 'keep');
    const catalogue = await readCatalogue(sql);
    const heads = await sql<
      { id: LocationId; position: number }[]
    >`select location_id as id, position from location_heads`;
    const ledger = await this.#target.openLedger();
    try {
      for (const step of steps) {
        const trade = step.filter((source) => source.kind !== 'stores' && source.kind !== 'products');
        if (trade.length === 0) continue;
        const onBytes = (bytes: number) => this.#onProgress('post', bytes);
        const drafts = mergeByTime(
          trade.map((source) => draftsOf(source, { problems: new Problems(), onBytes })),
        );
        const quantityScale = trade[0]?.quantityScale ?? 1;
        const counts = await postDrafts(
          drafts,
          {
            ledger,
            companySlug,
            accountId,
            session,
            listing: { skuOf: (code) => catalogue.skus.get(code), quantityScale },
            storeOf: (code) => catalogue.stores.get(code),
            positionBefore: new Map(heads.map((head) => [head.id, head.position])),
          },
          (draft, answer) => {
            if (answer.outcome === 'posted') return;
            const text = `${answer.code} ${JSON.stringify(answer.facts)}`;
            this.report.problems.add({
              file: trade[0]?.files[0] ?? '',
              line: draft.rows[0]?.line ?? 0,
              column: '',
              code: 'ledger.refused',
              text,
            });
          },
        );
        for (const key of ['posted', 'known', 'refused', 'movements'] as const)
          this.report.counts[key] += counts[key];
      }
    } finally {
      await ledger.close();
    }
  }

  async #readCatalogue(): Promise<void> {
    if (this.#skus) return;
    const { skus, stores } = await readCatalogue(this.#target.sql);
    this.#skus = new Map(skus);
    this.#stores = new Map(stores);
  }

  #checkRow(
    row: TradeRow,
    source: Source,
  ): readonly ['store' | 'sku' | 'price', 'store.unknown' | 'sku.unknown' | 'price.missing'] | undefined {
    if (!this.#stores?.has(row.store)) {
      if (!source.createsMissing) return ['store', 'store.unknown'];
      this.#plan({ code: row.store, name: row.store, region: defaultRegion });
    }
    const known = this.#skus?.get(row.sku);
    if (!known) {
      if (!source.createsMissing) return ['sku', 'sku.unknown'];
      if (source.kind === 'sales' && row.amount === null) return ['price', 'price.missing'];
      const name = row.note || row.sku;
      this.#newSkus.set(row.sku, {
        code: row.sku,
        name,
        category: '',
        price: zeroFen,
        cost: zeroFen,
        barcode: '',
        packQuantity: 1,
      });
      this.#skus?.set(row.sku, { id: 0 as SkuId, price: zeroFen, cost: zeroFen });
    } else if (source.kind === 'sales' && row.amount === null && known.price === 0)
      return ['price', 'price.missing'];
    return undefined;
  }

  #plan(store: NewStore): void {
    if (this.#stores?.has(store.code)) return;
    this.#newStores.set(store.code, store);
    this.#stores?.set(store.code, noStore);
  }

  #list(sku: NewSku): void {
    this.#listedSkus.set(sku.code, sku);
    this.#skus?.set(sku.code, { id: 0 as SkuId, price: sku.price, cost: sku.cost });
  }

  #count({ lane, rows }: Draft, source: Source): void {
    const counted = this.report.tally.of(lane.kind);
    counted.documents += 1;
    for (const row of rows) {
      const listed = this.#skus?.get(row.sku) ?? { id: 0 as SkuId, price: zeroFen, cost: zeroFen };
      const isCost = lane.kind === 'receipt' || lane.kind === 'opening' || source.kind === 'receipts';
      const money = (isCost ? costMoney : saleMoney)(row, listed, source.quantityScale);
      const said = isCost ? (row.cost ?? row.amount) : row.amount;
      const sign = (said ?? row.units) < 0 ? -1 : 1;
      counted.rows += 1;
      counted.units += row.units;
      counted.exactAmount += said ?? sign * money * 100;
      counted.amount = fen(counted.amount + sign * money);
    }
  }
}
