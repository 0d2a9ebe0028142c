import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, withViewer, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { PurchaseDesk } from '#server/purchase/desk.ts';
import type { Desks } from '#server/replenish/decide.ts';
import { readRun, readSuggestions } from '#server/replenish/read.ts';
import { Feed } from '#server/stream/feed.ts';
import { openMarket, type Market } from '../transfer/market.ts';

export const now = Date.parse('2026-11-24T02:30:00Z');
export const today = Math.floor(now / 86_400_000);

export const viewer = (part: Partial<Viewer> = {}): Viewer => ({
  kind: 'person',
  company: 'test' as CompanySlug,
  accountId: 4 as AccountId,
  session: 'test' as SessionHandle,
  name: 'Zhao',
  role: 'regional_manager',
  language: 'zh-CN',
  scope: { kind: 'all' },
  locations: 'all',
  ...part,
});

/** A market with ten weeks behind it, its planner's company and desks. */
export interface PlannedMarket {
  readonly market: Market;
  readonly owner: Sql;
  readonly company: Company;
  readonly desks: Desks;
  close(): Promise<void>;
}

export async function openPlannedMarket(
  fill: (market: Market, owner: Sql) => Promise<void>,
): Promise<PlannedMarket> {
  const market = await openMarket();
  const url = market.shop.ownerUrl;
  const owner = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'test' });
  await fill(market, owner);
  const locations = await openLocations(market.sql);
  const clock = { now: () => now };
  const [ledger] = market.shop.ledgers;
  const [transfers] = market.desks;
  if (!ledger || !transfers) throw new Error('no desk');
  return {
    market,
    owner,
    company: {
      slug: 'test' as CompanySlug,
      ledgerSql: market.sql,
      viewerSql: market.sql,
      clock,
      feed: new Feed(),
      locations,
    },
    desks: { transfers, purchases: new PurchaseDesk({ sql: market.sql, ledger, clock, locations }) },
    close: async () => {
      await owner.end();
      await market.close();
    },
  };
}

/** Store 1 has plenty and sells little of both goods, store 2 sells three a day and has nothing left. */
export async function plentyAndNothing(market: Market, owner: Sql): Promise<void> {
  await owner`update skus set price = 3000, cost = 1000`;
  await market.stock(1, 1, 60);
  await market.stock(1, 2, 60);
  await market.stock(2, 1, 1);
  await market.sell(2, 1, 1);
  for (let day = today - 70; day < today; day++) {
    await owner`insert into store_hours values (1001, ${day}, 10, 1, 1, 3000, 1000), (1003, ${day}, 10, 3, 6, 18000, 6000)`;
    for (const sku of [1, 2]) {
      await owner`insert into sales_hours (location_id, business_day, hour, sku_id, quantity, amount, cost) values (1003, ${day}, 10, ${sku}, 3, 9000, 3000)`;
      if (day % 9 === 0)
        await owner`insert into sales_hours (location_id, business_day, hour, sku_id, quantity, amount, cost) values (1001, ${day}, 10, ${sku}, 1, 3000, 1000)`;
    }
  }
}

/** The lines of the last night as somebody sees them. */
export function linesOf(
  { sql }: Market,
  kind: SuggestionView['kind'],
  who: Viewer,
): Promise<readonly SuggestionView[]> {
  return withViewer(sql, who, async (queries) => {
    const run = await readRun(queries);
    return run ? readSuggestions(queries, who, run.id, kind) : [];
  });
}
