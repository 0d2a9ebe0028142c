import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadHttp } from '../http/http-load.ts';
import { startServer, openCookies, type BenchServer } from '../http/server.ts';
import type { LoadResult } from '../commit/load.ts';
import { openCluster } from '../platform/cluster.ts';
import { cpuOf } from '../platform/cpu.ts';
import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { buildWorld, type World } from '../platform/world.ts';
import type { Commit, CrowdOrder, Judged } from './crowd.ts';
import { benchOrigin, openWatchers, type WatcherGroup } from './watchers.ts';

const documentsPerSecond = 200;
const linesOfDocument = 10;
export const tills = 16;
const rounds = 3;
const secondsOfRound = 8;
const settleMs = 1500;
const slowWatchers = 20;
/** Those who watch first: with them the process grows once to what it works in, whoever comes after. */
const warmWatchers = 100;

export interface Round {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly httpP99Ms: number;
  readonly httpP50Ms: number;
  readonly perSecond: number;
  readonly cores: number;
  readonly kbWatcher: number;
  readonly framesPerSecond: number;
  readonly kbFrame: number;
  readonly closed: number;
}

/** 2,000 movements a second into the ledger, and everybody who watches: from the beginning of the commit to the client. */
export const wallFanout: Bench = {
  name: 'wall-fanout',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.adopt(await openCluster(), (open) => open.stop());
    const world = stack.adopt(await buildWorld(cluster, say), (open) => open.close());
    const thousand = await openWatchers(world, 1000);
    // With an address of its own the server takes more sockets from one machine than it takes from a stranger's.
    process.env['ORIGIN'] = benchOrigin;
    const server = stack.adopt(await startServer(cluster), (open) => open.stop());
    const cookies = await openCookies(world, tills);
    const trial = { world, server, cookies, say };
    await write(trial, 3);
    const warm = await openWatchers(world, warmWatchers);
    const restKb = residentKb(server.pid);
    await watch(trial, warm, 0);
    const grownKb = residentKb(server.pid) - restKb;
    // Nobody watches, a thousand do, a thousand and some that hardly read: in turn, so that a neighbour hits all alike.
    const seen = { none: [] as LoadResult[], thousand: [] as Round[], slow: [] as Round[] };
    for (let round = 0; round < rounds; round++) {
      seen.none.push(await write(trial, secondsOfRound));
      seen.thousand.push(await watch(trial, thousand, 0));
      seen.slow.push(await watch(trial, thousand, slowWatchers));
    }
    const many = await openWatchers(world, 5000);
    const five: Round[] = [];
    for (let round = 0; round < rounds; round++) five.push(await watch(trial, many, 0));
    return figuresOf(seen, five, grownKb);
  },
};

/** A server with a company in it, and tills that sell there. */
export interface Trial {
  readonly world: World;
  readonly server: BenchServer;
  readonly cookies: readonly string[];
  readonly say: (line: string) => void;
}

export function write({ world, server, cookies }: Trial, seconds: number): Promise<LoadResult> {
  const plan = { kind: 'any', lines: linesOfDocument } as const;
  return loadHttp(world, server, cookies, {
    plan,
    clients: tills,
    seconds,
    asksPerSecond: documentsPerSecond,
  });
}

export async function watch(trial: Trial, groups: readonly WatcherGroup[], slow: number): Promise<Round> {
  const { world, server, say } = trial;
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(openCrowd(), (open) => open.close());
  const emptyKb = residentKb(server.pid);
  await crowd.tell({ act: 'join', port: server.port, groups, slow });
  await pause(settleMs);
  await crowd.tell({ act: 'begin' });
  const [before] = await world.owner<{ at: Date }[]>`select now() as at`;
  const start = { cpu: cpuOf(server.pid) ?? Number.NaN, at: performance.now() };
  const written = await write(trial, secondsOfRound);
  const tookMs = performance.now() - start.at;
  const cores = ((cpuOf(server.pid) ?? Number.NaN) - start.cpu) / tookMs;
  await pause(settleMs);
  const commits = await world.owner<{ store: number; position: number; at: number }[]>`
    select l.store_id as store, d.position, extract(epoch from d.recorded_at)::float8 * 1000 as at
    from documents d join locations l on l.id = d.location_id
    where d.recorded_at > ${before?.at ?? new Date()} and d.kind = 'sale' and d.position is not null`;
  const judged = (await crowd.tell({
    act: 'judge',
    commits: commits.map(({ store, position, at }): Commit => [store, position, at]),
  })) as Judged;
  const round: Round = {
    p50Ms: fromHistogram(judged.histogram, 0.5),
    p99Ms: fromHistogram(judged.histogram, 0.99),
    httpP50Ms: written.p50Ms,
    httpP99Ms: written.p99Ms,
    perSecond: written.perSecond,
    cores: rounded(cores, 2),
    kbWatcher: rounded((residentKb(server.pid) - emptyKb) / judged.watchers, 1),
    framesPerSecond: Math.round((judged.frames * 1000) / tookMs),
    kbFrame: rounded(judged.bytes / judged.frames / 1024, 2),
    closed: judged.closed,
  };
  say(`${judged.watchers} watchers${slow > 0 ? ` and ${slow} slow ones` : ''}: ${JSON.stringify(round)}`);
  await crowd.tell({ act: 'leave' });
  await pause(settleMs);
  return round;
}

function figuresOf(
  {
    none,
    thousand,
    slow,
  }: { none: readonly LoadResult[]; thousand: readonly Round[]; slow: readonly Round[] },
  five: readonly Round[],
  grownKb: number,
): Figure[] {
  const middle = (list: readonly Round[], key: keyof Round): number =>
    median(list.map((round) => round[key]));
  const figure = (
    name: string,
    value: number,
    unit: string,
    most: number,
    detail: Figure['detail'],
  ): Figure => ({
    name,
    value: rounded(value, 2),
    unit,
    ratio: rounded(value / most, 2),
    against: most,
    goal: `<= ${most} ${unit}`,
    ok: value <= most,
    detail,
  });
  const http = median(none.map((result) => result.p50Ms));
  return [
    figure('wall-fanout', middle(thousand, 'p99Ms'), 'ms p99', 150, { rounds: thousand }),
    figure('wall-fanout-http', middle(thousand, 'httpP99Ms'), 'ms p99', 100, {
      perSecond: middle(thousand, 'perSecond'),
    }),
    figure('wall-fanout-cpu', middle(thousand, 'cores'), 'core', 0.6, {}),
    // What the server has grown by for one crowd it keeps for the next: the largest is told, and what it grew for the first few.
    figure(
      'wall-fanout-memory',
      Math.max(...[...thousand, ...five].map((round) => round.kbWatcher)),
      'kB a watcher',
      60,
      { warmWatchers, grownMb: rounded(grownKb / 1024), five: five.map((round) => round.kbWatcher) },
    ),
    figure('wall-fanout-5000', middle(five, 'p99Ms'), 'ms p99', 250, { rounds: five }),
    figure('wall-fanout-slow', middle(slow, 'p99Ms') / middle(thousand, 'p99Ms'), '× p99', 1.2, {
      rounds: slow,
    }),
    figure('wall-fanout-writers', middle(thousand, 'httpP50Ms') / http, '× p50 of writers', 1.2, {
      alone: none.map(({ p50Ms, p99Ms }) => ({ p50Ms, p99Ms })),
    }),
  ];
}

function openCrowd() {
  const child = fork(fileURLToPath(new URL('crowd.ts', import.meta.url)));
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the watchers ended with ${code}`)));
  });
  died.catch(() => undefined);
  return {
    tell: (order: CrowdOrder): Promise<unknown> => {
      const answer = new Promise((resolve) => child.once('message', resolve));
      child.send(order);
      return Promise.race([answer, died]);
    },
    close: async () => void child.kill(),
  };
}

function fromHistogram(histogram: readonly number[], part: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of histogram.entries()) {
    seen += count;
    if (seen >= total * part && total > 0) return ms;
  }
  return Number.NaN;
}

function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
