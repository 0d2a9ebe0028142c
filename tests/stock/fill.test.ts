import { expect, test } from 'vitest';
import type { Fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase } from '#server/platform/database.ts';
import { fillSales } from '../../bench/growth/fill.ts';
import { openShop } from './shop.ts';

test('[I1][I18][I20] what the growth bench fills in is a ledger like any other', async () => {
  const shop = await openShop(1);
  const owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test owner',
  });
  try {
    const [ledger] = shop.ledgers;
    const receive = () =>
      ledger?.post(
        shop.submission({
          kind: 'receipt',
          location: shop.shelf(1),
          lines: Array.from({ length: 20 }, (_, index) => ({
            sku: (index + 1) as SkuId,
            quantity: quantity(1000),
            value: 300_000 as Fen,
          })),
        }),
      );
    await receive();
    await fillSales(owner, shop.shelf(1), { lines: 410, skus: 20 });
    await fillSales(owner, shop.shelf(1), { lines: 100, skus: 1 });
    // The ledger notices that the head moved without it, and goes on from there.
    expect(await receive()).toMatchObject({ outcome: 'posted', position: 1 + 41 + 10 + 1 });
    const verdicts = await checkInvariants(owner);
    expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
  } finally {
    await owner.end();
    await shop.close();
  }
});
