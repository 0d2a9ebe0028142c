import { hash } from 'node:crypto';
import { dayReceipts } from '#domain/demo/demand.ts';
import { daySupply } from '#domain/demo/supply.ts';
import { dayReturns } from '#domain/demo/waste.ts';
import type { SupplyEvent } from '#domain/demo/supply-event.ts';
import { businessDayStart, type BusinessDay } from '#domain/store/business-day.ts';
import type { DemoEvent } from './event.ts';
import type { DemoLevels, DemoWorld } from './world.ts';

export const demoZone = 'Asia/Shanghai';

/** All that is to happen on a day, in time order, decided from the levels at its midnight. Late lorries belong to the next day. */
export function dayEvents(world: DemoWorld, day: BusinessDay, midnight: DemoLevels): DemoEvent[] {
  const startMs = businessDayStart(day, demoZone, 0);
  const events: DemoEvent[] = [];
  const returns: SupplyEvent[] = [];
  world.plan.stores.forEach((_store, storeIndex) => {
    const receipts = dayReceipts(world.plan, world.seed, storeIndex, day);
    returns.push(...dayReturns(world.seed, storeIndex, day, receipts));
    receipts.forEach((receipt, receiptIndex) => {
      const key = tillKey(world.seed, day, storeIndex, receiptIndex);
      events.push({
        kind: 'till',
        atMs: startMs + receipt.second * 1000,
        key,
        storeIndex,
        receiptIndex,
        lines: receipt.lines,
      });
    });
  });
  [...daySupply(world.plan, world.seed, day, midnight), ...returns].forEach((event, index) => {
    const atMs = businessDayStart(event.day as BusinessDay, demoZone, 0) + event.second * 1000;
    events.push({ kind: 'supply', atMs, key: keyOf(world.seed, day, 'supply', index), event });
  });
  return events.sort((a, b) => a.atMs - b.atMs);
}

export function tillKey(seed: number, day: number, storeIndex: number, receiptIndex: number): string {
  return keyOf(seed, day, 'till', storeIndex, receiptIndex);
}

/** A UUID that follows from what it names: a demo that was killed posts nothing twice when it goes on. */
export function keyOf(...parts: readonly (string | number)[]): string {
  const hex = hash('sha256', parts.join(' '), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
