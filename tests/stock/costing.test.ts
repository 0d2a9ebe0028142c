import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import { businessDayOf, type BusinessDay } from '#domain/store/business-day.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { changeCosting } from '#server/stock/change-costing.ts';
import { closeDays } from '#server/stock/close-days.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(2);
});
afterAll(() => shop.close());

const day = (text: string): BusinessDay => {
  const found = businessDayOf(text);
  if (found === undefined) throw new Error(text);
  return found;
};

const post = (
  node: number,
  kind: 'receipt' | 'sale',
  units: number,
  value: number,
  at: string,
  store = 1,
  sku = 1,
) => {
  const ledger = shop.ledgers[node];
  if (!ledger) throw new Error('no ledger');
  const line = { sku: sku as SkuId, quantity: quantity(units) };
  const location = shop.shelf(store);
  return ledger.post({
    ...shop.submission(
      kind === 'receipt'
        ? { kind, location, lines: [{ ...line, value: fen(value) }] }
        : { kind, location, happened: true, lines: [{ ...line, amount: fen(0) }] },
    ),
    occurredAtMs: Date.parse(at),
  });
};

const lastCost = async (): Promise<number> => {
  const [row] = await shop.sql<{ value: number }[]>`
    select value from movements where location_id = ${shop.shelf(1)} and target_id = 2 order by position desc, line limit 1`;
  return row?.value ?? Number.NaN;
};

const brokenOf = async () => (await checkInvariants(shop.sql)).flatMap(({ broken }) => broken);
const october = '2026-10-31T04:00:00Z';
const november = '2026-11-01T04:00:00Z';
const december = '2026-12-01T04:00:00Z';

test('[LG-20] costing changes at a period’s start, at both nodes at once, and no value with it', async () => {
  await post(0, 'receipt', 10, 1000, october);
  await post(1, 'receipt', 10, 2000, october);
  expect(await changeCosting(shop.sql, 'moving_average')).toEqual({ why: 'same' });
  expect(await changeCosting(shop.sql, 'fifo')).toMatchObject({ why: 'not_at_start', day: '2026-10-31' });
  await closeDays(shop.sql, day('2026-10-31'));
  expect(await changeCosting(shop.sql, 'fifo')).toBeUndefined();
  expect(await brokenOf()).toEqual([]);
  // Both nodes held the old levels: what stood there is one layer at its average, what comes is the next.
  await post(0, 'receipt', 10, 5000, november);
  await post(1, 'sale', 19, 0, november);
  expect(await lastCost()).toBe(19 * 150);
  await post(0, 'sale', 2, 0, november);
  expect(await lastCost()).toBe(150 + 500);
  expect(await brokenOf()).toEqual([]);
  expect(await changeCosting(shop.sql, 'moving_average')).toMatchObject({
    why: 'not_at_start',
    day: '2026-11-01',
  });
  await closeDays(shop.sql, day('2026-11-30'));
  expect(await changeCosting(shop.sql, 'moving_average')).toBeUndefined();
  expect(await changeCosting(shop.sql, 'fifo')).toBeUndefined();
  expect(await changeCosting(shop.sql, 'moving_average')).toBeUndefined();
  await post(0, 'receipt', 1, 0, december);
  await post(1, 'sale', 1, 0, december);
  expect(await lastCost()).toBe(450);
  expect(await brokenOf()).toEqual([]);
});

test('[I12] layers hold while costing changes under sixteen writers at two nodes', async () => {
  let isNewYear = false;
  const months = [december, '2027-01-01T04:00:00Z'];
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let turn = 0; turn < 20; turn++) {
      const at = months[isNewYear ? 1 : 0] ?? december;
      const kind = (turn + writer) % 2 === 0 ? 'receipt' : 'sale';
      const units = kind === 'receipt' ? 6 : 1 + (turn % 5);
      await post(writer % 2, kind, units, 100 * turn + writer, at, 1 + (writer % 3), 1 + (turn % 4));
      if (writer === 0 && turn === 9) {
        await closeDays(shop.sql, day('2026-12-31'));
        expect(await changeCosting(shop.sql, 'fifo')).toBeUndefined();
        isNewYear = true;
      }
    }
  });
  await Promise.all(writers);
  expect(await brokenOf()).toEqual([]);
  const [count] = await shop.sql`select count(*)::int as draws from layer_draws where line > 0`;
  expect(count?.['draws']).toBeGreaterThan(20);
});
