import { Chance } from '#domain/demo/chance.ts';
import type { DemoCompany } from '#domain/demo/company.ts';
import { businessDayStart, type BusinessDay } from '#domain/store/business-day.ts';
import { demoZone, keyOf } from '../day.ts';
import type { DemoEvent, TillLine } from '../event.ts';
import type { ReplayShelf } from './replay-shelf.ts';
import { hoursPerDay } from './trade.ts';

/** Customers come after the lorries of the hour. */
const firstTillSecond = 300;
const secondsPerHour = 3600;
/** One customer takes at most so many pieces of a good, and so many goods. */
const piecesMax = 3;
const goodsMax = 5;
const salt = 0x4ea1;

type Line = { readonly skuIndex: number; readonly quantity: number };

/**
 * What was sold on a day, hour by hour, by customers who each take a little of it; the lorries that must have come; and
 * what was thrown away. The data says what sold in an hour, not to whom: how it falls to customers is invented.
 */
export function replayDay(
  plan: DemoCompany,
  shelves: readonly ReplayShelf[],
  day: BusinessDay,
  dayIndex: number,
): DemoEvent[] {
  const startMs = businessDayStart(day, demoZone, 0);
  const events: DemoEvent[] = [];
  const byStore = Map.groupBy(shelves, (shelf) => shelf.storeIndex);
  for (const [storeIndex, own] of byStore) {
    if (dayIndex < 0 || dayIndex * hoursPerDay >= (own[0]?.sold.length ?? 0)) continue;
    for (let hour = 0; hour < hoursPerDay; hour += 1) {
      const at = dayIndex * hoursPerDay + hour;
      const second = hour * secondsPerHour;
      const supply = (kind: 'delivery' | 'writeOff', offset: number, lines: readonly Line[]): void => {
        if (lines.length === 0) return;
        const atMs = startMs + (second + offset) * 1000;
        const key = keyOf('replay', day, storeIndex, hour, kind);
        const when = { day, second: second + offset };
        events.push({
          kind: 'supply',
          atMs,
          key,
          event:
            kind === 'delivery'
              ? {
                  kind,
                  ...when,
                  storeIndex,
                  lines: lines.map((line) => ({ ...line, unitCost: plan.skus[line.skuIndex]?.cost ?? 1 })),
                }
              : {
                  kind,
                  ...when,
                  place: { kind: 'store', index: storeIndex },
                  lines: lines.map((line) => ({ ...line, cause: 'expired' })),
                },
        });
      };
      const linesOf = (units: (shelf: ReplayShelf) => number): Line[] =>
        own.flatMap((shelf) => {
          const quantity = units(shelf);
          return quantity > 0 ? [{ skuIndex: shelf.skuIndex, quantity }] : [];
        });
      supply(
        'writeOff',
        5,
        linesOf((shelf) => shelf.plan.spoiled[at] ?? 0),
      );
      supply(
        'delivery',
        60,
        linesOf((shelf) => shelf.plan.brought[at] ?? 0),
      );
      const sold = own.filter((shelf) => (shelf.sold[at] ?? 0) > 0);
      const chance = new Chance(salt, day, storeIndex, hour);
      customers(plan, sold, at, dayIndex, chance).forEach((lines, index) => {
        const tillSecond = second + firstTillSecond + chance.whole(0, secondsPerHour - firstTillSecond);
        events.push({
          kind: 'till',
          atMs: startMs + tillSecond * 1000,
          key: keyOf('replay', day, storeIndex, hour, 'till', index),
          storeIndex,
          receiptIndex: 0,
          lines,
        });
      });
    }
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** Deals what an hour sold out to customers: nobody takes the same good twice. */
function customers(
  plan: DemoCompany,
  sold: readonly ReplayShelf[],
  at: number,
  dayIndex: number,
  chance: Chance,
): TillLine[][] {
  const portions = sold.flatMap((shelf) => {
    const list = plan.skus[shelf.skuIndex]?.price ?? 1;
    const share = shelf.paid[dayIndex] ?? 0;
    // A share of 0 is a hole in the data, not a gift.
    const unitPrice = Math.max(1, Math.round(list * (share > 0 ? share : 1)));
    const lines: TillLine[] = [];
    for (let left = shelf.sold[at] ?? 0; left > 0;) {
      const quantity = Math.min(left, chance.whole(1, piecesMax + 1));
      lines.push({ skuIndex: shelf.skuIndex, quantity, unitPrice });
      left -= quantity;
    }
    return lines;
  });
  for (let index = portions.length - 1; index > 0; index -= 1) {
    const other = chance.whole(0, index + 1);
    [portions[index], portions[other]] = [portions[other] as TillLine, portions[index] as TillLine];
  }
  const baskets: TillLine[][] = [];
  while (portions.length > 0) {
    const basket: TillLine[] = [];
    const size = chance.whole(1, goodsMax + 1);
    for (let index = portions.length - 1; index >= 0 && basket.length < size; index -= 1) {
      const portion = portions[index];
      if (!portion || basket.some((line) => line.skuIndex === portion.skuIndex)) continue;
      basket.push(portion);
      portions.splice(index, 1);
    }
    baskets.push(basket);
  }
  return baskets;
}
