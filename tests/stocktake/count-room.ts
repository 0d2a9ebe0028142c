import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { Counter, Entry } from '#domain/stocktake/entry.ts';
import { Tally } from '#domain/stocktake/tally.ts';
import type { Fen } from '#domain/money.ts';
import { entryWrite } from '#protocol/stocktake/sheet-fold.ts';
import { planRequestSchema, type PlanRequest } from '#protocol/stocktake/requests.ts';
import { openLocations } from '#server/platform/locations.ts';
import { isRefused } from '#server/stocktake/refused.ts';
import { planStocktake } from '#server/stocktake/plan.ts';
import { readHead } from '#server/stocktake/rows.ts';
import { Stocktakes } from '#server/stocktake/stocktakes.ts';
import { openShop, type Shop } from '../stock/shop.ts';
import { MemoryLive } from './memory-live.ts';

export const sku = (id: number): SkuId => id as SkuId;

/** A shop with people who count: three stores, twenty SKUs, ledger, stocktakes over documents in memory. */
export interface CountRoom {
  readonly shop: Shop;
  readonly live: MemoryLive;
  readonly stocktakes: Stocktakes;
  viewer(accountId: number, role?: Role): Viewer;
  /** Puts goods on store 1's shelf, a yuan a piece. */
  stock(units: Readonly<Record<number, number>>): Promise<void>;
  sell(id: number, units: number): Promise<void>;
  plan(request?: Partial<PlanRequest>): Promise<number>;
  /** A phone of a person; it knows where the ledger stands when it was made, and asks again by `look`. */
  phone(stocktake: number, accountId?: number): Promise<Phone>;
  onHand(id: number): Promise<number>;
  hash(stocktake: number, isUncountedZero?: boolean): Promise<string>;
  close(): Promise<void>;
}

export interface Phone {
  readonly tally: Tally;
  count(id: number, units: number, options?: { round?: number; isHeld?: boolean }): Entry;
  look(): Promise<void>;
}

export async function openCountRoom(): Promise<CountRoom> {
  const shop = await openShop();
  const { sql } = shop;
  await sql`insert into accounts (login, name_zh, name_en, role, scope_kind)
    select 'p' || i, '人' || i, 'Person ' || i, 'store_manager', 'all' from generate_series(2, 60) i`;
  await sql`update skus set price = 100 * id`;
  const live = new MemoryLive(sql);
  const [ledger] = shop.ledgers;
  if (!ledger) throw new Error('no ledger');
  const company = {
    slug: 'test' as CompanySlug,
    ledgerSql: sql,
    viewerSql: sql,
    clock: { now: () => Date.now() },
    feed: shop.feed,
    locations: await openLocations(sql),
  };
  const stocktakes = new Stocktakes(company, ledger, live);
  const location = shop.shelf(1);
  const viewer: CountRoom['viewer'] = (accountId, role = 'store_manager') => ({
    kind: 'person',
    company: company.slug,
    accountId: accountId as AccountId,
    session: `s${accountId}` as SessionHandle,
    name: `p${accountId}`,
    role,
    language: 'en',
    scope: { kind: 'all' },
    locations: 'all',
  });
  const post = async (command: Parameters<Shop['submission']>[0]): Promise<void> => {
    const answer = await ledger.post(shop.submission(command));
    if (answer.outcome !== 'posted') throw new Error(answer.code);
  };
  let devices = 0;
  return {
    shop,
    live,
    stocktakes,
    viewer,
    stock: (units) =>
      post({
        kind: 'receipt',
        location,
        lines: Object.entries(units).map(([id, count]) => ({
          sku: sku(Number(id)),
          quantity: quantity(count),
          value: (count * 100) as Fen,
        })),
      }),
    sell: (id, units) =>
      post({
        kind: 'sale',
        location,
        happened: true,
        lines: [{ sku: sku(id), quantity: quantity(units), amount: (units * 150) as Fen }],
      }),
    async plan(request = {}) {
      const full = planRequestSchema.parse({ storeId: 1, scope: { kind: 'full' }, ...request });
      const made = await planStocktake(sql, viewer(1, 'hq'), crypto.randomUUID(), location, full);
      if (isRefused(made)) throw new Error(made.refused);
      return made.id;
    },
    async phone(stocktake, accountId = 2) {
      const counter = `${accountId}-device${String(++devices).padStart(4, '0')}-0` as Counter;
      const tally = new Tally(counter, 0, await readHead(sql, location));
      return {
        tally,
        count(id, units, { round = 1, isHeld = false } = {}) {
          const entry = tally.next({
            counted: { kind: 'sku', sku: sku(id) },
            zone: 0,
            round,
            quantity: quantity(units),
            atSeconds: Math.floor(Date.now() / 1000),
          });
          if (!isHeld) live.edit(String(stocktake), accountId, [entryWrite(entry)]);
          return entry;
        },
        async look() {
          tally.ask();
          tally.learn(await readHead(sql, location));
        },
      };
    },
    async onHand(id) {
      const [row] = await sql<{ units: number }[]>`
        select on_hand as units from levels where location_id = ${location} and sku_id = ${id}`;
      return row?.units ?? 0;
    },
    async hash(stocktake, isUncountedZero = false) {
      const { settleSheet } = await import('#server/stocktake/settle-sheet.ts');
      const { readStocktake } = await import('#server/stocktake/rows.ts');
      const record = await readStocktake(sql, stocktake);
      if (!record) throw new Error('no such stocktake');
      return (await settleSheet(sql, record, await stocktakes.sheetOf(record))).hashOf(isUncountedZero);
    },
    close: async () => {
      stocktakes.close();
      await shop.close();
    },
  };
}
