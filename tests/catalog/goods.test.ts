import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, GoodsPage, SkuCard, SkuChangeView } from '#protocol/catalog/views.ts';
import { everything, inStores } from '../identity/house.ts';
import { openGoodsHouse, type GoodsHouse } from './shelf.ts';

let house: GoodsHouse;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  house = await openGoodsHouse();
  await house.account('hq', 'hq', everything);
  await house.account('finance', 'finance', everything);
  await house.account('manager', 'store_manager', inStores(1));
  await house.account('clerk', 'clerk', inStores(2));
  for (const login of ['hq', 'finance', 'manager', 'clerk']) cookies[login] = await house.signIn(login);
});
afterAll(() => house.close());

async function ask<Answer>(
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer & { status: number }> {
  const response = await house.askGoods(method, path, cookies[login] ?? '', body);
  return { ...((await response.json()) as Answer), status: response.status };
}
const codes = async (path: string, login = 'hq') =>
  (await ask<GoodsPage>(login, 'GET', path)).rows.map(({ code }) => code);

test('[CT-5] the list is searched by Chinese, pinyin, initials, code and barcode, the best first', async () => {
  expect(await codes('/api/goods?search=纯牛奶')).toEqual(['MILK', 'MILK2']);
  expect(await codes('/api/goods?search=chunniunai')).toEqual(['MILK', 'MILK2']);
  expect(await codes('/api/goods?search=ylcnn')).toEqual(['MILK', 'MILK2']);
  expect(await codes('/api/goods?search=milk2')).toEqual(['MILK2']);
  expect(await codes('/api/goods?search=690123456')).toEqual(['MILK', 'TEA']);
  expect(await codes('/api/goods?search=龙井')).toEqual(['TEA']);
  expect(await codes(`/api/goods?search=${encodeURIComponent("'%_\\")}`)).toEqual([]);
});

test('[CT-10] filters and orders hold together, and every row can be reached', async () => {
  expect(await codes('/api/goods?lack=category')).toEqual(['TEA']);
  expect(await codes('/api/goods?lack=barcode')).toEqual(['MILK2']);
  expect(await codes('/api/goods?category=1&sort=code&down=1')).toEqual(['MILK2', 'MILK']);
  expect(await codes('/api/goods?sort=price&down=1&limit=1&offset=1')).toEqual(['MILK']);
  expect((await ask<GoodsPage>('hq', 'GET', '/api/goods?limit=1')).total).toBe(4);
});

test('[A9] [I32] cost and supplier are cut, and neither order nor filter tells of them', async () => {
  const [milk] = (await ask<GoodsPage>('clerk', 'GET', '/api/goods')).rows;
  expect([milk?.cost, milk?.supplierId, milk?.price]).toEqual([null, null, 450]);
  expect((await ask<GoodsPage>('finance', 'GET', '/api/goods')).rows[0]?.cost).toBe(310);
  for (const path of [
    '/api/goods?sort=cost',
    '/api/goods?lack=cost',
    '/api/goods?supplier=1',
    '/api/goods?lack=supplier',
  ])
    expect((await ask('clerk', 'GET', path)).status, path).toBe(404);
  expect((await ask<SkuCard>('clerk', 'GET', '/api/goods/1')).cost).toBeNull();
});

test('[A6] only headquarters changes the catalogue', async () => {
  const tries = [
    ['POST', '/api/goods', { code: 'X', nameZh: 'x' }],
    ['PUT', '/api/goods/1', { revision: 1, set: { price: 1 } }],
    ['POST', '/api/goods/bulk', { ids: [1], set: { price: 1 } }],
    ['POST', '/api/goods/merge', { keepId: 1, dropId: 3 }],
    ['POST', '/api/categories', { code: 'Z', nameZh: 'z', nameEn: 'z', parentId: null }],
    ['GET', '/api/goods/findings', undefined],
  ] as const;
  for (const [method, path, body] of tries)
    expect((await ask('manager', method, path, body)).status, path).toBe(404);
});

test('[CT-8] a change keeps what stood before, and two people at once are told', async () => {
  const made = await ask<{ skuId: number }>('hq', 'POST', '/api/goods', {
    code: ' ＮＥＷ1 ',
    nameZh: '新茶',
    price: 100,
    cost: 50,
    barcodes: [{ barcode: "'2000000000015", quantity: 1 }],
    packs: [{ nameZh: '箱', nameEn: 'case', quantity: 12 }],
  });
  expect(made.status).toBe(201);
  const path = `/api/goods/${made.skuId}`;
  const card = await ask<SkuCard>('hq', 'GET', path);
  expect([card.code, card.barcodes[0]?.barcode, card.packs[0]?.quantity, card.revision]).toEqual([
    'NEW1',
    '2000000000015',
    12,
    1,
  ]);
  expect((await ask('hq', 'PUT', path, { revision: 1, set: { price: 120, cost: 60 } })).status).toBe(200);
  const late = await ask<{ code: string; sentence: string }>('hq', 'PUT', path, {
    revision: 1,
    set: { price: 130 },
  });
  expect([late.status, late.code]).toEqual([409, 'sku.changed_since']);
  expect((await ask<{ code: string }>('hq', 'PUT', path, { revision: 2, set: { code: 'MILK' } })).code).toBe(
    'sku.code_taken',
  );
  expect((await ask<{ code: string }>('hq', 'PUT', path, { revision: 2, set: { price: 120 } })).code).toBe(
    'sku.nothing_changed',
  );
  const { changes } = await ask<{ changes: SkuChangeView[] }>('hq', 'GET', `${path}/changes`);
  expect(changes[0]?.changes).toEqual({ price: [100, 120], cost: [50, 60] });
  const cut = await ask<{ changes: SkuChangeView[] }>('clerk', 'GET', `${path}/changes`);
  expect(JSON.stringify(cut)).not.toContain('cost');
  expect(await codes('/api/goods?search=xincha')).toEqual(['NEW1']);
});

test('[CT-9] many are changed at once and taken back at once, as far as nobody touched them since', async () => {
  const bulk = await ask<{ batch: string; changed: number }>('hq', 'POST', '/api/goods/bulk', {
    query: { search: '牛奶' },
    set: { brand: '伊利' },
    pricePercent: 10,
  });
  expect(bulk.changed).toBe(2);
  expect(
    (await ask<GoodsPage>('hq', 'GET', '/api/goods?search=牛奶')).rows.map(({ price, brand }) => [
      price,
      brand,
    ]),
  ).toEqual([
    [495, '伊利'],
    [495, '伊利'],
  ]);
  const { revision } = await ask<SkuCard>('hq', 'GET', '/api/goods/3');
  await ask('hq', 'PUT', '/api/goods/3', { revision, set: { price: 500 } });
  expect(await ask('hq', 'POST', '/api/goods/undo', { batch: bulk.batch })).toMatchObject({
    taken: 2,
    lost: 1,
  });
  expect(
    (await ask<GoodsPage>('hq', 'GET', '/api/goods?search=牛奶')).rows.map(({ price, brand }) => [
      price,
      brand,
    ]),
  ).toEqual([
    [450, ''],
    [500, ''],
  ]);
  expect((await ask<{ code: string }>('hq', 'POST', '/api/goods/undo', { batch: bulk.batch })).code).toBe(
    'batch.undone',
  );
});

test('[CT-11] doubles, look-alikes and clashing units are found before they hurt, and merging heals them', async () => {
  await ask('hq', 'POST', '/api/goods', { code: 'TE4', nameZh: '另一种茶' });
  await ask('hq', 'POST', '/api/goods', {
    code: 'M1LK',
    nameZh: '牛轧糖',
    barcodes: [{ barcode: '6901234567893', quantity: 1 }],
  });
  const { findings } = await ask<{ findings: Finding[] }>('hq', 'GET', '/api/goods/findings');
  const brief = findings.map(
    ({ kind, skus }) =>
      `${kind} ${skus
        .map(({ code }) => code)
        .toSorted()
        .join('+')}`,
  );
  expect(brief).toContain('units_clash MILK+TEA');
  expect(brief).toContain('name_same MILK+MILK2');
  expect(brief).toContain('code_alike M1LK+MILK');
  expect(brief).toContain('check_digit M1LK');
  expect((await ask('hq', 'POST', '/api/goods/merge', { keepId: 1, dropId: 3 })).status).toBe(200);
  expect(await codes('/api/goods?search=牛奶')).toEqual(['MILK']);
  const { matches } = await ask<{ matches: { skuCode: string }[] }>('hq', 'GET', '/api/barcodes/MILK2');
  expect(matches.map(({ skuCode }) => skuCode)).toEqual(['MILK']);
  expect((await ask<{ code: string }>('hq', 'POST', '/api/goods/merge', { keepId: 1, dropId: 3 })).code).toBe(
    'sku.merged_already',
  );
  expect((await ask<{ code: string }>('hq', 'POST', '/api/goods/merge', { keepId: 1, dropId: 2 })).code).toBe(
    'sku.units_differ',
  );
});

test('[CT-6] a manager sets the least and the most of his own store, headquarters its price', async () => {
  const set = (login: string, storeId: number) =>
    ask(login, 'PUT', '/api/goods/2/stores', { storeId, price: 3, minimum: 1000, maximum: 500 });
  expect((await set('manager', 1)).status).toBe(200);
  expect((await set('manager', 2)).status).toBe(404);
  expect((await set('clerk', 2)).status).toBe(404);
  expect((await ask<SkuCard>('manager', 'GET', '/api/goods/2')).stores).toMatchObject([
    { code: 'S1', price: null, minimum: 1000, maximum: 1000 },
  ]);
  await set('hq', 1);
  expect((await ask<SkuCard>('hq', 'GET', '/api/goods/2')).stores[0]?.price).toBe(3);
});

test('[A34] pictures are drawn anew; SVG, HTML and polyglots are refused or lose what was behind them', async () => {
  const put = (bytes: Buffer) =>
    ask<{ photo: string }>('hq', 'PUT', '/api/goods/1/photo', { image: bytes.toString('base64') });
  const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c00' } })
    .png()
    .toBuffer();
  const polyglot = Buffer.concat([png, Buffer.from('<script>alert(1)</script>')]);
  expect((await put(polyglot)).status).toBe(200);
  const sent = await house.askGoods('GET', '/api/goods/1/photo?size=large', cookies['clerk'] ?? '');
  const bytes = Buffer.from(await sent.arrayBuffer());
  expect([sent.headers.get('content-type'), bytes.subarray(8, 12).toString()]).toEqual([
    'image/webp',
    'WEBP',
  ]);
  expect(bytes.includes('<script')).toBe(false);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  for (const bad of [
    svg,
    Buffer.from('<html>'),
    Buffer.from('GIF89a<script>'),
    Buffer.from('%PDF-1.4'),
    png.subarray(0, 40),
    Buffer.alloc(0),
  ])
    expect((await put(bad)).status).toBe(422);
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  expect((await put(bomb)).status).toBe(422);
});

test('categories form a tree without circles, and one in use stays', async () => {
  const dairy = { code: 'C1', nameZh: '乳品', nameEn: 'Dairy' };
  const made = await ask<{ id: number }>('hq', 'POST', '/api/categories', {
    code: 'C11',
    nameZh: '常温奶',
    nameEn: 'UHT',
    parentId: 1,
  });
  expect(
    (await ask<{ code: string }>('hq', 'PUT', '/api/categories/1', { ...dairy, parentId: made.id })).code,
  ).toBe('category.circle');
  expect((await ask<{ code: string }>('hq', 'DELETE', '/api/categories/1')).code).toBe('category.in_use');
  expect((await ask('hq', 'DELETE', `/api/categories/${made.id}`)).status).toBe(200);
});

test('views are a person’s own until shared', async () => {
  const view = { page: 'goods', name: '无条码', query: { lack: 'barcode' } };
  await ask('hq', 'POST', '/api/views', view);
  const names = async (login: string) =>
    (await ask<{ views: { name: string }[] }>(login, 'GET', '/api/views?page=goods')).views.map(
      ({ name }) => name,
    );
  expect([await names('hq'), await names('clerk')]).toEqual([['无条码'], []]);
  await ask('hq', 'POST', '/api/views', { ...view, isShared: true });
  expect(await names('clerk')).toEqual(['无条码']);
});

test('[CT-5] a file of goods tells moments on the clock of the reader’s stores', async () => {
  const file = await (await house.askGoods('GET', '/api/export/goods/csv', cookies['hq'] ?? '')).text();
  const told = /^MILK,.*(\d{4}-\d\d-\d\dT[\d:.]+\+08:00)\r?$/m.exec(file)?.[1];
  const [row] = await house.owner<{ atMs: number }[]>`
    select (extract(epoch from updated_at) * 1000)::bigint as "atMs" from skus where code = 'MILK'`;
  expect(new Date(told ?? file).getTime()).toBe(Number(row?.atMs));
});
