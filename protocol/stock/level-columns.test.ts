import { expect, test } from 'vitest';
import { rowsOf } from '../client/rows-of.ts';
import { levelColumns, levelRows } from './level-columns.ts';
import { levelColumnsSchema } from './level-columns-schema.ts';
import type { LevelView } from './views.ts';

const level = (storeId: number, skuId: number, more: Partial<LevelView> = {}): LevelView => ({
  storeId,
  storeCode: `S00${storeId}`,
  storeNameZh: `${storeId} 号店`,
  storeNameEn: `Shop ${storeId}`,
  locationId: 1000 + storeId,
  locationKind: 'shelf',
  skuId,
  skuCode: `K${skuId}`,
  skuNameZh: '「茶」"\\',
  skuNameEn: 'Tea',
  onHand: 7,
  reserved: 2,
  available: 5,
  reorderPoint: null,
  value: 700,
  position: 3,
  ...more,
});

test('levels are the same after a way as columns', () => {
  const rows = [level(2, 1), level(1, 1, { onHand: -1, available: -3, reorderPoint: 0 }), level(1, 9)];
  const columns = levelColumns(rows, true);
  expect(columns.locations.storeCode).toEqual(['S002', 'S001']);
  expect(columns.skus.skuId).toEqual([1, 9]);
  expect(levelRows(levelColumnsSchema.parse(JSON.parse(JSON.stringify(columns))))).toEqual(rows);
});

test('what is kept from the reader is null in each row', () => {
  const rows = [level(1, 1, { value: null }), level(2, 1, { value: null })];
  const columns = levelColumns(rows, false);
  expect([columns.levels.value, levelColumns([], false).levels.value]).toEqual([null, null]);
  expect(levelRows(columns)).toEqual(rows);
});

test('of nothing there are columns without values, and no rows', () => {
  expect(levelRows(levelColumnsSchema.parse(levelColumns([], true)))).toEqual([]);
  expect(rowsOf({ a: [], b: null })).toEqual([]);
});
