import { expect, test } from 'vitest';
import { askingOf, pooledDemand } from './buying.ts';
import { Demand } from './demand.ts';

const terms = { lead: 2, review: 7 };

/** Two stores and two SKUs: the first sells every day, the second one piece in eight weeks. */
function learned(): Demand {
  const demand = new Demand({ stores: 2, skus: 2, step: 1, horizon: 8 });
  for (let day = 0; day < 224; day++) {
    const rare = day % 56 === 20 ? 1 : 0;
    demand.observe({
      weekday: day % 7,
      sold: Float32Array.of(3, rare, 2, day % 56 === 48 ? 1 : 0),
      out: new Uint8Array(4),
    });
  }
  return demand;
}

test('[RP-4] a warehouse buys what its stores ask of it, not what none of them keeps enough to sell', () => {
  const demand = learned();
  const stores = [0, 1];
  const wanted = demand.meanOf(0, 1, 1, 14) + demand.meanOf(1, 1, 1, 14);
  const low = pooledDemand(demand, askingOf(demand, terms, stores, 1, 0.5), 1, 14);
  const high = pooledDemand(demand, askingOf(demand, terms, stores, 1, 0.99), 1, 14);
  expect(wanted).toBeGreaterThan(0.1);
  // At one half no store keeps a piece of what sells that seldom.
  expect(low.mean).toBe(0);
  expect(high.mean).toBeGreaterThan(0.8 * wanted);
  expect(high.mean).toBeLessThanOrEqual(wanted);
});

test('[RP-6] what a store asks for and keeps rises with the level, up to all that is wanted there', () => {
  const demand = learned();
  const at = (level: number) => askingOf(demand, terms, [0, 1], 0, level);
  const served = [0.5, 0.8, 0.95, 0.995].map((level) => at(level).map((one) => one.served));
  for (let i = 1; i < served.length; i++)
    served[i]!.forEach((part, s) => expect(part).toBeGreaterThanOrEqual(served[i - 1]![s]!));
  expect(served.at(-1)!.every((part) => part > 0.98 && part <= 1)).toBe(true);
  expect(at(0.99)[0]!.target).toBeGreaterThan(at(0.8)[0]!.target);
});
