import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '#drizzle/migrate.ts';

/** A Postgres server made ready for Tongpan: two roles, and the database that knows the companies. */
export interface Cluster {
  /** Address of a database as its owner: migrates, seeds, never serves a request. */
  ownerUrl(database: string): string;
  /** Address of a database as the app: owns nothing, rows are cut for it. */
  appUrl(database: string): string;
  readonly controlUrl: string;
  /** Whether nothing that was confirmed may be lost; false only in tests. */
  readonly isDurable: boolean;
}

interface Secrets {
  readonly owner: string;
  readonly app: string;
}

/** Any number, the same in every process. */
const preparationLock = 7_240_518;
const controlDatabase = 'tongpan_control';
const safeSettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/**
 * Makes the roles and the control database where they are missing. `adminUrl` must be allowed to make roles and
 * databases. Throws, with what to grant or to set, where it is not or where the server could lose what it confirmed.
 */
export async function prepareCluster(
  adminUrl: string,
  folder: string,
  options: { readonly durable: boolean },
): Promise<Cluster> {
  const admin = postgres(withDatabase(adminUrl, 'postgres'), { max: 1, onnotice: () => undefined });
  try {
    if (options.durable) await assertDurable(admin);
    await assertMayPrepare(admin);
    // Two processes that start at once make the roles one after the other.
    await admin`select pg_advisory_lock(${preparationLock})`;
    const secrets = readSecrets(folder);
    await makeRole(admin, adminUrl, { name: 'tongpan_owner', password: secrets.owner, also: 'CREATEDB' });
    await makeRole(admin, adminUrl, { name: 'tongpan_app', password: secrets.app, also: '' });
    await admin`grant tongpan_owner to current_user`;
    await admin`grant pg_signal_backend to tongpan_owner`.catch(() => undefined);
    const [known] = await admin`select 1 from pg_database where datname = ${controlDatabase}`;
    if (!known) await admin`create database ${admin(controlDatabase)} owner tongpan_owner`;
    const ownerUrl = (database: string): string => urlOf(adminUrl, database, 'tongpan_owner', secrets.owner);
    const cluster = {
      ownerUrl,
      appUrl: (database: string): string => urlOf(adminUrl, database, 'tongpan_app', secrets.app),
      controlUrl: ownerUrl(controlDatabase),
      isDurable: options.durable,
    };
    await migrate(cluster.controlUrl, 'control');
    return cluster;
  } finally {
    await admin.end();
  }
}

async function assertDurable(sql: postgres.Sql): Promise<void> {
  for (const name of safeSettings) {
    const [row] = await sql<{ value: string }[]>`select current_setting(${name}) as value`;
    if (row?.value === 'off') {
      throw new Error(
        `This Postgres has ${name} off: it can lose what it confirmed. Set it on, then start again.`,
      );
    }
  }
}

async function assertMayPrepare(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ may: boolean }[]>`
    select rolsuper or (rolcreaterole and rolcreatedb) as may from pg_roles where rolname = current_user`;
  if (!row?.may)
    throw new Error(
      'The user of DATABASE_URL may not make roles and databases. Run: ALTER ROLE <user> CREATEROLE CREATEDB;',
    );
}

interface RoleToMake {
  readonly name: string;
  readonly password: string;
  readonly also: '' | 'CREATEDB';
}

/** A role that lets us in is left as it is: other processes are on it. */
async function makeRole(
  admin: postgres.Sql,
  adminUrl: string,
  { name, password, also }: RoleToMake,
): Promise<void> {
  const [known] = await admin`select 1 from pg_roles where rolname = ${name}`;
  if (known && (await letsIn(urlOf(adminUrl, 'postgres', name, password)))) return;
  // Role statements take no parameters; the password is our own hex and the names are constants.
  const statement = `${known ? 'alter' : 'create'} role ${name} login ${also} password '${password.replaceAll(/[^0-9a-f]/g, '')}'`;
  await admin.unsafe(statement);
}

async function letsIn(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Made once, by whoever comes first. */
function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) {
    const secret = (): string => crypto.randomUUID().replaceAll('-', '');
    writeFileSync(file, JSON.stringify({ owner: secret(), app: secret() }), { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

function urlOf(adminUrl: string, database: string, user: string, password: string): string {
  const url = new URL(withDatabase(adminUrl, database));
  url.username = user;
  url.password = password;
  return url.href;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
