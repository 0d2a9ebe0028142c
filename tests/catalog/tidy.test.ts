import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
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
