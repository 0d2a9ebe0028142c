import type { RuleKind } from '#domain/alert/rule.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { ruleRequestSchema, type RuleRequest } from '#protocol/alert/rules.ts';
import { Alerting } from '#server/alert/alerting.ts';
import { keepRule } from '#server/alert/rules.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLog } from '#server/platform/log.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import { Wall } from '#server/wall/wall.ts';
import { openShop, type Shop } from '../stock/shop.ts';

export const startMs = Date.parse('2026-10-01T01:00:00Z');

export const hq: Viewer = {
  kind: 'person',
  company: 'alerts' as CompanySlug,
  accountId: 1 as AccountId,
  session: 'hq' as SessionHandle,
  name: 'HQ',
  role: 'hq',
  language: 'en',
  scope: { kind: 'all' },
  locations: 'all',
};

/** What a node of the chain has: it hears what it posts itself, and must find what the other node posts. */
interface Node {
  readonly company: Company;
  readonly ledger: GroupCommit;
  readonly wall: Wall;
  readonly alerting: Alerting;
}

/** Three stores, goods of three categories (the third below the second), a manager of store 1 and one of store 2. */
export class AlertHouse {
  readonly shop: Shop;
  readonly owner: Sql;
  readonly sent: { url: string; body: string | Buffer; headers: Readonly<Record<string, string>> }[] = [];
  nowMs = startMs;
  #here: Node | undefined;
  #elsewhere: GroupCommit | undefined;
  readonly #clock = { now: () => (this.nowMs += 1) };

  private constructor(shop: Shop, owner: Sql) {
    this.shop = shop;
    this.owner = owner;
  }

  static async open(): Promise<AlertHouse> {
    const shop = await openShop(1);
    const url = shop.ownerUrl;
    const owner = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'test owner' });
    await owner`insert into categories (code, name_zh, name_en) values ('A', '甲', 'A'), ('B', '乙', 'B'), ('C', '丙', 'C')`;
    await owner`update categories set parent_id = 2 where id = 3`;
    await owner`update skus set category_id = 1 + id % 3`;
    await owner`insert into accounts (login, name_zh, name_en, role, scope_kind, language) values
      ('one', '一', 'One', 'store_manager', 'stores', 'en'), ('two', '二', 'Two', 'store_manager', 'stores', 'zh-CN')`;
    await owner`update accounts set password_hash = 'none', language = case id when 1 then 'en' else language end`;
    await owner`insert into account_stores values (2, 1), (3, 2)`;
    const house = new AlertHouse(shop, owner);
    await house.#openHere();
    const { locations } = house.here.company;
    house.#elsewhere = openLedger({ ledgerSql: shop.sql, clock: house.#clock, feed: new Feed(), locations });
    return house;
  }

  get here(): Node {
    if (!this.#here) throw new Error('the house is not open');
    return this.#here;
  }

  get elsewhere(): GroupCommit {
    if (!this.#elsewhere) throw new Error('the house is not open');
    return this.#elsewhere;
  }

  async close(): Promise<void> {
    await this.#closeHere();
    await this.elsewhere.close();
    await this.owner.end();
    await this.shop.close();
  }

  /** The process ends and another begins. */
  async restart(): Promise<void> {
    await this.#closeHere();
    await this.#openHere();
  }

  /** Looks until everything was looked at, as the timers would. */
  async look(): Promise<void> {
    this.here.alerting.watch.rulesChanged();
    await this.here.wall.tend();
    while (!(await this.here.alerting.watch.work()));
  }

  async rule(more: Partial<RuleRequest> & { kind: RuleKind }, by = hq): Promise<number> {
    const request = ruleRequestSchema.parse({ name: more.kind, amount: null, ...more });
    const outcome = await keepRule(this.shop.sql, by, request, null);
    if (typeof outcome === 'string') throw new Error(outcome);
    return outcome.id;
  }

  async openGoods(ruleId: number, location: LocationId): Promise<number[]> {
    const rows = await this.shop.sql<{ sku: number }[]>`
      select g.sku_id as sku from alerts a join alert_goods g on g.alert_id = a.id
      where a.rule_id = ${ruleId} and a.location_id = ${location} and a.closed_at is null order by 1`;
    return rows.map(({ sku }) => sku);
  }

  sale(store: number, sku: number, units: number): Command {
    const line = { sku: sku as SkuId, quantity: quantity(units), amount: fen(units * 500) };
    return { kind: 'sale', location: this.shop.shelf(store), happened: true, lines: [line] };
  }

  receipt(store: number, sku: number, units: number): Command {
    const line = { sku: sku as SkuId, quantity: quantity(units), value: fen(units * 300) };
    return { kind: 'receipt', location: this.shop.shelf(store), lines: [line] };
  }

  async #openHere(): Promise<void> {
    const company: Company = {
      slug: hq.company,
      ledgerSql: this.shop.sql,
      viewerSql: this.shop.sql,
      clock: this.#clock,
      feed: new Feed(),
      locations: await openLocations(this.shop.sql),
    };
    const wall = new Wall(company, systemClock, () => ({ speed: 1, isDemo: false }));
    await wall.open();
    const alerting = new Alerting({
      company,
      wall,
      real: systemClock,
      log: openLog('silent'),
      contact: 'mailto:test@tongpan.invalid',
      post: (url, body, headers) => {
        this.sent.push({ url, body, headers });
        const status = url.endsWith('/gone') ? 410 : url.includes('feishu') ? 200 : 201;
        return Promise.resolve({ status, text: '{"code":0}' });
      },
    });
    await alerting.watch.open();
    this.#here = { company, ledger: openLedger(company), wall, alerting };
  }

  async #closeHere(): Promise<void> {
    await this.here.alerting.close();
    this.here.wall.close();
    await this.here.ledger.close();
  }
}
