import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { businessDayOf, type BusinessDay } from '#domain/store/business-day.ts';
import { checkInvariants } from '#server/invariants/check.ts';
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

const receive = (node: number, store: number, at: string) => {
  const ledger = shop.ledgers[node];
  if (!ledger) throw new Error('no ledger');
  const lines = [{ sku: 1 as SkuId, quantity: quantity(1), value: 100 as Fen }];
  return ledger.post({
    ...shop.submission({ kind: 'receipt', location: shop.shelf(store), lines }),
    occurredAtMs: Date.parse(at),
  });
};

test('[LG-9][I10] a day that is closed while everybody posts takes nothing after it, at either node', async () => {
  let isClosed = false;
  const late: string[] = [];
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let index = 0; index < 25; index++) {
      const wasClosed = isClosed;
      const answer = await receive(writer % 2, 1 + (index % 3), '2026-10-31T04:00:00Z');
      if (wasClosed && answer.outcome === 'posted') late.push(`writer ${writer} turn ${index}`);
      if (index === 8 && writer === 0) {
        expect(await closeDays(shop.sql, day('2026-10-31'))).toBe(true);
        isClosed = true;
      }
    }
  });
  await Promise.all(writers);
  expect(late).toEqual([]);
  expect(await receive(0, 1, '2026-10-31T15:59:59Z')).toMatchObject({ code: 'period.closed' });
  expect(await receive(1, 3, '2026-10-31T16:00:00Z')).toMatchObject({ outcome: 'posted' });
  expect(await closeDays(shop.sql, day('2026-10-30'))).toBe(false);
  const verdicts = await checkInvariants(shop.sql);
  expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
});
