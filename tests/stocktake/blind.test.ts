import { afterAll, beforeAll, expect, test } from 'vitest';
import { withViewer } from '#server/platform/database.ts';
import { readBook } from '#server/stocktake/goods.ts';
import { readStocktake } from '#server/stocktake/rows.ts';
import { Places } from '#server/stock/places.ts';
import { readDocument, readMovements } from '#server/stock/read-history.ts';
import { readLevelsAt } from '#server/stock/read-levels-at.ts';
import { readLevelsOfSku, readLevelsOfStore } from '#server/stock/level-columns.ts';
import { openCountRoom, type CountRoom } from './count-room.ts';

let room: CountRoom;
beforeAll(async () => (room = await openCountRoom()));
afterAll(() => room.close());

const page = { afterSku: 0, search: '', filter: 'all', rows: 200 } as const;

/** What a role finds of SKUs 1 and 2 on the shelf of store 1, wherever it looks. */
async function seenBy(role: 'clerk' | 'store_manager' | 'warehouse_keeper') {
  const viewer = room.viewer(3, role);
  const location = room.shop.shelf(1);
  const places = [...(await new Places(room.shop.sql).read()).values()];
  const ends = places.filter(({ storeId }) => storeId === 1);
  return withViewer(room.shop.sql, viewer, async (sql) => {
    const skus = [1, 2].map(async (skuId) => ({
      now: (await readLevelsOfSku(sql, viewer, skuId, places)).rows().map(({ onHand }) => onHand),
      then: (await readLevelsAt(sql, viewer, skuId, Date.now() + 1000)).map(({ onHand }) => onHand),
      moved: (
        await readMovements(sql, viewer, { location, skuId, before: Number.MAX_SAFE_INTEGER, limit: 9 })
      ).map(({ onHandAfter }) => onHandAfter),
    }));
    const document = await readDocument(sql, viewer, location, 1, () => location);
    return {
      list: (await readLevelsOfStore(sql, viewer, page, ends)).rows().map(({ skuId }) => skuId),
      skus: await Promise.all(skus),
      lines: document?.lines.map(({ skuId, onHandAfter }) => [skuId, onHandAfter]),
    };
  });
}

const all = {
  list: [1, 2],
  skus: [
    { now: [7], then: [7], moved: [7] },
    { now: [9], then: [9], moved: [9] },
  ],
  lines: [
    [1, 7],
    [2, 9],
  ],
};

test('[SK-15] a blind count hides the stock of its goods from who counts, everywhere, until it is over', async () => {
  await room.stock({ 1: 7, 2: 9 });
  expect(await seenBy('clerk')).toEqual(all);
  const id = await room.plan({ scope: { kind: 'spot', skuIds: [1] } });
  expect(await seenBy('clerk')).toEqual({
    list: [2],
    skus: [{ now: [], then: [], moved: [] }, all.skus[1]],
    lines: [
      [1, null],
      [2, 9],
    ],
  });
  // Who reviews a count sees the books beside it anyway.
  expect(await seenBy('store_manager')).toEqual(all);
  expect(await seenBy('warehouse_keeper')).toEqual(all);
  await room.stocktakes.cancel(room.viewer(2), id);
  expect(await seenBy('clerk')).toEqual(all);
});

test('[SK-15] a whole blind count hides all of the store; one with the books hides nothing and tells what moved', async () => {
  const blind = await room.plan({});
  expect((await seenBy('clerk')).list).toEqual([]);
  await room.stocktakes.cancel(room.viewer(2), blind);
  const open = await room.plan({ isBlind: false, scope: { kind: 'spot', skuIds: [1, 2] } });
  expect(await seenBy('clerk')).toEqual(all);
  const record = await readStocktake(room.shop.sql, open);
  if (!record) throw new Error('no stocktake');
  const first = await readBook(room.shop.sql, record, 0);
  expect(first.rows).toEqual([
    [1, 7],
    [2, 9],
  ]);
  await room.sell(2, 4);
  expect((await readBook(room.shop.sql, record, first.position)).rows).toEqual([[2, 5]]);
});
