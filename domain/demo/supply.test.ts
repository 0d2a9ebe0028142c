import { expect, test } from 'vitest';
import { demoCompany } from './company.ts';
import { dayReceipts } from './demand.ts';
import { levelIndex, openingLevels, type Place } from './levels.ts';
import { daySupply } from './supply.ts';
import { inTimeOrder, type SupplyEvent, type SupplyLine } from './supply-event.ts';
import { dayReturns } from './waste.ts';

const seed = 5;
const firstDay = 20_605;
const company = demoCompany(1);

test('the same midnight gives the same decisions, and leaves the levels alone', () => {
  const levels = openingLevels(company, seed);
  const before = Array.from(levels.onHand);
  expect(daySupply(company, seed, firstDay, levels)).toEqual(daySupply(company, seed, firstDay, levels));
  expect(Array.from(levels.onHand)).toEqual(before);
});

test('three weeks: no warehouse runs below zero, every lorry arrives once, 8 to 20 % of shelf hours are empty', () => {
  const world = walk(21);
  expect(world.belowZero).toEqual([]);
  const keys = (kind: SupplyEvent['kind']) =>
    world.events.flatMap((event) => (event.kind === kind && 'key' in event ? [event.key] : []));
  expect(new Set(keys('dispatch')).size).toBe(keys('dispatch').length);
  expect(keys('receive').sort()).toEqual(keys('dispatch').sort());
  expect(world.open).toBeLessThan(20);
  expect(world.emptyShare).toBeGreaterThan(0.08);
  expect(world.emptyShare).toBeLessThan(0.2);
  expect(world.emptyByHour[7]).toBeLessThan(world.emptyByHour[21] ?? 0);
  expect(world.sold / 21).toBeGreaterThan(42_000);
});

test('all kinds of events happen, with whole quantities and whole fen', () => {
  const { events } = walk(7);
  const kinds = new Set(events.map((event) => event.kind));
  expect([...kinds].sort()).toEqual(['adjustment', 'dispatch', 'receipt', 'receive', 'return', 'writeOff']);
  for (const event of events) {
    expect(event.lines.length).toBeGreaterThan(0);
    expect(event.second).toBeLessThan(86_400);
    for (const line of event.lines) expect(Number.isInteger(line.quantity) && line.quantity !== 0).toBe(true);
    if (event.kind === 'receipt')
      for (const line of event.lines) expect(Number.isInteger(line.unitCost)).toBe(true);
    if (event.kind !== 'adjustment') for (const line of event.lines) expect(line.quantity).toBeGreaterThan(0);
  }
});

test('about one receipt in two hundred comes back, never with more than was bought', () => {
  const receipts = company.stores.flatMap((_store, index) => [dayReceipts(company, seed, index, firstDay)]);
  const returns = receipts.flatMap((some, index) => dayReturns(seed, index, firstDay, some));
  const share = returns.length / receipts.flat().length;
  expect(share).toBeGreaterThan(0.002);
  expect(share).toBeLessThan(0.008);
  for (const event of returns) {
    if (event.kind !== 'return') continue;
    const bought = receipts[event.storeIndex]?.[event.receiptIndex];
    for (const line of event.lines) {
      expect(line.quantity).toBeLessThanOrEqual(
        bought?.lines.find((one) => one.skuIndex === line.skuIndex)?.quantity ?? 0,
      );
    }
  }
});

/** A ledger of the simplest kind: sells what is there, hour by hour, and looks at the shelves at the end of each hour. */
function walk(days: number) {
  const opening = openingLevels(company, seed);
  const levels = { onHand: Int32Array.from(opening.onHand), inTransit: Int32Array.from(opening.inTransit) };
  const state = {
    levels,
    belowZero: [] as string[],
    open: 0,
    sent: new Map<string, readonly SupplyLine[]>(),
    sold: 0,
    hours: new Array<number>(24).fill(0),
  };
  const events: SupplyEvent[] = [];
  let waiting: SupplyEvent[] = [];
  for (let day = firstDay; day < firstDay + days; day++) {
    const receipts = company.stores.map((_store, index) => dayReceipts(company, seed, index, day));
    const returns = receipts.flatMap((some, index) => dayReturns(seed, index, day, some));
    const decided = [...daySupply(company, seed, day, levels), ...returns];
    events.push(...decided);
    const queue = inTimeOrder([...waiting, ...decided]);
    waiting = queue.filter((event) => event.day > day);
    for (let hour = 0; hour < 24; hour++) {
      const isNow = (second: number) => Math.floor(second / 3600) === hour;
      for (const event of queue) if (event.day === day && isNow(event.second)) post(state, event);
      receipts.forEach((some, index) => {
        for (const receipt of some)
          if (isNow(receipt.second))
            for (const line of receipt.lines) sell(state, index, line.skuIndex, line.quantity);
      });
      state.hours[hour] = (state.hours[hour] ?? 0) + emptyShelves(levels.onHand);
    }
  }
  const pairs = company.stores.reduce((sum, store) => sum + store.pairs.length, 0);
  const emptyByHour = state.hours.map((count) => count / days / pairs);
  return { ...state, events, emptyByHour, emptyShare: emptyByHour.reduce((a, b) => a + b, 0) / 24 };
}

type State = {
  levels: { onHand: Int32Array; inTransit: Int32Array };
  belowZero: string[];
  open: number;
  sent: Map<string, readonly SupplyLine[]>;
  sold: number;
  hours: number[];
};

function post(state: State, event: SupplyEvent): void {
  const change = (array: Int32Array, place: Place, skuIndex: number, quantity: number) => {
    const index = levelIndex(company, place, skuIndex);
    array[index] = (array[index] ?? 0) + quantity;
    if (place.kind === 'warehouse' && (array[index] ?? 0) < 0)
      state.belowZero.push(`${event.kind} ${place.index} ${skuIndex}`);
  };
  const { onHand, inTransit } = state.levels;
  if (event.kind === 'dispatch') {
    state.open++;
    state.sent.set(event.key, event.lines);
  }
  if (event.kind === 'receive') {
    state.open--;
    for (const line of state.sent.get(event.key) ?? [])
      change(inTransit, event.target, line.skuIndex, -line.quantity);
  }
  for (const line of event.lines) {
    if (event.kind === 'receipt')
      change(onHand, { kind: 'warehouse', index: event.warehouseIndex }, line.skuIndex, line.quantity);
    if (event.kind === 'return')
      change(onHand, { kind: 'store', index: event.storeIndex }, line.skuIndex, line.quantity);
    if (event.kind === 'writeOff')
      change(
        onHand,
        event.place,
        line.skuIndex,
        -Math.min(line.quantity, onHand[levelIndex(company, event.place, line.skuIndex)] ?? 0),
      );
    if (event.kind === 'adjustment') change(onHand, event.place, line.skuIndex, line.quantity);
    if (event.kind === 'dispatch') {
      change(onHand, event.source, line.skuIndex, -line.quantity);
      change(inTransit, event.target, line.skuIndex, line.quantity);
    }
    if (event.kind === 'receive') {
      change(onHand, event.target, line.skuIndex, line.quantity);
    }
  }
}

function sell(state: State, storeIndex: number, skuIndex: number, wanted: number): void {
  const index = levelIndex(company, { kind: 'store', index: storeIndex }, skuIndex);
  const quantity = Math.max(0, Math.min(wanted, state.levels.onHand[index] ?? 0));
  state.levels.onHand[index] = (state.levels.onHand[index] ?? 0) - quantity;
  state.sold += quantity;
}

function emptyShelves(onHand: Int32Array): number {
  let empty = 0;
  company.stores.forEach((store, index) => {
    for (const { skuIndex } of store.pairs)
      if ((onHand[levelIndex(company, { kind: 'store', index }, skuIndex)] ?? 0) <= 0) empty++;
  });
  return empty;
}
