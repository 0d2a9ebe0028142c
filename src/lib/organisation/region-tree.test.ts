import { expect, test } from 'vitest';
import type { Region, StoreRecord } from './organisation-api.ts';
import { mayHang } from '../ui/may-hang.ts';
import { treeOf } from './region-tree.ts';

const region = (id: number, parentId: number | null): Region => ({
  id,
  parentId,
  code: `R${id}`,
  nameZh: `区${id}`,
  nameEn: `R${id}`,
});
const store = (id: number, regionId: number) => ({ id, regionId, code: `S${id}` }) as StoreRecord;

test('[OR-2] the tree has stores under their region, and counts what is below', () => {
  const rows = treeOf(
    [region(1, null), region(2, 1), region(3, 99)],
    [store(1, 2), store(2, 1), store(3, 3)],
  );
  expect(
    rows.map((row) => (row.kind === 'region' ? `R${row.region.id}:${row.stores}` : row.store.code)),
  ).toEqual(['R1:2', 'S2', 'R2:1', 'S1', 'R3:1', 'S3']);
  expect(rows.map(({ depth }) => depth)).toEqual([0, 1, 1, 2, 0, 1]);
});

test('[OR-2] a region can’t be dragged below itself, and a circle in the data ends', () => {
  const regions = [region(1, null), region(2, 1), region(3, 2)];
  expect(mayHang(regions, 1, 3)).toBe(false);
  expect(mayHang(regions, 1, 1)).toBe(false);
  expect(mayHang(regions, 3, 2)).toBe(false);
  expect(mayHang(regions, 3, 1)).toBe(true);
  expect(mayHang(regions, 3, null)).toBe(true);
  expect(mayHang([region(1, 2), region(2, 1)], 3, 1)).toBe(true);
});
