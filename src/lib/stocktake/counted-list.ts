import { entryQuantityMax } from '#domain/stocktake/entry.ts';
import type { GoodsIndex, GoodsMatch } from './goods.ts';

/** Rows that one paste or file may have. */
export const listRowsMax = 5000;
export const listFileBytesMax = 2_000_000;

export interface ListRow {
  readonly line: number;
  readonly code: string;
  readonly quantity: number;
  /** Undefined: nothing is known of the code, or it names several goods; it is kept as it is. */
  readonly match: GoodsMatch | undefined;
}

export interface ReadList {
  readonly rows: readonly ListRow[];
  /** Lines that could not be read, by number. */
  readonly bad: readonly number[];
  /** Rows beyond what one list may have: said, never dropped in silence. */
  readonly leftOff: number;
}

/** A counted list as people paste it from a spreadsheet: parted by tab, comma, semicolon or spaces. */
export function readCountedList(text: string, goods: GoodsIndex): ReadList {
  const lines = text.split(/\r\n|\n|\r/).map((raw) => {
    const line = raw.replaceAll('"', '').trim();
    const separator = /[\t,;，；]/.exec(line)?.[0];
    return line === ''
      ? []
      : separator
        ? line.split(separator).map((cell) => cell.trim())
        : line.split(/\s+/);
  });
  return readCountedRows(lines, goods);
}

const codeHead = /条码|条形码|编码|货号|商品码|barcode|^code$|^sku$|^ean$|^upc$/i;
const quantityHead = /实盘|盘点数|实点|数量|件数|counted|quantity|^qty$|^count$/i;

/** Rows of cells: the columns that a heading names, else code first and quantity last; a code alone is one piece. */
export function readCountedRows(cells: readonly (readonly unknown[])[], goods: GoodsIndex): ReadList {
  const rows: ListRow[] = [];
  const bad: number[] = [];
  let leftOff = 0;
  const table = cells.map((row) => row.map(textOf));
  const head = table.findIndex((row) => row.some((cell) => cell !== ''));
  const heading = table[head] ?? [];
  const codeAt = Math.max(
    0,
    heading.findIndex((cell) => codeHead.test(cell)),
  );
  const quantityAt = heading.findIndex((cell) => quantityHead.test(cell));
  const isHeading = quantityAt >= 0 || codeHead.test(heading[codeAt] ?? '');
  table.forEach((row, index) => {
    if (row.every((cell) => cell === '') || (isHeading && index === head)) return;
    if (rows.length >= listRowsMax) return void (leftOff += 1);
    const code = row[codeAt] ?? '';
    const said = quantityAt >= 0 ? (row[quantityAt] ?? '') : row.length === 1 ? '1' : (row.at(-1) ?? '');
    const quantity = said === '' ? Number.NaN : Number(said.replaceAll(/[０-９]/g, narrow));
    if (!isCode(code) || !isQuantity(quantity)) {
      bad.push(index + 1);
      return;
    }
    const matches = goods.match(code);
    rows.push({ line: index + 1, code, quantity, match: matches.length === 1 ? matches[0] : undefined });
  });
  return { rows, bad, leftOff };
}

/** 6.90123E+12 is a code that a spreadsheet has ruined: its last digits are gone. */
function isCode(code: string): boolean {
  return /^[^\s\p{Cc}]{1,64}$/u.test(code) && !/^\d(\.\d+)?E\+?\d+$/i.test(code);
}

function isQuantity(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 0 && quantity <= entryQuantityMax;
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' ? String(cell) : '';
}

function narrow(digit: string): string {
  return String.fromCharCode(digit.charCodeAt(0) - 0xfee0);
}

/** A file's cells: a workbook's first sheet, or text in whatever way a spreadsheet saved it. */
export async function readListFile(file: File): Promise<readonly (readonly unknown[])[] | string> {
  if (!/\.xlsx$/i.test(file.name)) return decode(new Uint8Array(await file.arrayBuffer()));
  const { readSheet } = await import('read-excel-file/browser');
  return readSheet(file);
}

/** UTF-8, UTF-16, or GB18030 as Chinese Excel writes it. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
