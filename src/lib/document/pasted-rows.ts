import type { BarcodeMatch } from '#protocol/catalog/views.ts';
import { parseYuan } from '../catalog/amount.ts';
import { lookUpMany } from './document-api.ts';
import { entryLinesMax, unitsOf, type Entry } from './entry.svelte.ts';

/** A row that was pasted from a spreadsheet: a code, and perhaps how many and for how much. */
export interface PastedRow {
  readonly code: string;
  /** As it stood there, without commas: `12`, `2箱`, `-3`; empty where none did. */
  readonly quantity: string;
  readonly money: string;
}

/**
 * Rows of a paste: columns apart by tabs (or, without any, by semicolons or several blanks). The first column names the
 * goods; of the others the first that is a quantity is how many, the next number the price. A row of heads is left out.
 */
export function pastedRows(text: string): readonly PastedRow[] {
  const rows = text
    .split(/\r?\n/)
    .map((row) => row.split(row.includes('\t') ? '\t' : /;|\s{2,}/).map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== ''))
    .slice(0, entryLinesMax);
  return rows.flatMap((cells, index) => {
    const [code = '', ...rest] = cells;
    const quantityAt = rest.findIndex((cell) => isQuantity(cell));
    const quantity = withoutCommas(rest[quantityAt] ?? '');
    const money = rest.slice(quantityAt + 1).find((cell) => parseYuan(cell) !== undefined) ?? '';
    const isHead = index === 0 && rows.length > 1 && quantity === '' && rest.some((cell) => cell !== '');
    return isHead || code === '' ? [] : [{ code, quantity, money }];
  });
}

/**
 * Adds the rows of a paste to an entry. Codes that nobody knows, and quantities that can't be ones in this kind of
 * document, are handed back: a number that is misread is never taken for one piece. [DC-6]
 */
export async function pasteInto(
  entry: Entry,
  text: string,
  eachOf: (match: BarcodeMatch) => number | null,
  hasMoney: boolean,
): Promise<{ readonly added: number; readonly unknown: string[]; readonly misread: string[] }> {
  const rows = pastedRows(text);
  const codes = rows.map(({ code }) => code);
  const answers = await lookUpMany(codes, entry.storeId);
  const unknown: string[] = [];
  const misread: string[] = [];
  for (const [index, { code, quantity, money }] of rows.entries()) {
    const [match] = answers[index]?.matches ?? [];
    if (!match) {
      unknown.push(code);
      continue;
    }
    const isSigned = entry.kind === 'adjustment';
    const units = quantity === '' ? match.quantity : unitsOf(quantity, match.packQuantity, isSigned);
    if (units === undefined) {
      misread.push(`${code} ${quantity}`);
      continue;
    }
    const key = entry.add(match, eachOf(match), units);
    if (money !== '' && hasMoney) entry.change(key, { eachText: money });
  }
  return { added: rows.length - unknown.length - misread.length, unknown, misread };
}

/** Signs are read as well: whether one is meant is for the document to say. */
function isQuantity(cell: string): boolean {
  return unitsOf(withoutCommas(cell), 1, true) !== undefined;
}

function withoutCommas(cell: string): string {
  return cell.replaceAll(/[,，]/g, '');
}
