import { expect, test } from 'vitest';
import { nextSorting, sorted } from './sort.ts';

test('numbers and texts are sorted both ways, unknown comes last either way', () => {
  const rows = [3, null, 10, 1];
  expect(sorted(rows, (row) => row, false, 'en')).toEqual([1, 3, 10, null]);
  expect(sorted(rows, (row) => row, true, 'en')).toEqual([10, 3, 1, null]);
  expect(sorted(['S10', 'S9', 'S1'], (row) => row, false, 'en')).toEqual(['S1', 'S9', 'S10']);
});

test('a head pressed three times gives the order back', () => {
  const once = nextSorting(undefined, 'stock', true);
  const twice = nextSorting(once, 'stock', true);
  expect([once, twice, nextSorting(twice, 'stock', true)]).toEqual([
    { column: 'stock', isDescending: true },
    { column: 'stock', isDescending: false },
    undefined,
  ]);
  expect(nextSorting(once, 'name', false)).toEqual({ column: 'name', isDescending: false });
});
