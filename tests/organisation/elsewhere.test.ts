import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CompanySlug } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { StoreRequest } from '#protocol/organisation/requests.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { changeStore, makeStore } from '#server/organisation/stores.ts';
import { openCompany, type RunningCompany } from '#server/open-company.ts';
import { openLog } from '#server/platform/log.ts';
import { openShop, type Shop } from '../stock/shop.ts';

/** Two processes of the product: each holds the company in memory by itself, and hears of the other by the database. */
let shop: Shop;
let here: RunningCompany;
let there: RunningCompany;

beforeAll(async () => {
  shop = await openShop();
  const cluster = {
    ownerUrl: () => shop.ownerUrl,
    appUrl: () => shop.appUrl,
    controlUrl: '',
    isDurable: false,
  };
  const row = { slug: 'test' as CompanySlug, nameZh: '测试', nameEn: 'Test', database: 'test' };
  const log = openLog('warn');
  here = await openCompany(cluster, row, log);
  there = await openCompany(cluster, row, log);
}, 60_000);
afterAll(async () => {
  await here.close();
  await there.close();
  await shop.close();
});

const hq = { role: 'hq', locations: 'all', scope: { kind: 'all' }, kind: 'person' } as unknown as Viewer;
const store = (more: Partial<StoreRequest>): StoreRequest => ({
  code: 'S1',
  nameZh: '店1',
  nameEn: 'Store 1',
  kind: 'store',
  regionId: 1,
  timeZone: 'Asia/Shanghai',
  dayCutMinutes: 0,
  negativePolicy: 'refuse',
  ownership: 'own',
  tier: 'store',
  address: '',
  openingHours: '',
  keepBack: 0,
  isActive: true,
  ...more,
});
const sell = (at: RunningCompany, location: LocationId) =>
  at.ledger.post(
    shop.submission({
      kind: 'write_off',
      location,
      cause: 'damaged',
      happened: true,
      lines: [{ sku: 1 as SkuId, quantity: quantity(1) }],
    }),
  );

test('a store that is renamed by one process stands so on the wall and in the numbers of another', async () => {
  await here.company.ledgerSql.begin((tx) =>
    changeStore(tx as never, 1, store({ code: 'N1', nameEn: 'Renamed' })),
  );
  await vi.waitFor(
    async () => {
      expect((await there.wall.snapshot(hq)).stores.find(({ storeId }) => storeId === 1)?.nameEn).toBe(
        'Renamed',
      );
      expect(there.storeCodes.locationOf('N1')).toBe(1001);
    },
    { timeout: 10_000, interval: 100 },
  );
});

test('a store that is made by one process is on the wall of another, and takes goods there', async () => {
  const made = await here.company.ledgerSql.begin((tx) =>
    makeStore(tx as never, store({ code: 'S9', nameEn: 'Ninth' })),
  );
  const shelf = (999 + 2 * Number(made)) as LocationId;
  await vi.waitFor(
    async () => expect((await there.wall.snapshot(hq)).stores.map(({ nameEn }) => nameEn)).toContain('Ninth'),
    { timeout: 10_000, interval: 100 },
  );
  expect(there.company.locations.shelfOf(made as StoreId)).toBe(shelf);
  const lines = [{ sku: 1 as SkuId, quantity: quantity(2), value: fen(100) }];
  const answer = await there.ledger.post(shop.submission({ kind: 'receipt', location: shelf, lines }));
  expect(answer.outcome).toBe('posted');
});

test('[I34] what another process changed of a store holds for the next posting, not a second later', async () => {
  const shelf = shop.shelf(2);
  const change = (more: Partial<StoreRequest>) =>
    here.company.ledgerSql.begin((tx) => changeStore(tx as never, 2, store({ code: 'S2', ...more })));
  // The other process has the store in memory, head and all.
  expect((await sell(there, shelf)).outcome).toBe('refused');
  await change({ negativePolicy: 'flag', timeZone: 'Pacific/Kiritimati' });
  expect((await sell(there, shelf)).outcome).toBe('posted');
  await change({ negativePolicy: 'refuse', timeZone: 'Pacific/Kiritimati' });
  expect((await sell(there, shelf)).outcome).toBe('refused');
  expect(await change({ timeZone: 'Asia/Shanghai' })).toBe('has_history');
  // Business days follow the zone that was set last before the first document. [I20]
  expect((await checkInvariants(shop.sql)).flatMap(({ broken }) => broken)).toEqual([]);
});
