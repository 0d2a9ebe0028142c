import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrate } from '#drizzle/migrate.ts';
import { openDatabase } from '#server/platform/database.ts';
import { testCluster } from '../postgres/cluster.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const killsAfterMs = [0, 15, 40, 80, 160];

/** Migrates in a process of its own, which is killed so long after it began to speak to the database. */
function migrateAndDie(url: string, killAfterMs: number): Promise<void> {
  const code = `process.stdout.write('begun'); const { migrate } = await import('#drizzle/migrate.ts'); await migrate(process.argv[1], 'company');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, url], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), 250 + killAfterMs));
  return ended;
}

test('[F33] [I37] a migration that is killed half-way leaves nothing behind, and is finished by the next', async () => {
  const cluster = await testCluster();
  const tag = crypto.randomUUID().replaceAll('-', '');
  const admin = openDatabase({
    url: cluster.controlUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  const tablesOf = async (name: string): Promise<unknown> => {
    const sql = openDatabase({
      url: cluster.ownerUrl(name),
      connectionsMax: 1,
      reach: 'all',
      applicationName: 'test',
    });
    try {
      return await sql`select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2`;
    } finally {
      await sql.end();
    }
  };
  const names = [`whole_${tag}`, `killed_${tag}`];
  for (const name of names) await admin`create database ${admin(name)} owner tongpan_owner`;
  const [whole = '', killed = ''] = names;
  await migrate(cluster.ownerUrl(whole), 'company');
  const expected = JSON.stringify(await tablesOf(whole));
  for (const killAfterMs of killsAfterMs) {
    await migrateAndDie(cluster.ownerUrl(killed), killAfterMs);
    // What stands there is all or nothing, but for the table that counts migrations.
    const tables = JSON.stringify(
      ((await tablesOf(killed)) as { table_name: string }[]).filter(
        ({ table_name }) => table_name !== 'migrations',
      ),
    );
    if (tables !== '[]') expect(JSON.stringify(await tablesOf(killed))).toBe(expected);
  }
  await migrate(cluster.ownerUrl(killed), 'company');
  expect(JSON.stringify(await tablesOf(killed))).toBe(expected);
  for (const name of names) await admin`drop database ${admin(name)} with (force)`;
  await admin.end();
}, 120_000);
