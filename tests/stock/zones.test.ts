import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { CompanySlug, AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import { businessDayOf } from '#domain/store/business-day.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { listDocuments } from '#server/stock/list-documents.ts';
import { openLedger } from '#server/stock/ledger.ts';
import { readLevelsAt } from '#server/stock/read-levels-at.ts';
import { Feed } from '#server/stream/feed.ts';
import { openShop, type Shop } from './shop.ts';

const viewer: Viewer = {
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

let shop: Shop;
/** Ten in the morning of the 24th in Shanghai, nine in the evening of the 23rd in New York. */
const moment = Date.parse('2026-11-24T02:00:00Z');

beforeAll(async () => {
  shop = await openShop();
  const owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  await owner`update stores set time_zone = 'America/New_York' where id = 2`;
  await owner.end();
  const ledger = openLedger({
    ledgerSql: shop.sql,
    clock: { now: () => moment },
    feed: new Feed(),
    locations: await openLocations(shop.sql),
  });
  for (const [store, atMs] of [
    [1, moment - 3_600_000],
    [2, moment - 3_600_000],
    [1, moment],
    [2, moment + 1],
  ] as const)
    await ledger.post({
      ...shop.submission({
        kind: 'receipt',
        location: shop.shelf(store),
        lines: [{ sku: 1 as SkuId, quantity: quantity(5), value: fen(100) }],
      }),
      occurredAtMs: atMs,
    });
  await ledger.close();
});
afterAll(() => shop.close());

test('documents are listed by each store’s own business day, and told on its own clock', async () => {
  const listOf = async (day: string) => {
    const asked = { state: 'all', isWithoutSales: false, isMine: false } as const;
    const rows = await listDocuments(
      shop.sql,
      viewer,
      [shop.shelf(1), shop.shelf(2)],
      { ...asked, fromDay: businessDayOf(day), toDay: businessDayOf(day) },
      100,
    );
    return rows.map(({ document, timeZone }) => `${document} ${timeZone}`).toSorted();
  };
  expect(await listOf('2026-11-24')).toEqual(['S1-1 Asia/Shanghai', 'S1-2 Asia/Shanghai']);
  expect(await listOf('2026-11-23')).toEqual(['S2-1 America/New_York', 'S2-2 America/New_York']);
});

test('stock at a moment is that of one moment everywhere, to the millisecond, whatever clocks stores have', async () => {
  const onHandAt = async (atMs: number) =>
    (await readLevelsAt(shop.sql, viewer, 1, atMs)).map(({ storeCode, onHand }) => `${storeCode} ${onHand}`);
  expect(await onHandAt(moment - 3_600_001)).toEqual([]);
  expect(await onHandAt(moment - 1)).toEqual(['S1 5', 'S2 5']);
  expect(await onHandAt(moment)).toEqual(['S1 10', 'S2 5']);
  expect(await onHandAt(moment + 1)).toEqual(['S1 10', 'S2 10']);
});
