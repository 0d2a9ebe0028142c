import { writeFile } from 'node:fs/promises';
import type { CDPSession, Page } from '@playwright/test';
import { loadHttp } from '../http/http-load.ts';
import { openCookies, startServer } from '../http/server.ts';
import { openCluster } from '../platform/cluster.ts';
import { median, percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { openBrowser } from './browser.ts';
import { buildChain, skusOfChain, storesOfChain } from './chain.ts';

const documentsPerSecond = 200;
const linesOfDocument = 10;
const tills = 16;
const warmSeconds = 4;
const rounds = 3;
const secondsOfRound = 10;
const settleMs = 1000;

interface Round {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mainMsOfTick: number;
  readonly ticks: number;
  readonly longFrames: number;
  readonly longestMs: number;
  readonly heapMb: number;
}

/** From the beginning of a commit to the frame of the screen that shows it: a thousand stores in a headless Chromium. */
export const wallPixel: Bench = {
  name: 'wall-pixel',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.adopt(await openCluster(), (open) => open.stop());
    const chain = stack.adopt(await buildChain(cluster, say), (open) => open.close());
    const server = stack.adopt(await startServer(cluster), (open) => open.stop());
    const cookies = await openCookies(chain, tills);
    const browser = stack.adopt(await openBrowser(), (open) => open.close());
    const context = await browser.newContext({
      baseURL: `http://127.0.0.1:${server.port}`,
      viewport: { width: 1920, height: 1080 },
    });
    const [name = '', value = ''] = (cookies[0] ?? '').split('=');
    await context.addCookies([{ name, value, url: `http://127.0.0.1:${server.port}` }]);
    const page = await context.newPage();
    await page.addInitScript(note);
    const write = (seconds: number) =>
      loadHttp(chain, server, cookies, {
        plan: { kind: 'any', lines: linesOfDocument, stores: storesOfChain, skus: skusOfChain },
        clients: tills,
        seconds,
        asksPerSecond: documentsPerSecond,
      });
    await page.goto('/wall');
    await page.locator(`#wall-active-tile[aria-setsize="${storesOfChain}"]`).waitFor({ state: 'attached' });
    const devtools = await context.newCDPSession(page);
    // The main thread's own CPU: what neighbours on the machine take is not the page's.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await write(warmSeconds);
    if (process.env['WALL_PROFILE']) await profile(devtools, () => write(secondsOfRound));
    const seen: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = await nowOf(chain.owner);
      const before = await standing(page, devtools);
      await write(secondsOfRound);
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const after = await standing(page, devtools);
      const commits = await chain.owner<{ store: number; position: number; at: number }[]>`
        select l.store_id as store, d.position, extract(epoch from d.recorded_at)::float8 * 1000 as at
        from documents d join locations l on l.id = d.location_id where d.recorded_at > ${startedAt} and d.kind = 'sale'`;
      const waitsMs = await page.evaluate(judge, [...commits]);
      const ticks = after.ticks - before.ticks;
      seen.push({
        p50Ms: rounded(percentile(waitsMs, 0.5)),
        p99Ms: rounded(percentile(waitsMs, 0.99)),
        mainMsOfTick: rounded(((after.taskSeconds - before.taskSeconds) * 1000) / ticks, 2),
        ticks,
        longFrames: after.long.length - before.long.length,
        longestMs: Math.max(0, ...after.long.slice(before.long.length)),
        heapMb: rounded(await heapOf(devtools), 2),
      });
      say(`${waitsMs.length} documents seen: ${JSON.stringify(seen.at(-1))}`);
    }
    return figuresOf(seen);
  },
};

/** Runs in the page before anything else: notes which positions were drawn and when their frame was out. */
function note(): void {
  const drawn = new Map<number, [position: number, atMs: number][]>();
  const long: number[] = [];
  const board = { drawn, long, ticks: 0 };
  Object.assign(globalThis, { board });
  addEventListener(
    'tilesdrawn',
    (event) => {
      const tiles = (event as CustomEvent<readonly (readonly [number, number])[]>).detail;
      board.ticks += 1;
      // The frame is out when the task after the next animation frame runs.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const atMs = performance.timeOrigin + performance.now();
          for (const [store, position] of tiles) {
            const list = drawn.get(store) ?? [];
            list.push([position, atMs]);
            drawn.set(store, list.slice(-400));
          }
        };
        channel.port2.postMessage(null);
      });
    },
    true,
  );
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) long.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
}

/** Runs in the page: how long after its beginning each document was on the screen; those out of sight are not asked. */
function judge(commits: readonly { store: number; position: number; at: number }[]): number[] {
  const { drawn } = (globalThis as unknown as { board: { drawn: Map<number, [number, number][]> } }).board;
  const waits = commits.flatMap(({ store, position, at }) => {
    const shown = drawn.get(store)?.find(([drawnPosition]) => drawnPosition >= position);
    return shown ? [shown[1] - at] : [];
  });
  // What this bench noted is not the page's heap.
  drawn.clear();
  return waits;
}

async function standing(page: Page, devtools: CDPSession) {
  const { long, ticks } = await page.evaluate(() => {
    const { board } = globalThis as unknown as { board: { long: number[]; ticks: number } };
    return { long: board.long, ticks: board.ticks };
  });
  const { metrics } = (await devtools.send('Performance.getMetrics')) as {
    metrics: { name: string; value: number }[];
  };
  return {
    long,
    ticks,
    taskSeconds: metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN,
  };
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 2 ** 20;
}

function figuresOf(seen: readonly Round[]): Figure[] {
  const middle = (key: keyof Round): number => median(seen.map((round) => round[key]));
  const figure = (name: string, value: number, unit: string, most: number): Figure => ({
    name,
    value,
    unit,
    ratio: rounded(value / most, 2),
    against: most,
    goal: `<= ${most} ${unit}`,
    ok: value <= most,
    detail: {},
  });
  const [first, last] = [seen[0]?.heapMb ?? Number.NaN, seen.at(-1)?.heapMb ?? Number.NaN];
  return [
    {
      ...figure('wall-pixel', middle('p99Ms'), 'ms p99', 250),
      detail: { stores: storesOfChain, rounds: seen },
    },
    figure('wall-pixel-main', middle('mainMsOfTick'), 'ms a tick', 15),
    figure('wall-pixel-frame', middle('longestMs'), 'ms of the longest task', 50),
    figure('wall-pixel-heap', rounded(last / first, 3), '× heap of the first round', 1.05),
  ];
}

/** Writes where the main thread spends its time, as Chromium's developer tools read it: WALL_PROFILE=file.cpuprofile */
async function profile(devtools: CDPSession, run: () => Promise<unknown>): Promise<void> {
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.start');
  await run();
  const { profile: taken } = await devtools.send('Profiler.stop');
  await devtools.send('Profiler.disable');
  await writeFile(process.env['WALL_PROFILE'] ?? 'wall.cpuprofile', JSON.stringify(taken));
}

async function nowOf(owner: { (strings: TemplateStringsArray): Promise<unknown> }): Promise<Date> {
  const [row] = (await owner`select now() as at`) as { at: Date }[];
  return row?.at ?? new Date();
}
