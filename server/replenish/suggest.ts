import { Planner } from '#domain/replenish/planner.ts';
import type { Evening, Network, PlannedTransfer } from '#domain/replenish/network.ts';
import { coversByRegion } from '#domain/replenish/sentence.ts';
import type { Sql } from '../platform/database.ts';
import { liftOf, readChain, type Chain, type KnownEvent } from './read-chain.ts';

const reviewDays = 7;
const leadDays = 2;
/** On an average evening half a review lies before the next order. */
const nextOrderDays = 4;
const linesMax = 4000;
const rowsAtOnce = 300;
/** Units beyond the proposed quantity that can still be priced in the browser. */
const editBeyond = 24;

interface Settings {
  readonly level: number;
  readonly hurdle: number;
  readonly docCost: number;
  readonly unitCost: number;
}

/** One planning: forecasts from the ledger's own sales, transfers that pass the hurdle, written as a run. */
export async function suggest(
  sql: Sql,
  nowMs: number,
  accountId: number | null,
): Promise<{ runId: number; lines: number }> {
  const started = performance.now();
  const { chain, settings, events } = await readPlanning(sql, nowMs);
  const { planner, network } = learned(chain, settings, events);
  const transfers = evening(planner, chain);
  const covers = coversByRegion(planner.demand, network, chain.onHand);
  const rows = transfers.slice(0, linesMax).map((line) => rowOf(line, chain, network, covers));
  const ms = Math.round(performance.now() - started);
  return sql.begin(async (tx) => {
    const [run] = await tx<{ id: number }[]>`
      insert into replenish_runs (at, business_day, level_points, hurdle_percent, doc_cost, unit_cost, ms, store_count, sku_count, account_id)
      values (${new Date(nowMs)}, ${chain.today}, ${Math.round(settings.level * 10_000)}, ${Math.round(settings.hurdle * 100)}, ${settings.docCost}, ${settings.unitCost},
        ${ms}, ${chain.stores.length}, ${chain.skus.length}, ${accountId}) returning id`;
    const runId = run?.id ?? 0;
    for (let at = 0; at < rows.length; at += rowsAtOnce)
      await tx`insert into suggestions ${tx(rows.slice(at, at + rowsAtOnce).map((row) => ({ ...row, run_id: runId })))}`;
    return { runId, lines: rows.length };
  });
}

/** Everything that a planning is made of: the chain, how boldly it plans, and what people told. */
export async function readPlanning(
  sql: Sql,
  nowMs: number,
): Promise<{
  readonly chain: Chain;
  readonly settings: Settings;
  readonly events: readonly KnownEvent[];
}> {
  const [settings] = await sql<Settings[]>`
    select level_points / 10000.0::float8 as level, hurdle_percent / 100.0::float8 as hurdle, doc_cost as "docCost", unit_cost as "unitCost" from replenish_settings`;
  if (!settings) throw new Error('replenish_settings has no row');
  const chain = await readChain(sql, nowMs, 'all');
  const events = await sql<KnownEvent[]>`
    select location_id as "locationId", sku_id as "skuId", category_id as "categoryId",
      first_day as "firstDay", last_day as "lastDay", percent from replenish_events
    where last_day >= ${chain.firstDay}`;
  return { chain, settings, events };
}

export function networkOf(chain: Chain, settings: Omit<Settings, 'level' | 'hurdle'>): Network {
  return {
    stores: chain.stores.length,
    // Fen as they are: gains come out in fen.
    skus: chain.skus.map(({ price, cost, pack }) => ({ price, cost, pack: Math.max(1, pack), display: 0 })),
    regions: Int32Array.from(chain.stores, ({ region }) => region),
    step: 1,
    review: reviewDays,
    lead: leadDays,
    central: false,
    supplierReview: 7,
    supplierLead: 7,
    season: false,
    transfer: { lead: 1, every: 3, docCost: settings.docCost, unitCost: settings.unitCost },
    holding: 0.25,
  };
}

export function learned(
  chain: Chain,
  settings: Settings,
  events: readonly KnownEvent[],
): { planner: Planner; network: Network } {
  const network = networkOf(chain, settings);
  const planner = new Planner(network, { level: settings.level, hurdle: settings.hurdle, hasChances: true });
  const cells = chain.onHand.length;
  const sold = new Float32Array(cells);
  const lastSold = new Int32Array(cells).fill(-1);
  chain.soldByDay.forEach((list, day) => {
    for (let i = 0; i < list.length; i += 2) lastSold[list[i]!] = day;
  });
  const out = new Uint8Array(cells);
  chain.soldByDay.forEach((list, day) => {
    sold.fill(0);
    for (let i = 0; i < list.length; i += 2) sold[list[i]!] = list[i + 1]!;
    // A shelf that is empty now has been so since its last sale, as far as sales can tell.
    for (let c = 0; c < cells; c++)
      out[c] = chain.onHand[c]! <= 0 && day >= lastSold[c]! && lastSold[c]! >= 0 ? 1 : 0;
    const date = chain.firstDay + day;
    const lift = liftOf(chain, events, date);
    planner.observe({ weekday: (((date + 3) % 7) + 7) % 7, sold, out, ...(lift && { lift }) });
  });
  planner.demand.ahead = aheadOf(chain, events);
  return { planner, network };
}

/** The mean of what is told of the next week, by cell. */
function aheadOf(chain: Chain, events: readonly KnownEvent[]): Float32Array | undefined {
  const days = Array.from({ length: reviewDays }, (_, d) => liftOf(chain, events, chain.today + d));
  if (days.every((lift) => lift === undefined)) return undefined;
  const mean = new Float32Array(chain.onHand.length);
  for (const lift of days) for (let c = 0; c < mean.length; c++) mean[c]! += (lift?.[c] ?? 1) / days.length;
  return mean;
}

/** Tonight as the planner is told of it. Nothing reserved or kept back is given. */
export function eveningOf(chain: Chain): Evening {
  const skus = chain.skus.length;
  const stock = new Int32Array(chain.onHand.length);
  const spare = new Int32Array(stock.length);
  const inbound: number[] = [];
  for (let c = 0; c < stock.length; c++) {
    const s = Math.floor(c / skus);
    stock[c] = Math.max(0, chain.onHand[c]! - chain.reserved[c]!);
    spare[c] = Math.max(0, stock[c]! - (chain.stores[s]?.keepBack ?? 0));
    if (chain.inTransit[c]! > 0) inbound.push(s, c % skus, chain.inTransit[c]!, 1);
  }
  return {
    stock,
    spare,
    inbound,
    mayOrder: [],
    nextOrder: new Int32Array(chain.stores.length).fill(nextOrderDays),
    mayMove: true,
    mayBuy: false,
    warehouse: null,
    supplier: [],
    seasonLeft: null,
  };
}

/** Tonight's transfers, the dearest documents first. */
function evening(planner: Planner, chain: Chain): readonly PlannedTransfer[] {
  const { transfers } = planner.decide(eveningOf(chain));
  const worth = new Map<number, number>();
  const keyOf = ({ from, to }: PlannedTransfer) => from * chain.stores.length + to;
  for (const line of transfers) worth.set(keyOf(line), (worth.get(keyOf(line)) ?? 0) + line.gain);
  return transfers.toSorted(
    (a, b) =>
      (worth.get(keyOf(b)) ?? 0) - (worth.get(keyOf(a)) ?? 0) || keyOf(a) - keyOf(b) || b.gain - a.gain,
  );
}

function rowOf(
  line: PlannedTransfer,
  chain: Chain,
  network: Network,
  covers: ReturnType<typeof coversByRegion>,
) {
  const { from, to, sku, quantity, coverFrom, coverTo, chances } = line;
  const source = chain.stores[from]!;
  const goods = chain.skus[sku]!;
  const most = Math.min(chances?.give.length ?? 0, quantity + editBeyond);
  return {
    source_id: source.locationId,
    target_id: chain.stores[to]!.locationId,
    sku_id: goods.id,
    quantity,
    source_stock: chain.onHand[from * chain.skus.length + sku]!,
    target_stock: chain.onHand[to * chain.skus.length + sku]!,
    source_cover: Math.round(coverFrom * 10),
    target_cover: Math.round(coverTo * 10),
    median_cover: Math.round(covers.medianOf(network.regions[from]!, sku) * 10),
    margin: goods.price - goods.cost,
    take: Array.from({ length: most }, (_, n) => chances?.take[n] ?? 0),
    give: Array.from({ length: most }, (_, n) => chances?.give[n] ?? 1),
  };
}
