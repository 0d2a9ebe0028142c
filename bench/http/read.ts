import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { cpuOf, openPostgresCpu } from '../platform/cpu.ts';
import { rest } from '../platform/rest.ts';
import { openStage } from '../platform/stage.ts';
import { skusOfWorld, storesOfWorld } from '../platform/world.ts';

const rounds = 3;
/** A path is warm when a round costs no tenth less than the one before; so many rounds at most. */
const warmRoundsMax = 8;
interface Question {
  readonly name: string;
  readonly goalMs: number;
  /** Many enough that the 10 ms ticks of /proc do not show. */
  readonly asks: number;
  readonly rowsExpected: number;
  path(turn: number): string;
}

const questions: readonly Question[] = [
  {
    name: 'read-sku',
    goalMs: 1,
    asks: 600,
    rowsExpected: storesOfWorld,
    path: (turn) => `/api/skus/${1 + ((turn * 37) % skusOfWorld)}/levels?`,
  },
  {
    name: 'read-store',
    goalMs: 8,
    asks: 120,
    rowsExpected: skusOfWorld,
    path: (turn) => `/api/stores/${1 + (turn % storesOfWorld)}/levels?limit=${skusOfWorld}`,
  },
  {
    name: 'read-store-pages',
    goalMs: 8,
    asks: 60,
    rowsExpected: skusOfWorld,
    path: (turn) => `/api/stores/${1 + (turn % storesOfWorld)}/levels?limit=${skusOfWorld / 10}`,
  },
];

/**
 * CPU of server and Postgres over HTTP for one SKU in every store, and for every SKU of one store: in one answer, and in ten
 * pages as a screen turns them. Asked when the vacuum after the filling is over and the code is compiled, as a shop's
 * server is for all but the first minute of its day.
 */
export const read: Bench = {
  name: 'read',
  run: async (say) => {
    await using stage = await openStage(say);
    const { server, cookies } = await stage.openServer();
    const postgresCpu = await openPostgresCpu(stage.world.owner);
    const cpuNow = (): Cpu => ({
      server: cpuOf(server.pid) ?? Number.NaN,
      postgres: postgresCpu() ?? Number.NaN,
    });
    const base = `http://127.0.0.1:${server.port}`;
    const cookie = cookies[0] ?? '';
    await rest(() => cpuNow().server + cpuNow().postgres, say);
    const figures: Figure[] = [];
    for (const question of questions) {
      const ask = async (): Promise<Cost> => {
        const [before, at] = [cpuNow(), performance.now()];
        await askAll(base, cookie, question);
        const [after, { asks }] = [cpuNow(), question];
        const [serverMs, postgresMs] = [after.server - before.server, after.postgres - before.postgres];
        return {
          server: serverMs / asks,
          postgres: postgresMs / asks,
          sum: (serverMs + postgresMs) / asks,
          waitMs: (performance.now() - at) / asks,
        };
      };
      const warmedBy = await warm(ask);
      const costs: Cost[] = [];
      for (let round = 0; round < rounds; round++) costs.push(await ask());
      say(
        `${question.name}: warm after ${warmedBy.map((ms) => rounded(ms, 2)).join(', ')} ms, then ${costs.map(({ sum }) => rounded(sum, 2)).join(', ')}`,
      );
      figures.push(figureOf(question, costs, warmedBy));
    }
    return figures;
  },
};

interface Cpu {
  readonly server: number;
  readonly postgres: number;
}

/** Of one ask. */
interface Cost extends Cpu {
  readonly sum: number;
  readonly waitMs: number;
}

function figureOf({ name, goalMs, rowsExpected }: Question, costs: Cost[], warmedBy: number[]): Figure {
  const of = (part: keyof Cost): number => median(costs.map((cost) => cost[part]));
  const value = of('sum');
  return {
    name,
    value: Number.isNaN(value) ? null : rounded(value, 2),
    unit: 'ms CPU',
    ratio: Number.isNaN(value) ? null : rounded(value / goalMs, 2),
    against: goalMs,
    goal: `<= ${goalMs} ms CPU of server and Postgres`,
    ok: value <= goalMs,
    detail: {
      rows: rowsExpected,
      server: rounded(of('server'), 2),
      postgres: rounded(of('postgres'), 2),
      waitMs: rounded(of('waitMs'), 2),
      rounds: costs.map(({ sum }) => rounded(sum, 2)),
      warmedBy: warmedBy.map((ms) => rounded(ms, 2)),
    },
  };
}

async function warm(ask: () => Promise<Cost>): Promise<number[]> {
  const costs = [(await ask()).sum];
  for (let before = Number.POSITIVE_INFINITY; costs.length < warmRoundsMax;) {
    const cost = costs.at(-1) ?? 0;
    if (cost > before * 0.9) break;
    before = cost;
    costs.push((await ask()).sum);
  }
  return costs;
}

async function askAll(base: string, cookie: string, { asks, path, rowsExpected }: Question): Promise<void> {
  for (let turn = 0; turn < asks; turn++) {
    let rows = 0;
    for (let after = 0; ;) {
      const answer = await fetch(`${base}${path(turn)}&after=${after}`, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path(turn)} answered ${answer.status}`);
      const { levels } = (await answer.json()) as { readonly levels: { readonly skuId: readonly number[] } };
      rows += levels.skuId.length;
      const last = levels.skuId.at(-1);
      if (last === undefined || last <= after || rows >= rowsExpected) break;
      after = last;
    }
    if (rows !== rowsExpected) throw new Error(`${path(turn)} gave ${rows} rows, not ${rowsExpected}`);
  }
}
