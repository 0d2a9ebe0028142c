import { Planner } from '#domain/replenish/planner.ts';
import type { Evening, Network, PlannedTransfer } from '#domain/replenish/network.ts';
import { coversByRegion } from '#domain/replenish/sentence.ts';
import type { Sql } from '../platform/database.ts';
import { liftOf, readChain, type Chain, type KnownEvent } from './read-chain.ts';
import { readPending, type Pending } from './read-pending.ts';
import { readSupply } from './read-supply.ts';
import { ordersFor } from './suggest-orders.ts';
import { reviewDays } from './read-rhythm.ts';
import { SupplyView } from './supply-view.ts';
import { orderRow, transferRow, type SuggestionRow } from './suggestion-row.ts';
import { ToldAhead } from './told.ts';

export const leadDays = 2;
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
  const { chain, settings, events, pending } = await readPlanning(sql, nowMs);
  const { planner, network } = learned(chain, settings, events);
  const supply = await readSupply(sql, chain, pending);
  const evening = eveningOf(chain, pending);
  const transfers = transfersOf(planner, chain, evening);
  const told = new ToldAhead(chain, planner.demand, events);
  const covers = coversByRegion(planner.demand, network, chain.onHand);
  const { demand } = planner;
  const { level } = settings;
  const view = new SupplyView({
    ...{ demand, network, chain, supply, level },
    position: positionOf(chain, evening, transfers),
  });
  const orders = ordersFor(view, settings, editBeyond).flat();
  const rows: readonly SuggestionRow[] = [
    ...transfers
      .slice(0, linesMax)
      .map((line) =>
        transferRow(line, chain, network, covers, told.of([line.from, line.to], line.sku), editBeyond),
      ),
    ...(['place', 'supplier'] as const).flatMap((kind) =>
      orders
        .filter(({ from }) => from.kind === kind)
        .slice(0, linesMax)
        .map((line) => orderRow(line, view, covers, told.of(view.servedBy(line.place, line.sku), line.sku))),
    ),
  ];
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
  readonly pending: readonly Pending[];
}> {
  const [settings] = await sql<Settings[]>`
    select level_points / 10000.0::float8 as level, hurdle_percent / 100.0::float8 as hurdle, doc_cost as "docCost", unit_cost as "unitCost" from replenish_settings`;
  if (!settings) throw new Error('replenish_settings has no row');
  const chain = await readChain(sql, nowMs, 'all');
  const events = await sql<KnownEvent[]>`
    select id, location_id as "locationId", sku_id as "skuId", category_id as "categoryId",
      first_day as "firstDay", last_day as "lastDay", percent from replenish_events
    where last_day >= ${chain.firstDay}`;
  return { chain, settings, events, pending: await readPending(sql, nowMs) };
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
    const lift = onSale(chain.emptyByDay[day], liftOf(chain, events, date), out);
    planner.observe({ weekday: (((date + 3) % 7) + 7) % 7, sold, out, ...(lift && { lift }) });
  });
  planner.demand.ahead = aheadOf(chain, events);
  return { planner, network };
}

/** Less of the day than that on sale says nothing of demand. */
const onSaleMin = 0.1;

/** What a shelf sold in the part of the day that it was not empty speaks for that part [RP-3]. */
export function onSale(
  empty: Float64Array | undefined,
  told: Float32Array | undefined,
  out: Uint8Array,
): Float32Array | undefined {
  if (!empty || empty.length === 0) return told;
  const lift = told ?? new Float32Array(out.length).fill(1);
  for (let i = 0; i + 1 < empty.length; i += 2) {
    const cell = empty[i]!;
    const part = 1 - empty[i + 1]!;
    // Where the hours are known, what was sold in them is not "at least" but all there was.
    out[cell] = part < onSaleMin ? 1 : 0;
    if (part >= onSaleMin) lift[cell]! *= part;
  }
  return lift;
}

/** The mean of what is told of the next week, by cell. */
function aheadOf(chain: Chain, events: readonly KnownEvent[]): Float32Array | undefined {
  const days = Array.from({ length: reviewDays }, (_, d) => liftOf(chain, events, chain.today + d));
  if (days.every((lift) => lift === undefined)) return undefined;
  const mean = new Float32Array(chain.onHand.length);
  for (const lift of days) for (let c = 0; c < mean.length; c++) mean[c]! += (lift?.[c] ?? 1) / days.length;
  return mean;
}

/** Nothing reserved, kept back or about to be given is there to give, and what is agreed is as good as on its way. */
export function eveningOf(chain: Chain, pending: readonly Pending[]): Evening {
  const skus = chain.skus.length;
  const storeAt = new Map(chain.stores.map(({ locationId }, s) => [locationId, s]));
  const skuAt = new Map(chain.skus.map(({ id }, k) => [id, k]));
  const stock = new Int32Array(chain.onHand.length);
  const spare = new Int32Array(stock.length);
  const inbound: number[] = [];
  for (let c = 0; c < stock.length; c++) {
    const s = Math.floor(c / skus);
    stock[c] = Math.max(0, chain.onHand[c]! - chain.reserved[c]!);
    spare[c] = Math.max(0, stock[c]! - (chain.stores[s]?.keepBack ?? 0));
    if (chain.inTransit[c]! > 0) inbound.push(s, c % skus, chain.inTransit[c]!, 1);
  }
  for (const { sourceId, targetId, skuId, units, isHeld } of pending) {
    const k = skuAt.get(skuId);
    if (k === undefined || units <= 0) continue;
    const target = storeAt.get(targetId);
    if (target !== undefined) inbound.push(target, k, units, leadDays);
    const source = sourceId === null || isHeld ? undefined : storeAt.get(sourceId);
    if (source === undefined) continue;
    const cell = source * skus + k;
    stock[cell] = Math.max(0, stock[cell]! - units);
    spare[cell] = Math.max(0, spare[cell]! - units);
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
function transfersOf(planner: Planner, chain: Chain, evening: Evening): readonly PlannedTransfer[] {
  const { transfers } = planner.decide(evening);
  const worth = new Map<number, number>();
  const keyOf = ({ from, to }: PlannedTransfer) => from * chain.stores.length + to;
  for (const line of transfers) worth.set(keyOf(line), (worth.get(keyOf(line)) ?? 0) + line.gain);
  return transfers.toSorted(
    (a, b) =>
      (worth.get(keyOf(b)) ?? 0) - (worth.get(keyOf(a)) ?? 0) || keyOf(a) - keyOf(b) || b.gain - a.gain,
  );
}

/** Units at each store and on their way there, once the transfers are under way. */
function positionOf(
  chain: Chain,
  { stock, inbound }: Evening,
  transfers: readonly PlannedTransfer[],
): Int32Array {
  const skus = chain.skus.length;
  const position = Int32Array.from(stock);
  for (let i = 0; i + 3 < inbound.length; i += 4)
    position[inbound[i]! * skus + inbound[i + 1]!]! += inbound[i + 2]!;
  for (const { from, to, sku, quantity } of transfers) {
    position[from * skus + sku]! -= quantity;
    position[to * skus + sku]! += quantity;
  }
  return position;
}
