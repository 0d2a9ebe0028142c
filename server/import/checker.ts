import { isAside, RowReader, type CellProblem, type StockRow, type StoreRow } from '#domain/import/check.ts';
import type { ImportKind } from '#domain/import/field.ts';
import type { BadRow, Checked, Message, Rows, Task } from './task.ts';

const problemsMax = 500;

type Held = { -readonly [List in keyof Rows]: Rows[List][number][] };

/** Reads the rows of a file one by one, counts them, and holds those that are wanted until they are given away. */
export class Checker {
  readonly checked: Checked = { rows: 0, good: 0, again: 0, aside: 0, skipped: 0, bad: 0, problems: [] };
  readonly #task: Task;
  readonly #kind: ImportKind;
  readonly #reader: RowReader;
  readonly #skipped: ReadonlySet<number>;
  #good: Held = { products: [], stock: [], stores: [] };
  #bad: BadRow[] = [];
  #held = 0;

  constructor(task: Task) {
    this.#task = task;
    this.#kind = task.importKind ?? 'products';
    this.#skipped = new Set(task.skipped);
    this.#reader = new RowReader(this.#kind, task.columns, {
      skuIdsByCode: grouped(task.skuCodes),
      storeByName: new Map(task.storeNames),
    });
  }

  /** Rows that wait to be given away. */
  get held(): number {
    return this.#held;
  }

  take(number: number, row: readonly string[]): void {
    if (isAside(row)) {
      this.checked.aside += 1;
      return;
    }
    this.checked.rows += 1;
    if (this.#skipped.has(number)) {
      this.checked.skipped += 1;
      return;
    }
    const problems = this.#read(number, row);
    if (problems.length === 0) this.checked.good += 1;
    else this.#refuse(number, row, problems);
  }

  give(): Message {
    const [good, bad] = [this.#good, this.#bad];
    this.#good = { products: [], stock: [], stores: [] };
    this.#bad = [];
    this.#held = 0;
    return this.#isSifting ? { type: 'bad', rows: bad } : { type: 'rows', ...good };
  }

  get #isSifting(): boolean {
    return this.#task.kind === 'sift';
  }

  /** Holds a good row; answers what is wrong with another. */
  #read(number: number, row: readonly string[]): readonly CellProblem[] {
    if (this.#kind === 'products') {
      const read = this.#reader.readProduct(row, number);
      if (!('row' in read)) return read;
      if (read.isAgain) this.checked.again += 1;
      this.#hold('products', { at: number, ...read.row, isAgain: read.isAgain });
    } else if (this.#kind === 'stores') {
      const read = this.#reader.readStore(row);
      if (isWrong(read)) return read;
      this.#hold('stores', { at: number, ...read });
    } else {
      const read = this.#reader.readStock(row, this.#task.needsStore);
      if (isWrong(read)) return read;
      if (read.quantity > 0) this.#hold('stock', { at: number, ...read });
    }
    return [];
  }

  #hold<List extends keyof Held>(list: List, row: Held[List][number]): void {
    if (this.#isSifting) return;
    (this.#good[list] as Held[List][number][]).push(row);
    this.#held += 1;
  }

  #refuse(number: number, row: readonly string[], problems: readonly CellProblem[]): void {
    this.checked.bad += 1;
    for (const problem of problems)
      if (this.checked.problems.length < problemsMax)
        this.checked.problems.push({
          row: number,
          column: this.#task.columns[problem.field] ?? -1,
          ...problem,
        });
    if (!this.#isSifting) return;
    this.#bad.push({ row: number, cells: [...row], problems });
    this.#held += 1;
  }
}

function isWrong(read: StockRow | StoreRow | readonly CellProblem[]): read is readonly CellProblem[] {
  return Array.isArray(read);
}

function grouped(pairs: readonly (readonly [string, number])[]): ReadonlyMap<string, readonly number[]> {
  const ids = new Map<string, number[]>();
  for (const [code, id] of pairs) {
    const known = ids.get(code);
    if (!known) ids.set(code, [id]);
    else if (!known.includes(id)) known.push(id);
  }
  return ids;
}
