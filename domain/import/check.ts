import { cleanBarcode, padGtin } from '../catalog/barcode.ts';
import { textLengthMax } from '../catalog/sku.ts';
import { parseMoney, parseUnits } from '../ingest/decimal.ts';
import { lineQuantityMax } from '../quantity.ts';
import { fieldsByKind, type Columns, type ImportField, type ImportKind } from './field.ts';

export const importProblemCodes = [
  'code.empty',
  'code.unknown',
  'code.twice',
  'code.ambiguous',
  'text.unreadable',
  'barcode.rounded',
  'money.unreadable',
  'pack.unreadable',
  'quantity.unreadable',
  'store.unknown',
  'store.empty',
  'name.empty',
] as const;
export type ImportProblemCode = (typeof importProblemCodes)[number];

export interface CellProblem {
  readonly field: ImportField;
  readonly code: ImportProblemCode;
  readonly text: string;
  /** What would be right, where that can be told. */
  readonly fix: string | null;
}

/** A row of goods, read. What the file does not say is undefined, and stays as it is. Money in fen. */
export interface ProductRow {
  readonly code: string;
  readonly barcodes: readonly string[];
  readonly product: string | undefined;
  readonly name: string | undefined;
  readonly nameEn: string | undefined;
  readonly category: string | undefined;
  readonly brand: string | undefined;
  readonly spec: string | undefined;
  readonly color: string | undefined;
  readonly size: string | undefined;
  readonly unit: string | undefined;
  readonly pack: number | undefined;
  readonly price: number | undefined;
  readonly cost: number | undefined;
  readonly supplier: string | undefined;
  readonly quantity: number | undefined;
  readonly isActive: boolean | undefined;
}

/** A row of stock. `value` is what all of it cost, fen; undefined: as the catalogue says. */
export interface StockRow {
  readonly skuId: number;
  readonly store: string | undefined;
  readonly quantity: number;
  readonly value: number | undefined;
}

export interface StoreRow {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly address: string;
}

/** What is known already: SKUs by every code that names them, stores by code and name. */
export interface Known {
  /** Ids by code and by barcode; a barcode of several SKUs has several. */
  readonly skuIdsByCode: ReadonlyMap<string, readonly number[]>;
  readonly storeByName: ReadonlyMap<string, string>;
}

/** As the page of a store takes it. */
const storeNameMax = 80;

export type Cells = (field: ImportField) => string;

/** The texts of a row by field, cleaned of what spreadsheets leave in them. */
export function cellsOf(row: readonly string[], columns: Columns): Cells {
  return (field) => {
    const index = columns[field];
    return index === undefined ? '' : (row[index] ?? '').normalize('NFKC').trim();
  };
}

/** Rows below the last one that sum it up, and rows with nothing in them. */
export function isAside(row: readonly string[]): 'empty' | 'footer' | undefined {
  const first = row.map((cell) => cell.trim()).find((cell) => cell !== '');
  if (first === undefined) return 'empty';
  return /^(合\s*计|总\s*计|小\s*计|制表|审核|打印|备注[:：]|grand total|total|subtotal|sum)\b|^(合\s*计|总\s*计|小\s*计)/i.test(
    first,
  )
    ? 'footer'
    : undefined;
}

/** Reads rows one after the other; knows the codes it has met. */
export class RowReader {
  readonly #kind: ImportKind;
  readonly #columns: Columns;
  readonly #known: Known;
  readonly #rowByCode = new Map<string, { readonly row: number; readonly name: string | undefined }>();

  constructor(kind: ImportKind, columns: Columns, known: Known) {
    this.#kind = kind;
    this.#columns = columns;
    this.#known = known;
  }

  /** The row, or what is wrong with it by cell. `again`: the same goods stood above; only its barcodes are new. */
  readProduct(
    row: readonly string[],
    at: number,
  ): { readonly row: ProductRow; readonly isAgain: boolean } | readonly CellProblem[] {
    const cells = cellsOf(row, this.#columns);
    const problems: CellProblem[] = [];
    const text = (field: ImportField, most: number) => {
      const value = cells(field);
      if (this.#columns[field] === undefined || value === '') return undefined;
      if (isUnreadable(value)) {
        problems.push({
          field,
          code: 'text.unreadable',
          text: value,
          fix: cut(value.replaceAll(unreadable, ''), most),
        });
        return undefined;
      }
      return cut(value, most);
    };
    const money = (field: 'price' | 'cost') => moneyOf(cells(field), field, problems);
    const barcodes = readBarcodes(cells('barcode'), problems);
    const code = this.#columns.code === undefined ? barcodes[0] : text('code', 64);
    if (code === undefined && problems.length === 0) {
      const field = this.#columns.code === undefined ? 'barcode' : 'code';
      problems.push({ field, code: 'code.empty', text: cells(field), fix: barcodes[0] ?? null });
    } else if (code !== undefined && code.length > textLengthMax.code)
      problems.push({
        field: 'code',
        code: 'text.unreadable',
        text: code,
        fix: code.slice(0, textLengthMax.code),
      });
    const pack = wholeOf(cells('pack'), 'pack', 'pack.unreadable', 1_000_000, problems);
    const quantity = wholeOf(
      cells('quantity'),
      'quantity',
      'quantity.unreadable',
      lineQuantityMax,
      problems,
      0,
    );
    const read = {
      barcodes,
      product: text('product', textLengthMax.code),
      name: text('name', textLengthMax.name),
      nameEn: text('nameEn', textLengthMax.name),
      category: text('category', textLengthMax.short),
      brand: text('brand', textLengthMax.short),
      spec: text('spec', textLengthMax.spec),
      color: text('color', textLengthMax.short),
      size: text('size', textLengthMax.short),
      unit: text('unit', textLengthMax.short),
      pack,
      price: money('price'),
      cost: money('cost'),
      supplier: text('supplier', textLengthMax.short),
      quantity,
      isActive: activeOf(cells('active')),
    };
    if (problems.length > 0 || code === undefined) return problems;
    const before = this.#rowByCode.get(code);
    if (before && before.name !== read.name && read.name !== undefined)
      return [
        {
          field: 'code',
          code: 'code.twice',
          text: code,
          fix: read.barcodes[0] !== code ? (read.barcodes[0] ?? null) : null,
        },
      ];
    if (!before) this.#rowByCode.set(code, { row: at, name: read.name });
    return { row: { code, ...read }, isAgain: before !== undefined };
  }

  readStock(row: readonly string[], needsStore: boolean): StockRow | readonly CellProblem[] {
    const cells = cellsOf(row, this.#columns);
    const problems: CellProblem[] = [];
    const named = [cells('code'), ...readBarcodes(cells('barcode'), problems)].filter((name) => name !== '');
    const field = this.#columns.code === undefined ? 'barcode' : 'code';
    let skuId = 0;
    if (named.length === 0 && problems.length === 0)
      problems.push({ field, code: 'code.empty', text: '', fix: null });
    else if (named.length > 0) {
      const found = named
        .map((name) => this.#known.skuIdsByCode.get(name) ?? this.#known.skuIdsByCode.get(padGtin(name)))
        .find((ids) => ids !== undefined);
      if (found === undefined)
        problems.push({ field, code: 'code.unknown', text: named[0] ?? '', fix: null });
      else if (found.length > 1)
        problems.push({ field, code: 'code.ambiguous', text: named[0] ?? '', fix: null });
      else skuId = found[0] ?? 0;
    }
    const quantity = wholeOf(
      cells('quantity'),
      'quantity',
      'quantity.unreadable',
      lineQuantityMax,
      problems,
      0,
    );
    if (quantity === undefined && cells('quantity') === '')
      problems.push({ field: 'quantity', code: 'quantity.unreadable', text: '', fix: '0' });
    const cost = moneyOf(cells('cost'), 'cost', problems);
    const amount = moneyOf(cells('amount'), 'amount', problems);
    let store: string | undefined;
    if (this.#columns.store !== undefined || needsStore) {
      const name = cells('store');
      store = this.#known.storeByName.get(name);
      if (name === '') {
        if (needsStore) problems.push({ field: 'store', code: 'store.empty', text: '', fix: null });
      } else if (store === undefined)
        problems.push({ field: 'store', code: 'store.unknown', text: name, fix: null });
    }
    if (problems.length > 0) return problems;
    const value = amount ?? (cost === undefined || quantity === undefined ? undefined : cost * quantity);
    return { skuId, store, quantity: quantity ?? 0, value };
  }

  readStore(row: readonly string[]): StoreRow | readonly CellProblem[] {
    const cells = cellsOf(row, this.#columns);
    const problems: CellProblem[] = [];
    const code = cells('code');
    if (code === '') problems.push({ field: 'code', code: 'code.empty', text: '', fix: null });
    else if (!/^[^\s-][^\s]{0,19}$/.test(code) || /[\p{Cc}\p{Cf}]/u.test(code))
      problems.push({
        field: 'code',
        code: 'text.unreadable',
        text: code,
        fix: code.replaceAll(/[\s\p{Cc}\p{Cf}]/gu, '').slice(0, 20) || null,
      });
    for (const field of ['name', 'region'] as const) {
      const text = cells(field);
      if (text.length <= storeNameMax && !isUnreadable(text)) continue;
      const fix = cut(text.replaceAll(unreadable, ''), storeNameMax);
      problems.push({ field, code: 'text.unreadable', text: cut(text, storeNameMax), fix });
    }
    if (this.#rowByCode.has(code))
      problems.push({ field: 'code', code: 'code.twice', text: code, fix: null });
    this.#rowByCode.set(code, { row: 0, name: undefined });
    if (problems.length > 0) return problems;
    return {
      code,
      name: cells('name') || code,
      region: cells('region'),
      address: cut(cells('address'), 200),
    };
  }

  get fields(): readonly ImportField[] {
    return fieldsByKind[this.#kind];
  }
}

/** Control characters, marks that nobody sees, halves of characters: what looks like one text and is another. */
const unreadable = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

function isUnreadable(text: string): boolean {
  return text.search(unreadable) >= 0;
}

/** At most so many UTF-16 units, and never half a character: databases and JSON have no place for one. */
export function cut(text: string, most: number): string {
  const short = text.slice(0, most);
  return short.isWellFormed() ? short : short.slice(0, -1);
}

function readBarcodes(text: string, problems: CellProblem[]): readonly string[] {
  if (text === '') return [];
  // Spreadsheets show a long code as 6.90799E+12: the digits behind are lost for good.
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) {
    problems.push({ field: 'barcode', code: 'barcode.rounded', text, fix: null });
    return [];
  }
  const codes = text
    .split(/[\s,，、;；|/]+/)
    .map((part) => padGtin(cleanBarcode(part.replace(/\.0+$/, ''))))
    .filter((code) => code !== '' && !/^x{4,}$/i.test(code));
  return [...new Set(codes)].slice(0, 20);
}

function moneyOf(text: string, field: ImportField, problems: CellProblem[]): number | undefined {
  if (text === '' || text === '-' || text === '—') return undefined;
  // Sheets calculate with floats: 3.1000000000000001 is 3.10.
  const short = /^-?\d+\.\d{5,}$/.test(text) ? String(Number(Number(text).toFixed(4))) : text;
  const read = parseMoney(short);
  if (read === undefined || read < 0) {
    const fix = /\d+(?:[.]\d{1,2})?/.exec(text.replaceAll(',', ''))?.[0] ?? null;
    problems.push({ field, code: 'money.unreadable', text, fix });
    return undefined;
  }
  return Math.floor((2 * read + 100) / 200);
}

function wholeOf(
  text: string,
  field: ImportField,
  code: ImportProblemCode,
  most: number,
  problems: CellProblem[],
  least = 1,
): number | undefined {
  if (text === '') return undefined;
  const read = parseUnits(text, 1);
  if (read === undefined || read < least || read > most) {
    const fix = /\d+/.exec(text.replaceAll(',', ''))?.[0] ?? null;
    problems.push({ field, code, text, fix });
    return undefined;
  }
  return read;
}

function activeOf(text: string): boolean | undefined {
  if (text === '') return undefined;
  return !/^(否|停|下架|无效|禁用|n|no|0|false|inactive|停用)/i.test(text);
}
