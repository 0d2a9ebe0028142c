import { openDatabase, type Sql } from '#server/platform/database.ts';

/** The Postgres that a bench runs against: on this machine, durable, and nobody else's. */
export interface Cluster {
  urlOf(user: 'tongpan_owner' | 'tongpan_app', database: string): string;
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * `BENCH_POSTGRES` (postgres://127.0.0.1:55432) names a cluster that has the roles tongpan_owner and tongpan_app.
 * Load goes to this machine only.
 */
export async function openCluster(): Promise<Cluster> {
  const given = process.env['BENCH_POSTGRES'];
  if (given === undefined)
    throw new Error('Set BENCH_POSTGRES to a local cluster, for example postgres://127.0.0.1:5432');
  const { hostname, port } = new URL(given);
  if (hostname !== '127.0.0.1') throw new Error(`benches load 127.0.0.1 only, not ${hostname}`);
  const cluster: Cluster = {
    host: hostname,
    port: Number(port || 5432),
    urlOf: (user, database) => `postgres://${user}@${hostname}:${port || 5432}/${database}`,
    stop: () => Promise.resolve(),
  };
  await assertDurable(cluster);
  return cluster;
}

/** A figure of a cluster that may lose commits says nothing. */
async function assertDurable(cluster: Cluster): Promise<void> {
  const sql = ownerOf(cluster, 'postgres');
  try {
    const rows = await sql<{ name: string; setting: string }[]>`
      select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`;
    const loose = rows.filter((row) => row.setting !== 'on').map((row) => row.name);
    if (loose.length > 0) throw new Error(`the bench needs ${loose.join(', ')} on`);
  } finally {
    await sql.end();
  }
}

/** One connection as the owner, that sees every row. */
export function ownerOf(cluster: Cluster, database: string): Sql {
  const url = cluster.urlOf('tongpan_owner', database);
  return openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'bench-owner' });
}

/** Makes a database anew: what a bench named before is gone. */
export async function makeDatabase(cluster: Cluster, name: `tp_${string}`): Promise<void> {
  const sql = ownerOf(cluster, 'postgres');
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
    await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}
