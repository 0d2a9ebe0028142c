import { policyOf } from '#domain/replenish/policies.ts';
import { replay } from '#domain/replenish/world.ts';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';
import { networkOf, tradeOf, type Table } from './chains/chain.ts';
import { tableOf } from './chains/synthetic.ts';

const warm = 182;
const days = 91;
const seeds = { tune: [1, 2], judge: [101, 102, 103] } as const;
const hurdle = 1;
/** What is bought of each SKU, given what it sold in the quarter before and what will be wanted of it. */
const purchases = {
  'as much as last quarter sold': (before: number) => before,
  '90 % of what will be wanted': (_before: number, wanted: number) => 0.9 * wanted,
  'all that will be wanted': (_before: number, wanted: number) => wanted,
} as const;

/**
 * A one-buy season: what is sold of what a clairvoyant would sell from the same goods, allotted whole or kept central; and
 * without any transfer, which says how hard the season is.
 */
export const season: Bench = {
  name: 'season',
  async run(say) {
    const half = process.env.EQUAL_FILL_HALF === 'tune' ? 'tune' : 'judge';
    const figures: Figure[] = [];
    for (const central of [false, true])
      for (const [bought, unitsOf] of Object.entries(purchases)) {
        const parts = seeds[half].map((seed) => soldShare(seed, unitsOf, central));
        const mean = (of: (part: (typeof parts)[number]) => number) =>
          parts.reduce((sum, part) => sum + of(part), 0) / parts.length;
        const share = mean((part) => part.share);
        const name = `season, ${bought}${central ? ', kept central' : ''}`;
        say(
          `${name}: ${(100 * share).toFixed(2)} % (without transfers ${(100 * mean(({ still }) => still)).toFixed(2)} %)`,
        );
        figures.push({
          name,
          value: rounded(100 * share, 2),
          unit: '% of a clairvoyant’s sales',
          ratio: null,
          against: 99.5,
          goal: '≥ 99.5 %',
          ok: share >= 0.995,
          detail: {
            seeds: parts.map((part) => rounded(100 * part.share, 2)),
            withoutTransfers: rounded(100 * mean(({ still }) => still), 2),
            broken: parts.reduce((sum, { broken }) => sum + broken, 0),
          },
        });
        await Promise.resolve();
      }
    return figures;
  },
};

function soldShare(
  seed: number,
  unitsOf: (before: number, wanted: number) => number,
  central: boolean,
): { readonly share: number; readonly still: number; readonly broken: number } {
  const habit = { stores: 20, skus: 60, days: warm + days, regions: 1, rate: 0.7, spread: 0.8, burst: 1.6 };
  const table = tableOf(habit, seed);
  const before = unitsWanted(table, warm - days);
  const wanted = unitsWanted(table, warm);
  const supply = Int32Array.from(wanted, (units, k) => Math.round(unitsOf(before[k]!, units)));
  const best = wanted.reduce((sum, units, k) => sum + Math.min(units, supply[k]!), 0);
  const sold = (every: number) => {
    const plain = networkOf(table, { season: true, central });
    const network = { ...plain, transfer: { ...plain.transfer, every } };
    const policy = policyOf('smart', network, { level: 0.95, hurdle });
    return replay(tradeOf(table), network, { warm, burn: 0, days }, policy, supply);
  };
  const moved = sold(3);
  return { share: moved.sold / best, still: sold(0).sold / best, broken: moved.broken };
}

/** By SKU, over a quarter from that day on. */
function unitsWanted({ demand, stores, skus }: Table, from: number): Float64Array {
  const cells = stores.length * skus.length;
  const units = new Float64Array(skus.length);
  for (let i = from * cells; i < (from + days) * cells; i++) units[i % skus.length]! += demand[i]!;
  return units;
}
