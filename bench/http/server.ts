import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AccountId } from '#domain/identity/ids.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Sessions } from '#server/identity/sessions.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openLocations } from '#server/platform/locations.ts';
import type { BenchCluster } from '../platform/cluster.ts';
import type { World } from '../platform/world.ts';

const startMsMax = 30_000;

/** The server as a person starts it, in a process of its own, on the benches' Postgres. */
export interface BenchServer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startServer(cluster: BenchCluster): Promise<BenchServer> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../server/launch/start.ts', import.meta.url))],
    {
      env: {
        ...process.env,
        DATABASE_URL: cluster.adminUrl,
        TONGPAN_DATA: cluster.folder,
        TONGPAN_DEMO: 'none',
        HOST: '127.0.0.1',
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let isStopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      if (!isStopping) process.stderr.write(`  the server ended by itself: ${signal ?? code}\n`);
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not start in time')), startMsMax);
    void ended.then(() => reject(new Error('the server ended instead of starting')));
    lines.on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (found === undefined) return void process.stderr.write(`  ${line}\n`);
      clearTimeout(timer);
      resolve(Number(found));
    });
  });
  if (child.pid === undefined) throw new Error('the server has no process');
  return {
    pid: child.pid,
    port,
    stop: async () => {
      isStopping = true;
      child.kill('SIGTERM');
      await ended;
      lines.close();
    },
  };
}

/** Signs the bench's account in so many times; each cookie is one device. */
export async function openCookies(world: Pick<World, 'row' | 'ledgerSql'>, count: number): Promise<string[]> {
  const locations = await openLocations(world.ledgerSql);
  const sessions = new Sessions({ slug: world.row.slug, locations, ledgerSql: world.ledgerSql }, systemClock);
  const cookies: string[] = [];
  for (let index = 0; index < count; index++) {
    const { secret } = await sessions.open(1 as AccountId, 'bench');
    cookies.push(`${cookieName}=${world.row.slug}.${secret}`);
  }
  return cookies;
}
