import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { backUp } from '#server/backup/backup.ts';
import { drill, isGood } from '#server/backup/drill.ts';
import { createCompany } from '#server/company/companies.ts';
import { prepareCluster } from '#server/launch/cluster.ts';
import { openDatabase } from '#server/platform/database.ts';
import { places, tradeADay } from '../invariants/small-chain.ts';

/** The newest Postgres of the system itself, by Debian's places; skipped by name where there is none. */
const programs = ['/usr/lib/postgresql']
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).map((version) => join(folder, version, 'bin')))
  .filter((folder) => existsSync(join(folder, 'initdb')))
  .sort()
  .at(-1);
const isRoot = process.getuid?.() === 0;
const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
const root = mkdtempSync(join(tmpdir(), 'tongpan-system-'));
let server: ChildProcess | undefined;

afterAll(async () => {
  if (server) {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  }
  rmSync(root, { recursive: true, force: true });
});

if (programs === undefined)
  process.stdout.write('SKIPPED: no system Postgres here to try the backup drill on\n');

test.skipIf(programs === undefined)(
  '[I36] the drill on a Postgres of the system: restored, it stands where it stood and keeps every invariant',
  { timeout: 120_000 },
  async () => {
    const adminUrl = await startSystemPostgres(programs ?? '');
    const cluster = await prepareCluster(adminUrl, root, { durable: true });
    const company = await createCompany(
      cluster,
      { slug: 'shop', nameZh: '小店', nameEn: 'Shop' },
      async (sql) => void (await sql.unsafe(places.replace(/^insert into company_settings.*$/m, ''))),
    );
    const url = cluster.appUrl(company.database);
    const app = openDatabase({ url, connectionsMax: 2, reach: 'all', applicationName: 'test' });
    await tradeADay(app);
    await app.end();
    const key = 'words that nobody guesses';
    const { folder } = await backUp(cluster, company, { folder: join(root, 'b'), key, nowMs: Date.now() });
    const report = await drill(cluster, { folder, key });
    expect(report).toMatchObject({ company: 'shop', isSameHead: true, broken: [] });
    expect(report.rows).toBeGreaterThan(50);
    expect(isGood(report)).toBe(true);
  },
);

/** Answers the address of its superuser once it answers. */
async function startSystemPostgres(bin: string): Promise<string> {
  const data = join(root, 'data');
  const passwordFile = join(root, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, 'words');
  spawnSync('chmod', ['755', root]);
  if (isRoot) for (const path of [data, passwordFile]) chownSync(path, user.uid ?? 0, user.gid ?? 0);
  const words = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=scram-sha-256'];
  const made = spawnSync(join(bin, 'initdb'), [...words, `--pwfile=${passwordFile}`], { ...user, cwd: '/' });
  if (made.status !== 0) throw new Error(String(made.stderr));
  const port = await freePort();
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`];
  server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  const adminUrl = `postgres://postgres:words@127.0.0.1:${port}`;
  await expect
    .poll(
      async () => {
        const sql = postgres(`${adminUrl}/postgres`, { max: 1, connect_timeout: 2 });
        const rows = await sql`select 1`.catch(() => []).finally(() => sql.end({ timeout: 1 }));
        return rows.length;
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  return adminUrl;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
