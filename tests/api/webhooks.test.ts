import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { documentsPostedSchema, type DocumentsPosted } from '#protocol/api/webhooks.ts';
import { Delivery, failuresMax } from '#server/api/deliver.ts';
import { changeWebhook, listWebhooks, makeWebhook, type NewWebhook } from '#server/api/webhooks.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLog } from '#server/platform/log.ts';
import type { PostOut } from '#server/platform/outbound.ts';
import { openStoreCodes } from '#server/stock/store-codes.ts';
import { Feed } from '#server/stream/feed.ts';
import { places, tradeADay } from '../invariants/small-chain.ts';
import { freshDatabase } from '../postgres/cluster.ts';

let sql: Sql;
let company: Company;
let close: () => Promise<void>;
const viewer: Viewer = {
  kind: 'person',
  company: 'small' as CompanySlug,
  accountId: 1 as AccountId,
  session: 's' as SessionHandle,
  name: 'Amy',
  role: 'hq',
  language: 'en',
  scope: { kind: 'all' },
  locations: 'all',
};

beforeAll(async () => {
  const database = await freshDatabase();
  const owner = openDatabase({
    url: database.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  await owner.unsafe(places);
  await owner`update accounts set language = 'en'`;
  sql = openDatabase({ url: database.appUrl, connectionsMax: 4, reach: 'all', applicationName: 'test' });
  const locations = await openLocations(sql);
  const slug = viewer.company;
  company = { slug, ledgerSql: sql, viewerSql: sql, clock: systemClock, feed: new Feed(), locations };
  close = async () => {
    await sql.end();
    await owner.end();
    await database.drop();
  };
});
afterAll(() => close());

interface Got {
  readonly id: string;
  readonly message: DocumentsPosted;
}

/** A receiver that checks every signature, and answers as it is told to (0: out of reach). */
function receiver(secret: string, statuses: number[] = []) {
  const got: Got[] = [];
  const send: PostOut = (_address, body, headers) => {
    const status = statuses.shift() ?? 200;
    if (status === 0) return Promise.reject(new Error('out of reach'));
    const message = documentsPostedSchema.parse(new Webhook(secret).verify(body, { ...headers }));
    if (status === 200) got.push({ id: headers['webhook-id'] ?? '', message });
    return Promise.resolve({ status, text: '' });
  };
  return { got, send };
}

async function deliveryOf(send: PostOut): Promise<Delivery> {
  return new Delivery({
    company,
    codes: await openStoreCodes(sql),
    real: systemClock,
    log: openLog('silent'),
    send,
  });
}

/** Makes one that is the only one at work. */
async function make(more: Partial<NewWebhook>, by = viewer): Promise<{ id: number; secret: string }> {
  await sql`update webhooks set is_active = false`;
  const all = { name: 'ERP', kind: 'standard', url: 'https://erp.example.com/in', hidden: [] } as const;
  const made = await makeWebhook(sql, by, { ...all, ...more });
  if (!made) throw new Error('no webhook');
  return made;
}

const dueNow = (id: number) => sql`update webhooks set next_at = now() where id = ${id}`;
const viewOf = async (id: number) => (await listWebhooks(sql, viewer)).find((one) => one.id === id);
const documentsOf = (got: readonly Got[]) => got.flatMap(({ message }) => message.data.documents);

function assertWhole(got: readonly Got[]): void {
  for (const messages of Map.groupBy(got, ({ message }) => message.data.store).values()) {
    let position = 0;
    for (const { message } of messages) {
      expect(message.data.fromPosition).toBe(position + 1);
      for (const document of message.data.documents) expect(document.position).toBe(++position);
      expect(message.data.throughPosition).toBe(position);
    }
  }
}

test('[I23] every document is told once and in order, signed, through failures and by two processes at once', async () => {
  const { id, secret } = await make({ hidden: ['cost'] });
  await tradeADay(sql);
  const { got, send } = receiver(secret, [0, 500, 200, 302]);
  const both = [await deliveryOf(send), await deliveryOf(send)];
  for (let round = 0; round < 6; round++) {
    await dueNow(id);
    await Promise.all(both.map((delivery) => delivery.work()));
  }
  assertWhole(got);
  const [heads] = await sql<{ sum: number }[]>`select sum(position)::bigint as sum from location_heads`;
  expect(documentsOf(got)).toHaveLength(heads?.sum ?? -1);
  expect(new Set(got.map((one) => one.id)).size).toBe(got.length);
  const lines = documentsOf(got).flatMap((document) => document.lines);
  expect(lines.every(({ value }) => value === null)).toBe(true);
  expect(lines.some(({ quantity }) => quantity < 0)).toBe(true);
  expect(await viewOf(id)).toMatchObject({ behind: 0, failures: 0, lastStatus: 200 });
  await dueNow(id);
  await both[0]?.work();
  expect(documentsOf(got)).toHaveLength(heads?.sum ?? -1);
});

test('everything is told again from a moment on, where that is asked for', async () => {
  const { id, secret } = await make({});
  const { got, send } = receiver(secret);
  const delivery = await deliveryOf(send);
  await delivery.work();
  expect(got).toEqual([]);
  expect(await changeWebhook(sql, viewer, id, { replaySinceMs: 0 })).toBe(true);
  await delivery.work();
  assertWhole(got);
  expect(documentsOf(got).length).toBeGreaterThan(10);
});

test('[I30] a webhook tells only what its account reaches now, and ends with the account', async () => {
  const [manager] = await sql<{ id: AccountId }[]>`
    insert into accounts (login, name_zh, name_en, role, scope_kind) values ('m', '店长', 'M', 'store_manager', 'stores') returning id`;
  if (!manager) throw new Error('no account');
  await sql`insert into account_stores (account_id, store_id) values (${manager.id}, 2)`;
  const { id, secret } = await make({}, { ...viewer, accountId: manager.id });
  await changeWebhook(sql, viewer, id, { replaySinceMs: 0 });
  const { got, send } = receiver(secret);
  const delivery = await deliveryOf(send);
  await delivery.work();
  expect([...new Set(got.map(({ message }) => message.data.store))].sort()).toEqual(['>S2', 'S2']);
  const lines = documentsOf(got).flatMap((document) => document.lines);
  expect(lines.every(({ value }) => value === null)).toBe(true);
  await sql`update accounts set is_disabled = true where id = ${manager.id}`;
  await dueNow(id);
  await delivery.work();
  expect((await viewOf(id))?.isActive).toBe(false);
});

test('a receiver that is gone is asked later and later, then no more, and the page can say why', async () => {
  const { id } = await make({});
  await changeWebhook(sql, viewer, id, { replaySinceMs: 0 });
  const delivery = await deliveryOf(() => Promise.reject(new Error('connect ECONNREFUSED')));
  await delivery.work();
  const first = await viewOf(id);
  expect(first).toMatchObject({ failures: 1, isActive: true, lastError: 'connect ECONNREFUSED' });
  expect((first?.nextAtMs ?? 0) - Date.now()).toBeGreaterThan(5000);
  await sql`update webhooks set failures = ${failuresMax - 1}, next_at = now() where id = ${id}`;
  await delivery.work();
  expect(await viewOf(id)).toMatchObject({ failures: failuresMax, isActive: false });
});

test('[WL-12] a chat robot is told of books below zero in words, once, of no empty shelf, and what it refuses is tried again', async () => {
  const { id } = await make({ kind: 'feishu', url: 'https://open.feishu.cn/x', secret: 'sign' });
  await sql`insert into alerts (kind, location_id, sku_id, opened_position, opened_at) values
    ('out_of_stock', 1001, 1, 1, now()), ('negative', 1003, 3, 1, now())`;
  const texts: string[] = [];
  const answers = ['{"code":19021,"msg":"sign match fail"}', '{"code":0}'];
  const delivery = await deliveryOf((_url, body) => {
    texts.push((JSON.parse(String(body)) as { content: { text: string } }).content.text);
    return Promise.resolve({ status: 200, text: answers.shift() ?? '{"code":0}' });
  });
  await delivery.work();
  expect((await viewOf(id))?.lastError).toContain('sign match fail');
  for (let again = 0; again < 2; again++) {
    await dueNow(id);
    await delivery.work();
  }
  const told = 'Negative · Store 2 · Good 3';
  expect(texts).toEqual([told, told]);
});
