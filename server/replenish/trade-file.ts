import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { PlannedSku } from '#domain/replenish/network.ts';
import type { Trade } from '#domain/replenish/world.ts';
import { linesOf } from './lines.ts';

export interface TradeFile {
  readonly trade: Trade;
  readonly stores: readonly string[];
  readonly skus: readonly PlannedSku[];
  readonly complaints: readonly string[];
}

const cellDaysMax = 600_000_000;

/** Reads `date,store,sku,demand[,price,cost]` in any order of columns; missing rows are zero. Keeps the last days. */
export async function readTrade(path: string, last: number): Promise<TradeFile> {
  const input = createReadStream(path);
  const bytes = path.endsWith('.gz') ? input.pipe(createGunzip()) : input;
  const stores = new Map<string, number>();
  const skus = new Map<string, { at: number; price: number; cost: number }>();
  const rows: number[] = [];
  const complaints: string[] = [];
  let columns: ReturnType<typeof columnsOf> | undefined;
  let line = 0;
  let bad = 0;
  for await (const text of linesOf(bytes as AsyncIterable<Buffer>)) {
    line++;
    const fields = text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split(',');
    if (!columns) {
      columns = columnsOf(fields);
      continue;
    }
    if (text.trim() === '') continue;
    const day = Math.round(Date.parse((fields[columns.date] ?? '').slice(0, 10)) / 86_400_000);
    const demand = Number(fields[columns.demand]);
    const store = fields[columns.store];
    const sku = fields[columns.sku];
    if (!store || !sku || Number.isNaN(day) || !(demand >= 0) || demand > 1e7) {
      if (bad++ < 5) complaints.push(`line ${line}: ${text.slice(0, 80)}`);
      continue;
    }
    if (!stores.has(store)) stores.set(store, stores.size);
    let known = skus.get(sku);
    if (!known) skus.set(sku, (known = { at: skus.size, price: 20, cost: 12 }));
    const price = Number(fields[columns.price] || Number.NaN);
    const cost = Number(fields[columns.cost] || Number.NaN);
    if (price > 0) known.price = price;
    if (cost >= 0) known.cost = cost;
    rows.push(day, stores.get(store) ?? 0, known.at, demand);
  }
  if (bad > 0) complaints.push(`${bad} lines can't be read and are left out`);
  if (rows.length === 0) throw new Error(`${path} has no row of date,store,sku,demand`);
  return {
    trade: denseOf(rows, stores.size, skus.size, last),
    stores: [...stores.keys()],
    skus: [...skus.values()].map(({ price, cost }) => ({ price, cost, pack: 1, display: 0 })),
    complaints,
  };
}

function columnsOf(fields: readonly string[]) {
  const names = fields.map((field) => field.trim().replace(/^"|"$/g, '').toLowerCase());
  const place = (name: string) => names.indexOf(name);
  const columns = {
    date: place('date'),
    store: place('store'),
    sku: place('sku'),
    demand: place('demand'),
    price: place('price'),
    cost: place('cost'),
  };
  const missing = (['date', 'store', 'sku', 'demand'] as const).filter((name) => columns[name] < 0);
  if (missing.length > 0) throw new Error(`the first line names no column ${missing.join(', ')}`);
  return columns;
}

function denseOf(rows: readonly number[], stores: number, skus: number, last: number): Trade {
  let first = Infinity;
  let end = -Infinity;
  for (let i = 0; i < rows.length; i += 4) {
    first = Math.min(first, rows[i] ?? first);
    end = Math.max(end, rows[i] ?? end);
  }
  first = Math.max(first, end - last + 1);
  const days = end - first + 1;
  const cells = stores * skus;
  if (days * cells > cellDaysMax)
    throw new Error(
      `${days} days × ${stores} stores × ${skus} SKUs are too many to replay at once: take fewer with --last`,
    );
  const demand = new Float32Array(days * cells);
  for (let i = 0; i < rows.length; i += 4) {
    const day = (rows[i] ?? 0) - first;
    if (day >= 0)
      demand[day * cells + (rows[i + 1] ?? 0) * skus + (rows[i + 2] ?? 0)]! += Math.round(rows[i + 3] ?? 0);
  }
  return { days, cells, demand, startWeekday: (((first + 3) % 7) + 7) % 7 };
}
