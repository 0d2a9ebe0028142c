// Reads fresh-retail-cn into dense arrays: one cell per store-item pair, day and hour.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export const hoursPerDay = 24;

export type Pair = { readonly store: string; readonly item: string; readonly category: string };

export type Trade = {
  /** ISO dates in order; a day's place in this list is its index. */
  readonly dates: readonly string[];
  readonly pairs: readonly Pair[];
  /** First-level category codes, most pairs first. */
  readonly categories: readonly string[];
  readonly cityByStore: ReadonlyMap<string, string>;
  /** Pieces (sale × 10) by (pair × days + day) × 24 + hour. */
  readonly pieces: Float32Array;
  /** 1 = marked out of stock, by the same index as pieces. */
  readonly out: Uint8Array;
  /** Share of list price paid by pair × days + day; 0 = unknown. */
  readonly discount: Float32Array;
  /** 1 = promoted, by pair × days + day. */
  readonly promoted: Uint8Array;
  /** Rain in millimetres by `store date`. */
  readonly rainByStoreDay: ReadonlyMap<string, number>;
};

/** The folder after `--data`; a bug in the call is a throw. */
export function dataFolder(words: readonly string[]): string {
  const folder = words[words.indexOf('--data') + 1];
  if (!words.includes('--data') || folder === undefined) throw new Error('Say where the data is: --data DIR');
  return folder;
}

export async function loadTrade(folder: string): Promise<Trade> {
  const categoryByItem = new Map<string, string>();
  await eachRow(join(folder, 'items.csv'), (row) => categoryByItem.set(at(row, 0), at(row, 2)));
  const cityByStore = new Map<string, string>();
  await eachRow(join(folder, 'stores.csv'), (row) => cityByStore.set(at(row, 0), at(row, 1)));

  const dayByDate = new Map<string, number>();
  const rainByStoreDay = new Map<string, number>();
  await eachRow(join(folder, 'store-days.csv.gz'), (row) => {
    if (!dayByDate.has(at(row, 0))) dayByDate.set(at(row, 0), dayByDate.size);
    rainByStoreDay.set(`${at(row, 1)} ${at(row, 0)}`, Number(at(row, 3)));
  });

  const pairByKey = new Map<string, number>();
  const pairs: Pair[] = [];
  const daily: { cell: number; discount: number; promoted: number }[] = [];
  const days = dayByDate.size;
  await eachRow(join(folder, 'daily.csv.gz'), (row) => {
    const key = `${at(row, 0)} ${at(row, 1)}`;
    let pair = pairByKey.get(key);
    if (pair === undefined) {
      pair = pairs.length;
      pairByKey.set(key, pair);
      pairs.push({ store: at(row, 0), item: at(row, 1), category: categoryByItem.get(at(row, 1)) ?? '' });
    }
    const cell = pair * days + (dayByDate.get(at(row, 2)) ?? 0);
    daily.push({ cell, discount: Number(at(row, 6)), promoted: Number(at(row, 7)) });
  });

  const cells = pairs.length * days;
  const discount = new Float32Array(cells);
  const promoted = new Uint8Array(cells);
  for (const row of daily) {
    discount[row.cell] = row.discount;
    promoted[row.cell] = row.promoted;
  }
  const pieces = new Float32Array(cells * hoursPerDay);
  const cellOf = (store: string, item: string, date: string) =>
    (pairByKey.get(`${store} ${item}`) ?? 0) * days + (dayByDate.get(date) ?? 0);
  await eachRow(join(folder, 'hourly-sales.csv.gz'), (row) => {
    pieces[cellOf(at(row, 2), at(row, 3), at(row, 0)) * hoursPerDay + Number(at(row, 1))] =
      Number(at(row, 4)) * 10;
  });
  const out = new Uint8Array(cells * hoursPerDay);
  await eachRow(join(folder, 'stockouts.csv.gz'), (row) => {
    const cell = cellOf(at(row, 1), at(row, 2), at(row, 0));
    for (let hour = 0; hour < hoursPerDay; hour++)
      out[cell * hoursPerDay + hour] = at(row, 3)[hour] === '1' ? 1 : 0;
  });
  return {
    dates: [...dayByDate.keys()],
    pairs,
    categories: byPairs(pairs),
    cityByStore,
    pieces,
    out,
    discount,
    promoted,
    rainByStoreDay,
  };
}

function byPairs(pairs: readonly Pair[]): string[] {
  const count = new Map<string, number>();
  for (const pair of pairs) count.set(pair.category, (count.get(pair.category) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1]).map(([category]) => category);
}

async function eachRow(path: string, take: (row: readonly string[]) => void): Promise<void> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let header = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (!header && line !== '') take(line.split(','));
    header = false;
  }
}

function at(row: readonly string[], column: number): string {
  const cell = row[column];
  if (cell === undefined) throw new Error(`Row is too short for column ${column}: ${row.join(',')}`);
  return cell;
}
