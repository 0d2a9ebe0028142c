import { expect, test } from 'vitest';
import { changesOf, newSku, skeletonOf, undoOf, type SkuRecord } from './sku.ts';

const milk: SkuRecord = {
  ...newSku,
  code: 'MILK',
  nameZh: '牛奶',
  nameEn: 'Milk',
  price: 450,
  barcodes: [{ barcode: '1', quantity: 1 }],
};

test('[CT-8] a change says what stood and what stands, and only what differs', () => {
  expect(changesOf(milk, { price: 480, nameZh: '牛奶', barcodes: [{ barcode: '1', quantity: 1 }] })).toEqual({
    price: [450, 480],
  });
  expect(changesOf(milk, { isActive: false, barcodes: [] })).toEqual({
    isActive: [true, false],
    barcodes: [[{ barcode: '1', quantity: 1 }], []],
  });
});

test('[CT-9] undo takes back what nobody has touched since, and names the rest', () => {
  const changes = changesOf(milk, { price: 480, cost: 300 });
  const now = { ...milk, price: 480, cost: 310 };
  expect(undoOf(now, changes)).toEqual({ set: { price: 450 }, lost: ['cost'] });
});

test('[A42] codes that look alike have one skeleton', () => {
  for (const code of ['SKU-O1', 'sku 01', 'ＳＫＵ０１', 'SKU_Ol', 'SКU01'])
    expect(skeletonOf(code), code).toBe(skeletonOf('SKU01'));
  expect(skeletonOf('SKU02')).not.toBe(skeletonOf('SKU01'));
});
