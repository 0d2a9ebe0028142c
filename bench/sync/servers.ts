import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { migrate } from '#drizzle/migrate.ts';
import { cpuOf } from '../platform/cpu.ts';
import { makeDatabase, openCluster, type BenchCluster } from '../platform/cluster.ts';
import { hocuspocusScript, packages, yWebsocketScript } from './peer-scripts.ts';

/** How a server's frames are wrapped. */
export type Flavour = 'ours' | 'y' | 'hocuspocus';
export type ServerName = 'ours' | 'relay' | 'y-websocket' | 'y-websocket-leveldb' | 'hocuspocus-postgres';

export interface SyncServer {
  readonly name: ServerName;
  readonly flavour: Flavour;
  readonly pid: number;
  readonly url: string;
  cpuMs(): number;
  /** What waits in each of its sockets to be read, bytes; the kernel's part not counted. */
  buffered(): Promise<readonly number[]>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const folder = fileURLToPath(new URL('../../.tongpan/bench/sync-peers', import.meta.url));
const startMsMax = 20_000;
/** `SYNC_PROFILES=FOLDER`: every server leaves a CPU profile there. */
const profiles = process.env['SYNC_PROFILES'];
const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];

/** The peers in a folder of their own; installed when they are not there. */
export function installPeers(say: (line: string) => void): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/hocuspocus.js`, hocuspocusScript);
  writeFileSync(`${folder}/y-websocket.js`, yWebsocketScript);
  if (existsSync(`${folder}/node_modules/@hocuspocus/server`)) return;
  say('installing the peers');
  writeFileSync(`${folder}/package.json`, '{"private":true,"type":"module"}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: folder });
}

export interface SyncStage extends AsyncDisposable {
  readonly cluster: BenchCluster;
  readonly databaseUrl: string;
  start(name: ServerName): Promise<SyncServer>;
}

/** A fresh database with today's tables, on the benches' Postgres. */
export async function openSyncStage(say: (line: string) => void): Promise<SyncStage> {
  installPeers(say);
  const cluster = await openCluster();
  await makeDatabase(cluster, 'bench_sync');
  await migrate(cluster.ownerUrl('bench_sync'), 'company');
  const databaseUrl = cluster.ownerUrl('bench_sync');
  const running = new Set<SyncServer>();
  return {
    cluster,
    databaseUrl,
    start: async (name) => {
      const server = await startServer(name, databaseUrl);
      running.add(server);
      return server;
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of running) await server.kill('SIGKILL');
      await cluster.stop();
    },
  };
}

async function startServer(name: ServerName, databaseUrl: string): Promise<SyncServer> {
  const port = await freePort();
  const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const levelFolder = `${folder}/level-${port}`;
  const start = (words: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): ChildProcess =>
    spawn(process.execPath, [...profiling, '--import', file('buffered-probe.ts'), ...words], {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(cwd === undefined ? {} : { cwd }),
    });
  const child = {
    ours: () => start([file('serve-ours.ts'), databaseUrl]),
    relay: () => start([file('serve-relay.ts')]),
    'y-websocket': () => start(['y-websocket.js', String(port)], {}, folder),
    'y-websocket-leveldb': () =>
      start(['y-websocket.js', String(port)], { YPERSISTENCE: levelFolder }, folder),
    'hocuspocus-postgres': () => start(['hocuspocus.js', databaseUrl, String(port)], {}, folder),
  }[name]();
  const bound = await portOf(child, name);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const path = name === 'ours' ? '/api/live/bench' : '';
  return {
    name,
    flavour: name === 'ours' ? 'ours' : name === 'hocuspocus-postgres' ? 'hocuspocus' : 'y',
    pid,
    url: `ws://127.0.0.1:${bound}${path}`,
    cpuMs: () => cpuOf(pid) ?? Number.NaN,
    buffered: () => askBuffered(child),
    kill: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
      rmSync(levelFolder, { recursive: true, force: true });
    },
  };
}

function portOf(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not start in time`)), startMsMax);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    if (!child.stdout) return reject(new Error(`${name} says nothing`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/** Asks the probe that runs in the server, whichever it is. */
function askBuffered(child: ChildProcess): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const { stdout } = child;
    if (!stdout) return reject(new Error('the server says nothing'));
    let text = '';
    const hear = (data: Buffer): void => {
      text += data.toString('latin1');
      const found = /^buffered (\[.*\])$/m.exec(text)?.[1];
      if (found === undefined) return;
      stdout.off('data', hear);
      resolve(JSON.parse(found) as number[]);
    };
    stdout.on('data', hear);
    child.kill('SIGUSR2');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
