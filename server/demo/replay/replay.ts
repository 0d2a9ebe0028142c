import { replayCompany } from '#domain/demo/replay/replay-company.ts';
import { shelfPlan } from '#domain/demo/replay/shelf-plan.ts';
import type { DemoCompany } from '#domain/demo/company.ts';
import { businessDayStart, type BusinessDay } from '#domain/store/business-day.ts';
import type { Queries } from '../../platform/database.ts';
import type { DemoMaking } from '../demo.ts';
import { demoZone } from '../day.ts';
import type { DemoEvent } from '../event.ts';
import { demoSeed, historyDays, postOpening } from '../seed.ts';
import { readWorldOf } from '../read-world.ts';
import type { DemoWorld } from '../world.ts';
import { replayDay } from './replay-day.ts';
import type { ReplayShelf } from './replay-shelf.ts';
import { hoursPerDay, type Trade } from './trade.ts';

/** In `demo_state`: the world of this company is not invented. */
export const replaySeed = 0;
export const replaySlug = 'replay';
/** The morning opens in the forenoon, when shops are busy. */
const openingHour = 9;

/** The rows of a real chain, ready to be traded again day by day. */
export interface Replay {
  readonly readWorld: (sql: Queries) => Promise<DemoWorld>;
  readonly making: DemoMaking;
  /** All that happens on a day. */
  readonly eventsOf: (day: BusinessDay) => DemoEvent[];
  /** The day of opening, and the first of the days behind it. */
  readonly openingDay: BusinessDay;
  readonly startDay: BusinessDay;
}

/**
 * Lays the rows out as a company whose day of opening is `openingDate`; the days before it are made first, so that there
 * is a week to compare with. The company keeps the calendar of its rows.
 */
export function openReplay(trade: Trade, openingDate: string | undefined): Replay {
  const firstDay = Math.round(Date.parse(`${trade.dates[0]}T00:00:00Z`) / 86_400_000);
  const opening = trade.dates.indexOf(openingDate ?? busiestDate(trade));
  if (opening < historyDays || opening >= trade.dates.length)
    throw new Error(
      `There are no rows of ${openingDate} with ${historyDays} days before them. Choose a day from ${trade.dates[historyDays]} to ${trade.dates.at(-1)}.`,
    );
  const startDay = opening - historyDays;
  const stores = [...trade.cityByStore.keys()];
  const items = [...new Set(trade.pairs.map((pair) => pair.item))].sort((a, b) => Number(a) - Number(b));
  const storeIndex = new Map(stores.map((store, index) => [store, index]));
  const itemIndex = new Map(items.map((item, index) => [item, index]));
  const shelves = trade.pairs.map((pair, index) =>
    shelfOf(trade, index, startDay, storeIndex.get(pair.store) ?? 0, itemIndex.get(pair.item) ?? 0),
  );
  const categoryByItem = new Map(trade.pairs.map((pair) => [pair.item, pair.category]));
  const plan: DemoCompany = replayCompany(demoSeed, {
    cityByStore: [...trade.cityByStore.values()],
    categoryByItem: items.map((item) => categoryByItem.get(item) ?? ''),
    pairs: shelves.map((shelf) => ({
      storeIndex: shelf.storeIndex,
      itemIndex: shelf.skuIndex,
      rate: shelf.sold.reduce((sum, units) => sum + units, 0) / (shelf.sold.length / hoursPerDay),
    })),
  });
  const eventsOf = (day: BusinessDay): DemoEvent[] =>
    replayDay(plan, shelves, day, day - firstDay - startDay);
  const readWorld = (sql: Queries): Promise<DemoWorld> => readWorldOf(sql, replaySeed, plan, eventsOf);
  const dayStart = (index: number): number =>
    businessDayStart((firstDay + index) as BusinessDay, demoZone, 0);
  return {
    readWorld,
    eventsOf,
    openingDay: (firstDay + opening) as BusinessDay,
    startDay: (firstDay + startDay) as BusinessDay,
    making: {
      slug: replaySlug,
      name: { zh: '青禾鲜生（实录）', en: 'Greenfield Fresh, as it was' },
      seed: replaySeed,
      plan,
      span: { startMs: dayStart(startDay), openMs: dayStart(opening) + openingHour * 3_600_000 },
      readWorld,
      // Shelves are empty until the first lorries come, at the first midnight.
      open: (ledger, world) => postOpening(ledger, world, dayStart(startDay), { onHand: [], inTransit: [] }),
    },
  };
}

function shelfOf(
  trade: Trade,
  pair: number,
  startDay: number,
  storeIndex: number,
  skuIndex: number,
): ReplayShelf {
  const days = trade.dates.length;
  const from = (pair * days + startDay) * hoursPerDay;
  const to = (pair + 1) * days * hoursPerDay;
  const sold = Uint16Array.from(trade.pieces.subarray(from, to), piecesOf);
  return {
    storeIndex,
    skuIndex,
    sold,
    plan: shelfPlan(sold, trade.out.subarray(from, to)),
    paid: trade.discount.subarray(pair * days + startDay, (pair + 1) * days),
  };
}

/** Whole pieces; the few odd decimals of weighed goods are rounded, and what was sold is at least one. */
function piecesOf(pieces: number): number {
  return pieces > 0 ? Math.max(1, Math.round(pieces)) : 0;
}

function busiestDate(trade: Trade): string {
  const days = trade.dates.length;
  const pieces = new Float64Array(days);
  for (let cell = 0; cell < trade.pieces.length; cell += 1) {
    const day = Math.floor(cell / hoursPerDay) % days;
    pieces[day] = (pieces[day] ?? 0) + (trade.pieces[cell] ?? 0);
  }
  let best = historyDays;
  for (let day = historyDays; day < days; day += 1) if ((pieces[day] ?? 0) > (pieces[best] ?? 0)) best = day;
  return trade.dates[best] ?? '';
}
