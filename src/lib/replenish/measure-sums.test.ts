import { expect, test } from 'vitest';
import type { MeasureRow } from '#protocol/replenish/views.ts';
import { sumsOf } from './measure-sums.ts';

const row: MeasureRow = {
  ...{ storeId: 1, nameZh: '店', nameEn: 'Shop', units: 280, onHand: 100, coverDays: 10, turnover: 10 },
  ...{ outCells: 1, soldCells: 20, lostPerDay: 2, outHours: 5, lostUnits: 3, deadUnits28: 9, deadUnits91: 4 },
  ...{ stockValue: 1000, deadValue28: 90, deadValue91: 40 },
};

test('[RP-16] stores together: cover by their sales, turnover by the worth of their stock', () => {
  const sums = sumsOf(
    [row, { ...row, storeId: 2, units: 0, onHand: 100, turnover: 0, stockValue: 3000 }],
    28,
  );
  expect(sums.coverDays).toBe(20);
  expect(sums.turnover).toBe(2.5);
  expect(sums).toMatchObject({ stockValue: 4000, outHours: 10, lostUnits: 6, deadValue28: 180 });
});

test('[RP-14] what a reader may not see is no nought in a sum', () => {
  const sums = sumsOf(
    [{ ...row, turnover: null, stockValue: null, deadValue28: null, deadValue91: null }],
    28,
  );
  expect(sums).toMatchObject({ turnover: null, stockValue: null, deadValue28: null, deadUnits28: 9 });
  expect(sumsOf([], 28)).toMatchObject({ coverDays: null, outHours: 0 });
});
