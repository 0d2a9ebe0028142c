import type { GoodsIndex, GoodsMatch } from './goods.ts';

/** Rows that one paste or file may have. */
export const listRowsMax = 5000;

export interface ListRow {
  readonly line: number;
  readonly code: string;
  readonly quantity: number;
  readonly match: GoodsMatch | undefined;
}

export interface ReadList {
  readonly rows: readonly ListRow[];
  /** Lines that could not be read, by number. */
  readonly bad: readonly number[];
}

/** Reads a counted list as people paste it from a spreadsheet: code and quantity, parted by tab, comma, semicolon or spaces. */
export function readCountedList(text: string, goods: GoodsIndex): ReadList {
  const rows: ListRow[] = [];
  const bad: number[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = raw.replaceAll('"', '').trim();
    if (line === '' || rows.length >= listRowsMax) return;
    const cells = line.split(/\s*[\t,;，；]\s*|\s+/);
    const code = cells[0] ?? '';
    const quantity = cells.length === 1 ? 1 : Number(cells.at(-1)?.replaceAll(/[０-９]/g, narrow));
    if (index === 0 && Number.isNaN(quantity)) return;
    if (
      !/^[^\s\p{Cc}]{1,64}$/u.test(code) ||
      !Number.isSafeInteger(quantity) ||
      quantity < 0 ||
      quantity > 1_000_000
    ) {
      bad.push(index + 1);
      return;
    }
    const matches = goods.match(code);
    rows.push({ line: index + 1, code, quantity, match: matches.length === 1 ? matches[0] : undefined });
  });
  return { rows, bad };
}

function narrow(digit: string): string {
  return String.fromCharCode(digit.charCodeAt(0) - 0xfee0);
}
