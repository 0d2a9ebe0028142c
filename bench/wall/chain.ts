import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import { createCompany, dropCompany, type CompanyRow } from '#server/company/companies.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import { ownerOf, settle, type BenchCluster } from '../platform/cluster.ts';
import { shelfOf, submissionOf } from '../platform/world.ts';

export const storesOfChain = 1000;
export const skusOfChain = 40;
const regionsOfChain = 20;
const piecesOfLevel = 100_000;

/** A chain as wide as the wall must carry: a thousand shops in twenty cities, a few goods in each. */
export interface Chain {
  readonly row: CompanyRow;
  readonly owner: Sql;
  readonly ledgerSql: Sql;
  readonly ledger: GroupCommit;
  close(): Promise<void>;
}

export async function buildChain(cluster: BenchCluster, say: (line: string) => void): Promise<Chain> {
  await dropCompany(cluster, 'bench');
  const row = await createCompany(cluster, { slug: 'bench', nameZh: '量尺连锁', nameEn: 'Bench chain' });
  const owner = ownerOf(cluster, row.database);
  await owner.unsafe(places);
  const url = cluster.appUrl(row.database);
  const ledgerSql = openDatabase({ url, connectionsMax: 4, reach: 'all', applicationName: 'bench ledger' });
  const locations = await openLocations(ledgerSql);
  const ledger = openLedger({ ledgerSql, clock: systemClock, feed: new Feed(), locations });
  const lines = Array.from({ length: skusOfChain }, (_, index) => ({
    sku: (index + 1) as SkuId,
    quantity: quantity(piecesOfLevel),
    value: fen(300 * piecesOfLevel),
  }));
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: storesOfChain }, (_, index) =>
      ledger.post(submissionOf({ kind: 'receipt', location: shelfOf(index + 1), lines })),
    ),
  );
  await owner`vacuum analyze`;
  await settle(cluster);
  say(
    `${storesOfChain} stores × ${skusOfChain} SKUs stocked in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  return {
    row,
    owner,
    ledgerSql,
    ledger,
    close: async () => {
      await ledger.close();
      await ledgerSql.end();
      await owner.end();
    },
  };
}

const places = `
insert into regions (code, name_zh, name_en) values ('R', '连锁', 'Chain');
insert into regions (code, name_zh, name_en, parent_id)
  select 'R' || i, '城市' || i, 'City ' || i, 1 from generate_series(1, ${regionsOfChain}) i;
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '第' || i || '店', 'Store ' || i, 'store', 2 + i % ${regionsOfChain}, 'refuse' from generate_series(1, ${storesOfChain}) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into skus (code, name_zh, name_en, price, cost)
  select 'K' || i, '货' || i, 'Good ' || i, 500, 300 from generate_series(1, ${skusOfChain}) i;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('bench', '量', 'Bench', 'hq', 'all');
`;
