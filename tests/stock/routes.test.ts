import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { documentMoneyMax } from '#domain/money.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { stockRoutes } from '#server/stock/routes.ts';
import { SkuDirectory } from '#server/stock/sku-directory.ts';
import { openStoreCodes } from '#server/stock/store-codes.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let owner: Sql;
let app: Hono<{ Variables: { viewer: Viewer; company: Company } }>;
let viewer: Viewer;

const headquarters: Viewer = {
  kind: 'person',
  company: 'test' as CompanySlug,
  accountId: 1 as AccountId,
  session: 'test' as SessionHandle,
  name: 'T',
  role: 'hq',
  language: 'en',
  scope: { kind: 'all' },
  locations: 'all',
};
const inStores = (...stores: number[]): Viewer => ({
  ...headquarters,
  role: 'finance',
  locations: new Set<LocationId>(stores.flatMap((store) => [shop.shelf(store), shop.transit(store)])),
});

beforeAll(async () => {
  shop = await openShop();
  owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  const { sql, feed, ledgers } = shop;
  const [ledger] = ledgers;
  if (!ledger) throw new Error('a shop has a ledger');
  const company: Company = {
    slug: 'test' as CompanySlug,
    ledgerSql: sql,
    viewerSql: sql,
    clock: { now: () => 0 },
    feed,
    locations: await openLocations(sql),
  };
  const services = { ledger, skus: new SkuDirectory(sql), storeCodes: await openStoreCodes(sql) };
  app = new Hono<{ Variables: { viewer: Viewer; company: Company } }>();
  app.use(async (c, next) => {
    c.set('viewer', viewer);
    c.set('company', company);
    await next();
  });
  app.route(
    '/',
    stockRoutes(() => services),
  );
});
beforeEach(() => (viewer = headquarters));
afterAll(async () => {
  await owner.end();
  await shop.close();
});

async function post(body: unknown, key = crypto.randomUUID()) {
  const response = await app.request('/api/documents', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { code?: string; document?: string };
  return { status: response.status, ...answer };
}

test('[LG-2] a receipt at catalogue cost is the same command after the catalogue changed', async () => {
  await owner`update skus set cost = 300 where id = 1`;
  const key = crypto.randomUUID();
  const receipt = { kind: 'receipt', storeId: 1, lines: [{ skuId: 1, quantity: 10, value: null }] };
  const first = await post(receipt, key);
  expect(first).toMatchObject({ status: 201, document: 'S1-1' });
  await owner`update skus set cost = 500 where id = 1`;
  expect(await post(receipt, key)).toEqual(first);
  expect(await post({ ...receipt, lines: [{ skuId: 1, quantity: 11, value: null }] }, key)).toMatchObject({
    status: 409,
    code: 'key.other_input',
  });
  expect(await owner`select on_hand, value from levels`).toEqual([{ on_hand: 10, value: 3000 }]);
});

test('[LG-10] who may not move goods from a store may not take them from there by a mirror', async () => {
  const line = { skuId: 2, quantity: 5, value: 500 };
  await post({ kind: 'receipt', storeId: 2, lines: [line] });
  const moved = await post({
    kind: 'move',
    storeId: 2,
    targetStoreId: 3,
    lines: [{ skuId: 2, quantity: 5 }],
  });
  viewer = inStores(2);
  expect(await post({ kind: 'reversal', of: moved.document })).toMatchObject({ status: 404 });
  viewer = inStores(2, 3);
  expect(await post({ kind: 'reversal', of: moved.document })).toMatchObject({ status: 201 });
});

test('[LG-21] no document carries more money than sums of thousands can hold', async () => {
  const half = documentMoneyMax / 2;
  const receipt = (lines: readonly object[]) => post({ kind: 'receipt', storeId: 3, lines });
  const lines = [4, 5].map((skuId) => ({ skuId, quantity: 1, value: half }));
  expect(await receipt([...lines, { skuId: 6, quantity: 1, value: 1 }])).toMatchObject({ status: 422 });
  const sale = { kind: 'sale', storeId: 3, happened: true };
  const sold = lines.map(({ skuId, quantity, value }) => ({ skuId, quantity, amount: value }));
  expect(await post({ ...sale, lines: [...sold, ...sold] })).toMatchObject({ status: 422 });
  await owner`update skus set cost = ${half} where id = 7`;
  expect(await receipt([{ skuId: 7, quantity: 3, value: null }])).toMatchObject({ status: 422 });
  expect(await receipt(lines)).toMatchObject({ status: 201 });
});
