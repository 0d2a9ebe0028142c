import { policyOf } from '#domain/replenish/policies.ts';
import { replay } from '#domain/replenish/world.ts';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';
import { networkOf, tradeOf } from './chains/chain.ts';
import { tableOf } from './chains/synthetic.ts';

const warm = 182;
const days = 91;
const seeds = { tune: [1, 2], judge: [101, 102, 103] } as const;
/** Bought for the season: this share of what will be wanted of each SKU. */
const shares = [0.9, 1];
const hurdle = 1;

/** A one-buy season: what is sold of what a clairvoyant would sell from the same goods, allotted whole or kept central. */
export const season: Bench = {
  name: 'season',
  async run(say) {
    const half = process.env.EQUAL_FILL_HALF === 'tune' ? 'tune' : 'judge';
    const figures: Figure[] = [];
    for (const central of [false, true]) {
      const parts: number[] = [];
      const detail: Record<string, string> = {};
      for (const seed of seeds[half])
        for (const share of shares) {
          const part = soldShare(seed, share, central);
          parts.push(part.share);
          detail[`${seed}, ${100 * share} % bought`] =
            `${(100 * part.share).toFixed(2)} % (broken ${part.broken})`;
        }
      const mean = parts.reduce((a, b) => a + b, 0) / parts.length;
      const name = central ? 'season central' : 'season';
      say(`${name}: ${(100 * mean).toFixed(2)} %; ${JSON.stringify(detail)}`);
      figures.push({
        name,
        value: rounded(100 * mean, 2),
        unit: '% of a clairvoyant’s sales',
        ratio: null,
        against: 99.5,
        goal: '≥ 99.5 %',
        ok: mean >= 0.995,
        detail,
      });
      await Promise.resolve();
    }
    return figures;
  },
};

function soldShare(seed: number, share: number, central: boolean): { share: number; broken: number } {
  const habit = { stores: 20, skus: 60, days: warm + days, regions: 1, rate: 0.7, spread: 0.8, burst: 1.6 };
  const table = tableOf(habit, seed);
  const { stores, skus, demand } = table;
  const wanted = new Float64Array(skus.length);
  for (let i = warm * stores.length * skus.length; i < demand.length; i++)
    wanted[i % skus.length]! += demand[i]!;
  const supply = Int32Array.from(wanted, (units) => Math.round(share * units));
  const best = wanted.reduce((sum, units, k) => sum + Math.min(units, supply[k]!), 0);
  const network = networkOf(table, { season: true, central });
  const outcome = replay(
    tradeOf(table),
    network,
    { warm, burn: 0, days },
    policyOf('smart', network, { level: 0.95, hurdle }),
    supply,
  );
  return { share: outcome.sold / best, broken: outcome.broken };
}
