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
}

interface Secrets {
  readonly owner: string;
  readonly app: string;
}

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
    const secrets = readSecrets(folder);
    await makeRole(admin, 'tongpan_owner', secrets.owner, 'CREATEDB');
    await makeRole(admin, 'tongpan_app', secrets.app, '');
    await admin`grant tongpan_owner to current_user`;
    await admin`grant pg_signal_backend to tongpan_owner`.catch(() => undefined);
    const [known] = await admin`select 1 from pg_database where datname = ${controlDatabase}`;
    if (!known) await admin`create database ${admin(controlDatabase)} owner tongpan_owner`;
    const as = (user: string, password: string) => (database: string) => {
      const url = new URL(withDatabase(adminUrl, database));
      url.username = user;
      url.password = password;
      return url.href;
    };
    const ownerUrl = as('tongpan_owner', secrets.owner);
    const cluster = {
      ownerUrl,
      appUrl: as('tongpan_app', secrets.app),
      controlUrl: ownerUrl(controlDatabase),
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

async function makeRole(
  sql: postgres.Sql,
  name: string,
  password: string,
  also: '' | 'CREATEDB',
): Promise<void> {
  const [known] = await sql`select 1 from pg_roles where rolname = ${name}`;
  // Role statements take no parameters; the password is our own hex and the names are constants.
  const statement = `${known ? 'alter' : 'create'} role ${name} login ${also} password '${password.replaceAll(/[^0-9a-f]/g, '')}'`;
  await sql.unsafe(statement);
}

function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secret = () => crypto.randomUUID().replaceAll('-', '');
  const secrets = { owner: secret(), app: secret() };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
