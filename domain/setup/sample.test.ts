import { expect, test } from 'vitest';
import { isGtin } from '../catalog/barcode.ts';
import { sampleOf } from './sample.ts';
import { trades, type SampleTrade } from './trade.ts';

const sampled = trades.filter((trade): trade is SampleTrade => trade !== 'other');

test.each(sampled)(
  '[FM-4] sample goods of %s have right codes, prices and names in both languages',
  (trade) => {
    const { categories, products, skus } = sampleOf(trade);
    expect(skus.length).toBeGreaterThan(30);
    expect(new Set(skus.map(({ code }) => code)).size).toBe(skus.length);
    expect(new Set(skus.map(({ barcode }) => barcode)).size).toBe(skus.length);
    const known = new Set(categories.map(({ code }) => code));
    const made = new Set(products.map(({ code }) => code));
    for (const sku of skus) {
      expect(isGtin(sku.barcode) || /^21\d{5}$/.test(sku.barcode), sku.barcode).toBe(true);
      expect(sku.price, sku.nameEn).toBeGreaterThanOrEqual(sku.cost);
      expect(sku.cost, sku.nameEn).toBeGreaterThan(0);
      expect(sku.onShelf).toBeGreaterThan(0);
      expect(/\p{Script=Han}/u.test(sku.nameZh) && !/\p{Script=Han}/u.test(sku.nameEn), sku.nameEn).toBe(
        true,
      );
      expect(known.has(sku.category), sku.category).toBe(true);
      expect(sku.product === undefined || made.has(sku.product)).toBe(true);
    }
  },
);

test('[FM-4] fashion comes in colours and sizes', () => {
  const { products, skus } = sampleOf('fashion');
  const tee = skus.filter(({ product }) => product === products[0]?.code);
  expect(tee).toHaveLength(12);
  expect(new Set(tee.map(({ color, size }) => `${color} ${size}`)).size).toBe(12);
});
