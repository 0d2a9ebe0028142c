import { loadEngine } from '../commit/engine-load.ts';
import type { Plan } from '../commit/plan.ts';
import { dropCompany } from '#server/company/companies.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import { openCluster, settle } from '../platform/cluster.ts';
import { cpuOf, openPostgresCpu } from '../platform/cpu.ts';
import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { rest } from '../platform/rest.ts';
import { buildWorld, shelfOf, skusOfWorld, storesOfWorld, type World } from '../platform/world.ts';
import { fillSales } from './fill.ts';

/** `BENCH_MOVEMENTS=500000 npm run bench growth` tries fewer. */
const movements = Number(process.env['BENCH_MOVEMENTS'] ?? 5_000_000);
const bestSellerMovements = 100_000;
const growthMax = 1.15;
/** Many and short, and told by their sums: a neighbour on the machine then hits both companies alike. */
const rounds = 15;
const postSeconds = 1;
/** Compiled code is what a shop's server runs. */
const warmTurns = 4;
const restWindowsMax = 120;
const postClients = 64;
/** Ten-line sales with which both companies are warmed: of each shelf every SKU is sold twice on the average. */
const warmSales = (2 * storesOfWorld * skusOfWorld) / 10;

interface Question {
  readonly name: string;
  /** CPU of server and Postgres for one, ms. */
  ask(world: World): Promise<number>;
}

/**
 * Two companies side by side, one with its opening receipts only and one with years of sales, asked in turn: what costs
 * more CPU in the second grows with its history.
 */
export const growth: Bench = {
  name: 'growth',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.adopt(await openCluster(), (open) => open.stop());
    const young = stack.adopt(await buildWorld(cluster, say, 'bench'), (open) => open.close());
    stack.defer(() => dropCompany(cluster, 'bench-old'));
    const old = stack.adopt(await buildWorld(cluster, say, 'bench-old'), (open) => open.close());
    await age(old, say);
    await settle(cluster);
    for (const world of [young, old]) await warm(world);
    const server = stack.adopt(await startServer(cluster), (open) => open.stop());
    const postgresCpu = await openPostgresCpu(young.owner);
    const cpuNow = (): number => (cpuOf(server.pid) ?? Number.NaN) + (postgresCpu() ?? Number.NaN);
    const figures: Figure[] = [];
    for (const { name, ask } of await questionsOf(server, [young, old])) {
      // What was written before is vacuumed a while after: of the older company for longer.
      await rest(cpuNow, say, restWindowsMax);
      for (let turn = 0; turn < warmTurns; turn++) {
        await ask(young);
        await ask(old);
      }
      const growths: number[] = [];
      const costs: { young: number; old: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const cost = { young: await ask(young), old: await ask(old) };
        costs.push(cost);
        growths.push(cost.old / cost.young);
      }
      const sum = (side: 'young' | 'old'): number => costs.reduce((total, cost) => total + cost[side], 0);
      const value = sum('old') / sum('young');
      say(
        `${name}: ${rounded(median(costs.map((cost) => cost.young)), 3)} → ${rounded(median(costs.map((cost) => cost.old)), 3)} ms`,
      );
      figures.push({
        name: `growth-${name}`,
        value: rounded(median(costs.map((cost) => cost.old)), 3),
        unit: 'ms CPU',
        ratio: rounded(value, 2),
        against: rounded(median(costs.map((cost) => cost.young)), 3),
        goal: `<= ${growthMax} x the same with 200,000 movements`,
        ok: value <= growthMax,
        detail: { movements, bestSellerMovements, rounds: growths.map((ratio) => rounded(ratio, 2)) },
      });
    }
    return figures;
  },
};

async function age(world: World, say: (line: string) => void): Promise<void> {
  const started = performance.now();
  // Cleaning up after five million takes as long as it takes.
  await world.owner`select set_config('statement_timeout', '0', false)`;
  // What the ledger of this process knows of the shelves is read anew after it: their heads have moved.
  for (let store = 1; store <= storesOfWorld; store++) {
    await fillSales(world.owner, shelfOf(store), { lines: movements / storesOfWorld, skus: skusOfWorld });
  }
  await fillSales(world.owner, shelfOf(1), { lines: bestSellerMovements, skus: 1 });
  await world.owner`vacuum analyze`;
  say(`${movements} movements more in ${rounded((performance.now() - started) / 1000)} s`);
}

/**
 * The first write to a page after a checkpoint carries the whole page into the log, whatever the company's age; of the
 * older one more pages are left to be touched. Both are asked when most pages have been.
 */
async function warm(world: World): Promise<void> {
  const plan: Plan = { kind: 'any', lines: 10 };
  await loadEngine(world, { plan, clients: postClients, seconds: 120, asksMax: warmSales });
}

async function questionsOf(server: BenchServer, worlds: readonly World[]): Promise<readonly Question[]> {
  const cookieOf = new Map<World, string>();
  for (const world of worlds) cookieOf.set(world, (await openCookies(world, 1))[0] ?? '');
  const read = (name: string, asks: number, path: (turn: number) => string): Question => ({
    name,
    ask: async (world) => {
      const postgresCpu = await openPostgresCpu(world.owner);
      const cpu = (): number => (cpuOf(server.pid) ?? Number.NaN) + (postgresCpu() ?? Number.NaN);
      const before = cpu();
      for (let turn = 0; turn < asks; turn++) {
        const answer = await fetch(`http://127.0.0.1:${server.port}${path(turn)}`, {
          headers: { cookie: cookieOf.get(world) ?? '' },
        });
        if (answer.status !== 200) throw new Error(`${path(turn)} answered ${answer.status}`);
        await answer.arrayBuffer();
      }
      return (cpu() - before) / asks;
    },
  });
  const post = (name: string, plan: Plan): Question => ({
    name,
    ask: async (world) => {
      const { serverCpuMs, postgresCpuMs } = await loadEngine(world, {
        plan,
        clients: postClients,
        seconds: postSeconds,
      });
      return (serverCpuMs ?? Number.NaN) + (postgresCpuMs ?? Number.NaN);
    },
  });
  return [
    post('post', { kind: 'any', lines: 1 }),
    post('post-best-seller', { kind: 'one', store: 1, sku: 1 }),
    read('sku', 100, (turn) => `/api/skus/${1 + ((turn * 37) % skusOfWorld)}/levels`),
    read('best-seller', 100, () => '/api/skus/1/levels'),
    read('store', 100, (turn) => `/api/stores/${1 + (turn % storesOfWorld)}/levels`),
    read('wall', 100, () => '/api/wall/snapshot'),
  ];
}
