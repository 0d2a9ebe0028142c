import { entryKey, type Entry, type EntryKey } from './entry.ts';
import type { Sheet } from './sheet.ts';

/** Minutes within which the same SKU in the same zone is worth a question. */
export const twiceSeconds = 10 * 60;

/**
 * An entry of the same SKU, zone and round that somebody else made a few minutes ago, or the same person after other
 * goods: both stand and add up, the person is only asked [SK-5].
 */
export function countedTwice(sheet: Sheet, entry: Entry): Entry | undefined {
  // Without zones nothing says that it was the same place.
  if (entry.zone === 0) return undefined;
  const meaning = sheet.meaningOf(entry);
  const line = meaning && sheet.lineOf(meaning.sku, entry.round);
  if (!meaning || !line) return undefined;
  const own = entryKey(entry.counter, entry.number);
  let newest: Entry | undefined;
  for (const key of line.entries) {
    const other = sheet.entries.get(key);
    if (key === own || !other || other.zone !== entry.zone || other.quantity === 0) continue;
    if (Math.abs(entry.atSeconds - other.atSeconds) > twiceSeconds) continue;
    if (other.counter === entry.counter && isOneRow(sheet, other, entry)) continue;
    if (!newest || other.atSeconds > newest.atSeconds) newest = other;
  }
  return newest;
}

/** Scan after scan of the same goods, nothing else between: that is simply counting. */
function isOneRow(sheet: Sheet, from: Entry, through: Entry): boolean {
  const sku = sheet.meaningOf(through)?.sku;
  for (let number = Math.min(from.number, through.number) + 1; number < through.number; number++) {
    const key: EntryKey = entryKey(through.counter, number);
    const between = sheet.entries.get(key);
    if (between && !sheet.voided.has(key) && sheet.meaningOf(between)?.sku !== sku) return false;
  }
  return true;
}
