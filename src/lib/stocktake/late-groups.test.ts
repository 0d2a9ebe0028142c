import { expect, test } from 'vitest';
import type { LateEntry } from '#protocol/stocktake/views.ts';
import { lateGroups } from './late-groups.ts';

const entry = (key: string, more: Partial<LateEntry> = {}): LateEntry => ({
  key,
  isVoid: false,
  name: '李',
  skuId: 1,
  barcode: null,
  skuNameZh: '茶',
  skuNameEn: 'Tea',
  quantity: 2,
  countedAtMs: 10,
  receivedAtMs: 20,
  state: 'waiting',
  correction: null,
  document: null,
  ...more,
});

test('[SK-14] waiting entries of the same goods are one row, voids taken away', () => {
  const late = [
    entry('a'),
    entry('b', { name: '王', countedAtMs: 5 }),
    entry('a', { isVoid: true, receivedAtMs: 30 }),
    entry('c', { skuId: null, barcode: '690' }),
  ];
  expect(lateGroups(late)).toMatchObject([
    { units: 2, entries: 3, names: ['李', '王'], countedAtMs: 5, receivedAtMs: 30 },
    { units: 2, entries: 1 },
  ]);
});

test('[SK-14] corrections that were posted stay apart, and what is half posted is asked for by what carries it', () => {
  const late = [
    entry('a', { state: 'posted', correction: -9, document: 'S1-7' }),
    entry('b', { state: 'posted', correction: 1, document: 'S1-8' }),
    entry('c', { state: 'posted', correction: 0 }),
    entry('d', { state: 'posting', correction: 0 }),
    entry('e', { state: 'posting', correction: 4 }),
  ];
  expect(lateGroups(late).map(({ first, entries }) => [first.key, entries])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
    ['e', 2],
  ]);
});
