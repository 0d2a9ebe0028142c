import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPostmaster } from '#server/launch/postmaster.ts';

const startScript = fileURLToPath(new URL('../../server/launch/start.ts', import.meta.url));
const startMsMax = 90_000;
const linesKeptMax = 200;

/** A server as a person starts it. It can be killed and started again; its port stays. */
export class ServerProcess {
  readonly port: number;
  readonly name: string;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  /** The last of what it said, for a report of what went wrong. */
  readonly said: string[] = [];

  constructor(name: string, port: number, environment: NodeJS.ProcessEnv) {
    this.name = name;
    this.port = port;
    const own = { PORT: String(port), HOST: '127.0.0.1', TONGPAN_DEMO: 'none', TONGPAN_MOMENT_DAYS: '0' };
    this.#environment = { ...environment, ...own };
  }

  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    if (this.isUp) return;
    const child = spawn(process.execPath, [startScript], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said.push(...text.trim().split('\n'));
        this.said.splice(0, this.said.length - linesKeptMax);
      });
    this.#child = child;
  }

  /** Until it answers; a server that ends instead is started again, as whoever looks after it does. */
  async ready(): Promise<void> {
    const deadline = performance.now() + startMsMax;
    for (;;) {
      this.start();
      if (await this.isReady()) return;
      if (performance.now() > deadline)
        throw new Error(`${this.name} is not ready:\n${this.said.slice(-20).join('\n')}`);
      await pause(100);
    }
  }

  isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/readyz`, { signal: AbortSignal.timeout(2000) })
      .then((response) => response.ok)
      .catch(() => false);
  }

  /** Answers the exit code; null where a signal ended it, or where it was not up. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.isUp) return null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    return ended;
  }
}

/** Kills every process of the Postgres on this data folder, as a power cut of that one program. */
export function killPostgres(dataFolder: string): number {
  const postmaster = readPostmaster(join(dataFolder, 'postgres', 'data'));
  if (!postmaster) return 0;
  const pids = [postmaster.pid, ...childrenOf(postmaster.pid)];
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
  return pids.length;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // After the program's name in parentheses come its state and its parent.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
