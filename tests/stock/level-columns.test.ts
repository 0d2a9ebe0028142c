import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantity } from '#domain/quantity.ts';
import { levelRows } from '#protocol/stock/level-columns.ts';
import { levelColumnsSchema, type LevelColumns } from '#protocol/stock/level-columns-schema.ts';
import { readRoutes } from '#server/stock/read-routes.ts';
import { inStores, openHouse, everything, type House } from '../identity/house.ts';

let house: House;
let hq: string;
let clerk: string;

/** 25 SKUs on the shelf of S1, of which every third is on its way there too; the first also in S2 and, all sold, in S3. */
beforeAll(async () => {
  house = await openHouse(undefined, (parts) => [
    readRoutes({
      ...parts,
      codesOf: () => {
        throw new Error('not asked');
      },
    }),
  ]);
  await house.owner`insert into skus (code, name_zh, name_en)
    select 'K' || i, '「茶」"' || i, 'Tea \\ ' || i from generate_series(1, 25) i`;
  await house.owner`insert into location_heads (location_id) select id from locations where id > 1000 on conflict do nothing`;
  await house.owner`insert into levels (location_id, sku_id, on_hand, reserved, value, cost_value, cost_quantity, reorder_point, position, is_negative_allowed)
    select 1001, i, i, i % 2, i * 100, 0, 0, case when i > 20 then 30 end, 1, false from generate_series(1, 25) i
    union all select 1002, i, 5, 0, 50, 0, 0, null, 1, false from generate_series(3, 25, 3) i
    union all values (1003, 1, 2, 0, 9, 0, 0, null::int, 1, false), (1004, 1, 0, 0, 0, 0, 0, null, 1, false), (1005, 1, 0, 0, 0, 0, 0, null, 1, false)`;
  await house.account('hq', 'hq', everything);
  await house.account('clerk', 'clerk', inStores(1));
  [hq, clerk] = [await house.signIn('hq'), await house.signIn('clerk')];
});
afterAll(() => house.close());

async function read(path: string, cookie = hq) {
  const answer = await house.ask('GET', path, { cookie });
  expect(answer.headers.get('content-type')).toBe('application/json');
  const body = (await answer.json()) as LevelColumns & { after: number | null };
  return { ...body, rows: levelRows(levelColumnsSchema.parse(body)) };
}

test('a store read page by page is the store read at once: each shelf with what is on its way there', async () => {
  const whole = await read('/api/stores/1/levels');
  expect(whole.after).toBeNull();
  expect(whole.rows).toHaveLength(25 + 8);
  expect(whole.rows.slice(2, 4).map(({ skuId, locationKind }) => [skuId, locationKind])).toEqual([
    [3, 'shelf'],
    [3, 'transit'],
  ]);
  const paged = [];
  for (let after: number | null = 0; after !== null;) {
    const page = await read(`/api/stores/1/levels?limit=4&after=${after}`);
    expect(page.after ?? Infinity).toBeGreaterThan(after);
    paged.push(...page.rows);
    after = page.after;
  }
  expect(paged).toEqual(whole.rows);
  expect(whole.rows[20]).toEqual({
    locationId: 1001,
    locationKind: 'shelf',
    storeId: 1,
    storeCode: 'S1',
    storeNameZh: '一',
    storeNameEn: 'One',
    skuId: 16,
    skuCode: 'K16',
    skuNameZh: '「茶」"16',
    skuNameEn: 'Tea \\ 16',
    onHand: quantity(16),
    reserved: 0,
    available: 16,
    reorderPoint: null,
    value: 1600,
    position: 1,
  });
});

test('what a filter or a word finds, and nothing where nothing is', async () => {
  const skus = async (query: string) =>
    (await read(`/api/stores/1/levels?${query}`)).rows.map(({ skuId }) => skuId);
  expect(await skus('filter=due')).toEqual([21, 22, 23, 24, 25]);
  expect(await skus('search=K25')).toEqual([25]);
  expect(await skus('filter=negative')).toEqual([]);
  expect(await skus('after=99999999999')).toEqual([]);
  expect(await skus('limit=0&search=K1&filter=out')).toEqual([]);
});

test('[I30][I32] a SKU is told where the reader reaches, shelves without any too, and cost to no clerk', async () => {
  const all = await read('/api/skus/1/levels');
  expect(all.rows.map(({ storeCode, onHand }) => [storeCode, onHand])).toEqual([
    ['S1', 1],
    ['S2', 2],
    ['S3', 0],
  ]);
  const mine = await read('/api/skus/1/levels', clerk);
  expect(mine.rows.map(({ storeCode, value }) => [storeCode, value])).toEqual([['S1', null]]);
  expect(mine.levels.value).toBeNull();
  expect(mine.locations.storeCode).toEqual(['S1']);
  expect((await read('/api/skus/999999/levels')).rows).toEqual([]);
});
