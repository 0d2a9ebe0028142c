import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { prepareCluster, type Cluster } from '#server/launch/cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';

/** The Postgres of the benches: their own, on this machine, with fsync on. It is kept from run to run. */
export interface BenchCluster extends Cluster {
  readonly adminUrl: string;
  /** Where the cluster and its secrets live. */
  readonly folder: string;
  stop(): Promise<void>;
}

const dataFolder = fileURLToPath(new URL('../../.tongpan/bench', import.meta.url));

/** Starts it; throws where it could lose what it confirmed, for a figure of such a cluster says nothing. */
export async function openCluster(): Promise<BenchCluster> {
  mkdirSync(dataFolder, { recursive: true });
  const { adminUrl, stop } = await startEmbeddedPostgres(`${dataFolder}/postgres`, { durable: true });
  const cluster = await prepareCluster(adminUrl, dataFolder, { durable: true });
  return { ...cluster, adminUrl, folder: dataFolder, stop };
}

/** One connection as the owner, that sees every row. */
export function ownerOf(cluster: BenchCluster, database: string): Sql {
  return openDatabase({
    url: cluster.ownerUrl(database),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'bench owner',
  });
}

/** Makes a database of the benches' own anew: what was in it is gone. */
export async function makeDatabase(cluster: BenchCluster, name: `bench_${string}`): Promise<void> {
  const sql = ownerOf(cluster, 'postgres');
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
    await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}

/** Starts a bench from a clean slate: no checkpoint of what was prepared falls into what is measured. */
export async function settle(cluster: BenchCluster): Promise<void> {
  const sql = openDatabase({
    url: `${cluster.adminUrl}/postgres`,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'bench admin',
  });
  await sql`select set_config('statement_timeout', '0', false)`;
  await sql`checkpoint`;
  await sql.end();
}
