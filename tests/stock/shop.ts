import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import type { Submission } from '#server/stock/stock.ts';
import { Feed } from '#server/stream/feed.ts';
import { freshDatabase } from '../postgres/cluster.ts';

/** A company of three stores and twenty SKUs (or more) on a database of its own, with as many ledgers as nodes are wanted. */
export interface Shop {
  readonly sql: Sql;
  readonly feed: Feed;
  readonly ledgers: readonly GroupCommit[];
  readonly ownerUrl: string;
  readonly appUrl: string;
  shelf(store: number): LocationId;
  transit(store: number): LocationId;
  submission(command: Command, key?: string): Submission;
  close(): Promise<void>;
}

export async function openShop(nodes = 1, { skus = 20 }: { readonly skus?: number } = {}): Promise<Shop> {
  const database = await freshDatabase();
  const owner = openDatabase({
    url: database.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test owner',
  });
  await owner`insert into company_settings (name_zh, name_en) values ('测试', 'Test')`;
  await owner`insert into regions (code, name_zh, name_en) values ('R', '区', 'Region')`;
  await owner`insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
    select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'refuse' from generate_series(1, 3) i`;
  await owner`insert into locations select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores`;
  await owner`insert into location_heads (location_id) select id from locations where id > 1000`;
  await owner`insert into skus (code, name_zh, name_en) select 'K' || i, '货' || i, 'Goods ' || i from generate_series(1, ${skus}::int) i`;
  await owner`insert into accounts (login, name_zh, name_en, role, scope_kind) values ('test', '测', 'T', 'hq', 'all')`;
  const sql = openDatabase({
    url: database.appUrl,
    connectionsMax: 2 * nodes + 2,
    reach: 'all',
    applicationName: 'test',
  });
  const feed = new Feed();
  const locations = await openLocations(sql);
  let nowMs = Date.parse('2026-11-24T02:00:00Z');
  const clock = { now: () => (nowMs += 1) };
  const ledgers = Array.from({ length: nodes }, () => openLedger({ ledgerSql: sql, clock, feed, locations }));
  return {
    sql,
    feed,
    ledgers,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    shelf: (store) => (999 + 2 * store) as LocationId,
    transit: (store) => (1000 + 2 * store) as LocationId,
    submission: (command, key = crypto.randomUUID()) => ({
      key,
      command,
      accountId: 1 as AccountId,
      session: 'test' as SessionHandle,
      deviceAtMs: null,
    }),
    close: async () => {
      for (const ledger of ledgers) await ledger.close();
      await sql.end();
      await owner.end();
      await database.drop();
    },
  };
}
