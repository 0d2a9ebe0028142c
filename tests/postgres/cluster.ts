import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { migrate } from '#drizzle/migrate.ts';
import { prepareCluster, type Cluster } from '#server/launch/cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';

const folder = fileURLToPath(new URL('../../.tongpan/tests', import.meta.url));

export interface TestCluster extends Cluster {
  /** Stops it, unless another run of the tests is still on it. */
  stop(): Promise<void>;
}

let opened: Promise<TestCluster> | undefined;

/** The tests' own Postgres (nothing in it survives a power cut), started once and adopted by every test file. */
export function testCluster(): Promise<TestCluster> {
  opened ??= open();
  return opened;
}

async function open(): Promise<TestCluster> {
  mkdirSync(folder, { recursive: true });
  const { adminUrl, stop } = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
  return { ...(await prepareCluster(adminUrl, folder, { durable: false })), stop };
}

/** An empty company database of today's schema, copied from a template. `drop` when the file is done. */
export async function freshDatabase(): Promise<{
  readonly ownerUrl: string;
  readonly appUrl: string;
  drop(): Promise<void>;
}> {
  const cluster = await testCluster();
  const template = `template_${schemaHash()}`;
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await withControl(cluster, async (sql) => {
    await sql`select pg_advisory_lock(5)`;
    const [known] = await sql`select 1 from pg_database where datname = ${template}`;
    if (!known) {
      const making = `making_${template}`;
      await sql`drop database if exists ${sql(making)} with (force)`;
      await sql`create database ${sql(making)} owner tongpan_owner`;
      await migrate(cluster.ownerUrl(making), 'company');
      await sql`alter database ${sql(making)} rename to ${sql(template)}`;
    }
    await sql`create database ${sql(name)} template ${sql(template)} owner tongpan_owner`;
  });
  return {
    ownerUrl: cluster.ownerUrl(name),
    appUrl: cluster.appUrl(name),
    drop: () =>
      withControl(
        cluster,
        async (sql) => void (await sql`drop database if exists ${sql(name)} with (force)`),
      ),
  };
}

async function withControl(cluster: Cluster, run: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}

/** A template is for one set of migrations; another set makes another. */
function schemaHash(): string {
  const migrations = fileURLToPath(new URL('../../drizzle/migrations/company', import.meta.url));
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations)
    .filter((one) => one.endsWith('.sql'))
    .sort())
    hash.update(readFileSync(join(migrations, file)));
  return hash.digest('hex').slice(0, 12);
}
