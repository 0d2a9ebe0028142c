import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuleKind } from '#domain/alert/rule.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { Chance } from '#domain/demo/chance.ts';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { PushMessage } from '#protocol/alert/alerts.ts';
import { ruleRequestSchema, type RuleRequest } from '#protocol/alert/rules.ts';
import { Alerting } from '#server/alert/alerting.ts';
import { addDevice, devicesOf } from '#server/alert/devices.ts';
import { readAlerts, settleAlert } from '#server/alert/list.ts';
import { keepRule, readRules, retireRule } from '#server/alert/rules.ts';
import { quietSeconds } from '#server/alert/tell.ts';
import { makeWebhook } from '#server/api/webhooks.ts';
import { readScope } from '#server/identity/rights.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLog } from '#server/platform/log.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import { Wall } from '#server/wall/wall.ts';
import { openShop, type Shop } from '../stock/shop.ts';
import { foundByHand } from './by-hand.ts';

const seed = Number(process.env['ALERT_SEED'] ?? 20_261_125);
const days = Number(process.env['ALERT_DAYS'] ?? 24);
const dayMs = 86_400_000;
const startMs = Date.parse('2026-10-01T01:00:00Z');

let shop: Shop;
let owner: Sql;
let nowMs = startMs;
const clock = { now: () => (nowMs += 1) };
let here: { company: Company; ledger: GroupCommit; wall: Wall; alerting: Alerting };
let elsewhere: GroupCommit;
const sent: { url: string; body: string | Buffer; headers: Readonly<Record<string, string>> }[] = [];

const hq: Viewer = {
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

beforeAll(async () => {
  shop = await openShop(1);
  owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test owner',
  });
  // Goods of three categories, the third below the second; a store manager of store 1 and one of store 2.
  await owner`insert into categories (code, name_zh, name_en) values ('A', '甲', 'A'), ('B', '乙', 'B'), ('C', '丙', 'C')`;
  await owner`update categories set parent_id = 2 where id = 3`;
  await owner`update skus set category_id = 1 + id % 3`;
  await owner`insert into accounts (login, name_zh, name_en, role, scope_kind, language) values
    ('one', '一', 'One', 'store_manager', 'stores', 'en'), ('two', '二', 'Two', 'store_manager', 'stores', 'zh-CN')`;
  await owner`update accounts set password_hash = 'none', language = case id when 1 then 'en' else language end`;
  await owner`insert into account_stores values (2, 1), (3, 2)`;
  here = await openHere();
  elsewhere = openLedger({ ledgerSql: shop.sql, clock, feed: new Feed(), locations: here.company.locations });
});

afterAll(async () => {
  await closeHere();
  await elsewhere.close();
  await owner.end();
  await shop.close();
});

async function openHere(): Promise<typeof here> {
  const company: Company = {
    slug: hq.company,
    ledgerSql: shop.sql,
    viewerSql: shop.sql,
    clock,
    feed: new Feed(),
    locations: await openLocations(shop.sql),
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
      sent.push({ url, body, headers });
      const status = url.endsWith('/gone') ? 410 : url.includes('feishu') ? 200 : 201;
      return Promise.resolve({ status, text: '{"code":0}' });
    },
  });
  await alerting.watch.open();
  return { company, ledger: openLedger(company), wall, alerting };
}

async function closeHere(): Promise<void> {
  await here.alerting.close();
  here.wall.close();
  await here.ledger.close();
}

/** Looks until everything was looked at, as the timers would. */
async function look(): Promise<void> {
  here.alerting.watch.rulesChanged();
  await here.wall.tend();
  while (!(await here.alerting.watch.work()));
}

async function rule(
  more: Partial<RuleRequest> & { kind: RuleKind },
  by = hq,
  id: number | null = null,
): Promise<number> {
  const request = ruleRequestSchema.parse({ name: more.kind, amount: null, ...more });
  const outcome = await keepRule(shop.sql, by, request, id);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome.id;
}

async function openGoods(ruleId: number, location: LocationId): Promise<number[]> {
  const rows = await shop.sql<{ sku: number }[]>`
    select g.sku_id as sku from alerts a join alert_goods g on g.alert_id = a.id
    where a.rule_id = ${ruleId} and a.location_id = ${location} and a.closed_at is null order by 1`;
  return rows.map(({ sku }) => sku);
}

const sale = (store: number, sku: number, units: number): Command => ({
  kind: 'sale',
  location: shop.shelf(store),
  happened: true,
  lines: [{ sku: sku as SkuId, quantity: quantity(units), amount: fen(units * 500) }],
});
const receipt = (store: number, sku: number, units: number): Command => ({
  kind: 'receipt',
  location: shop.shelf(store),
  lines: [{ sku: sku as SkuId, quantity: quantity(units), value: fen(units * 300) }],
});

/** A day of trade in three stores: most goods sell, some hardly, some run out and come back. */
async function tradeADay(chance: Chance): Promise<void> {
  for (let deal = 0; deal < 30; deal++) {
    const store = chance.whole(1, 4);
    // The last goods sell seldom, so that some of them stall.
    const sku = chance.isLucky(0.93) ? chance.whole(1, 13) : chance.whole(13, 21);
    const luck = chance.next();
    const command: Command =
      luck < 0.14
        ? receipt(store, sku, chance.whole(1, 40))
        : luck < 0.18
          ? {
              kind: 'move',
              location: shop.shelf(store),
              target: shop.shelf(1 + (store % 3)),
              lines: [{ sku: sku as SkuId, quantity: quantity(2) }],
            }
          : luck < 0.22
            ? {
                kind: 'reorder_point',
                location: shop.shelf(store),
                lines: [{ sku: sku as SkuId, reorderPoint: quantity(chance.whole(0, 9)) }],
              }
            : sale(store, sku, chance.whole(1, 4));
    nowMs += chance.whole(1, 20) * 60_000;
    await (chance.isLucky(0.7) ? here.ledger : elsewhere).post(shop.submission(command));
    // Now and then the rules look in the middle of the day, so that much is found as it moves and not by the daily look.
    if (chance.isLucky(0.3)) await look();
  }
}

test('[AL-3] what rules found equals a walk through all documents, as days pass, goods move, nodes post and processes end', async () => {
  const chance = new Chance(seed);
  for (let store = 1; store <= 3; store++)
    for (let sku = 1; sku <= 20; sku++) await here.ledger.post(shop.submission(receipt(store, sku, 12)));
  const kinds = [
    { kind: 'short', amount: 3 },
    { kind: 'short', amount: null },
    { kind: 'over', amount: 30 },
    { kind: 'negative', amount: null },
    { kind: 'none', amount: 2 },
    { kind: 'stalled', amount: 9 },
    { kind: 'running_out', amount: 4 },
    { kind: 'short', amount: 8, categoryIds: [2] },
  ] as const;
  const rules = [];
  for (const { categoryIds = [], ...one } of kinds.map(
    (kind) => ({ ...kind }) as (typeof kinds)[number] & { categoryIds?: number[] },
  ))
    rules.push({
      ...one,
      id: await rule({ ...one, categoryIds: [...categoryIds] }),
      // SKU 1 lies in category 2 and SKU 2 in category 3, below it.
      ...(categoryIds.length > 0 ? { categories: new Set([1, 2]) } : {}),
    });
  let seen = 0;
  const everFound = new Set<number>();
  for (let day = 1; day <= days; day++) {
    await tradeADay(chance);
    nowMs = Math.max(nowMs, startMs + day * dayMs);
    if (day % 7 === 0) {
      await closeHere();
      here = await openHere();
    }
    await look();
    for (let store = 1; store <= 3; store++) {
      const shelf = shop.shelf(store);
      const tile = [...here.wall.follower.tiles.values()].find((one) => one.shelf === shelf);
      if (!tile) throw new Error('no tile');
      const byHand = await foundByHand(shop.sql, rules, shelf, here.wall.follower.dayOf(tile, nowMs));
      for (const { id, kind, amount } of rules) {
        const found = await openGoods(id, shelf);
        expect({ day, store, kind, amount, found }).toEqual({
          day,
          store,
          kind,
          amount,
          found: byHand.get(id),
        });
        seen += found.length;
        if (found.length > 0) everFound.add(id);
      }
    }
  }
  // Each rule but one of negative stock, which these stores refuse, had something to find.
  expect(everFound.size).toBeGreaterThanOrEqual(rules.length - 1);
  expect(seen).toBeGreaterThan(days * 10);
  // An alert counts its goods, and one without any is over.
  const wrong = await shop.sql`
    select a.id from alerts a left join lateral (select count(*)::int as n from alert_goods g where g.alert_id = a.id) c on true
    where a.rule_id is not null and (a.closed_at is null) <> (c.n > 0) or (a.rule_id is not null and a.closed_at is null and a.goods <> c.n)`;
  expect(wrong).toHaveLength(0);
  for (const { id } of rules) await retireRule(shop.sql, hq, id);
  await look();
  expect(await shop.sql`select 1 from alerts where rule_id is not null and closed_at is null`).toHaveLength(
    0,
  );
});

test('[AL-5] [AL-6] a rule speaks once and together, to whom it names, in his words and within his reach', async () => {
  for (let sku = 1; sku <= 12; sku++) {
    await here.ledger.post(shop.submission(receipt(1, sku, 20_000)));
    await here.ledger.post(shop.submission(receipt(2, sku, 20_000)));
  }
  const robot = await makeWebhook(shop.sql, hq, {
    name: '群',
    kind: 'feishu',
    url: 'https://open.feishu.cn/x',
    secret: 'k',
    hidden: [],
  });
  const id = await rule({
    kind: 'over',
    name: '货多',
    amount: 150,
    toldRoles: ['store_manager'],
    toldAccounts: [1],
    toldWebhooks: [robot?.id ?? 0],
  });
  await look();
  await here.alerting.look();
  // Looked at twice more: nothing new, nothing told again.
  await here.alerting.look();
  await here.alerting.look();
  const messages = await shop.sql<{ account: number | null; content: PushMessage }[]>`
    select account_id as account, content from alert_messages where rule_id = ${id} order by account_id nulls last`;
  expect(messages.map(({ account }) => account)).toEqual([1, 2, 3, null]);
  const [toHq, toOne, toTwo, toRobot] = messages.map(({ content }) => content);
  expect(toHq?.body).toMatch(/^24 items in 2 stores\n/);
  expect(toHq?.body).toContain('and 19 more');
  expect(toOne?.body).toMatch(/^12 items in 1 store\n/);
  expect(toOne?.body).not.toContain('Store 2');
  expect(toTwo?.body).toMatch(/^1 家门店，12 项\n/);
  expect(toTwo?.body).not.toContain('店1');
  expect(toTwo?.title).toBe('货多');
  // The robot speaks the language of who made it.
  expect(toRobot?.body).toContain('24 ');
  // What comes up in its quiet time is told when that is over, and alone.
  await here.ledger.post(shop.submission(receipt(1, 13, 50_000)));
  await look();
  await here.alerting.look();
  expect(await shop.sql`select 1 from alert_messages where rule_id = ${id}`).toHaveLength(4);
  await shop.sql`update alert_rules set told_at = now() - ${quietSeconds + 1} * interval '1 second' where id = ${id}`;
  await here.alerting.look();
  const [newest] = await shop.sql<{ content: PushMessage }[]>`
    select content from alert_messages where rule_id = ${id} and account_id = 2 order by id desc limit 1`;
  expect(newest?.content.body).toMatch(/^1 item in 1 store\nStore 1 · Goods 13 · 50,0\d\d on hand$/);
  // What was settled stays quiet.
  const [alert] = await shop.sql<
    { id: number }[]
  >`select id from alerts where rule_id = ${id} and location_id = ${shop.shelf(1)} and closed_at is null`;
  expect(await settleAlert(shop.sql, hq, alert?.id ?? 0, '知道了')).toBe(true);
  expect(await settleAlert(shop.sql, hq, alert?.id ?? 0, '')).toBe(false);
  await here.ledger.post(shop.submission(receipt(1, 14, 50_000)));
  await shop.sql`update alert_rules set told_at = null where id = ${id}`;
  await look();
  await here.alerting.look();
  expect(
    await shop.sql`select 1 from alert_messages where rule_id = ${id} and content->>'body' like '%Goods 14%'`,
  ).toHaveLength(0);
  const settled = await readAlerts(
    shop.sql,
    hq,
    { set: 'settled', kind: undefined, storeId: undefined, ruleId: id },
    nowMs,
  );
  expect(settled.alerts).toMatchObject([{ note: '知道了', settledByEn: 'T', goods: 14 }]);
});

test('[AL-12] a device gets what it can decrypt, is told once, and is forgotten where its push service forgot it', async () => {
  const own = createECDH('prime256v1');
  own.generateKeys();
  const secret = Buffer.alloc(16, 5);
  const one: Viewer = { ...hq, accountId: 2 as AccountId, role: 'store_manager' };
  const device = {
    endpoint: 'https://push.example.com/1',
    publicKey: own.getPublicKey().toString('base64url'),
    secret: secret.toString('base64url'),
  };
  expect(await addDevice(shop.sql, one, device)).toBe('done');
  expect(await addDevice(shop.sql, one, { ...device, endpoint: 'https://push.example.com/gone' })).toBe(
    'done',
  );
  sent.length = 0;
  // The first device takes it; of the second its service says that it is gone.
  await here.alerting.send();
  const pushes = sent.filter(({ url }) => url === device.endpoint);
  expect(sent.filter(({ url }) => url.includes('feishu')).length).toBeGreaterThan(0);
  expect(pushes.length).toBeGreaterThan(0);
  const [push] = pushes;
  const text = decrypt(own, secret, Buffer.from(push?.body ?? ''));
  expect(JSON.parse(text)).toMatchObject({ title: '货多', url: expect.stringContaining('/alerts') });
  expect(push?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    topic: expect.stringMatching(/^rule-\d+$/),
  });
  expect((await devicesOf(shop.sql, one.accountId)).map(({ endpoint }) => endpoint)).toEqual([
    device.endpoint,
  ]);
  const before = sent.length;
  await here.alerting.send();
  expect(sent.length).toBe(before);
  // A robot that is out of reach for a while is told later, not never.
  expect(await shop.sql`select 1 from alert_messages where ended_at is null`).toHaveLength(0);
});

test('[AL-2] [AL-7] a manager makes rules for his own stores, tells nobody beyond, and sees what they found there only', async () => {
  const sql = shop.sql;
  const one: Viewer = {
    ...hq,
    accountId: 2 as AccountId,
    role: 'store_manager',
    ...(await readScope(sql, 2 as AccountId, 'stores')),
  };
  const id = await rule({ kind: 'over', name: 'mine', amount: 1 }, one);
  await look();
  const rows = await sql<
    { location: number }[]
  >`select location_id as location from alerts where rule_id = ${id} and closed_at is null`;
  expect(rows.map(({ location }) => location)).toEqual([shop.shelf(1)]);
  const request = ruleRequestSchema.parse({ name: 'x', kind: 'over', amount: 1 });
  expect(await keepRule(sql, one, { ...request, storeIds: [2] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, toldAccounts: [3] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, toldWebhooks: [1] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, categoryIds: [99] }, null)).toBe('rule.scope');
  const others = await rule({ kind: 'over', name: 'theirs', amount: 1, storeIds: [2] });
  expect(await keepRule(sql, one, request, others)).toBe('unknown');
  expect(await retireRule(sql, one, others)).toBe(false);
  await look();
  const seen = await readRules(sql, one);
  expect(seen.rules.find((found) => found.id === id)).toMatchObject({ isMine: true, stores: 1 });
  expect(seen.stores.map((store) => store.id)).toEqual([1]);
  // His reach is taken away: the rule looks there no more.
  await owner`delete from account_stores where account_id = 2`;
  await look();
  expect(await sql`select 1 from alerts where rule_id = ${id} and closed_at is null`).toHaveLength(0);
  await owner`insert into account_stores values (2, 1)`;
});

/** The browser's side of RFC 8291. */
function decrypt(own: ReturnType<typeof createECDH>, secret: Buffer, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const theirs = body.subarray(21, 86);
  const derive = (key: Buffer, by: Buffer, info: Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', key, by, info, bytes));
  const seedKey = derive(
    own.computeSecret(theirs),
    secret,
    Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), theirs]),
    32,
  );
  const key = derive(seedKey, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(seedKey, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
