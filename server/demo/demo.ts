import postgres from 'postgres';
import { demoCompany, type DemoCompany } from '#domain/demo/company.ts';
import type { CompanySlug } from '#domain/identity/ids.ts';
import type { PlaceName } from '#domain/demo/names-places.ts';
import { migrate } from '#drizzle/migrate.ts';
import { createCompany, dropCompany, listCompanies } from '../company/companies.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Queries, type Sql } from '../platform/database.ts';
import { systemClock } from '../platform/clock.ts';
import { openLocations } from '../platform/locations.ts';
import { openLedger } from '../stock/ledger.ts';
import type { Ledger } from '../stock/stock.ts';
import { Feed } from '../stream/feed.ts';
import { PurchaseDesk } from '../purchase/desk.ts';
import type { Purchases } from '../purchase/purchase.ts';
import { TransferDesk } from '../transfer/desk.ts';
import { postgresTransferStore } from '../transfer/transfer-store.ts';
import type { Transfers } from '../transfer/transfer.ts';
import { makeAlertRules } from './alert-rules.ts';
import { DemoDriver } from './driver.ts';
import { demoSeed, demoSlug, demoSpan, postOpening, seedOrganisation } from './seed.ts';
import { makePurchases } from './purchases.ts';
import { makeTransfers } from './transfers.ts';
import { postWeeksBefore, weeksBefore } from './weeks-before.ts';
import { readWorld } from './read-world.ts';
import type { DemoWorld } from './world.ts';

/** A company to be made with the days behind it. */
export interface DemoMaking {
  readonly slug: string;
  readonly name: PlaceName;
  readonly seed: number;
  readonly plan: DemoCompany;
  /** From the first day behind it to the moment it opens, ms of company time. */
  readonly span: { readonly startMs: number; readonly openMs: number };
  readonly readWorld: (sql: Queries) => Promise<DemoWorld>;
  /** What stands on the shelves before the first day. */
  readonly open: (ledger: Ledger, world: DemoWorld) => Promise<void>;
  /** What people are at when it opens. */
  readonly settle?: (
    sql: Sql,
    desks: { readonly transfers: Transfers; readonly purchases: Purchases },
    world: DemoWorld,
  ) => Promise<void>;
}

/** Makes the demo company with its history where there is none. */
export async function ensureDemo(cluster: Cluster, say: (text: string) => void): Promise<void> {
  const span = demoSpan(systemClock.now());
  await ensureMade(cluster, say, {
    slug: demoSlug,
    name: { zh: '青禾鲜生', en: 'Greenfield Fresh' },
    seed: demoSeed,
    plan: demoCompany(demoSeed),
    span,
    readWorld: (sql) => readWorld(sql, demoSeed),
    open: async (ledger, world) => {
      await postOpening(ledger, world, span.startMs - weeksBefore * 7 * 86_400_000);
      await postWeeksBefore(ledger, world, span.startMs);
    },
    settle: async (sql, { transfers, purchases }, world) => {
      await makeTransfers(sql, transfers, world, span.openMs);
      await makePurchases(sql, purchases, world, span.openMs);
      await makeAlertRules(sql, demoSlug as CompanySlug);
    },
  });
}

/** Makes a company of a plan where there is none; a creation that was killed half-way is begun anew. */
export async function ensureMade(
  cluster: Cluster,
  say: (text: string) => void,
  making: DemoMaking,
): Promise<void> {
  const { slug, name, span } = making;
  const isThere = (await listCompanies(cluster)).some((company) => company.slug === slug);
  if (isThere && (await isComplete(cluster, slug))) return;
  await dropCompany(cluster, slug);
  say(`making the ${slug} company and the days behind it …`);
  await createCompany(cluster, { slug, nameZh: name.zh, nameEn: name.en });
  const owner = openDatabase({
    url: cluster.ownerUrl(databaseOf(slug)),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan demo',
  });
  const sql = openDatabase({
    url: cluster.appUrl(databaseOf(slug)),
    connectionsMax: 6,
    reach: 'all',
    applicationName: 'tongpan demo',
  });
  await seedOrganisation(owner, making.plan, making.seed, span);
  const feed = new Feed();
  const locations = await openLocations(sql);
  const ledger = openLedger({ ledgerSql: sql, clock: systemClock, feed, locations });
  const transfers = new TransferDesk({
    store: postgresTransferStore(sql, locations),
    ledger,
    clock: systemClock,
  });
  const purchases = new PurchaseDesk({ sql, ledger, clock: systemClock, locations });
  const world = await making.readWorld(sql);
  await making.open(ledger, world);
  const driver = await DemoDriver.open({ sql, feed, ledger, transfers, world }, span.startMs);
  const lengthMs = span.openMs - span.startMs;
  for (let atMs = span.startMs; atMs < span.openMs;) {
    atMs = Math.min(span.openMs, atMs + 86_400_000);
    await driver.makeThrough(atMs);
    say(`${slug} history: ${Math.round(((atMs - span.startMs) / lengthMs) * 100)} %`);
  }
  await making.settle?.(sql, { transfers, purchases }, world);
  await driver.remember();
  driver.close();
  await ledger.close();
  await owner`analyze`;
  await sql.end();
  await owner.end();
  await copyDatabase(cluster, databaseOf(slug), freshOf(slug));
}

/** Puts a demo back to the morning it opened; who is signed in, and which screens hang, stays. Nobody may be connected. */
export async function restoreDemo(cluster: Cluster, slug: string): Promise<void> {
  const kept = await withOwner(cluster, slug, async (sql) => ({
    sessions: await sql`select * from sessions`,
    kiosks: await sql`select * from kiosks`,
  }));
  await copyDatabase(cluster, freshOf(slug), databaseOf(slug));
  // The copy may be older than today's schema.
  await migrate(cluster.ownerUrl(databaseOf(slug)), 'company');
  await withOwner(cluster, slug, async (sql) => {
    const accounts = new Set((await sql<{ id: number }[]>`select id from accounts`).map(({ id }) => id));
    for (const [table, all] of Object.entries(kept)) {
      // People who came after that morning are gone with all they did.
      const rows = all.filter((row) => accounts.has(row['account_id'] as number));
      if (rows.length > 0) await sql`insert into ${sql(table)} ${sql(rows)} on conflict do nothing`;
    }
  });
}

async function withOwner<Result>(
  cluster: Cluster,
  slug: string,
  run: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const sql = openDatabase({
    url: cluster.ownerUrl(databaseOf(slug)),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan demo',
  });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

function databaseOf(slug: string): string {
  return `tongpan_c_${slug}`;
}

/** The demo as it was when it opened: "restart the demo day" copies it back. */
function freshOf(slug: string): string {
  return `tongpan_${slug}_fresh`;
}

async function isComplete(cluster: Cluster, slug: string): Promise<boolean> {
  const control = postgres(cluster.controlUrl, { max: 1 });
  const [row] = await control`select 1 from pg_database where datname = ${freshOf(slug)}`;
  await control.end();
  return row !== undefined;
}

async function copyDatabase(cluster: Cluster, from: string, to: string): Promise<void> {
  const control = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  await control`drop database if exists ${control(to)} with (force)`;
  await control`create database ${control(to)} template ${control(from)} owner tongpan_owner`;
  await control.end();
}
