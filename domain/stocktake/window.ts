import type { SkuId } from '../catalog/ids.ts';
import type { Entry, Seal } from './entry.ts';
import type { Sheet } from './sheet.ts';

/** Positions between which something was counted: after `from` was known, before the ledger passed `through`. */
export interface Window {
  readonly from: number;
  readonly through: number;
}

/** A SKU as it was counted in its current round. */
export interface CountedLine extends Window {
  readonly sku: SkuId;
  readonly counted: number;
  readonly entries: number;
  readonly round: number;
}

/**
 * What was counted, SKU by SKU, with the window of all its entries. `head` is where the location stands: the end of
 * whatever no later reading has closed. SKUs whose current round nobody counted yet are left out.
 */
export function countedLines(sheet: Sheet, head: number): CountedLine[] {
  const windowOf = windows(sheet, head);
  const lines: CountedLine[] = [];
  for (const sku of sheet.skus()) {
    const line = sheet.lineOf(sku);
    if (!line) continue;
    let from = Number.POSITIVE_INFINITY;
    let through = 0;
    for (const key of line.entries) {
      const entry = sheet.entries.get(key);
      if (!entry) continue;
      const window = windowOf(entry);
      from = Math.min(from, window.from);
      through = Math.max(through, window.through);
    }
    lines.push({
      sku,
      counted: line.total,
      from,
      through,
      entries: line.entries.size,
      round: sheet.roundOf(sku),
    });
  }
  return lines;
}

/** The window of any entry of a sheet: [its position, the lowest seal that covers it]. */
export function windows(sheet: Sheet, head: number): (entry: Entry) => Window {
  const sealsByCounter = new Map<string, readonly Seal[]>();
  const sealsOf = (counter: Entry['counter']): readonly Seal[] => {
    let seals = sealsByCounter.get(counter);
    if (!seals) sealsByCounter.set(counter, (seals = lowestFirst(sheet.counters.get(counter)?.seals ?? [])));
    return seals;
  };
  return (entry) => {
    const from = Math.min(entry.position, head);
    const seals = sealsOf(entry.counter);
    let low = 0;
    let high = seals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((seals[middle]?.through ?? 0) >= entry.number) high = middle;
      else low = middle + 1;
    }
    const through = seals[low]?.position ?? head;
    return { from, through: Math.max(from, Math.min(through, head)) };
  };
}

/** Seals by number, each with the lowest position of itself and those after it: the first that covers is the closest. */
function lowestFirst(seals: readonly Seal[]): readonly Seal[] {
  const sorted = seals.toSorted((a, b) => a.through - b.through);
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = sorted.length - 1; index >= 0; index--) {
    const seal = sorted[index];
    if (!seal) continue;
    lowest = Math.min(lowest, seal.position);
    sorted[index] = { ...seal, position: lowest };
  }
  return sorted;
}
