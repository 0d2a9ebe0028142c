import { expect, test } from 'vitest';
import type { NeedRow } from '#protocol/purchase/views.ts';
import { papersOf, wishOf } from './replenish-list.ts';

const row = (skuId: number, part: Partial<NeedRow> = {}): NeedRow =>
  ({ skuId, supplierId: 1, proposed: 24, sources: [], ...part }) as never;

test('[PU-11] a list becomes an order a supplier and a transfer a source; rows without a way or a quantity become nothing', () => {
  const sources = [{ storeId: 9 }] as never;
  const wishes = [
    row(1),
    row(2, { supplierId: 2 }),
    row(3, { supplierId: null, sources }),
    row(4, { supplierId: null }),
    row(5, { proposed: 0 }),
  ].map(wishOf);
  expect(wishes.map(({ from }) => from)).toEqual(['supplier', 'supplier', 9, 'none', 'supplier']);
  expect(papersOf(wishes, ({ skuId }) => `r${skuId}`)).toEqual({
    orders: [
      { sku: 1, quantity: 24, reason: 'r1' },
      { sku: 2, quantity: 24, reason: 'r2' },
    ],
    suppliers: 2,
    transfers: [{ sourceStoreId: 9, reasons: ['r3'], lines: [{ sku: 3, quantity: 24 }] }],
  });
});
