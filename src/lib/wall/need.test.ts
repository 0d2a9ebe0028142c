import { expect, test } from 'vitest';
import { needOf, usualOf } from './need.ts';
import { sampleTile } from './sample-frames.ts';

/** Four shops and two warehouses; of a hundred goods some are out in each. */
function board(outByStore: readonly number[]) {
  const stores = outByStore.map((_, index) => ({
    storeId: index + 1,
    kind: index < 4 ? ('store' as const) : ('warehouse' as const),
  }));
  const tileByStore = new Map(
    outByStore.map((outOfStock, index) => [
      index + 1,
      sampleTile(index + 1, { skus: 100, outOfStock, belowReorderPoint: 0, negative: 0, amountBefore: 0 }),
    ]),
  );
  const usual = usualOf(stores, tileByStore);
  return stores.map((store) => {
    const tile = tileByStore.get(store.storeId);
    return tile && needOf(tile, store, usual).level;
  });
}

test('[WL-5] a shop stands out where it is much worse than other shops, and not where all are alike', () => {
  expect(board([5, 6, 4, 40, 0, 0])).toEqual(['calm', 'calm', 'calm', 'wrong', 'calm', 'calm']);
  expect(board([40, 41, 39, 40, 0, 0])).toEqual(['calm', 'calm', 'calm', 'calm', 'calm', 'calm']);
});

test('[WL-5] a warehouse is held against warehouses: by day none of them has what only passes through', () => {
  expect(board([5, 6, 4, 5, 30, 32])).toEqual(['calm', 'calm', 'calm', 'calm', 'calm', 'calm']);
});
