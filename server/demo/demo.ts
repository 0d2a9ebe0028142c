import postgres from 'postgres';
import { createCompany, dropCompany, listCompanies } from '../company/companies.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase } from '../platform/database.ts';
import { systemClock } from '../platform/clock.ts';
import { openLocations } from '../platform/locations.ts';
import { openLedger } from '../stock/ledger.ts';
import { Feed } from '../stream/feed.ts';
import { DemoDriver } from './driver.ts';
import { demoSeed, demoSlug, demoSpan, postOpening, seedOrganisation } from './seed.ts';
import { readWorld } from './world.ts';

const demoDatabase = `tongpan_c_${demoSlug}`;
/** The demo as it was when it opened: "restart the demo day" copies it back. */
const freshDatabase = 'tongpan_demo_fresh';

/** Makes the demo company with its history where there is none; a creation that was killed half-way is begun anew. */
export async function ensureDemo(cluster: Cluster, say: (text: string) => void): Promise<void> {
  const isThere = (await listCompanies(cluster)).some((company) => company.slug === demoSlug);
  if (isThere && (await isComplete(cluster))) return;
  await dropCompany(cluster, demoSlug);
  say('making the demo company and the days behind it …');
  await createCompany(cluster, { slug: demoSlug, nameZh: '青禾鲜生', nameEn: 'Greenfield Fresh' });
  const owner = openDatabase({
    url: cluster.ownerUrl(demoDatabase),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan demo',
  });
  const sql = openDatabase({
    url: cluster.appUrl(demoDatabase),
    connectionsMax: 4,
    reach: 'all',
    applicationName: 'tongpan demo',
  });
  const span = demoSpan(systemClock.now());
  await seedOrganisation(owner, demoSeed, span);
  const feed = new Feed();
  const ledger = openLedger({
    ledgerSql: sql,
    clock: systemClock,
    feed,
    locations: await openLocations(sql),
  });
  const world = await readWorld(sql, demoSeed);
  await postOpening(ledger, world, span.startMs);
  const driver = await DemoDriver.open({ sql, feed, ledger, world }, span.startMs);
  const lengthMs = span.openMs - span.startMs;
  for (let atMs = span.startMs; atMs < span.openMs;) {
    atMs = Math.min(span.openMs, atMs + 86_400_000);
    await driver.makeThrough(atMs);
    say(`demo history: ${Math.round(((atMs - span.startMs) / lengthMs) * 100)} %`);
  }
  await driver.remember();
  driver.close();
  await ledger.close();
  await owner`analyze`;
  await sql.end();
  await owner.end();
  await copyDatabase(cluster, demoDatabase, freshDatabase);
}

/** Puts the demo back to the morning it opened. Nobody may be connected. */
export async function restoreDemo(cluster: Cluster): Promise<void> {
  await copyDatabase(cluster, freshDatabase, demoDatabase);
}

async function isComplete(cluster: Cluster): Promise<boolean> {
  const control = postgres(cluster.controlUrl, { max: 1 });
  const [row] = await control`select 1 from pg_database where datname = ${freshDatabase}`;
  await control.end();
  return row !== undefined;
}

async function copyDatabase(cluster: Cluster, from: string, to: string): Promise<void> {
  const control = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  await control`drop database if exists ${control(to)} with (force)`;
  await control`create database ${control(to)} template ${control(from)} owner tongpan_owner`;
  await control.end();
}
