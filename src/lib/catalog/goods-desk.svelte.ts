import type { SkuRecord } from '#domain/catalog/sku.ts';
import type { GoodsQuery } from '#protocol/catalog/requests.ts';
import type { GoodsPage } from '#protocol/catalog/views.ts';
import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import { Doing } from '../call/doing.svelte.ts';
import { whole } from '../ui/figure.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import * as api from './catalog-api.ts';
import { branchesOf } from './category-tree.ts';
import { GoodsList } from './goods-list.svelte.ts';
import { everyGoods, paramsOf } from './goods-query.ts';

/** The list of goods on one page: what it was asked, which rows are chosen, and what is done to all of them at once. */
export class GoodsDesk {
  readonly list = new GoodsList(api.readGoods);
  readonly doing = new Doing();
  #query = $state.raw<GoodsQuery>(everyGoods);
  /** As it stands in the field: the query follows it. */
  #search = $state('');
  #chosen = $state.raw<ReadonlySet<number>>(new Set());
  #isAllChosen = $state(false);
  #categories = $state.raw<readonly api.Category[]>([]);
  #suppliers = $state.raw<readonly api.Supplier[]>([]);
  readonly branches = $derived(branchesOf(this.#categories));
  readonly isFiltered = $derived(paramsOf(this.#query).size > 0);
  readonly chosenCount = $derived(this.#isAllChosen ? this.list.total : this.#chosen.size);
  /** Told each new query, so that the address says what is shown. */
  readonly #asked: (query: GoodsQuery) => void;

  constructor(query: GoodsQuery, known: GoodsPage | undefined, asked: (query: GoodsQuery) => void) {
    if (known) this.list.lay(query, known);
    this.#query = query;
    this.#search = query.search;
    this.#asked = asked;
  }

  get query(): GoodsQuery {
    return this.#query;
  }
  get suppliers(): readonly api.Supplier[] {
    return this.#suppliers;
  }
  get search(): string {
    return this.#search;
  }
  set search(text: string) {
    this.#search = text;
    if (text !== this.#query.search) this.ask({ search: text });
  }
  get chosen(): ReadonlySet<number> {
    return this.#chosen;
  }
  set chosen(ids: ReadonlySet<number>) {
    this.#chosen = ids;
  }
  /** Not the rows chosen one by one but all that the query finds. */
  get isAllChosen(): boolean {
    return this.#isAllChosen;
  }

  /** Reads the first rows, of which somebody may have begun or got some, and what the filters offer. */
  open({ rows, known }: { readonly rows: Promise<GoodsPage>; readonly known: GoodsPage | undefined }): void {
    if (known === undefined) void this.list.open(this.#query, rows);
    api.readCategories().then(
      (rows) => (this.#categories = rows),
      () => undefined,
    );
    api.readSuppliers().then(
      (rows) => (this.#suppliers = rows),
      () => undefined,
    );
  }

  ask(change: Partial<GoodsQuery>): void {
    this.show({ ...this.#query, ...change });
  }

  /** Shows what a whole query finds: a saved view, or everything. */
  show(query: GoodsQuery): void {
    this.#query = query;
    this.#search = query.search;
    this.chooseNone();
    this.#asked(query);
    void this.list.open(query);
  }

  sortBy(sort: GoodsQuery['sort']): void {
    const isSame = this.#query.sort === sort;
    const isDownFirst = sort === 'price' || sort === 'cost' || sort === 'updated';
    this.ask({ sort, isDown: isSame ? !this.#query.isDown : isDownFirst });
  }

  categoryName(id: number | null): string {
    const found = id === null ? undefined : this.#categories.find((category) => category.id === id);
    if (!found) return '—';
    return getLocale() === 'en' ? found.nameEn : found.nameZh;
  }

  chooseAll(): void {
    this.#isAllChosen = true;
  }

  chooseNone(): void {
    this.#chosen = new Set();
    this.#isAllChosen = false;
  }

  changeChosen(set: Partial<SkuRecord>, pricePercent: number | undefined): Promise<boolean> {
    return this.doing.run(async () => {
      const { batch, changed } = await api.changeMany({
        ...(this.#isAllChosen ? { query: this.#query } : { ids: [...this.#chosen] }),
        set,
        ...(pricePercent === undefined ? {} : { pricePercent }),
      });
      this.chooseNone();
      await this.list.again();
      toasts.tell('done', m.goods_bulk_done({ count: whole(changed, getLocale()) }), {
        text: m.goods_undo(),
        run: () => void this.takeBack(batch),
      });
    });
  }

  takeBack(batch: string): Promise<boolean> {
    return this.doing.run(async () => {
      const { taken, lost } = await api.undo(batch);
      await this.list.again();
      const count = whole(taken, getLocale());
      if (lost > 0) toasts.tell('note', m.goods_undone_lost({ count, lost: whole(lost, getLocale()) }));
      else toasts.tell('done', m.goods_undone({ count }));
    });
  }

  /** What was saved in the drawer stands in its row; what is new comes where it belongs. */
  async saved(skuId: number, isNew: boolean): Promise<void> {
    if (isNew) return this.list.again();
    const card = await api.readCard(skuId).catch(() => undefined);
    if (card) this.list.put({ ...card, barcodes: card.barcodes.map(({ barcode }) => barcode) });
  }
}
