import { isUtf8 } from 'node:buffer';
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
/** A day outside is a slip of somebody's, and would leave nothing but empty days before or after it. */
const [firstDayMin, lastDayMax] = [0, 47_482];
/** What a spreadsheet of a Chinese office writes where it does not write UTF-8. */
const chinese = new TextDecoder('gb18030');

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
  let foreign = 0;
  const textOf = (raw: Buffer) => {
    if (isUtf8(raw)) return raw.toString('utf8');
    foreign++;
    return chinese.decode(raw);
  };
  for await (const text of linesOf(bytes as AsyncIterable<Buffer>, textOf)) {
    line++;
    const fields = fieldsOf(text.replace(/^\uFEFF/, '').trimEnd());
    if (!columns) {
      columns = columnsOf(fields);
      continue;
    }
    if (text.trim() === '') continue;
    const day = dayOf(fields[columns.date] ?? '');
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
  if (foreign > 0) complaints.push(`${foreign} lines are not UTF-8 and are read as GB 18030`);
  if (bad > 0) complaints.push(`${bad} lines can't be read and are left out`);
  if (rows.length === 0) throw new Error(`${path} has no row of date,store,sku,demand`);
  return {
    trade: denseOf(rows, stores.size, skus.size, last),
    stores: [...stores.keys()],
    skus: [...skus.values()].map(({ price, cost }) => ({ price, cost, pack: 1, display: 0 })),
    complaints,
  };
}

/** Days since 1970-01-01; NaN for what is no day of this time. */
function dayOf(text: string): number {
  const day = Math.round(Date.parse(text.slice(0, 10)) / 86_400_000);
  return day >= firstDayMin && day <= lastDayMax ? day : Number.NaN;
}

/** A line's fields; one in quotes may hold commas, and quotes written twice. */
function fieldsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const [, quoted, plain] of line.matchAll(pattern))
    fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  return fields;
}

function columnsOf(fields: readonly string[]) {
  const names = fields.map((field) => field.trim().toLowerCase());
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
