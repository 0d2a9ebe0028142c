import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { PlannedSku } from '#domain/replenish/network.ts';
import type { Table } from './chain.ts';

const folder = new URL('../../../../shared/data/', import.meta.url);

interface Row {
  readonly day: number;
  readonly store: string;
  readonly sku: string;
  readonly units: number;
}

export interface Source {
  readonly name: string;
  readonly files: readonly string[];
  readonly columns: Readonly<Record<'date' | 'store' | 'sku' | 'units', string>>;
  /** Pieces a unit of the file. */
  readonly scale: number;
}

export const sources = {
  fresh: {
    name: 'fresh-retail-cn',
    files: ['fresh-retail-cn/daily.csv.gz'],
    columns: { date: 'dt', store: 'store_id', sku: 'product_id', units: 'sale' },
    scale: 10,
  },
  toys: {
    name: 'toy-chain',
    files: ['toy-chain/sales-2022.csv.gz', 'toy-chain/sales-2023h1.csv.gz'],
    columns: { date: 'date', store: 'store_id', sku: 'product_id', units: 'units' },
    scale: 1,
  },
  foodmart: {
    name: 'foodmart',
    files: ['foodmart/sales_1997.csv.gz'],
    columns: { date: 'date', store: 'store_id', sku: 'product_id', units: 'unit_sales' },
    scale: 1,
  },
  iowa: {
    name: 'liquor-warehouse-iowa',
    files: [
      'liquor-warehouse-iowa/shipments-2021.csv.gz',
      'liquor-warehouse-iowa/shipments-2022-01-to-07.csv.gz',
    ],
    columns: { date: 'date', store: 'store', sku: 'item', units: 'bottles' },
    scale: 1,
  },
} as const satisfies Record<string, Source>;

export function isHere({ files }: Source): boolean {
  return files.every((file) => existsSync(new URL(file, folder)));
}

/** Which of the SKUs, by what they sold, most first; and which stores, likewise. */
export interface Cut {
  readonly skip: number;
  readonly skus: number;
  readonly stores?: number;
}

export function tableOf(source: Source, cut: Cut, regionOf: (store: string, at: number) => number): Table {
  const rows: Row[] = [];
  for (const file of source.files)
    for (const fields of linesOf(file, source.columns))
      rows.push({
        day: Math.round(Date.parse(`${fields.date.slice(0, 10)}T00:00:00Z`) / 86_400_000),
        store: fields.store,
        sku: fields.sku,
        units: Math.max(0, Math.round(Number(fields.units) * source.scale)),
      });
  const skus = ranked(rows, 'sku').slice(cut.skip, cut.skip + cut.skus);
  const stores = ranked(rows, 'store').slice(0, cut.stores ?? Infinity);
  const skuAt = new Map(skus.map((sku, k) => [sku, k]));
  const storeAt = new Map(stores.map((store, s) => [store, s]));
  const firstDay = rows.reduce((least, { day }) => Math.min(least, day), Infinity);
  const lastDay = rows.reduce((most, { day }) => Math.max(most, day), -Infinity);
  const cells = stores.length * skus.length;
  const demand = new Float32Array((lastDay - firstDay + 1) * cells);
  for (const { day, store, sku, units } of rows) {
    const s = storeAt.get(store);
    const k = skuAt.get(sku);
    if (s !== undefined && k !== undefined) demand[(day - firstDay) * cells + s * skus.length + k]! += units;
  }
  return {
    firstDay,
    days: lastDay - firstDay + 1,
    stores,
    skuNames: skus,
    skus: skus.map((): PlannedSku => ({ price: 20, cost: 12, pack: 1, display: 0 })),
    regions: stores.map(regionOf),
    demand,
  };
}

function ranked(rows: readonly Row[], key: 'store' | 'sku'): readonly string[] {
  const total = new Map<string, number>();
  for (const row of rows) total.set(row[key], (total.get(row[key]) ?? 0) + row.units);
  return [...total].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

export function* linesOf<Name extends string>(
  file: string,
  columns: Readonly<Record<Name, string>>,
): Generator<Readonly<Record<Name, string>>> {
  const raw = readFileSync(new URL(file, folder));
  const [head = '', ...lines] = (file.endsWith('.gz') ? gunzipSync(raw) : raw)
    .toString('utf8')
    .trim()
    .split('\n');
  const names = head.trim().split(',');
  const wanted = Object.entries<string>(columns).map(
    ([name, column]) => [name, names.indexOf(column)] as const,
  );
  for (const line of lines) {
    const fields = line.trim().split(',');
    yield Object.fromEntries(wanted.map(([name, at]) => [name, fields[at] ?? ''])) as Record<Name, string>;
  }
}

/**
 * fresh-retail-cn tells at which hours a shelf was empty. What such a day would have sold: its sales over the share
 * of the day that the shelf was full, by the hours at which that city's shops sell; a day that was empty nearly
 * throughout takes the cell's mean of the same weekday. Without it a replay would punish who keeps more.
 */
export function uncensored(table: Table): Table {
  const cells = table.stores.length * table.skus.length;
  const storeAt = new Map(table.stores.map((store, s) => [store, s]));
  const skuAt = new Map(table.skuNames.map((sku, k) => [sku, k]));
  const byHour = new Float64Array(24);
  for (const { hour, sale } of linesOf('fresh-retail-cn/hourly-sales.csv.gz', { hour: 'hour', sale: 'sale' }))
    byHour[Number(hour)]! += Number(sale);
  const all = byHour.reduce((a, b) => a + b, 0);
  const onSale = new Float32Array(table.demand.length).fill(1);
  const columns = { date: 'dt', store: 'store_id', sku: 'product_id', hours: 'stockout_by_hour' };
  for (const { date, store, sku, hours } of linesOf('fresh-retail-cn/stockouts.csv.gz', columns)) {
    const s = storeAt.get(store);
    const k = skuAt.get(sku);
    if (s === undefined || k === undefined) continue;
    const day = Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000) - table.firstDay;
    let empty = 0;
    for (let hour = 0; hour < 24; hour++) if (hours[hour] === '1') empty += byHour[hour]! / all;
    onSale[day * cells + s * table.skus.length + k] = 1 - empty;
  }
  const demand = Float32Array.from(table.demand);
  const known = 0.35;
  for (let c = 0; c < cells; c++)
    for (let weekday = 0; weekday < 7; weekday++) {
      let units = 0;
      let share = 0;
      for (let day = weekday; day < table.days; day += 7) {
        const at = day * cells + c;
        if (onSale[at]! < known) continue;
        units += table.demand[at]!;
        share += onSale[at]!;
      }
      const mean = share > 0 ? units / share : 0;
      for (let day = weekday; day < table.days; day += 7) {
        const at = day * cells + c;
        demand[at] = Math.round(
          onSale[at]! >= known
            ? table.demand[at]! / onSale[at]!
            : Math.max(table.demand[at]!, table.demand[at]! + mean * (1 - onSale[at]!)),
        );
      }
    }
  return { ...table, demand };
}
