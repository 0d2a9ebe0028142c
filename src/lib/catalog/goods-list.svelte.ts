import type { GoodsQuery } from '#protocol/catalog/requests.ts';
import type { GoodsPage, GoodsRow } from '#protocol/catalog/views.ts';
import { CallProblem } from '../call/call.ts';

/** Rows read at once, and pages kept: about as much as somebody scrolls through in a minute. */
export const pageRows = 50;
const pagesMax = 120;

type Read = (query: GoodsQuery, offset: number, limit: number) => Promise<GoodsPage>;
type Shown =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly total: number; readonly isCapped: boolean }
  | { readonly state: 'failed'; readonly problem: CallProblem };

/**
 * A list of any length of which only what is in sight is read. A new query keeps the old rows until its first page is
 * there, so that typing never blinks.
 */
export class GoodsList {
  #shown = $state.raw<Shown>({ state: 'loading' });
  #pages = $state.raw<ReadonlyMap<number, readonly GoodsRow[]>>(new Map());
  #isReading = $state(false);
  #query: GoodsQuery | undefined;
  #turn = 0;
  readonly #asked = new Set<number>();
  readonly #read: Read;

  constructor(read: Read) {
    this.#read = read;
  }

  get shown(): Shown {
    return this.#shown;
  }
  get total(): number {
    return this.#shown.state === 'ready' ? this.#shown.total : 0;
  }
  get isReading(): boolean {
    return this.#isReading;
  }

  rowAt(index: number): GoodsRow | undefined {
    return this.#pages.get(Math.floor(index / pageRows))?.[index % pageRows];
  }

  /** Shows a first page that was read before there was a list. */
  lay(query: GoodsQuery, page: GoodsPage): void {
    this.#turn++;
    this.#query = query;
    this.#show(page);
  }

  /** Reads the first page of a query, if nobody has begun to; what is shown changes when it is there. */
  async open(query: GoodsQuery, begun?: Promise<GoodsPage>): Promise<void> {
    const turn = ++this.#turn;
    this.#query = query;
    this.#isReading = true;
    try {
      const page = await (begun ?? this.#read(query, 0, pageRows));
      if (turn !== this.#turn) return;
      this.#show(page);
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      if (turn === this.#turn) this.#shown = { state: 'failed', problem };
    } finally {
      if (turn === this.#turn) this.#isReading = false;
    }
  }

  again(): Promise<void> {
    return this.#query ? this.open(this.#query) : Promise.resolve();
  }

  /** Sees to it that the rows from `first` to `last` are there, a page before and after them too. */
  want(first: number, last: number): void {
    const from = Math.max(0, Math.floor(first / pageRows) - 1);
    const to = Math.min(Math.floor(last / pageRows) + 1, Math.floor(Math.max(0, this.total - 1) / pageRows));
    for (let page = from; page <= to; page++) if (!this.#asked.has(page)) void this.#load(page);
  }

  /** Puts a row that was changed in the place of the old one. */
  put(row: Partial<GoodsRow> & Pick<GoodsRow, 'skuId'>): void {
    this.#pages = new Map(
      [...this.#pages].map(([page, rows]) => [
        page,
        rows.map((known) => (known.skuId === row.skuId ? { ...known, ...row } : known)),
      ]),
    );
  }

  #show({ total, isCapped, rows }: GoodsPage): void {
    this.#asked.clear();
    this.#asked.add(0);
    this.#pages = new Map([[0, rows]]);
    this.#shown = { state: 'ready', total, isCapped };
  }

  async #load(page: number): Promise<void> {
    const query = this.#query;
    const turn = this.#turn;
    if (!query) return;
    this.#asked.add(page);
    try {
      const { rows } = await this.#read(query, page * pageRows, pageRows);
      if (turn !== this.#turn) return;
      const pages = new Map(this.#pages).set(page, rows);
      for (const old of pages.keys()) {
        if (pages.size <= pagesMax) break;
        pages.delete(old);
        this.#asked.delete(old);
      }
      this.#pages = pages;
    } catch (problem) {
      // Asked again when it comes into sight the next time.
      this.#asked.delete(page);
      if (!(problem instanceof CallProblem)) throw problem;
    }
  }
}
