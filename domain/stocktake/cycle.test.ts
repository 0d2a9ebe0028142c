import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import { cycleDue, cyclePick, type CycleSku } from './cycle.ts';

/** Turnover and days since the last count, by SKU from 1; `-` was never counted. */
const skusOf = (...rows: readonly (readonly [turnover: number, days: number | '-'])[]): CycleSku[] =>
  rows.map(([turnover, days], index) => ({
    sku: (index + 1) as SkuId,
    turnover,
    daysSinceCount: days === '-' ? null : days,
  }));

// SKU 1 makes 80 % of the turnover (A: 30 days), 2 the next 15 % (B: 90), 3 the rest and 4 nothing (C: 180).
test.each([
  ['nothing is due', skusOf([80, 29], [15, 89], [5, 179], [0, 10]), []],
  ['each class by its own days', skusOf([80, 30], [15, 90], [5, 180], [0, 179]), [1, 2, 3]],
  ['the most overdue for its class first', skusOf([80, 31], [15, 200], [5, 190], [0, 10]), [2, 3, 1]],
  [
    'never counted comes before all, the larger turnover first',
    skusOf([80, 400], [15, '-'], [5, 10], [0, '-']),
    [2, 4, 1],
  ],
])('a cycle count picks: %s', (_, skus, picked) => {
  expect(cyclePick(skus, 10)).toEqual(picked);
  expect(cyclePick(skus, 2)).toEqual(picked.slice(0, 2));
});

test('what is due is told by class', () => {
  expect(cycleDue(skusOf([80, 30], [15, 10], [5, '-'], [0, 200]))).toEqual([
    { abc: 'A', skus: 1, due: 1 },
    { abc: 'B', skus: 1, due: 0 },
    { abc: 'C', skus: 2, due: 2 },
  ]);
});
