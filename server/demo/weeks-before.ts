import { dayReceipts } from '#domain/demo/demand.ts';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import { businessDayStart, businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { Ledger } from '../stock/stock.ts';
import { demoZone, keyOf } from './day.ts';
import { demoSession } from './trader.ts';
import { rowOf, type DemoWorld } from './world.ts';

/** With the days that are played out receipt by receipt, the planner can look back on three weeks and replay them. */
export const weeksBefore = 2;
const daysOfWeek = 7;
const arrivesAtMs = 5 * 3_600_000;
const closesAtMs = 22.5 * 3_600_000;

interface Sold {
  units: number;
  amount: number;
}

/**
 * The weeks before the demo's days, as a chain brings them along that begins with the ledger: what each store sold on a day
 * is one document, and what it sold in a week came in at the week's start. So every figure of those weeks is movements, the
 * days have the same demand as all others, and the shelves stand afterwards as they did before.
 */
export async function postWeeksBefore(ledger: Ledger, world: DemoWorld, startMs: number): Promise<void> {
  const { day: start } = businessMoment(startMs, demoZone, 0);
  for (let week = weeksBefore; week >= 1; week--) {
    const first = start - week * daysOfWeek;
    const stores = world.plan.stores.map((_, index) =>
      Array.from({ length: daysOfWeek }, (_unused, at) => soldOn(world, index, first + at)),
    );
    await Promise.all(stores.map((days, index) => receive(index, first, days)));
    for (let at = 0; at < daysOfWeek; at++)
      await Promise.all(stores.map((days, index) => sell(index, first + at, days[at] ?? new Map())));
  }

  function receive(index: number, day: number, days: readonly ReadonlyMap<number, Sold>[]) {
    const units = new Map<number, number>();
    for (const sold of days)
      for (const [sku, { units: more }] of sold) units.set(sku, (units.get(sku) ?? 0) + more);
    return post(index, day, arrivesAtMs, 'receipt', (location) => ({
      kind: 'receipt',
      location,
      lines: linesOf(units.entries(), (skuIndex, count) => ({
        quantity: count as Quantity,
        value: (count * (world.plan.skus[skuIndex]?.cost ?? 0)) as Fen,
      })),
    }));
  }

  function sell(index: number, day: number, sold: ReadonlyMap<number, Sold>) {
    return post(index, day, closesAtMs, 'sale', (location) => ({
      kind: 'sale',
      location,
      happened: true,
      lines: linesOf(sold.entries(), (_skuIndex, { units, amount }) => ({
        quantity: units as Quantity,
        amount: amount as Fen,
      })),
    }));
  }

  function linesOf<Of, Line>(
    of: Iterable<readonly [number, Of]>,
    lineOf: (skuIndex: number, of: Of) => Line,
  ) {
    return [...of].flatMap(([skuIndex, one]) => {
      const sku = world.skuIds[skuIndex];
      return sku === undefined ? [] : [{ sku, ...lineOf(skuIndex, one) }];
    });
  }

  async function post(
    index: number,
    day: number,
    afterMidnightMs: number,
    kind: 'receipt' | 'sale',
    commandAt: (location: NonNullable<DemoWorld['shelves'][number]>) => Extract<Command, { lines: unknown }>,
  ): Promise<void> {
    const place = { kind: 'store', index } as const;
    const location = world.shelves[rowOf(world, place)];
    if (location === undefined) return;
    const command = commandAt(location);
    if (command.lines.length === 0) return;
    const answer = await ledger.post({
      key: keyOf(world.seed, 'before', day, kind, index),
      command,
      accountId: world.accountOf(place),
      session: demoSession,
      deviceAtMs: null,
      occurredAtMs: businessDayStart(day as BusinessDay, demoZone, 0) + afterMidnightMs,
    });
    if (answer.outcome === 'refused') throw new Error(`the demo’s weeks before: ${answer.code}`);
  }
}

function soldOn({ plan, seed }: DemoWorld, storeIndex: number, day: number): ReadonlyMap<number, Sold> {
  const sold = new Map<number, Sold>();
  for (const { lines } of dayReceipts(plan, seed, storeIndex, day))
    for (const { skuIndex, quantity, unitPrice } of lines) {
      const known = sold.get(skuIndex) ?? { units: 0, amount: 0 };
      sold.set(skuIndex, {
        units: known.units + quantity,
        amount: known.amount + quantity * unitPrice,
      });
    }
  return sold;
}
