import { policyOf, type PolicyName } from '#domain/replenish/policies.ts';
import { replay, type Outcome } from '#domain/replenish/world.ts';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';
import type { Chain, Half } from './chains/chain.ts';
import { makers } from './chains/chains.ts';

const hurdle = Number(process.env.HURDLE ?? 1);
/** The planner is asked for the fill that the rule reaches: it lies between two of these settings. */
const smartLevels = [0.45, 0.65, 0.8, 0.88, 0.94, 0.97, 0.985, 0.995];
/** Safety factors, and days of cover beyond review and lead, that a chain would keep. */
const settings = { safety: [1.2, 1.7, 2.3], cover: [7, 12, 18] } as const;

interface Point {
  readonly level: number;
  readonly outcome: Outcome;
}

/** Stock at equal fill against a rule of the textbook, chain by chain, on stores and seeds that no setting was chosen on. */
export const equalFill: Bench = {
  name: 'equal-fill',
  async run(say) {
    const half: Half = process.env.EQUAL_FILL_HALF === 'tune' ? 'tune' : 'judge';
    const only = process.env.EQUAL_FILL_ONLY?.split(',');
    const figures: Figure[] = [];
    for (const { name, make } of makers) {
      if (only && !only.some((part) => name.includes(part))) continue;
      const chains = make(half);
      if (!chains) {
        say(`${name}: its data are not here, NOT MEASURED`);
        continue;
      }
      const parts = chains.map((chain) => compared(chain, say));
      const known = parts.flatMap(({ savings }) => savings.filter((saving) => saving !== null));
      const mean = known.reduce((sum, saving) => sum + saving, 0) / known.length;
      const { goal, against } = chains[0]!;
      figures.push({
        name: `equal-fill ${name}`,
        value: rounded(-100 * mean, 1),
        unit: '% of stock',
        ratio: null,
        against: goal === null ? null : -goal,
        goal: goal === null ? 'less stock than the rule' : `≤ −${goal} % against ${against}`,
        ok: goal === null ? mean > 0 : 100 * mean >= goal,
        detail: Object.fromEntries(
          parts.map(({ chain, savings, extra }) => [chain, { stock: savings.map(part), ...extra }]),
        ),
      });
      await Promise.resolve();
    }
    return figures;
  },
};

function part(saving: number | null): string {
  return saving === null ? '–' : `${(-100 * saving).toFixed(1)} %`;
}

function compared(chain: Chain, say: (line: string) => void) {
  const started = performance.now();
  const { review, lead, central } = chain.network;
  const stock = ({ outcome }: Point) => (central ? outcome.systemStock : outcome.storeStock);
  const rule = settings[chain.against].map((setting) =>
    played(chain, chain.against, chain.against === 'cover' ? review + lead - 1 + setting : setting),
  );
  const smart = smartLevels.map((level) => played(chain, 'smart', level));
  const savings = rule.map((point) => {
    const ours = at(smart, point.outcome.fill, stock);
    return ours === null ? null : 1 - ours / stock(point);
  });
  const middle = rule[1]!.outcome;
  const docs = at(smart, middle.fill, ({ outcome }) => outcome.transferDocs / outcome.days);
  const profit = at(smart, middle.fill, ({ outcome }) => outcome.profit);
  const extra = {
    fills: rule.map(({ outcome }) => rounded(100 * outcome.fill, 1)),
    documentsADay: docs === null ? null : rounded(docs, 1),
    profit: profit === null ? null : `${(100 * (profit / middle.profit - 1)).toFixed(2)} %`,
    broken: smart.reduce((sum, { outcome }) => sum + outcome.broken, 0),
  };
  const seconds = (performance.now() - started) / 1000;
  say(
    `${chain.name}: ${savings.map(part).join(', ')} at ${extra.fills.join(', ')} % (${seconds.toFixed(0)} s); ${JSON.stringify(extra)}`,
  );
  if (process.env.EQUAL_FILL_POINTS)
    for (const [name, points] of [
      [chain.against, rule],
      ['smart', smart],
    ] as const)
      say(
        `  ${name} ${points.map((p) => `${p.level}: ${(100 * p.outcome.fill).toFixed(2)} % ${stock(p).toFixed(0)} docs ${p.outcome.transferDocs} units ${p.outcome.transferUnits} profit ${p.outcome.profit.toFixed(0)}`).join('\n    ')}`,
      );
  return { chain: chain.name, savings, extra };
}

function played(chain: Chain, policy: PolicyName, level: number): Point {
  const { trade, network, span } = chain;
  return { level, outcome: replay(trade, network, span, policyOf(policy, network, { level, hurdle })) };
}

/** A measure at a fill, between the settings on either side: straight over the logarithm of what is missing. */
function at(points: readonly Point[], fill: number, measure: (point: Point) => number): number | null {
  const missing = (share: number) => Math.log(Math.max(1e-6, 1 - share));
  const sorted = points.toSorted((a, b) => a.outcome.fill - b.outcome.fill);
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [a, b] = [sorted[i]!, sorted[i + 1]!];
    if (fill < a.outcome.fill || fill > b.outcome.fill) continue;
    const span = missing(b.outcome.fill) - missing(a.outcome.fill);
    const weight = span === 0 ? 0 : (missing(fill) - missing(a.outcome.fill)) / span;
    return measure(a) + weight * (measure(b) - measure(a));
  }
  return null;
}
