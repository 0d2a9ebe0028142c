import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import { canonicalAgreement } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferSide } from '#domain/transfer/transfer.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import type { Ledger } from '#server/stock/stock.ts';
import { TransferDesk } from '#server/transfer/desk.ts';
import { sha256 } from '#server/transfer/posting.ts';
import { postgresTransferStore } from '#server/transfer/transfer-store.ts';
import type { Sender, TransferAnswer } from '#server/transfer/transfer.ts';
import { openShop, type Shop } from '../stock/shop.ts';

export const sku = (id: number) => id as SkuId;
export const store = (id: number) => id as StoreId;

/** A shop with desks of transfers in front of its ledgers: one a node. Three people: wang sends, li receives, zhao rules. */
export interface Market {
  readonly shop: Shop;
  readonly sql: Sql;
  readonly desks: readonly TransferDesk[];
  readonly wang: Sender;
  readonly li: Sender;
  readonly zhao: Sender;
  stock(storeId: number, skuId: number, units: number): Promise<void>;
  sell(storeId: number, skuId: number, units: number): Promise<string>;
  begin(
    lines: readonly (readonly [number, number | null, number | null])[],
    source?: number,
    target?: number,
  ): Promise<TransferId>;
  act(
    transfer: TransferId,
    act: TransferAct,
    who?: Sender,
    key?: string,
    node?: number,
  ): Promise<TransferAnswer>;
  /** Both ends sign what stands in the lines. */
  agree(
    transfer: TransferId,
    lines: readonly (readonly [number, number])[],
    source?: number,
    target?: number,
  ): Promise<TransferAnswer>;
  close(): Promise<void>;
}

export async function openMarket(
  nodes = 1,
  wrap: (ledger: Ledger) => Ledger = (ledger) => ledger,
): Promise<Market> {
  const shop = await openShop(nodes);
  await shop.sql`insert into accounts (login, name_zh, name_en, role, scope_kind)
    values ('wang', '王', 'Wang', 'store_manager', 'all'), ('li', '李', 'Li', 'store_manager', 'all'), ('zhao', '赵', 'Zhao', 'regional_manager', 'all')`;
  const locations = await openLocations(shop.sql);
  const sql = openDatabase({
    url: shop.appUrl,
    connectionsMax: 8,
    reach: 'all',
    applicationName: 'test transfers',
  });
  const clock = { now: () => Date.parse('2026-11-24T02:30:00Z') };
  const desks = shop.ledgers.map(
    (ledger) =>
      new TransferDesk({ store: postgresTransferStore(sql, locations), ledger: wrap(ledger), clock }),
  );
  const sender = (accountId: number): Sender => ({
    accountId: accountId as AccountId,
    session: 'test' as SessionHandle,
    deviceAtMs: null,
  });
  const [wang, li, zhao] = [sender(2), sender(3), sender(4)];
  const every: readonly TransferSide[] = ['source', 'target', 'region'];
  const act: Market['act'] = (transfer, what, who = zhao, key = crypto.randomUUID(), node = 0) =>
    (desks[node] as TransferDesk).act({ key, transfer, act: what, sides: every }, who);
  const ledger = shop.ledgers[0];
  if (!ledger) throw new Error('no ledger');
  return {
    shop,
    sql,
    desks,
    wang,
    li,
    zhao,
    act,
    stock: async (storeId, skuId, units) => {
      const lines = [{ sku: sku(skuId), quantity: quantity(units), value: fen(units * 300) }];
      await ledger.post(shop.submission({ kind: 'receipt', location: shop.shelf(storeId), lines }));
    },
    sell: async (storeId, skuId, units) => {
      const lines = [{ sku: sku(skuId), quantity: quantity(units), amount: fen(units * 500) }];
      const answer = await ledger.post(
        shop.submission({ kind: 'sale', location: shop.shelf(storeId), happened: false, lines }),
      );
      return answer.outcome === 'posted' ? 'posted' : answer.code;
    },
    begin: async (lines, source = 1, target = 2) => {
      const answer = await (desks[0] as TransferDesk).begin(
        {
          key: crypto.randomUUID(),
          kind: 'ask',
          source: store(source),
          target: store(target),
          note: '',
          lines: lines.map(([id, asked, offered]) => ({ sku: sku(id), asked, offered })),
        },
        li,
      );
      if (answer.outcome !== 'done') throw new Error(answer.code);
      return answer.transfer;
    },
    agree: async (transfer, lines, source = 1, target = 2) => {
      const hash = hashOf(lines, source, target);
      await act(transfer, { kind: 'sign', side: 'target', hash }, li);
      return act(transfer, { kind: 'sign', side: 'source', hash }, wang);
    },
    close: async () => {
      await sql.end();
      await shop.close();
    },
  };
}

export function hashOf(lines: readonly (readonly [number, number])[], source = 1, target = 2): string {
  return sha256(
    canonicalAgreement(
      store(source),
      store(target),
      lines.map(([id, units]) => ({ sku: sku(id), quantity: units })),
    ),
  );
}
