import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { makeDatabase, ownerOf, type BenchCluster } from '../platform/cluster.ts';
import { ceilingScripts, ceilingTables, type CeilingScript } from './scripts.ts';

const ceilingDatabase = 'bench_ceiling';

/** pgbench doing the least equal work, on tables of its own in the same cluster. */
export interface Ceiling {
  /** Transactions a second of one run; undefined where this machine has no pgbench. */
  measure(script: CeilingScript, clients: number, seconds: number): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function openCeiling(cluster: BenchCluster, say: (line: string) => void): Promise<Ceiling> {
  const pgbench = findPgbench();
  if (pgbench === undefined) {
    say('no pgbench in PATH or /usr/lib/postgresql: figures come without a ratio');
    return { measure: () => Promise.resolve(undefined), close: () => Promise.resolve() };
  }
  await makeDatabase(cluster, ceilingDatabase);
  const sql = ownerOf(cluster, ceilingDatabase);
  await sql.unsafe(ceilingTables);
  await sql`vacuum analyze`;
  await sql.end();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  for (const [name, text] of Object.entries(ceilingScripts))
    await writeFile(join(folder, `${name}.sql`), text);
  return {
    measure: async (script, clients, seconds) => {
      const load = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds)];
      const file = ['-f', join(folder, `${script}.sql`)];
      const { stdout } = await promisify(execFile)(pgbench, [...load, ...file], { env: placeOf(cluster) });
      const rate = /tps = ([\d.]+)/.exec(stdout)?.[1];
      if (rate === undefined) throw new Error(`pgbench said no rate: ${stdout}`);
      return Number(rate);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Where pgbench connects, in its environment: a password has no place in a list of processes. */
function placeOf(cluster: BenchCluster): NodeJS.ProcessEnv {
  const url = new URL(cluster.ownerUrl(ceilingDatabase));
  return {
    ...process.env,
    PGHOST: url.hostname,
    PGPORT: url.port,
    PGUSER: url.username,
    PGPASSWORD: url.password,
    PGDATABASE: ceilingDatabase,
  };
}

function findPgbench(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(root, version, 'bin')),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path));
}
