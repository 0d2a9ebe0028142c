import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, rounded, type Bench } from '../platform/figure.ts';

const rounds = 3;
const goalMs = 3000;
const waitMsMax = 300_000;
const pollMs = 20;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start` on a folder that holds a company with its demo: from the key press to the first answer. */
export const start: Bench = {
  name: 'start',
  run: async (say) => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-start-'));
    try {
      // The first start sets up Postgres, the schema and the demo company.
      const firstMs = await startOnce(folder);
      say(`first start, with an empty data folder: ${rounded(firstMs)} ms`);
      const warm: number[] = [];
      for (let round = 0; round < rounds; round++) {
        warm.push(await startOnce(folder));
        say(`warm start: ${rounded(warm.at(-1) ?? 0)} ms`);
      }
      const value = median(warm);
      return [
        {
          name: 'start',
          value: rounded(value),
          unit: 'ms',
          ratio: rounded(value / goalMs, 2),
          against: goalMs,
          goal: `< ${goalMs} ms from npm start to the first answer, warm`,
          ok: value < goalMs,
          detail: { firstMs: rounded(firstMs), rounds: warm.map((ms) => rounded(ms)) },
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Starts it as a person does, waits for the sign-in page, and stops it again. */
async function startOnce(folder: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, TONGPAN_DATA: folder, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await answered(`http://127.0.0.1:${port}/`, child, started);
    return performance.now() - started;
  } finally {
    // npm and what it started are one group: all of it is told.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}

async function answered(url: string, child: ChildProcess, started: number): Promise<void> {
  for (;;) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    if (performance.now() - started > waitMsMax) throw new Error('npm start did not answer in time');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
