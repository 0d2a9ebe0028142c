import { networkOf, type Table } from './chains/chain.ts';
import { isHere, sources, tableOf } from './chains/real.ts';
import { tableOf as madeTable } from './chains/synthetic.ts';
import { Judge, type Verdict } from './judge.ts';
import type { Network } from '#domain/replenish/network.ts';
import type { Bench } from '../platform/figure.ts';

interface Scenario {
  readonly name: string;
  readonly part?: Partial<Network>;
  readonly pack?: number;
  readonly display?: number;
}

const scenarios: readonly Scenario[] = [
  { name: 'near' },
  { name: 'nine days of lead', part: { lead: 9 } },
  { name: 'packs and display', pack: 6, display: 2 },
  { name: 'central', part: { central: true } },
  { name: 'central, packs and display', part: { central: true }, pack: 6, display: 2 },
  { name: 'season', part: { season: true } },
  { name: 'season, kept central', part: { season: true, central: true } },
];

/** Every data set through the command itself, as an outsider who knows only the contract would: rules broken, lines explained. */
export const contract: Bench = {
  name: 'contract',
  async run(say) {
    const verdicts: Verdict[] = [];
    for (const { name, table, warm, days } of tables()) {
      if (!table) {
        say(`${name}: not here, NOT TRIED`);
        continue;
      }
      for (const scenario of scenarios) {
        const pack = { pack: scenario.pack ?? 1, display: scenario.display ?? 0 };
        const skus = table.skus.map((sku) => ({ ...sku, ...pack }));
        const judge = new Judge({ ...table, skus }, networkOf({ ...table, skus }, scenario.part), warm, days);
        const verdict = await judge.run();
        verdicts.push(verdict);
        say(
          `${name}, ${scenario.name}: ${verdict.orders} orders, ${verdict.transfers} lines of transfers, fill ${(100 * verdict.fill).toFixed(1)} %; ${verdict.faults.size === 0 ? 'nothing broken' : JSON.stringify([...verdict.faults])}`,
        );
      }
    }
    const broken = verdicts.reduce((sum, { faults }) => sum + faults.size, 0);
    const lines = verdicts.reduce((sum, { transfers }) => sum + transfers, 0);
    return [
      {
        name: 'contract',
        value: broken,
        unit: 'kinds of rules broken',
        ratio: null,
        against: 0,
        goal: 'no rule broken, every transfer explained',
        ok: broken === 0 && lines > 0,
        detail: {
          runs: verdicts.length,
          orders: verdicts.reduce((sum, { orders }) => sum + orders, 0),
          transferLines: lines,
          explained: verdicts.reduce((sum, { explained }) => sum + explained, 0),
        },
      },
    ];
  },
};

function* tables(): Generator<{
  readonly name: string;
  readonly table: Table | undefined;
  readonly warm: number;
  readonly days: number;
}> {
  const cut = { skip: 0, skus: 40, stores: 24 };
  for (const [source, warm, days] of [
    [sources.fresh, 28, 62],
    [sources.toys, 182, 91],
    [sources.foodmart, 120, 91],
    [sources.iowa, 182, 91],
  ] as const) {
    const table = isHere(source) ? tableOf(source, cut, (_store, at) => at % 2) : undefined;
    yield { name: source.name, table, warm, days };
  }
  const habit = { stores: 12, skus: 40, days: 180, regions: 2, rate: 0.5, spread: 0.9, burst: 1.6 };
  yield { name: 'made', table: madeTable(habit, 103), warm: 91, days: 80 };
}
