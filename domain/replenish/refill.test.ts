import { expect, test } from 'vitest';
import { fillSurvival, quantileOf } from './negative-binomial.ts';
import { extraSales, grainOf } from './price-line.ts';
import { refillOf, takesOf, urgentOf, type Need, type Terms } from './refill.ts';

const need = (position: number, rate = 3, level = 0.95): Need => ({
  over: (periods) => ({ mean: rate * periods, variance: 1.5 * rate * periods }),
  chances: { fill: fillSurvival, quantile: quantileOf },
  position,
  level,
});
const terms: Terms = { lead: 2, review: 7, pack: 1, packsMin: 1 };

/** A shelf that sells three a day, asked for on the evening it is looked at; goods come the morning after the next. */
test.each([
  // there | asked for
  [40, 0], // enough until the order after next
  [20, 0], // would do until a later evening's order has come
  [10, 24], // due: filled up to the goods of the next order
  [0, 34],
])('[RP-18] with %i there %i are asked for', (there, asked) => {
  expect(refillOf(need(there), terms, 0)?.quantity ?? 0).toBe(asked);
});

test('[RP-18] in whole packs, never fewer than are sold at once, and no pack that would lie for a quarter', () => {
  expect(refillOf(need(10), { ...terms, pack: 12 }, 0)?.quantity).toBe(24);
  expect(refillOf(need(10), { ...terms, pack: 12, packsMin: 3 }, 0)?.quantity).toBe(36);
  expect(refillOf(need(0, 0.5), { ...terms, pack: 40 }, 0)?.quantity).toBe(40);
  expect(refillOf(need(0, 0.2), { ...terms, pack: 40 }, 0)).toBeUndefined();
});

test('[RP-18] waiting loses what tonight’s order alone would have brought in time', () => {
  expect(urgentOf(need(100), 2)).toBeCloseTo(0, 5);
  expect(urgentOf(need(0), 2)).toBeCloseTo(3, 5);
  expect(urgentOf(need(4), 2)).toBeGreaterThan(urgentOf(need(8), 2));
});

test('[RP-6][RP-18] a higher level never asks for less; chances fall from unit to unit', () => {
  let before = 0;
  for (const level of [0.6, 0.8, 0.9, 0.95, 0.99]) {
    const refill = refillOf(need(3, 3, level), terms, 10);
    expect(refill?.quantity ?? 0).toBeGreaterThanOrEqual(before);
    before = refill?.quantity ?? 0;
    expect(refill?.take).toEqual(refill?.take.toSorted((a, b) => b - a));
    expect(refill?.take.length).toBe(before + 10);
  }
});

test('[RP-18] what does not sell is not asked for', () => {
  expect(refillOf(need(0, 0), terms, 0)).toBeUndefined();
});

test('[RP-13][RP-18] a large quantity is priced from a short list, and hardly otherwise than unit by unit', () => {
  const large = need(0, 900);
  const take = takesOf(large, terms, 8000, 24);
  expect(take.length).toBeLessThanOrEqual(403);
  const units = new Float64Array(8000);
  const { mean, variance } = large.over(8);
  fillSurvival(mean, variance, 1, 8000, units);
  const give = take.map(() => 0);
  const sold = extraSales({ grain: grainOf(8000), take, give }, 8000);
  expect(sold / units.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 3);
  expect(extraSales({ grain: grainOf(8000), take, give }, 3)).toBeCloseTo(3, 3);
  expect(grainOf(400)).toBe(1);
});
