import { levelRows } from '#protocol/stock/level-columns.ts';
import type { LevelColumns } from '#protocol/stock/level-columns-schema.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes } from '#server/api/routes.ts';
import { readRoutes } from '#server/stock/read-routes.ts';
import { openStoreCodes, type StoreCodes } from '#server/stock/store-codes.ts';
import { everything, inStores, openHouse, type House } from '../identity/house.ts';

let house: House;
let codes: StoreCodes;
let hq: string;
const dayMs = 86_400_000;

beforeAll(async () => {
  house = await openHouse(undefined, (parts) => [
    apiRoutes(parts),
    readRoutes({ ...parts, codesOf: () => codes }),
  ]);
  codes = await openStoreCodes(house.owner);
  await house.owner`insert into location_heads (location_id) select id from locations where store_id is not null`;
  await house.owner`insert into skus (code, name_zh, name_en) values ('K1', '货', 'Good')`;
  await house.owner`insert into levels (location_id, sku_id, on_hand, reserved, value, cost_value, cost_quantity, is_negative_allowed, position)
    select id, 1, 5, 0, 777, 777, 5, false, 0 from locations where kind = 'shelf'`;
  await house.account('hq', 'hq', everything);
  await house.account('clerk', 'clerk', inStores(1));
  hq = await house.signIn('hq');
});
afterAll(() => house.close());

async function newKey(body: object): Promise<{ key: string; handle: string }> {
  const response = await house.ask('POST', '/api/keys', { cookie: hq, body });
  expect(response.status).toBe(201);
  return (await response.json()) as { key: string; handle: string };
}

const as = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const levels = (key: string) => house.ask('GET', '/api/skus/1/levels', as(key));
const valuesOf = async (key: string) =>
  levelRows((await (await levels(key)).json()) as LevelColumns).map(({ value }) => value);

test('[A47] a key is told once, kept as a hash, and reads what its account reaches, less its columns', async () => {
  const { key } = await newKey({ name: 'ERP' });
  expect(await valuesOf(key)).toEqual([null, null, null]);
  const { key: open } = await newKey({ name: 'BI', hidden: [] });
  expect(await valuesOf(open)).toEqual([777, 777, 777]);
  const secret = key.split('.').at(-1) ?? '';
  const [row] = await house.owner<{ text: string }[]>`
    select string_agg(k::text, ' ') || (select string_agg(e::text, ' ') from audit_entries e) as text from api_keys k`;
  expect(row?.text).toContain('ERP');
  expect(row?.text).not.toContain(secret);
  const listed = await (await house.ask('GET', '/api/keys', { cookie: hq })).text();
  expect(listed).toContain('ERP');
  expect(listed).not.toContain(secret);
});

test('[A47] a key in the address or in a cookie lets nobody in, nor a session in the header', async () => {
  const { key } = await newKey({ name: 'k' });
  expect((await house.ask('GET', `/api/skus?kiosk=${key}`)).status).toBe(401);
  expect((await house.ask('GET', '/api/skus', { cookie: `tongpan=${key}` })).status).toBe(401);
  expect((await house.ask('GET', '/api/skus', as(hq.replace('tongpan=', '')))).status).toBe(401);
  expect((await house.ask('GET', '/api/skus', as('house.key.none'))).status).toBe(401);
  expect((await house.ask('GET', '/api/skus', as(key.replace('house', 'other')))).status).toBe(401);
});

test('[A47] a revoked key and one that is over are out at once', async () => {
  const { key, handle } = await newKey({ name: 'k' });
  const { key: other } = await newKey({ name: 'k2', days: 400 });
  expect((await levels(key)).status).toBe(200);
  expect((await house.ask('DELETE', `/api/keys/${handle}`, { cookie: hq })).status).toBe(200);
  expect((await levels(key)).status).toBe(401);
  expect((await house.ask('DELETE', `/api/keys/${handle}`, { cookie: hq })).status).toBe(404);
  house.clock.pass(401 * dayMs);
  expect((await levels(other)).status).toBe(401);
  hq = await house.signIn('hq');
});

test('[A5] a key manages nothing: it makes no keys, and is no person', async () => {
  const { key } = await newKey({ name: 'k', mayWrite: true });
  for (const [method, path, body] of [
    ['POST', '/api/keys', { name: 'x' }],
    ['GET', '/api/keys', undefined],
    ['GET', '/api/webhooks', undefined],
    ['GET', '/api/sessions', undefined],
    ['POST', '/api/kiosks', { name: 'x' }],
  ] as const)
    expect((await house.ask(method, path, { ...as(key), body })).status, path).toBe(404);
  const clerk = await house.signIn('clerk');
  expect((await house.ask('POST', '/api/keys', { cookie: clerk, body: { name: 'x' } })).status).toBe(404);
});

test('[A55] a key that asks too often is told how long to wait', async () => {
  const { key } = await newKey({ name: 'busy' });
  const statuses = new Set<number>();
  for (let index = 0; index < 640; index++) {
    const response = await house.ask('GET', '/api/session', as(key));
    statuses.add(response.status);
    if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect([...statuses].sort()).toEqual([200, 429]);
});
