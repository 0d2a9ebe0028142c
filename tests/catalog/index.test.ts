import { afterAll, beforeAll, expect, test } from 'vitest';
import { indexLater, indexMissing } from '#server/catalog/index-skus.ts';
import type { Queries } from '#server/platform/database.ts';
import { openGoodsHouse, type GoodsHouse } from './shelf.ts';

let house: GoodsHouse;
beforeAll(async () => {
  house = await openGoodsHouse();
});
afterAll(() => house.close());

async function textOf(code: string): Promise<string> {
  const [row] = await house.owner<{ text: string }[]>`
    select text from sku_search where sku_id = (select id from skus where code = ${code})`;
  return row?.text ?? '';
}

test('a SKU that changes while it is put into the index is found by what it is called now', async () => {
  const sql = house.company.ledgerSql;
  await indexLater(sql, [1, 2]);
  await sql.begin(async (tx) => {
    await tx`update skus set name_zh = '蒙牛纯牛奶' where code = 'MILK'`;
    await indexLater(tx as Queries, [1]);
    const indexing = indexMissing(house.owner);
    // The rice nobody holds.
    for (let turn = 0; turn < 200 && !(await textOf('RICE')).includes('东北大米'); turn++)
      await new Promise((done) => setTimeout(done, 25));
    expect(await Promise.race([indexing, new Promise((done) => setTimeout(done, 2000, 'waits'))])).toBe(1);
  });
  expect(await indexMissing(sql)).toBe(1);
  expect(await textOf('MILK')).toContain('蒙牛纯牛奶');
  expect(await indexMissing(sql)).toBe(0);
});

test('those who change many SKUs at once, in any order, wait for each other and never for ever', async () => {
  const sql = house.company.ledgerSql;
  await house.owner`insert into skus (code, name_zh, name_en, unit_zh, unit_en, price, cost)
    select 'X' || n, '糖 ' || n, 'Sugar ' || n, '包', 'bag', 1, 1 from generate_series(1, 800) n`;
  expect(await indexMissing(sql)).toBe(800);
  const rows = await house.owner<{ id: number }[]>`select id from skus where code like 'X%' order by id`;
  const ids = rows.map(({ id }) => id);
  for (let turn = 0; turn < 3; turn++)
    await Promise.all([
      sql.begin((tx) => indexLater(tx as Queries, ids)),
      sql.begin((tx) => indexLater(tx as Queries, ids.toReversed())),
      indexMissing(sql),
      indexMissing(house.owner),
    ]);
  await indexMissing(sql);
  expect(await textOf('X800')).toContain('糖 800');
});
