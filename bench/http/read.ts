import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { cpuOf, openPostgresCpu } from '../platform/cpu.ts';
import { openStage } from '../platform/stage.ts';
import { skusOfWorld, storesOfWorld } from '../platform/world.ts';

const rounds = 3;

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
    path: (turn) => `/api/skus/${1 + ((turn * 37) % skusOfWorld)}/levels`,
  },
  {
    name: 'read-store',
    goalMs: 8,
    asks: 60,
    rowsExpected: skusOfWorld,
    path: (turn) => `/api/stores/${1 + (turn % storesOfWorld)}/levels`,
  },
];

/** CPU of server and Postgres for one SKU in every store and for every SKU of one store, all pages of it, over HTTP. */
export const read: Bench = {
  name: 'read',
  run: async (say) => {
    await using stage = await openStage(say);
    const { server, cookies } = await stage.openServer();
    const postgresCpu = await openPostgresCpu(stage.world.owner);
    const cpu = (): number => (cpuOf(server.pid) ?? Number.NaN) + (postgresCpu() ?? Number.NaN);
    const base = `http://127.0.0.1:${server.port}`;
    const cookie = cookies[0] ?? '';
    const figures: Figure[] = [];
    for (const question of questions) {
      await askAll(base, cookie, question);
      const cpuMs: number[] = [];
      const waitMs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const before = { cpu: cpu(), at: performance.now() };
        await askAll(base, cookie, question);
        cpuMs.push((cpu() - before.cpu) / question.asks);
        waitMs.push((performance.now() - before.at) / question.asks);
      }
      const value = median(cpuMs);
      figures.push({
        name: question.name,
        value: Number.isNaN(value) ? null : rounded(value, 2),
        unit: 'ms CPU',
        ratio: Number.isNaN(value) ? null : rounded(value / question.goalMs, 2),
        against: question.goalMs,
        goal: `<= ${question.goalMs} ms CPU of server and Postgres`,
        ok: value <= question.goalMs,
        detail: {
          rows: question.rowsExpected,
          waitMs: rounded(median(waitMs), 2),
          rounds: cpuMs.map((ms) => rounded(ms, 2)),
        },
      });
    }
    return figures;
  },
};

async function askAll(base: string, cookie: string, { asks, path, rowsExpected }: Question): Promise<void> {
  for (let turn = 0; turn < asks; turn++) {
    let rows = 0;
    for (let after = 0; ;) {
      const answer = await fetch(`${base}${path(turn)}?after=${after}`, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path(turn)} answered ${answer.status}`);
      const { levels } = (await answer.json()) as { levels: readonly { readonly skuId: number }[] };
      rows += levels.length;
      const last = levels.at(-1)?.skuId;
      if (last === undefined || last <= after || rows >= rowsExpected) break;
      after = last;
    }
    if (rows !== rowsExpected) throw new Error(`${path(turn)} gave ${rows} rows, not ${rowsExpected}`);
  }
}
