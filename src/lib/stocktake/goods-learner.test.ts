import { expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
import type { GoodsRow } from '#protocol/stocktake/views.ts';
import { GoodsIndex } from './goods.ts';
import { GoodsLearner } from './goods-learner.ts';

const water: GoodsRow = [1, 'A-1', '水', 'Water', '瓶', 'bottle', 24, [['690', 1]]];
const yogurt: GoodsRow = [2, 'A-2', '酸奶', 'Yogurt', '杯', 'cup', 1, [['699', 1]]];

function learner(answer: readonly { skuId: number; quantity: number }[], isOnline = true) {
  const goods = new GoodsIndex({ rows: [water], planned: null });
  const said = { reads: 0, learnt: 0 };
  const made = new GoodsLearner({
    stocktake: 7,
    storeId: 1,
    goods,
    onLearnt: () => (said.learnt += 1),
    isOnline: () => isOnline,
    readGoods: async () => {
      said.reads += 1;
      return {
        rows: [
          [
            ...water.slice(0, 7),
            [
              ['690', 1],
              ['691', 24],
            ],
          ] as unknown as GoodsRow,
          yogurt,
        ],
        planned: null,
      };
    },
    readBarcode: async () => ({ matches: answer }) as unknown as BarcodeAnswer,
  });
  return { goods, made, said };
}

test('[SK-4] goods that were made while the count goes on have their name and their code on the phone', async () => {
  const { goods, made, said } = learner([{ skuId: 2, quantity: 1 }]);
  expect(await made.match('699')).toEqual({ sku: 2, units: 1 });
  expect(goods.of(2 as SkuId)?.nameZh).toBe('酸奶');
  expect(goods.match('699').map(({ item }) => item.skuId)).toEqual([2]);
  // Goods that were there have their new code, once.
  expect(goods.match('691')).toMatchObject([{ item: { skuId: 1 }, quantity: 24 }]);
  expect(goods.match('690')).toHaveLength(1);
  await made.learn([2 as SkuId]);
  expect(said).toEqual({ reads: 1, learnt: 1 });
});

test('[SK-4] what never comes is asked for once; without a network, or where a code names several, nothing', async () => {
  const { made, said } = learner([{ skuId: 9, quantity: 0 }]);
  await made.learn([9 as SkuId]);
  await made.learn([9 as SkuId]);
  expect(said.reads).toBe(1);
  const several = learner([
    { skuId: 1, quantity: 1 },
    { skuId: 2, quantity: 1 },
  ]);
  expect(await several.made.match('555')).toBeUndefined();
  const away = learner([{ skuId: 2, quantity: 1 }], false);
  expect(await away.made.match('699')).toBeUndefined();
  await away.made.learn([2 as SkuId]);
  expect(away.said.reads).toBe(0);
});
