import { hash } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import { postedLines, settleLine, settleUncounted, type SettledLine } from '#domain/stocktake/settle.ts';
import { countedLines, type CountedLine } from '#domain/stocktake/window.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { Queries } from '../platform/database.ts';
import { readBooks, readOnHandAt } from './book.ts';
import { readChoices, readHead, readPlanned, type StocktakeRecord } from './rows.ts';

export interface SettledSheet {
  /** Where the ledger stood: windows that nothing closed end here. */
  readonly position: number;
  readonly lines: readonly SettledLine[];
  readonly countedBySku: ReadonlyMap<SkuId, CountedLine>;
  /** SKUs of the plan that nobody counted (in the round that counts), with what the books say of them. */
  readonly uncounted: ReadonlyMap<SkuId, number>;
  readonly expected: number;
  /** Of exactly what would be posted with this choice for the uncounted. */
  readonly hashOf: (isUncountedZero: boolean) => string;
}

/** The sheet against the books, at one position of the ledger. Reads only what can no longer change. */
export async function settleSheet(
  sql: Queries,
  record: StocktakeRecord,
  fold: SheetFold,
): Promise<SettledSheet> {
  const position = await readHead(sql, record.locationId);
  const counted = countedLines(fold.sheet, position);
  const [books, choices, planned] = [
    await readBooks(sql, record.locationId, counted),
    await readChoices(sql, record.id),
    await readPlanned(sql, record.id),
  ];
  const countedBySku = new Map(counted.map((line) => [line.sku, line]));
  const lines = counted.map((line) => {
    const made = choices.get(line.sku);
    // A choice holds for the count it was made for: one more scan asks anew.
    const choice = made && made.counted === line.counted ? made.choice : undefined;
    return settleLine(line, books.get(line.sku) ?? { book: 0, movedIn: 0, movedOut: 0 }, choice);
  });
  const all = await readOnHandAt(sql, record.locationId, planned, position);
  const awaited = new Set([...fold.sheet.skus()].filter((sku) => !countedBySku.has(sku)));
  const uncounted = new Map([...all].filter(([sku]) => !countedBySku.has(sku) && !awaited.has(sku)));
  return {
    position,
    lines,
    countedBySku,
    uncounted,
    expected: planned?.length ?? new Set([...all.keys(), ...countedBySku.keys()]).size,
    hashOf: (isUncountedZero) => hashLines(lines, isUncountedZero ? [...uncounted.keys()] : []),
  };
}

/** The lines of SKUs that nobody counted, taken as 0 at the position of the settlement. */
export function zeroLines(settled: SettledSheet): SettledLine[] {
  return [...settled.uncounted].map(([sku, book]) => settleUncounted(sku, book, settled.position));
}

/** The differences that were counted, and which SKUs are taken as 0: trade goes on with those, so their number is not in it. */
function hashLines(lines: readonly SettledLine[], zeroSkus: readonly SkuId[]): string {
  const posted = postedLines(lines).map(({ sku, quantity }) => [sku, quantity]);
  return hash('sha256', JSON.stringify([posted, zeroSkus.toSorted((a, b) => a - b)]), 'hex');
}
