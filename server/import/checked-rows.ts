import {
  isAside,
  RowReader,
  type CellProblem,
  type ProductRow,
  type StockRow,
  type StoreRow,
} from '#domain/import/check.ts';
import type { Reading } from './known.ts';
import { openFile } from './read-file.ts';

const chunkRows = 2000;
const problemsMax = 500;

export type GoodsRow = ProductRow & {
  /** The same goods stood above; only the barcodes are new. */
  readonly isAgain: boolean;
};

export interface BadRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly problems: readonly CellProblem[];
}

/** Rows that were read since the last ones were given. */
export interface Rows {
  readonly products: GoodsRow[];
  readonly stock: StockRow[];
  readonly stores: StoreRow[];
  readonly bad: BadRow[];
}

export interface Checked {
  rows: number;
  good: number;
  /** Of the good ones: more barcodes of goods that stood above. */
  again: number;
  /** Sums, signatures and empty rows. */
  aside: number;
  skipped: number;
  bad: number;
  readonly problems: (CellProblem & { readonly row: number; readonly column: number })[];
}

/** Reads a file from its head down and gives its rows in chunks; the file is never in memory whole. */
export class FileCheck {
  readonly checked: Checked = { rows: 0, good: 0, again: 0, aside: 0, skipped: 0, bad: 0, problems: [] };
  readonly #bytes: Uint8Array;
  readonly #reading: Reading;
  readonly #reader: RowReader;
  readonly #fixes: ReadonlyMap<string, string>;
  readonly #skipped: ReadonlySet<number>;
  #heads: readonly string[] = [];
  #rows = noRows();

  constructor(bytes: Uint8Array, reading: Reading) {
    this.#bytes = bytes;
    this.#reading = reading;
    this.#reader = new RowReader(reading.kind, reading.columns, reading);
    this.#fixes = new Map(reading.fixes.map(({ row, column, text }) => [`${row} ${column}`, text]));
    this.#skipped = new Set(reading.skipped);
  }

  /** What stands above the columns; known from the first chunk on. */
  get heads(): readonly string[] {
    return this.#heads;
  }

  /** Throws `FileTrouble`. There is one chunk at least, be it empty. */
  async *chunks(): AsyncGenerator<Rows> {
    const { rows } = await openFile(this.#bytes, this.#reading.sheet);
    let index = 0;
    let held = 0;
    for await (const { number, cells } of rows) {
      if (index === this.#reading.headRow) this.#heads = cells;
      else if (index > this.#reading.headRow) {
        this.#take(number, this.#fixed(number, cells));
        held += 1;
      }
      index += 1;
      if (held < chunkRows) continue;
      held = 0;
      yield this.#give();
    }
    yield this.#give();
  }

  #give(): Rows {
    const rows = this.#rows;
    this.#rows = noRows();
    return rows;
  }

  #fixed(number: number, cells: readonly string[]): readonly string[] {
    if (this.#fixes.size === 0) return cells;
    const width = Math.max(cells.length, ...Object.values(this.#reading.columns).map((column) => column + 1));
    return Array.from(
      { length: width },
      (_, column) => this.#fixes.get(`${number} ${column}`) ?? cells[column] ?? '',
    );
  }

  #take(number: number, cells: readonly string[]): void {
    if (isAside(cells)) {
      this.checked.aside += 1;
      return;
    }
    this.checked.rows += 1;
    if (this.#skipped.has(number)) {
      this.checked.skipped += 1;
      return;
    }
    const problems = this.#read(number, cells);
    if (problems.length === 0) {
      this.checked.good += 1;
      return;
    }
    this.checked.bad += 1;
    this.#rows.bad.push({ row: number, cells: [...cells], problems });
    for (const problem of problems)
      if (this.checked.problems.length < problemsMax)
        this.checked.problems.push({
          row: number,
          column: this.#reading.columns[problem.field] ?? -1,
          ...problem,
        });
  }

  /** Holds a good row; answers what is wrong with another. */
  #read(number: number, cells: readonly string[]): readonly CellProblem[] {
    const { kind, needsStore } = this.#reading;
    if (kind === 'products') {
      const read = this.#reader.readProduct(cells, number);
      if (!('row' in read)) return read;
      if (read.isAgain) this.checked.again += 1;
      this.#rows.products.push({ ...read.row, isAgain: read.isAgain });
    } else if (kind === 'stores') {
      const read = this.#reader.readStore(cells);
      if (isWrong(read)) return read;
      this.#rows.stores.push(read);
    } else {
      const read = this.#reader.readStock(cells, needsStore);
      if (isWrong(read)) return read;
      if (read.quantity > 0) this.#rows.stock.push(read);
    }
    return [];
  }
}

function noRows(): Rows {
  return { products: [], stock: [], stores: [], bad: [] };
}

function isWrong(read: StockRow | StoreRow | readonly CellProblem[]): read is readonly CellProblem[] {
  return Array.isArray(read);
}
