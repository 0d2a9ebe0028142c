import type { Sql } from '#server/platform/database.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import { openCluster } from '../platform/cluster.ts';
import { median, rounded, type Figure } from '../platform/figure.ts';
import { buildWorld } from '../platform/world.ts';
import { tills, watch, write, type Round, type Trial } from '../wall/wall-fanout.ts';
import { benchOrigin, openWatchers } from '../wall/watchers.ts';

const watchers = 200;
const rounds = 3;
const historyDays = 28;
const slowerMax = 1.5;

/** Commit → client on the wall while the server plans one night after the other, against the same without: in turn, so that a neighbour hits both. */
export async function wallMeanwhile(say: (line: string) => void): Promise<Figure> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.adopt(await openCluster(), (open) => open.stop());
  const world = stack.adopt(await buildWorld(cluster, say), (open) => open.close());
  await fillSales(world.owner);
  const groups = await openWatchers(world, watchers);
  process.env['ORIGIN'] = benchOrigin;
  const server = stack.adopt(await startServer(cluster), (open) => open.stop());
  const cookies = await openCookies(world, tills);
  const trial: Trial = { world, server, cookies, say };
  await write(trial, 3);
  const idle: Round[] = [];
  const planning: Round[] = [];
  let nights = 0;
  for (let round = 0; round < rounds; round++) {
    idle.push(await watch(trial, groups, 0));
    const planner = planOnAndOn(server, cookies[0] ?? '');
    planning.push(await watch(trial, groups, 0));
    nights += await planner.stop();
  }
  const [run] = await world.owner<{ seconds: number; lines: number }[]>`
    select max(ms) / 1000.0::float8 as seconds, (select count(*) from suggestions)::int as lines from replenish_runs`;
  const p99 = (list: readonly Round[]) => median(list.map(({ p99Ms }) => p99Ms));
  const ratio = p99(planning) / p99(idle);
  return {
    name: 'plan-night-wall',
    value: rounded(p99(planning), 1),
    unit: 'ms p99 from commit to client while a night is planned',
    ratio: rounded(ratio, 2),
    against: rounded(p99(idle), 1),
    goal: `within ${slowerMax} × of idle`,
    ok: nights >= rounds && ratio <= slowerMax,
    detail: {
      ...{ watchers, rounds, nights, secondsOfNight: run?.seconds, suggestions: run?.lines },
      idle: idle.map(({ p50Ms, p99Ms, httpP99Ms }) => ({ p50Ms, p99Ms, httpP99Ms })),
      planning: planning.map(({ p50Ms, p99Ms, httpP99Ms }) => ({ p50Ms, p99Ms, httpP99Ms })),
    },
  };
}

/** Four weeks of sales: each SKU on one day in ten in each store, one in twenty of these pairs far more than it has. */
async function fillSales(owner: Sql): Promise<void> {
  const today = Math.floor(Date.now() / 86_400_000);
  await owner`
    insert into sales_hours (location_id, business_day, hour, sku_id, quantity, amount, cost)
    select 999 + 2 * s, d, 12, k, q, q * 500, q * 300
    from generate_series(1, 100) s, generate_series(1, 2000) k, generate_series(${today - historyDays}::int, ${today - 1}::int) d,
      lateral (select case when (s + k) % 20 = 0 then 4000000 else 20000 end as q) units
    where (s * 7919 + k * 31 + d * 17) % 10 = 0`;
  await owner`
    insert into store_hours select location_id, business_day, hour, count(*), sum(quantity), sum(amount), sum(cost)
    from sales_hours group by 1, 2, 3`;
  await owner`analyze sales_hours`;
}

/** Asks for a night whenever none is being planned, until it is stopped; answers how many began. */
function planOnAndOn(server: BenchServer, cookie: string): { stop(): Promise<number> } {
  let isOver = false;
  let nights = 0;
  const ask = (method: string, path: string) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { cookie, origin: benchOrigin, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
  const running = (async () => {
    while (!isOver) {
      const answer = await ask('POST', '/api/replenish/plan');
      if (!answer.ok) throw new Error(`planning: ${answer.status} ${await answer.text()}`);
      if (((await answer.json()) as { isBegun: boolean }).isBegun) nights++;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // The last one ends before anybody is measured without.
    for (let isRunning = true; isRunning;) {
      const page = (await (await ask('GET', '/api/replenish?kind=purchase')).json()) as {
        isRunning: boolean;
        trouble: string | null;
      };
      if (page.trouble !== null) throw new Error(`planning failed: ${page.trouble}`);
      ({ isRunning } = page);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  running.catch(() => undefined);
  return {
    stop: async () => {
      isOver = true;
      await running;
      return nights;
    },
  };
}
