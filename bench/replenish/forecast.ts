import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Demand } from '#domain/replenish/demand.ts';
import { quantileOf } from '#domain/replenish/negative-binomial.ts';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';

const levels = [0.9, 0.95, 0.99];
const skusMax = 40;
const folder = new URL('../../../shared/data/', import.meta.url);

interface Source {
  readonly name: string;
  readonly files: readonly string[];
  readonly columns: {
    readonly date: string;
    readonly store: string;
    readonly sku: string;
    readonly units: string;
  };
  readonly scale: number;
}
const sources: readonly Source[] = [
  {
    name: 'fresh-retail-cn',
    files: ['fresh-retail-cn/daily.csv.gz'],
    columns: { date: 'dt', store: 'store_id', sku: 'product_id', units: 'sale' },
    scale: 10,
  },
  {
    name: 'toy-chain',
    files: ['toy-chain/sales-2022.csv.gz', 'toy-chain/sales-2023h1.csv.gz'],
    columns: { date: 'date', store: 'store_id', sku: 'product_id', units: 'units' },
    scale: 1,
  },
  {
    name: 'foodmart',
    files: ['foodmart/sales_1997.csv.gz'],
    columns: { date: 'date', store: 'store_id', sku: 'product_id', units: 'unit_sales' },
    scale: 1,
  },
  {
    name: 'liquor-warehouse-iowa',
    files: [
      'liquor-warehouse-iowa/shipments-2021.csv.gz',
      'liquor-warehouse-iowa/shipments-2022-01-to-07.csv.gz',
    ],
    columns: { date: 'date', store: 'store', sku: 'item', units: 'bottles' },
    scale: 1,
  },
];

interface Grid {
  readonly days: number;
  readonly stores: number;
  readonly skus: number;
  readonly units: Float32Array;
  readonly firstDay: number;
}

/** Pinball loss of tomorrow's sales at 0.9, 0.95 and 0.99, the last quarter held out, against five textbook forecasts. */
export const forecast: Bench = {
  name: 'forecast',
  async run(say) {
    const figures: Figure[] = [];
    for (const source of sources) {
      if (!source.files.every((file) => existsSync(new URL(file, folder)))) {
        say(`${source.name}: not here, NOT MEASURED`);
        continue;
      }
      const losses = lossesOf(gridOf(source));
      const own = losses.get('ours') ?? Number.NaN;
      const others = [...losses].filter(([name]) => name !== 'ours');
      const best = Math.min(...others.map(([, loss]) => loss));
      say(`${source.name}: ${[...losses].map(([name, loss]) => `${name} ${loss.toFixed(4)}`).join(', ')}`);
      figures.push({
        name: `forecast ${source.name}`,
        value: rounded(own, 4),
        unit: 'pinball a cell and day',
        ratio: rounded(own / best, 3),
        against: rounded(best, 4),
        goal: 'below every textbook forecast',
        ok: own < best,
        detail: Object.fromEntries(others.map(([name, loss]) => [name, rounded(loss, 4)])),
      });
    }
    return figures;
  },
};

function gridOf({ files, columns, scale }: Source): Grid {
  const rows: { day: number; store: string; sku: string; units: number }[] = [];
  const total = new Map<string, number>();
  for (const file of files) {
    const [head = '', ...lines] = gunzipSync(readFileSync(new URL(file, folder)))
      .toString('utf8')
      .trim()
      .split('\n');
    const names = head.trim().split(',');
    const at = (name: string) => names.indexOf(name);
    const [date, store, sku, units] = [columns.date, columns.store, columns.sku, columns.units].map(at);
    for (const line of lines) {
      const fields = line.split(',');
      const row = {
        day: Math.round(Date.parse(fields[date ?? 0] ?? '') / 86_400_000),
        store: fields[store ?? 0] ?? '',
        sku: fields[sku ?? 0] ?? '',
        units: Math.max(0, Math.round(Number(fields[units ?? 0]) * scale)),
      };
      rows.push(row);
      total.set(row.sku, (total.get(row.sku) ?? 0) + row.units);
    }
  }
  const kept = [...total].toSorted((a, b) => b[1] - a[1]).slice(0, skusMax);
  const skuAt = new Map(kept.map(([sku], k) => [sku, k]));
  const storeAt = new Map([...new Set(rows.map(({ store }) => store))].map((store, s) => [store, s]));
  let firstDay = Infinity;
  let lastDay = -Infinity;
  for (const { day } of rows) {
    firstDay = Math.min(firstDay, day);
    lastDay = Math.max(lastDay, day);
  }
  const cells = storeAt.size * kept.length;
  const units = new Float32Array((lastDay - firstDay + 1) * cells);
  for (const row of rows) {
    const k = skuAt.get(row.sku);
    if (k !== undefined)
      units[(row.day - firstDay) * cells + storeAt.get(row.store)! * kept.length + k]! += row.units;
  }
  return { days: lastDay - firstDay + 1, stores: storeAt.size, skus: kept.length, units, firstDay };
}

/** Mean forecasts of the textbook; each gets the same spread: its own squared errors, discounted, in a negative binomial. */
class Textbook {
  readonly mean: Float64Array;
  private readonly square: Float64Array;
  private readonly size: Float64Array;
  private readonly gap: Float64Array;
  private readonly since: Float64Array;
  private readonly ring: Float32Array[] = [];
  private readonly kind: 'es' | 'croston' | 'sba' | 'tsb' | 'mean28';
  private days = 0;

  constructor(kind: Textbook['kind'], cells: number) {
    this.kind = kind;
    this.mean = new Float64Array(cells);
    this.square = new Float64Array(cells);
    this.size = new Float64Array(cells);
    this.gap = new Float64Array(cells).fill(kind === 'tsb' ? 0 : 1);
    this.since = new Float64Array(cells).fill(1);
  }

  variance(c: number): number {
    return Math.max(this.square[c]!, this.mean[c]!);
  }

  observe(units: Float32Array): void {
    const oldest = this.ring.length === 28 ? this.ring.shift() : undefined;
    this.ring.push(units);
    const alpha = 0.1;
    for (let c = 0; c < units.length; c++) {
      const y = units[c]!;
      const error = y - this.mean[c]!;
      this.square[c]! += (this.days < 20 ? 1 / (this.days + 1) : 0.05) * (error * error - this.square[c]!);
      if (this.kind === 'es') this.mean[c]! += (this.days < 10 ? 1 / (this.days + 1) : alpha) * error;
      else if (this.kind === 'mean28')
        this.mean[c]! =
          (this.mean[c]! * (this.ring.length - (oldest ? 0 : 1)) + y - (oldest?.[c] ?? 0)) / this.ring.length;
      else if (this.kind === 'tsb') {
        this.gap[c]! += alpha * ((y > 0 ? 1 : 0) - this.gap[c]!);
        if (y > 0) this.size[c]! += (this.size[c]! === 0 ? 1 : alpha) * (y - this.size[c]!);
        this.mean[c] = this.gap[c]! * this.size[c]!;
      } else if (y > 0) {
        const step = this.size[c]! === 0 ? 1 : alpha;
        this.size[c]! += step * (y - this.size[c]!);
        this.gap[c]! += step * (this.since[c]! - this.gap[c]!);
        this.since[c] = 1;
        this.mean[c] =
          ((this.kind === 'sba' ? 1 - alpha / 2 : 1) * this.size[c]!) / Math.max(this.gap[c]!, 1e-9);
      } else this.since[c]!++;
    }
    this.days++;
  }
}

function lossesOf(grid: Grid): Map<string, number> {
  const cells = grid.stores * grid.skus;
  const held = Math.floor(grid.days * 0.75);
  const demand = new Demand({ stores: grid.stores, skus: grid.skus, step: 1, horizon: 1 });
  const books = (['es', 'croston', 'sba', 'tsb', 'mean28'] as const).map((kind) => ({
    kind,
    book: new Textbook(kind, cells),
  }));
  const sums = new Map<string, number>();
  const out = new Uint8Array(cells);
  const add = (name: string, y: number, quantile: (level: number) => number) => {
    let loss = 0;
    for (const level of levels) {
      const q = quantile(level);
      loss += y >= q ? level * (y - q) : (1 - level) * (q - y);
    }
    sums.set(name, (sums.get(name) ?? 0) + loss / levels.length);
  };
  for (let day = 0; day < grid.days; day++) {
    const units = grid.units.subarray(day * cells, (day + 1) * cells);
    if (day >= held)
      for (let c = 0; c < cells; c++) {
        const s = Math.floor(c / grid.skus);
        const k = c % grid.skus;
        const mean = demand.meanOf(s, k, 1, 1);
        const variance = demand.varianceOf(s, k, mean, 1);
        add('ours', units[c]!, (level) => demand.quantileOf(s, k, mean, variance, level));
        for (const { kind, book } of books)
          add(kind, units[c]!, (level) => quantileOf(book.mean[c]!, book.variance(c), level));
      }
    demand.observe({ weekday: (((grid.firstDay + day + 3) % 7) + 7) % 7, sold: units, out });
    for (const { book } of books) book.observe(units);
  }
  const count = (grid.days - held) * cells;
  return new Map([...sums].map(([name, sum]) => [name, sum / count]));
}
