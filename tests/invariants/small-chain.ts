import { randomUUID } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';

export const noon = Date.parse('2026-03-02T12:00:00+08:00');

/** Shelf and transit of store 1 and of store 2. */
export const [shelf1, transit1, shelf2, transit2] = [1001, 1002, 1003, 1004] as LocationId[] as [
  LocationId,
  LocationId,
  LocationId,
  LocationId,
];

/** Two stores, three SKUs, one person. */
export const places = `
insert into company_settings (name_zh, name_en) values ('小店', 'Small chain');
insert into regions (code, name_zh, name_en) values ('R', '区', 'Region');
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'flag' from generate_series(1, 2) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into skus (code, name_zh, name_en, price, cost) select 'K' || i, '货' || i, 'Good ' || i, 500, 300 from generate_series(1, 3) i;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('amy', '小美', 'Amy', 'hq', 'all');
`;

/** A day of the small chain in which every kind of document is posted, and one is refused. Answers in that order. */
export async function tradeADay(sql: Sql): Promise<readonly Answer[]> {
  let now = noon;
  const ledger = openLedger({
    ledgerSql: sql,
    clock: { now: () => (now += 60_000) },
    feed: new Feed(),
    locations: await openLocations(sql),
  });
  const answers: Answer[] = [];
  for (const command of day) {
    answers.push(
      await ledger.post({
        key: randomUUID(),
        command,
        accountId: 1 as AccountId,
        session: 'till' as SessionHandle,
        deviceAtMs: null,
      }),
    );
  }
  await ledger.close();
  return answers;
}

const line = (sku: number, units: number) => ({ sku: sku as SkuId, quantity: quantity(units) });

const day: readonly Command[] = [
  { kind: 'opening', location: shelf1, lines: [{ ...line(1, 100), value: fen(30_000) }] },
  { kind: 'receipt', location: shelf1, lines: [{ ...line(2, 50), value: fen(10_001) }] },
  {
    kind: 'sale',
    location: shelf1,
    happened: false,
    lines: [
      { ...line(1, 3), amount: fen(1500) },
      { ...line(2, 7), amount: fen(3500) },
    ],
  },
  {
    kind: 'return',
    location: shelf1,
    of: { location: shelf1, position: 3 },
    lines: [{ ...line(2, 2), ofLine: 2, amount: null }],
  },
  { kind: 'sale', location: shelf1, happened: false, lines: [{ ...line(1, 1), amount: fen(500) }] },
  { kind: 'reversal', location: shelf1, of: { location: shelf1, position: 5 } },
  { kind: 'write_off', location: shelf1, cause: 'expired', happened: false, lines: [line(2, 1)] },
  { kind: 'adjustment', location: shelf1, cause: 'found', happened: false, lines: [line(1, 4)] },
  { kind: 'move', location: shelf1, target: shelf2, lines: [line(1, 10)] },
  { kind: 'dispatch', location: shelf1, target: transit2, lines: [line(1, 8)] },
  { kind: 'receive', location: transit2, target: shelf2, lines: [line(1, 5)] },
  { kind: 'reserve', location: shelf1, lines: [line(1, 6)] },
  { kind: 'reserve', location: shelf1, lines: [line(2, 2)] },
  { kind: 'release', location: shelf1, of: { location: shelf1, position: 11 } },
  { kind: 'reorder_point', location: shelf1, lines: [{ sku: 1 as SkuId, reorderPoint: quantity(20) }] },
  { kind: 'sale', location: shelf2, happened: true, lines: [{ ...line(3, 2), amount: fen(1000) }] },
  { kind: 'reserve', location: shelf2, lines: [line(3, 1)] },
];
