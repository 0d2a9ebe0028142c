import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { businessDayStart, type BusinessDay } from '#domain/store/business-day.ts';
import { demoZone } from '#server/demo/day.ts';
import { openReplay } from '#server/demo/replay/replay.ts';
import { loadTrade } from '#server/demo/replay/trade.ts';

const folder = fileURLToPath(new URL('../../../shared/data/fresh-retail-cn', import.meta.url));
const hasRows = existsSync(folder);
if (!hasRows) process.stderr.write(`skipped: the rows of the real chain are not at ${folder}\n`);

const hourMs = 3_600_000;

test.runIf(hasRows)(
  '[WL-19][WL-20] a replayed day sells what its rows say, and its shelves are empty where they are marked',
  async () => {
    const trade = await loadTrade(folder);
    const replay = openReplay(trade, undefined);
    const stores = [...trade.cityByStore.keys()];
    const items = [...new Set(trade.pairs.map((pair) => pair.item))].sort((a, b) => Number(a) - Number(b));
    const day = replay.startDay;
    const dayIndex = trade.dates.indexOf(new Date(day * 86_400_000).toISOString().slice(0, 10));
    const startMs = businessDayStart(day, demoZone, 0);
    const keyOf = (store: number, sku: number): number => store * items.length + sku;
    const onHand = new Map<number, number>();
    const sold = new Map<string, number>();
    /** What lies there before the first customer of an hour, and after its last. */
    const before = Array.from({ length: 24 }, () => new Map<number, number>());
    const after = Array.from({ length: 24 }, () => new Map<number, number>());
    let seenHour = -1;
    let isOpen = false;
    const turnTo = (hour: number): void => {
      for (; seenHour < hour; seenHour += 1) if (seenHour >= 0) after[seenHour] = new Map(onHand);
      isOpen = false;
    };
    for (const event of replay.eventsOf(day)) {
      const hour = Math.floor((event.atMs - startMs) / hourMs);
      if (hour !== seenHour) turnTo(hour);
      if (event.kind === 'till') {
        if (!isOpen) before[hour] = new Map(onHand);
        isOpen = true;
        for (const line of event.lines) {
          const key = keyOf(event.storeIndex, line.skuIndex);
          onHand.set(key, (onHand.get(key) ?? 0) - line.quantity);
          sold.set(`${hour} ${key}`, (sold.get(`${hour} ${key}`) ?? 0) + line.quantity);
        }
        continue;
      }
      const { event: supply } = event;
      if (supply.kind !== 'delivery' && supply.kind !== 'writeOff') throw new Error(supply.kind);
      const store = supply.kind === 'delivery' ? supply.storeIndex : supply.place.index;
      for (const { skuIndex, quantity } of supply.lines) {
        const key = keyOf(store, skuIndex);
        onHand.set(key, (onHand.get(key) ?? 0) + (supply.kind === 'delivery' ? quantity : -quantity));
      }
    }
    turnTo(24);
    const wrong: string[] = [];
    let marked = 0;
    trade.pairs.forEach((pair, index) => {
      const key = keyOf(stores.indexOf(pair.store), items.indexOf(pair.item));
      for (let hour = 0; hour < 24; hour += 1) {
        const cell = (index * trade.dates.length + dayIndex) * 24 + hour;
        const pieces = trade.pieces[cell] ?? 0;
        const units = pieces > 0 ? Math.max(1, Math.round(pieces)) : 0;
        if ((sold.get(`${hour} ${key}`) ?? 0) !== units) wrong.push(`${hour} ${key}: sold`);
        if ((after[hour]?.get(key) ?? 0) < 0) wrong.push(`${hour} ${key}: below zero`);
        if (trade.out[cell] === 1) {
          marked += 1;
          if (units === 0 && (before[hour]?.get(key) ?? 0) !== 0)
            wrong.push(`${hour} ${key}: marked, not empty`);
        } else if ((before[hour]?.get(key) ?? 0) <= 0) wrong.push(`${hour} ${key}: empty, not marked`);
      }
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(marked).toBeGreaterThan(1000);
    expect(replay.openingDay).toBe((replay.startDay + 8) as BusinessDay);
  },
  120_000,
);
