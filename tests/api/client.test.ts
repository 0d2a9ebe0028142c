import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tongpan } from '#protocol/client/client.ts';
import { clientTypes } from '#server/api/client-types.ts';
import { apiRoutes } from '#server/api/routes.ts';
import { readRoutes } from '#server/stock/read-routes.ts';
import { openStoreCodes, type StoreCodes } from '#server/stock/store-codes.ts';
import { everything, openHouse, type House } from '../identity/house.ts';

let house: House;
let codes: StoreCodes;
let client: Tongpan;

beforeAll(async () => {
  house = await openHouse(undefined, (parts) => [
    apiRoutes(parts),
    readRoutes({ ...parts, codesOf: () => codes }),
  ]);
  codes = await openStoreCodes(house.owner);
  await house.owner`insert into location_heads (location_id) select id from locations where store_id is not null`;
  await house.owner`insert into skus (code, name_zh, name_en) values ('K1', '货', 'Good'), ('K2', '茶', 'Tea')`;
  await house.account('hq', 'hq', everything);
  const cookie = await house.signIn('hq');
  const made = await house.ask('POST', '/api/keys', { cookie, body: { name: 'client' } });
  const { key } = (await made.json()) as { key: string };
  client = new Tongpan({
    url: 'http://tongpan.test',
    key,
    fetch: (url, init) =>
      house.ask(init?.method ?? 'GET', String(url).replace('http://tongpan.test', ''), {
        headers: init?.headers as Record<string, string>,
      }),
  });
});
afterAll(() => house.close());

test('the types of the client are those of today’s API: else run `npm run client`', async () => {
  const path = fileURLToPath(new URL('../../protocol/client/api.ts', import.meta.url));
  const style = (await resolveConfig(path)) ?? {};
  const today = await format(await clientTypes(), { ...style, parser: 'typescript' });
  expect(readFileSync(path, 'utf8')).toBe(today);
});

test('the client reads stores and goods page by page from a server', async () => {
  const { stores } = await client.ask('GET /api/stores');
  expect(stores.map(({ code }) => code).sort()).toEqual(['S1', 'S2', 'S3']);
  const first = await client.ask('GET /api/skus', { query: { limit: 1 } });
  expect(first.skus.map(({ code }) => code)).toEqual(['K1']);
  const next = await client.ask('GET /api/skus', { query: { limit: 1, cursor: first.cursor ?? '' } });
  expect(next.skus.map(({ code }) => code)).toEqual(['K2']);
});

test('a refusal of a server comes as a problem of RFC 9457', async () => {
  await expect(client.ask('GET /api/skus/{id}', { path: { id: 99 } })).rejects.toMatchObject({
    status: 404,
    problem: { type: 'urn:tongpan:problem:not_found', status: 404, code: 'not_found' },
  });
  const answer = await house.ask('GET', '/api/skus/99');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
});
