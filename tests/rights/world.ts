import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '#drizzle/migrate.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import type { RegionId, StoreId } from '#domain/store/ids.ts';
import { createCompany, type CompanyRow } from '#server/company/companies.ts';
import { createAccount } from '#server/identity/accounts.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Sessions } from '#server/identity/sessions.ts';
import { serve, type Served } from '#server/main.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { openLocations } from '#server/platform/locations.ts';
import { testCluster } from '../postgres/cluster.ts';
import type { Asker, Company } from './company.ts';
import { furniture, trade } from './furnish.ts';

export interface World {
  readonly served: Served;
  readonly ours: Company;
  readonly theirs: Company;
  /** Lines that the server logged. */
  readonly logged: string[];
  close(): Promise<void>;
}

export const peopleOf = (first: number): readonly [string, Role, DataScope][] => [
  ['hq', 'hq', { kind: 'all' }],
  ['region', 'regional_manager', { kind: 'regions', regions: [first as RegionId] }],
  ['manager', 'store_manager', inStore(first)],
  ['clerk', 'clerk', inStore(first)],
  ['keeper', 'warehouse_keeper', inStore(first)],
  ['finance', 'finance', { kind: 'regions', regions: [first as RegionId] }],
];

function inStore(store: number): DataScope {
  return { kind: 'stores', stores: [store as StoreId] };
}

/** The whole server on a port, with two companies behind it and everybody signed in. */
export async function openWorld(): Promise<World> {
  const shared = await testCluster();
  const tag = crypto.randomUUID().slice(0, 8);
  const control = `rights_${tag}`;
  const admin = openDatabase({
    url: shared.controlUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  await admin`create database ${admin(control)}`;
  const cluster = { ...shared, controlUrl: shared.ownerUrl(control) };
  await migrate(cluster.controlUrl, 'control');
  const logged: string[] = [];
  const log = openLog('warn', { write: (line) => void logged.push(line) });
  const rows: CompanyRow[] = [];
  for (const [name, first] of [
    ['ours', 1],
    ['theirs', 501],
  ] as const) {
    rows.push(
      await createCompany(
        cluster,
        // Ours costs by layers, so that these are swept, too.
        {
          ...{ slug: `${name}-${tag}`, nameZh: `${name}司`, nameEn: `Company ${name}` },
          costing: name === 'ours' ? 'fifo' : 'moving_average',
        },
        (sql) => furniture(sql, first, name),
      ),
    );
  }
  const served = await serve({
    cluster,
    config: {
      host: '127.0.0.1',
      port: 0,
      origin: undefined,
      backupFolder: join(tmpdir(), `tongpan-rights-${tag}`),
      backupKey: undefined,
      hasNightly: false,
      dataFolder: 'nowhere',
      moments: { days: 0, bytesMax: 0 },
      metricsToken: 'a collector’s own words',
    },
    log,
    pages: await builtPages(),
  });
  const companies: Company[] = [];
  for (const [index, row] of rows.entries()) {
    const owner = openDatabase({
      url: cluster.ownerUrl(row.database),
      connectionsMax: 2,
      reach: 'all',
      applicationName: 'test owner',
    });
    const company = await settle(row, owner, index === 0 ? 1 : 501);
    await trade(served.address, company);
    companies.push(company);
  }
  const [ours, theirs] = companies;
  if (!ours || !theirs) throw new Error('two companies were made');
  // The wall reads its lists and writes its alerts as it is tended, once a second.
  await until(
    async () => (await theirs.owner`select 1 from alerts where location_id = ${theirs.shelf[2]}`).length > 0,
  );
  await rememberNumbers(ours);
  await rememberNumbers(theirs);
  return {
    served,
    ours,
    theirs,
    logged,
    close: async () => {
      await served.close();
      for (const { owner, row } of companies) {
        await owner.end();
        await admin`drop database ${admin(row.database)} with (force)`;
      }
      await admin`drop database ${admin(control)} with (force)`;
      await admin.end();
    },
  };
}

async function settle(row: CompanyRow, owner: Sql, first: number): Promise<Company> {
  const locations = await openLocations(owner);
  const sessions = new Sessions({ slug: row.slug, ledgerSql: owner, locations }, systemClock);
  const askers: Asker[] = [];
  for (const [name, role, scope] of peopleOf(first)) {
    const accountId = await createAccount(owner, {
      login: `login-of-${name}-${row.slug}`,
      nameZh: `${name}名`,
      nameEn: `Name of ${name}`,
      password: null,
      role,
      scope,
    });
    const { secret, handle } = await sessions.open(accountId, `device-of-${name}-${row.slug}`);
    askers.push({ name, role, scope, accountId, handle, cookie: `${cookieName}=${row.slug}.${secret}` });
  }
  const stranger = await createAccount(owner, {
    login: `login-of-stranger-${row.slug}`,
    nameZh: '生人',
    nameEn: 'Stranger',
    password: null,
    role: 'hq',
    scope: { kind: 'all' },
  });
  const [hq] = askers;
  if (!hq) throw new Error('nobody was signed in');
  const three = (at: (index: number) => number) => [at(0), at(1), at(2)] as const;
  return {
    row,
    owner,
    askers,
    hq,
    store: three((index) => first + index),
    shelf: three((index) => 999 + 2 * (first + index)),
    sku: three((index) => first + index),
    code: [`S${first}`, `S${first + 1}`, `S${first + 2}`],
    documentOf: (store, kind) => known(row.slug, `${store} ${kind}`),
    alertOf: (store) => Number(known(row.slug, `alert ${store}`)),
    strangersSession: (await sessions.open(stranger, 'device-of-stranger')).handle,
    barcode: `690000000${String(first).padStart(4, '0')}`,
  };
}

/** A kiosk that a person made: his columns and his scope, and only the wall. */
export async function makeKiosk({ served }: World, maker: Asker): Promise<Asker> {
  const response = await fetch(`${served.address}/api/kiosks`, {
    method: 'POST',
    headers: { cookie: maker.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'hall' }),
  });
  const { link, handle } = (await response.json()) as { link: string; handle: string };
  const kiosk = new URL(link, served.address).searchParams.get('kiosk') ?? '';
  return { ...maker, name: 'kiosk', kiosk, cookie: '', handle };
}

const numbers = new Map<string, string>();

function known(slug: string, what: string): string {
  const found = numbers.get(`${slug} ${what}`);
  if (found === undefined) throw new Error(`the world has no ${what}`);
  return found;
}

async function rememberNumbers({ row, owner, shelf, code }: Company): Promise<void> {
  for (const [index, location] of shelf.entries()) {
    const documents = await owner<{ kind: string; position: number }[]>`
      select kind, min(position) as position from documents where location_id = ${location} and position is not null group by 1`;
    for (const { kind, position } of documents)
      numbers.set(`${row.slug} ${index + 1} ${kind}`, `${code[index] ?? ''}-${position}`);
    const [alert] = await owner<
      { id: number }[]
    >`select id from alerts where location_id = ${location} limit 1`;
    if (alert) numbers.set(`${row.slug} alert ${index + 1}`, String(alert.id));
  }
}

/** The pages as they are served, where they are built. */
async function builtPages(): Promise<Parameters<typeof serve>[0]['pages']> {
  const file = new URL('../../build/handler.js', import.meta.url);
  if (!existsSync(fileURLToPath(file))) return undefined;
  const built = (await import(file.href)) as { handler: Parameters<typeof serve>[0]['pages'] };
  return built.handler;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('what was waited for did not come');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
