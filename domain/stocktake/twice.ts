import type { SkuId } from '../catalog/ids.ts';
import { accountOf, entryKey, type Counter, type Entry } from './entry.ts';
import type { Sheet } from './sheet.ts';

/** Within this the same SKU in the same zone is worth a question. */
export const twiceSeconds = 10 * 60;
/** Own entries that are looked back at for a repeat. */
const lookBackMax = 300;

/**
 * An earlier entry that this one may repeat: both stand and add up, the person is only asked [SK-5]. Asked is
 * - who meets goods that somebody else counted in this zone a few minutes ago, with the first entry of them;
 * - who goes the same way twice: the goods before this one, with their quantities, and now this one, as they came
 *   minutes ago in this zone.
 * Scanning mixed goods one by one, as they lie, is neither.
 */
export function countedTwice(sheet: Sheet, entry: Entry): Entry | undefined {
  // Without zones nothing says that it was the same place.
  if (entry.zone === 0) return undefined;
  return byAnother(sheet, entry) ?? sameWayAgain(sheet, entry);
}

function byAnother(sheet: Sheet, entry: Entry): Entry | undefined {
  const meaning = sheet.meaningOf(entry);
  const line = meaning && sheet.lineOf(meaning.sku, entry.round);
  if (!line) return undefined;
  const account = accountOf(entry.counter);
  let newest: Entry | undefined;
  for (const key of line.entries) {
    const other = sheet.entries.get(key);
    if (!other || other.zone !== entry.zone || other.quantity === 0) continue;
    const isNear = Math.abs(entry.atSeconds - other.atSeconds) <= twiceSeconds;
    if (accountOf(other.counter) === account) {
      // One has counted it here before: that was asked about then, or was no question.
      if (isNear && (other.counter !== entry.counter || other.number < entry.number)) return undefined;
    } else if (isNear && (!newest || other.atSeconds > newest.atSeconds)) newest = other;
  }
  return newest;
}

/** Entries of one SKU in a row. */
interface Run {
  readonly sku: SkuId;
  units: number;
  entries: number;
  readonly last: Entry;
}

/** The two runs before this one, then this SKU: the same, in the same order, as before. Told once, where the run begins. */
function sameWayAgain(sheet: Sheet, entry: Entry): Entry | undefined {
  const runs = ownRuns(sheet, entry);
  const [now, before, beforeThat] = runs;
  if (!now || !before || !beforeThat || now.entries > 1) return undefined;
  for (let at = 3; at + 2 < runs.length; at++) {
    const [first, second, third] = [runs[at], runs[at + 1], runs[at + 2]];
    if (first?.sku === now.sku && isSame(second, before) && isSame(third, beforeThat)) return first.last;
  }
  return undefined;
}

const isSame = (one: Run | undefined, other: Run): boolean =>
  one?.sku === other.sku && one.units === other.units;

/** The counter's runs in this zone and round within the time, the newest first. */
function ownRuns(sheet: Sheet, entry: Entry): Run[] {
  const runs: Run[] = [];
  const lowest = Math.max(1, entry.number - lookBackMax);
  for (let number = entry.number; number >= lowest; number--) {
    const other = entryAt(sheet, entry.counter, number);
    const meaning = other && sheet.meaningOf(other);
    if (!other || !meaning || other.zone !== entry.zone || other.round !== entry.round) continue;
    if (entry.atSeconds - other.atSeconds > twiceSeconds) break;
    const run = runs.at(-1);
    if (run?.sku === meaning.sku) {
      run.units += meaning.quantity;
      run.entries += 1;
    } else runs.push({ sku: meaning.sku, units: meaning.quantity, entries: 1, last: other });
  }
  return runs;
}

function entryAt(sheet: Sheet, counter: Counter, number: number): Entry | undefined {
  const key = entryKey(counter, number);
  return sheet.voided.has(key) ? undefined : sheet.entries.get(key);
}
