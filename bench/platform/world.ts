import { randomUUID } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { createCompany, dropCompany, type CompanyRow } from '#server/company/companies.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import type { Submission } from '#server/stock/stock.ts';
import { Feed } from '#server/stream/feed.ts';
import { ownerOf, settle, type BenchCluster } from './cluster.ts';

export const storesOfWorld = 100;
export const skusOfWorld = 2000;
const piecesOfLevel = 1_000_000;
const linesOfReceipt = 500;

/** The bench company: 100 shops that refuse to go below zero, 2,000 SKUs, all of them in stock everywhere. */
export interface World {
  readonly row: CompanyRow;
  readonly owner: Sql;
  readonly ledgerSql: Sql;
  readonly ledger: GroupCommit;
  close(): Promise<void>;
}

export async function buildWorld(
  cluster: BenchCluster,
  say: (line: string) => void,
  slug = 'bench',
  costing: Costing = 'moving_average',
): Promise<World> {
  await dropCompany(cluster, slug);
  const row = await createCompany(cluster, { slug, nameZh: '量尺', nameEn: 'Bench', costing });
  const owner = ownerOf(cluster, row.database);
  await owner.unsafe(places);
  const url = cluster.appUrl(row.database);
  const ledgerSql = openDatabase({ url, connectionsMax: 4, reach: 'all', applicationName: 'bench ledger' });
  const locations = await openLocations(ledgerSql);
  const ledger = openLedger({ ledgerSql, clock: systemClock, feed: new Feed(), locations });
  const started = performance.now();
  for (let store = 1; store <= storesOfWorld; store++) {
    for (let first = 1; first <= skusOfWorld; first += linesOfReceipt)
      await ledger.post(submissionOf(receiptOf(store, first)));
  }
  await owner`vacuum analyze`;
  await settle(cluster);
  say(
    `${storesOfWorld} stores × ${skusOfWorld} SKUs stocked in ${((performance.now() - started) / 1000).toFixed(1)} s`,
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

/** The shelf of a store, counted from 1. */
export function shelfOf(store: number): LocationId {
  return (999 + 2 * store) as LocationId;
}

export function submissionOf(command: Command): Submission {
  return {
    key: randomUUID(),
    command,
    accountId: 1 as AccountId,
    session: 'bench' as SessionHandle,
    deviceAtMs: null,
  };
}

function receiptOf(store: number, firstSku: number): Command {
  const lines = Array.from({ length: linesOfReceipt }, (_, index) => ({
    sku: (firstSku + index) as SkuId,
    quantity: quantity(piecesOfLevel),
    value: fen(300 * piecesOfLevel),
  }));
  return { kind: 'receipt', location: shelfOf(store), lines };
}

const places = `
insert into regions (code, name_zh, name_en) values ('R', '区', 'Region');
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'refuse' from generate_series(1, ${storesOfWorld}) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into skus (code, name_zh, name_en, price, cost)
  select 'K' || i, '货' || i, 'Good ' || i, 500, 300 from generate_series(1, ${skusOfWorld}) i;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('bench', '量', 'Bench', 'hq', 'all');
`;
