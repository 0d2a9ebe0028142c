import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fen } from '#domain/money.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { quantity } from '#domain/quantity.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openViewerDatabase, withViewer } from '#server/platform/database.ts';
import { openShop, type Shop } from './shop.ts';

const hourMs = 3_600_000;
const begins = Date.parse('2026-11-20T22:30:00Z');

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(2);
  for (const store of [1, 2, 3])
    await post(
      0,
      { kind: 'receipt', location: shop.shelf(store), lines: lines([1, 2, 3], 10_000, 30_000) },
      0,
    );
});
afterAll(() => shop.close());

function lines<Count extends number>(skus: readonly number[], units: Count, value: number) {
  return skus.map((sku) => ({
    sku: sku as SkuId,
    quantity: quantity(units),
    value: value as Fen,
    amount: value as Fen,
  }));
}

function post(node: number, command: Command, hour: number): Promise<Answer> {
  const ledger = shop.ledgers[node];
  if (!ledger) throw new Error('no ledger');
  return ledger.post({ ...shop.submission(command), occurredAtMs: begins + hour * hourMs });
}

const sell = (node: number, store: number, hour: number, skus: readonly number[]): Promise<Answer> =>
  post(
    node,
    { kind: 'sale', location: shop.shelf(store), happened: false, lines: lines(skus, 1, 500) },
    hour,
  );

/** Keys of which the rollup and the movements say something else, in one snapshot. */
const differing = async (): Promise<readonly unknown[]> => shop.sql`
  with kept as (
    select location_id, business_day, hour, sku_id, sum(quantity) as quantity, sum(amount) as amount, sum(cost) as cost
    from hourly_sales where business_day is not null group by 1, 2, 3, 4
  ), counted as (
    select location_id, business_day, hour, sku_id, sum(case target_id when 2 then quantity else -quantity end) as quantity,
      sum(m.amount) as amount, sum(case target_id when 2 then value else -value end) as cost
    from documents d join movements m using (location_id, position) where 2 in (source_id, target_id) group by 1, 2, 3, 4
  )
  select * from kept k full join counted c using (location_id, business_day, hour, sku_id)
  where (k.quantity, k.amount, k.cost) is distinct from (c.quantity, c.amount, c.cost)`;

test('[LG-22][I20] sales by hour are what the movements come to at any moment, whatever hours sell in turn at two nodes', async () => {
  let isSelling = true;
  const seen: unknown[] = [];
  const reader = (async () => {
    while (isSelling) seen.push(...(await differing()));
  })();
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let turn = 0; turn < 20; turn++) {
      const [store, hour] = [1 + ((writer + turn) % 3), (turn * 7 + writer * 5) % 30];
      const answer = await sell(writer % 2, store, hour, [1 + (turn % 3), 1 + ((turn + 1) % 3)]);
      if (answer.outcome !== 'posted') throw new Error(answer.code);
      if (turn % 5 !== 4) continue;
      const of = { location: answer.location, position: answer.position };
      await post(writer % 2, { kind: 'reversal', location: answer.location, of }, (hour + 1) % 30);
    }
  });
  await Promise.all(writers);
  isSelling = false;
  await reader;
  expect(seen).toEqual([]);
  expect(await differing()).toEqual([]);
  const verdicts = await checkInvariants(shop.sql);
  expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
});

test('[LG-22] an hour stands on its level until another one sells, and comes back when it sells late', async () => {
  const rows = () => shop.sql<{ hour: number; quantity: number; isOnLevel: boolean }[]>`
    select hour, quantity, false as "isOnLevel" from sales_hours where location_id = ${shop.shelf(1)} and sku_id = 4
    union all select sold_hour % 24, sold_quantity, true from levels where location_id = ${shop.shelf(1)} and sku_id = 4 order by 1`;
  await post(0, { kind: 'receipt', location: shop.shelf(1), lines: lines([4], 10, 3000) }, 40);
  await sell(0, 1, 40, [4]);
  await sell(1, 1, 40, [4]);
  expect(await rows()).toEqual([{ hour: 22, quantity: 2, isOnLevel: true }]);
  await sell(0, 1, 41, [4]);
  expect(await rows()).toEqual([
    { hour: 22, quantity: 2, isOnLevel: false },
    { hour: 23, quantity: 1, isOnLevel: true },
  ]);
  // A receipt writes the level and leaves its hour; a till that was offline brings one more sale of the first hour.
  await post(1, { kind: 'receipt', location: shop.shelf(1), lines: lines([4], 1, 300) }, 42);
  await Promise.all([sell(0, 1, 40, [4]), sell(0, 1, 41, [4]), sell(0, 1, 40, [4])]);
  const sums = await shop.sql`
    select hour, sum(quantity)::bigint as quantity from hourly_sales where location_id = ${shop.shelf(1)} and sku_id = 4 group by 1 order by 1`;
  expect(sums).toEqual([
    { hour: 22, quantity: 4 },
    { hour: 23, quantity: 2 },
  ]);
  expect(await differing()).toEqual([]);
});

test('[LG-22] a viewer sees the sales of his stores and of no others; who counts blind sees no fewer', async () => {
  const viewers = openViewerDatabase({ url: shop.appUrl, connectionsMax: 1, applicationName: 'test viewer' });
  const seenBy = (role: 'clerk' | 'store_manager', ids: readonly LocationId[]) =>
    withViewer(viewers.sql, { locations: new Set(ids), role }, async (sql) => ({
      sales:
        await sql`select location_id, sum(quantity)::bigint as units from hourly_sales group by 1 order by 1`,
      levels: (await sql`select from levels`).length,
    }));
  const [one, two, three] = [shop.shelf(1), shop.shelf(2), shop.shelf(3)];
  const all =
    await shop.sql`select location_id, sum(quantity)::bigint as units from hourly_sales group by 1 order by 1`;
  expect(all.map((row) => row['location_id'])).toEqual([one, two, three]);
  expect(await seenBy('store_manager', [two])).toEqual({ sales: [all[1]], levels: 3 });
  expect(await seenBy('store_manager', [])).toEqual({ sales: [], levels: 0 });
  await shop.sql`insert into stocktakes (plan_key, location_id, name, scope, is_blind, created_by, created_at, started_position)
    values (gen_random_uuid(), ${three}, 'blind', 'whole', true, 1, now(), 1)`;
  expect(await seenBy('clerk', [one, three])).toEqual({ sales: [all[0], all[2]], levels: 4 });
  await viewers.close();
});

test('[LG-22] whoever asks for sales by hour asks for all of them', () => {
  const server = new URL('../../server/', import.meta.url);
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ts$/.test(file),
  );
  const reads = (file: string): boolean =>
    /(?:from|join) sales_hours\b/.test(readFileSync(new URL(file, server), 'utf8'));
  // These two take the last hours from the levels themselves.
  expect(files.filter(reads).sort()).toEqual(['wall/goods.ts', 'wall/lists-at.ts']);
});
