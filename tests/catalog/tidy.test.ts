import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BarcodeAnswer, SkuCard } from '#protocol/catalog/views.ts';
import { everything, inStores } from '../identity/house.ts';
import { openGoodsHouse, type GoodsHouse } from './shelf.ts';

let house: GoodsHouse;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  house = await openGoodsHouse();
  await house.account('hq', 'hq', everything);
  await house.account('manager', 'store_manager', inStores(1));
  for (const login of ['hq', 'manager']) cookies[login] = await house.signIn(login);
});
afterAll(() => house.close());

async function ask<Answer>(
  method: string,
  path: string,
  body?: unknown,
  login = 'hq',
): Promise<Answer & { status: number; code: string }> {
  const response = await house.askGoods(method, path, cookies[login] ?? '', body);
  return { ...((await response.json()) as Answer & { code: string }), status: response.status };
}

test('[CT-13] categories merge: goods, what is below and their history go with them', async () => {
  const made = await ask<{ id: number }>('POST', '/api/categories', {
    ...{ code: 'C3', nameZh: '酸奶', nameEn: 'Yogurt', parentId: 1 },
  });
  expect((await ask('POST', '/api/categories/1/merge', { intoId: made.id })).code).toBe('category.circle');
  expect((await ask('POST', '/api/categories/1/merge', { intoId: 1 })).code).toBe('category.circle');
  expect((await ask('POST', '/api/categories/1/merge', { intoId: 99_999 })).status).toBe(404);
  expect((await ask('POST', '/api/categories/1/merge', { intoId: 2 }, 'manager')).status).toBe(404);
  const merged = await ask<{ moved: number }>('POST', '/api/categories/1/merge', { intoId: 2 });
  expect([merged.status, merged.moved]).toEqual([200, 2]);
  const { categories } = await ask<{ categories: { id: number; parentId: number; skus: number }[] }>(
    'GET',
    '/api/categories',
  );
  expect(categories.map(({ id, parentId, skus }) => [id, parentId, skus])).toEqual([
    [2, null, 3],
    [made.id, 2, 0],
  ]);
  const { changes } = await ask<{ changes: { changes: Record<string, unknown> }[] }>(
    'GET',
    '/api/goods/1/changes',
  );
  expect(changes[0]?.changes['categoryId']).toEqual([1, 2]);
});

test('[CT-4] a rule that headquarters writes reads the next scan', async () => {
  const rule = {
    ...{ name: '肉档秤', prefix: '29', digits: 13, itemDigits: 7, amountStart: null, amountDigits: null },
    ...{ weightStart: 7, weightDigits: 5 },
  };
  await house.owner`insert into barcodes (barcode, sku_id) values ('2900123', 2)`;
  const read = () => ask<BarcodeAnswer>('GET', '/api/barcodes/2900123013506');
  const made = await ask<{ id: number }>('POST', '/api/barcode-rules', rule);
  expect(made.status).toBe(201);
  expect((await read()).matches.map(({ skuId, quantity }) => [skuId, quantity])).toContainEqual([2, 1350]);
  for (const wrong of [
    { ...rule, weightStart: 6 },
    { ...rule, weightStart: 8 },
    { ...rule, weightDigits: null },
    { ...rule, prefix: '29x' },
    { ...rule, itemDigits: 2 },
    { ...rule, digits: 10_000 },
  ])
    expect((await ask('POST', '/api/barcode-rules', wrong)).status, JSON.stringify(wrong)).toBe(422);
  expect((await ask('GET', '/api/barcode-rules', undefined, 'manager')).status).toBe(404);
  expect((await ask('PUT', `/api/barcode-rules/${made.id}`, { ...rule, prefix: '28' })).status).toBe(200);
  expect((await ask('DELETE', `/api/barcode-rules/${made.id}`)).status).toBe(200);
  expect((await ask('DELETE', `/api/barcode-rules/${made.id}`)).status).toBe(404);
  const statuses: number[] = [];
  for (let number = 0; number < 52; number++)
    statuses.push(
      (await ask('POST', '/api/barcode-rules', { ...rule, prefix: String(300 + number) })).status,
    );
  expect(new Set(statuses)).toEqual(new Set([201, 409]));
});

test('[CT-14] a style gets its colours and sizes, each once, and all are taken back at once', async () => {
  const asked = { colors: ['白', '黑'], sizes: ['S', 'M', 'L'] };
  const first = await ask<{ batch: string; made: number }>('POST', '/api/goods/4/variants', asked);
  expect([first.status, first.made]).toEqual([201, 5]);
  const card = await ask<SkuCard>('GET', '/api/goods/4');
  expect([card.color, card.size, card.variants.length]).toEqual(['白', 'S', 6]);
  expect(card.barcodes.length).toBeGreaterThan(0);
  const again = await ask<{ made: number }>('POST', '/api/goods/4/variants', {
    ...asked,
    sizes: ['S', 'M', 'L', 'XL'],
  });
  expect(again.made).toBe(2);
  const codes = (await ask<SkuCard>('GET', '/api/goods/4')).variants.map(({ code }) => code);
  expect(new Set(codes).size).toBe(8);
  const undone = await ask<{ taken: number }>('POST', '/api/goods/undo', { batch: first.batch });
  expect(undone.taken).toBe(6);
  for (const wrong of [
    { colors: [], sizes: [] },
    { colors: Array.from({ length: 60 }, (_, at) => `c${at}`), sizes: ['1', '2', '3', '4'] },
    { colors: ['\u202e'], sizes: [] },
  ])
    expect((await ask('POST', '/api/goods/4/variants', wrong)).status).toBe(422);
  expect((await ask('POST', '/api/goods/999999/variants', asked)).status).toBe(404);
  expect((await ask('POST', '/api/goods/4/variants', asked, 'manager')).status).toBe(404);
  const both = await Promise.all(
    [1, 2].map(() =>
      ask<{ made: number }>('POST', '/api/goods/1/variants', { colors: ['红', '绿'], sizes: [] }),
    ),
  );
  expect(both.map(({ made }) => made).toSorted()).toEqual([0, 1]);
});
