import { expect, test } from 'vitest';
import { demoCompany } from './company.ts';
import { curves } from './curves.ts';
import type { CurveCode } from './curve.ts';
import { dayReceipts, type DemandReceipt } from './demand.ts';
import { isHoliday, offerOf, weekdayOf } from './offer.ts';

const seed = 5;
const company = demoCompany(1);
const monday = 20_605;
const days = Array.from({ length: 14 }, (_, index) => monday + index);
const perDay = days.map((day) =>
  company.stores.map((_store, index) => dayReceipts(company, seed, index, day)),
);
const receipts = perDay.flat(2);
const linesOf = (some: readonly DemandReceipt[]) => some.flatMap((receipt) => receipt.lines);
const pieces = (some: readonly DemandReceipt[]) =>
  linesOf(some).reduce((sum, line) => sum + line.quantity, 0);

test('days are counted from a Thursday', () => {
  expect([0, 4, monday].map(weekdayOf)).toEqual([3, 0, 0]);
  expect(isHoliday(Date.UTC(2026, 9, 1) / 86_400_000)).toBe(true);
});

test('the same arguments give the same day, whatever was asked before', () => {
  const first = dayReceipts(company, seed, 3, monday);
  dayReceipts(company, seed, 4, monday);
  expect(dayReceipts(demoCompany(1), seed, 3, monday)).toEqual(first);
  expect(dayReceipts(company, seed + 1, 3, monday)).not.toEqual(first);
  expect(dayReceipts(company, seed, 3, monday + 7)).not.toEqual(first);
});

test('a chain day is about 51,000 pieces on 20,000 to 29,000 lines', () => {
  expect(pieces(receipts) / days.length).toBeGreaterThan(46_000);
  expect(pieces(receipts) / days.length).toBeLessThan(56_000);
  expect(linesOf(receipts).length / days.length).toBeGreaterThan(20_000);
  expect(linesOf(receipts).length / days.length).toBeLessThan(29_000);
});

test('receipts are in time order and of 1 to 4 different SKUs the shop keeps', () => {
  const store = perDay[0]?.[7] ?? [];
  const kept = new Set(company.stores[7]?.pairs.map((pair) => pair.skuIndex));
  store.forEach((receipt, index) => {
    expect(receipt.second).toBeGreaterThanOrEqual(store[index - 1]?.second ?? 0);
    expect(receipt.second).toBeLessThan(86_400);
    expect(new Set(receipt.lines.map((line) => line.skuIndex)).size).toBe(receipt.lines.length);
    expect(receipt.lines.length).toBeGreaterThanOrEqual(1);
    expect(receipt.lines.length).toBeLessThanOrEqual(4);
    for (const line of receipt.lines)
      expect(kept.has(line.skuIndex) && Number.isInteger(line.quantity) && line.quantity > 0).toBe(true);
  });
});

test.each(['c4', 'c16', 'c29', 'c5'] satisfies CurveCode[])(
  'the hours of %s follow the measured curve within 1.2 points',
  (code) => {
    const hours = new Array<number>(24).fill(0);
    for (const receipt of receipts) {
      const hour = Math.floor(receipt.second / 3600);
      for (const line of receipt.lines)
        if (company.skus[line.skuIndex]?.curve === code) hours[hour] = (hours[hour] ?? 0) + line.quantity;
    }
    const total = hours.reduce((a, b) => a + b, 0);
    const measured: readonly number[] = curves[code].hoursBp;
    hours.forEach((sold, hour) =>
      expect(Math.abs(sold / total - (measured[hour] ?? 0) / 10_000)).toBeLessThan(0.012),
    );
  },
);

test('Sunday sells more than Thursday, as measured', () => {
  const byWeekday = (weekday: number) =>
    perDay.filter((_, index) => index % 7 === weekday).reduce((sum, day) => sum + pieces(day.flat()), 0);
  const ratio = byWeekday(6) / byWeekday(3);
  expect(ratio).toBeGreaterThan(1.15);
  expect(ratio).toBeLessThan(1.6);
});

test('a reduced price holds for a week, is under the list price and draws more', () => {
  const offers = company.skus.map((_sku, skuIndex) =>
    [monday + 3, monday + 9].map((day) => offerOf(company, seed, 1, skuIndex, day)),
  );
  for (const [first, last] of offers) expect(first).toEqual(last);
  const reduced = offers.filter(([offer]) => offer?.isReduced === true).length / offers.length;
  expect(reduced).toBeGreaterThan(0.3);
  expect(reduced).toBeLessThan(0.6);
  offers.forEach(([offer], skuIndex) =>
    expect(offer?.unitPrice).toBeLessThanOrEqual(company.skus[skuIndex]?.price ?? 0),
  );
});
