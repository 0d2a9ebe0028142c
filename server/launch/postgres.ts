import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { archiveSettings, makeSpool } from './postgres-archive.ts';
import { dataFolderOf } from './postgres-data.ts';
import { findPrograms, findRunner, type Runner } from './postgres-programs.ts';
import { choosePort, rememberPort } from './postgres-port.ts';
import { forgetStranger, readPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  /** The folder of its cluster. */
  readonly data: string;
  /** Address of the cluster's superuser, without a database. */
  readonly adminUrl: string;
  /** Whether anybody else is connected to it. */
  isShared(): Promise<boolean>;
  /** Starts it again, on the same port, whenever it ends before `stop`. `say` is told. */
  keepUp(say: (text: string) => void): void;
  /** Stops it, unless somebody else is connected: the last who leaves turns it off. */
  stop(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly data: string;
  readonly bin: string;
  readonly runner: Runner;
  readonly options: EmbeddedOptions;
}

export interface EmbeddedOptions {
  /** `false` is for tests only: nothing survives a power cut. */
  readonly durable: boolean;
  /** Hands each whole piece of its log to the spool beside its data, once somebody asked for it there. */
  readonly archives?: boolean;
  /** For a cluster that is brought to a moment: what it needs besides, for this start only. */
  readonly recovery?: Readonly<Record<string, string>>;
}

/** After a kill -9 the processes that were left go first; Postgres refuses to start for some seconds. */
const launchesMax = 10;
/** Recovery of a crash reads at most max_wal_size: it takes minutes on a slow disk. */
const readyMsMax = 300_000;
/** A recovery to a moment reads a day of log, and is not tried again: it would end at the same place. */
const recoveryMsMax = 6 * 3_600_000;
const pollMs = 50;
const watchMs = 500;
const relaunchMs = 1000;
/** How long connections that were closed may take to be gone. */
const leavingMsMax = 500;

/**
 * Starts the embedded Postgres on a folder, or adopts the one that runs there. It listens on a port of 127.0.0.1 that
 * the folder remembers.
 */
export async function startEmbeddedPostgres(
  folder: string,
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const runner = findRunner(folder);
  const place: Place = {
    folder,
    data: dataFolderOf(folder),
    bin: findPrograms(folder, runner),
    runner,
    options,
  };
  const password = readPassword(folder);
  if (!existsSync(place.data)) initialise(place);
  if (options.archives) makeSpool(place.data, runner);
  const port = await launchUntilReady(place, (at) => adminUrlOf(password, at));
  const adminUrl = adminUrlOf(password, port);
  let watch: NodeJS.Timeout | undefined;
  let relaunch: Promise<unknown> | undefined;
  const look = (say: (text: string) => void): void => {
    if (relaunch || readPostmaster(place.data)) return;
    say('Postgres ended; it is started again.');
    relaunch = launchUntilReady(place, (at) => adminUrlOf(password, at))
      .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
      .finally(() => (relaunch = undefined));
  };
  return {
    data: place.data,
    adminUrl,
    isShared: () => hasOthers(adminUrl),
    keepUp: (say) => {
      watch ??= setInterval(look, watchMs, say);
    },
    stop: async () => {
      clearInterval(watch);
      await relaunch;
      await stop(place, adminUrl);
    },
  };
}

function adminUrlOf(password: string, port: number): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}`;
}

/** Two who start at once agree on the first one's. */
function readPassword(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) {
    try {
      writeFileSync(file, crypto.randomUUID().replaceAll('-', ''), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
  }
  return readFileSync(file, 'utf8').trim();
}

/** Set up beside its place and moved there when whole: what was killed half-way is never taken for a cluster. */
function initialise(place: Place): void {
  const { folder, data, runner } = place;
  const making = `${data}.${process.pid}`;
  const passwordFile = join(folder, 'password');
  mkdirSync(making, { mode: 0o700 });
  if (runner.user) spawnSync('chown', [`${runner.user.uid}:${runner.user.gid}`, making, passwordFile]);
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const args = [
    '-D',
    making,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    ...locale,
  ];
  const { program, words, options } = commandOf(place, 'initdb', args);
  const made = spawnSync(program, words, { ...options, encoding: 'utf8' });
  if (made.status === 0 && !existsSync(data)) return renameSync(making, data);
  rmSync(making, { recursive: true, force: true });
  if (existsSync(data)) return;
  throw new Error(
    `Postgres could not be set up in ${folder}:\n${made.stderr ?? ''}${made.error?.message ?? ''}\n` +
      'Name a folder that an ordinary user may enter with TONGPAN_DATA, or a Postgres of your own with DATABASE_URL.',
  );
}

/** Gives the port on which Postgres answers. Launches it again where it ends, as after a kill -9 or on a taken port. */
async function launchUntilReady(place: Place, urlOf: (port: number) => string): Promise<number> {
  const { recovery } = place.options;
  const deadline = performance.now() + (recovery ? recoveryMsMax : readyMsMax);
  let child: ChildProcess | undefined;
  let port = 0;
  for (let launches = 0; performance.now() < deadline;) {
    const running = readPostmaster(place.data);
    if (!running && hasEnded(child)) {
      if (launches === (recovery ? 1 : launchesMax)) break;
      if (launches > 0) await pause(relaunchMs);
      forgetStranger(place.data);
      port = await choosePort(place.folder);
      child = launch(place, port);
      launches += 1;
    }
    if (running) port = running.port;
    if (await answers(urlOf(port))) {
      rememberPort(place.folder, port);
      return port;
    }
    await pause(pollMs);
  }
  throw new Error(`Postgres does not start; the end of ${join(place.folder, 'postgres.log')} says why.`);
}

function hasEnded(child: ChildProcess | undefined): boolean {
  return child === undefined || child.exitCode !== null || child.signalCode !== null;
}

function launch(place: Place, port: number): ChildProcess {
  const { durable, archives, recovery } = place.options;
  const safe = durable ? 'on' : 'off';
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: `${sharedBuffersMb(totalmem())}MB`,
    max_wal_size: '2GB',
    fsync: safe,
    synchronous_commit: safe,
    full_page_writes: safe,
    random_page_cost: 1.1,
    jit: 'off',
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...(archives ? archiveSettings : {}),
    ...recovery,
  };
  const args = [
    '-D',
    place.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const { program, words, options } = commandOf(place, 'postgres', args);
  const log = openSync(join(place.folder, 'postgres.log'), 'a');
  const child = spawn(program, words, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}

/** A sixteenth of the machine's memory, 1 GB at most: a year of a chain then stays in it, and is not copied in page by page. */
function sharedBuffersMb(memoryBytes: number): number {
  return Math.min(1024, Math.max(256, Math.floor(memoryBytes / 2 ** 24)));
}

async function answers(url: string): Promise<boolean> {
  const sql = openAdmin(url);
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === '28P01')
      throw new Error(
        'The embedded Postgres does not know its password: its folder holds another one’s file.',
        { cause: error },
      );
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function stop(place: Place, adminUrl: string): Promise<void> {
  if (!readPostmaster(place.data) || (await hasOthers(adminUrl))) return;
  const { program, words, options } = commandOf(place, 'pg_ctl', [
    '-D',
    place.data,
    '-m',
    'fast',
    '-w',
    '-t',
    '60',
    'stop',
  ]);
  await new Promise<void>((resolve) => {
    spawn(program, words, { ...options, stdio: 'ignore' }).on('exit', () => resolve());
  });
}

async function hasOthers(adminUrl: string): Promise<boolean> {
  const sql = openAdmin(adminUrl);
  try {
    for (
      const deadline = performance.now() + leavingMsMax;
      performance.now() < deadline;
      await pause(pollMs)
    ) {
      const others = await sql`
        select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`;
      if (others.length === 0) return false;
    }
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function openAdmin(url: string): postgres.Sql {
  return postgres(`${url}/postgres`, { max: 1, connect_timeout: 5, onnotice: () => undefined });
}

function commandOf({ bin, runner }: Place, name: string, args: readonly string[]) {
  const [program = '', ...words] = [...runner.before, join(bin, name), ...args];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  return { program, words, options: { ...runner.user, cwd: '/', env } };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
