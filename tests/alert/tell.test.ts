import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { PushMessage } from '#protocol/alert/requests.ts';
import { ruleRequestSchema } from '#protocol/alert/rules.ts';
import { addDevice, devicesOf, renewDevice } from '#server/alert/devices.ts';
import { readAlerts, settleAlert } from '#server/alert/list.ts';
import { keepRule, readRules, retireRule } from '#server/alert/rules.ts';
import { quietSeconds } from '#server/alert/tell.ts';
import { makeWebhook } from '#server/api/webhooks.ts';
import { readScope } from '#server/identity/rights.ts';
import { AlertHouse, hq } from './house.ts';

let house: AlertHouse;
beforeAll(async () => {
  house = await AlertHouse.open();
});
afterAll(() => house.close());

test('[AL-5] [AL-6] a rule speaks once and together, to whom it names, in his words and within his reach', async () => {
  for (let sku = 1; sku <= 12; sku++) {
    await house.here.ledger.post(house.shop.submission(house.receipt(1, sku, 20_000)));
    await house.here.ledger.post(house.shop.submission(house.receipt(2, sku, 20_000)));
  }
  const robot = await makeWebhook(house.shop.sql, hq, {
    name: '群',
    kind: 'feishu',
    url: 'https://open.feishu.cn/x',
    secret: 'k',
    hidden: [],
  });
  const id = await house.rule({
    kind: 'over',
    name: '货多',
    amount: 150,
    toldRoles: ['store_manager'],
    toldAccounts: [1],
    toldWebhooks: [robot?.id ?? 0],
  });
  await house.look();
  await house.here.alerting.look();
  // Looked at twice more: nothing new, nothing told again.
  await house.here.alerting.look();
  await house.here.alerting.look();
  const messages = await house.shop.sql<{ account: number | null; content: PushMessage }[]>`
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
  await house.here.ledger.post(house.shop.submission(house.receipt(1, 13, 50_000)));
  await house.look();
  await house.here.alerting.look();
  expect(await house.shop.sql`select 1 from alert_messages where rule_id = ${id}`).toHaveLength(4);
  await house.shop
    .sql`update alert_rules set told_at = now() - ${quietSeconds + 1} * interval '1 second' where id = ${id}`;
  await house.here.alerting.look();
  const [newest] = await house.shop.sql<{ content: PushMessage }[]>`
    select content from alert_messages where rule_id = ${id} and account_id = 2 order by id desc limit 1`;
  expect(newest?.content.body).toMatch(/^1 item in 1 store\nStore 1 · Goods 13 · 50,0\d\d on hand$/);
  // What was settled stays quiet.
  const [alert] = await house.shop.sql<
    { id: number }[]
  >`select id from alerts where rule_id = ${id} and location_id = ${house.shop.shelf(1)} and closed_at is null`;
  expect(await settleAlert(house.shop.sql, hq, alert?.id ?? 0, '知道了')).toBe(true);
  expect(await settleAlert(house.shop.sql, hq, alert?.id ?? 0, '')).toBe(false);
  await house.here.ledger.post(house.shop.submission(house.receipt(1, 14, 50_000)));
  await house.shop.sql`update alert_rules set told_at = null where id = ${id}`;
  await house.look();
  await house.here.alerting.look();
  expect(
    await house.shop
      .sql`select 1 from alert_messages where rule_id = ${id} and content->>'body' like '%Goods 14%'`,
  ).toHaveLength(0);
  const settled = await readAlerts(
    house.shop.sql,
    hq,
    { set: 'settled', kind: undefined, storeId: undefined, ruleId: id },
    house.nowMs,
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
  expect(await addDevice(house.shop.sql, one, device)).toBe('done');
  expect(await addDevice(house.shop.sql, one, { ...device, endpoint: 'https://push.example.com/gone' })).toBe(
    'done',
  );
  // Whoever signs in to that browser next did not ask for it; once he does, it is his and no longer the other's.
  const two: Viewer = { ...one, accountId: 3 as AccountId };
  expect(await renewDevice(house.shop.sql, one, device.endpoint)).toBe(true);
  expect(await renewDevice(house.shop.sql, two, device.endpoint)).toBe(false);
  expect(await addDevice(house.shop.sql, two, device)).toBe('done');
  expect(await devicesOf(house.shop.sql, one.accountId)).toHaveLength(1);
  expect(await addDevice(house.shop.sql, one, device)).toBe('done');
  house.sent.length = 0;
  // The first device takes it; of the second its service says that it is gone.
  await house.here.alerting.send();
  const pushes = house.sent.filter(({ url }) => url === device.endpoint);
  expect(house.sent.filter(({ url }) => url.includes('feishu')).length).toBeGreaterThan(0);
  expect(pushes.length).toBeGreaterThan(0);
  const [push] = pushes;
  const text = decrypt(own, secret, Buffer.from(push?.body ?? ''));
  expect(JSON.parse(text)).toMatchObject({ title: '货多', url: expect.stringContaining('/alerts') });
  expect(push?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    topic: expect.stringMatching(/^rule-\d+$/),
  });
  expect((await devicesOf(house.shop.sql, one.accountId)).map(({ endpoint }) => endpoint)).toEqual([
    device.endpoint,
  ]);
  const before = house.sent.length;
  await house.here.alerting.send();
  expect(house.sent.length).toBe(before);
  // A robot that is out of reach for a while is told later, not never.
  expect(await house.shop.sql`select 1 from alert_messages where ended_at is null`).toHaveLength(0);
});

test('[AL-2] [AL-7] a manager makes rules for his own stores, tells nobody beyond, and sees what they found there only', async () => {
  const sql = house.shop.sql;
  const one: Viewer = {
    ...hq,
    accountId: 2 as AccountId,
    role: 'store_manager',
    ...(await readScope(sql, 2 as AccountId, 'stores')),
  };
  const id = await house.rule({ kind: 'over', name: 'mine', amount: 1 }, one);
  await house.look();
  const rows = await sql<
    { location: number }[]
  >`select location_id as location from alerts where rule_id = ${id} and closed_at is null`;
  expect(rows.map(({ location }) => location)).toEqual([house.shop.shelf(1)]);
  const request = ruleRequestSchema.parse({ name: 'x', kind: 'over', amount: 1 });
  expect(await keepRule(sql, one, { ...request, storeIds: [2] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, toldAccounts: [3] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, toldWebhooks: [1] }, null)).toBe('rule.scope');
  expect(await keepRule(sql, one, { ...request, categoryIds: [99] }, null)).toBe('rule.scope');
  const others = await house.rule({ kind: 'over', name: 'theirs', amount: 1, storeIds: [2] });
  expect(await keepRule(sql, one, request, others)).toBe('unknown');
  expect(await retireRule(sql, one, others)).toBe(false);
  await house.look();
  const seen = await readRules(sql, one);
  expect(seen.rules.find((found) => found.id === id)).toMatchObject({ isMine: true, stores: 1 });
  expect(seen.stores.map((store) => store.id)).toEqual([1]);
  // His reach is taken away: the rule looks there no more.
  await house.owner`delete from account_stores where account_id = 2`;
  await house.look();
  expect(await sql`select 1 from alerts where rule_id = ${id} and closed_at is null`).toHaveLength(0);
  await house.owner`insert into account_stores values (2, 1)`;
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
