import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { documentLinesMax, type Command } from '#domain/stock/command.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(1, { skus: documentLinesMax });
});
afterAll(() => shop.close());

const skus = (count: number) => Array.from({ length: count }, (_, index) => (index + 1) as SkuId);
const receipt = (count: number): Command => ({
  kind: 'receipt',
  location: shop.shelf(1),
  lines: skus(count).map((sku) => ({ sku, quantity: quantity(5), value: 500 as Fen })),
});
const adjustment = (lines: readonly { sku: SkuId; quantity: ReturnType<typeof quantity> }[]): Command => ({
  kind: 'adjustment',
  location: shop.shelf(1),
  cause: 'miscounted',
  happened: true,
  lines,
});
const post = async (command: Command) => {
  const [ledger] = shop.ledgers;
  if (!ledger) throw new Error('no ledger');
  return ledger.post(shop.submission(command));
};

test(`[LG-6] ${documentLinesMax} lines are one document, in one commit`, async () => {
  expect(await post(receipt(documentLinesMax))).toMatchObject({ outcome: 'posted', position: 1 });
  const counted = skus(documentLinesMax).map((sku) => ({ sku, quantity: quantity(sku % 2 ? 1 : -2) }));
  expect(await post(adjustment(counted))).toMatchObject({ outcome: 'posted', position: 2 });
  const [row] = await shop.sql<{ lines: number; heads: number; on_hand: number }[]>`
    select (select count(*) from movements where position = 2)::int as lines,
      (select position from location_heads where location_id = ${shop.shelf(1)})::int as heads,
      (select sum(on_hand) from levels)::int as on_hand`;
  expect(row).toEqual({ lines: documentLinesMax, heads: 2, on_hand: (documentLinesMax / 2) * (6 + 3) });
});

test('[LG-6] one line that can’t be posted refuses all of them, and nothing of the document stays', async () => {
  const counted = skus(documentLinesMax).map((sku) => ({
    sku,
    quantity: quantity(sku === documentLinesMax ? -1000 : 1),
  }));
  expect(await post(adjustment(counted))).toMatchObject({ outcome: 'refused', code: 'stock.insufficient' });
  const [row] = await shop.sql<{ movements: number }[]>`select count(*)::int as movements from movements`;
  expect(row).toEqual({ movements: 2 * documentLinesMax });
  const verdicts = await checkInvariants(shop.sql);
  expect(verdicts.filter((verdict) => verdict.broken.length > 0)).toEqual([]);
});
