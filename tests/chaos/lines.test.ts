import { expect, test } from 'vitest';
import { isOutOfReach, openDatabase } from '#server/platform/database.ts';
import { openLedger } from '#server/stock/ledger.ts';
import { openShop } from '../stock/shop.ts';
import { testCluster } from '../postgres/cluster.ts';
import { openProxy } from './proxy.ts';

async function lineToPostgres() {
  const cluster = await testCluster();
  const url = new URL(cluster.controlUrl);
  const proxy = await openProxy({ port: Number(url.port) });
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

test('[F9] a line that is dead and told nobody is given up, and the next statement takes a new one', async () => {
  const { proxy, url } = await lineToPostgres();
  const sql = openDatabase({
    url,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
    silenceMsMax: 400,
  });
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  proxy.mode = { state: 'blackhole' };
  const beganMs = performance.now();
  const error: unknown = await sql`select 2`.catch((thrown: unknown) => thrown);
  expect(isOutOfReach(error)).toBe(true);
  expect(performance.now() - beganMs).toBeLessThan(3000);
  proxy.mode = { state: 'pass' };
  proxy.cutAll();
  expect(await sql`select 3 as three`).toEqual([{ three: 3 }]);
  await sql.end({ timeout: 1 });
  await proxy.close();
});

test('[F9] a line on which nothing is asked may be silent', async () => {
  const { proxy, url } = await lineToPostgres();
  const sql = openDatabase({
    url,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
    silenceMsMax: 200,
  });
  const [first] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await sql`select pg_backend_pid() as pid`).toEqual([first]);
  await sql.end({ timeout: 1 });
  await proxy.close();
});

test('[F9] the ledger answers when the line is back, once, and waits for nobody for ever', async () => {
  const shop = await openShop(1);
  const cluster = await testCluster();
  const [{ name }] = (await shop.sql`select current_database() as name`) as unknown as [{ name: string }];
  const url = new URL(cluster.appUrl(name));
  const proxy = await openProxy({ port: Number(url.port) });
  url.port = String(proxy.port);
  const sql = openDatabase({
    url: url.href,
    connectionsMax: 4,
    reach: 'all',
    applicationName: 'test',
    silenceMsMax: 300,
  });
  const { openLocations } = await import('#server/platform/locations.ts');
  const { Feed } = await import('#server/stream/feed.ts');
  const ledger = openLedger({
    ledgerSql: sql,
    clock: { now: () => Date.parse('2026-11-24T02:00:00Z') },
    feed: new Feed(),
    locations: await openLocations(sql),
  });
  const receipt = (pieces: number) =>
    shop.submission({
      kind: 'receipt',
      location: shop.shelf(1),
      lines: [{ sku: 1 as never, quantity: pieces as never, value: 100 as never }],
    });
  expect((await ledger.post(receipt(1))).outcome).toBe('posted');
  proxy.mode = { state: 'blackhole' };
  const waiting = Promise.all([ledger.post(receipt(2)), ledger.post(receipt(4))]);
  await new Promise((resolve) => setTimeout(resolve, 900));
  proxy.cutAll();
  proxy.mode = { state: 'pass' };
  expect((await waiting).map(({ outcome }) => outcome)).toEqual(['posted', 'posted']);
  expect(await shop.sql`select on_hand from levels where location_id = ${shop.shelf(1)}`).toEqual([
    { on_hand: 7 },
  ]);
  await ledger.close();
  await sql.end({ timeout: 1 });
  await proxy.close();
  await shop.close();
});
