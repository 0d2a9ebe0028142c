import { expect, test } from 'vitest';
import { Demand } from './demand.ts';

const stores = 8;
const skus = 5;

/** Each cell sells every so many days: store s and SKU k by their own measure. */
function learned(days: number, unitsOf: (s: number, k: number, day: number) => number): Demand {
  const demand = new Demand({ stores, skus, step: 1, horizon: 8 });
  const out = new Uint8Array(stores * skus);
  for (let day = 0; day < days; day++)
    demand.observe({
      weekday: day % 7,
      sold: Float32Array.from({ length: stores * skus }, (_, c) =>
        unitsOf(Math.floor(c / skus), c % skus, day),
      ),
      out,
    });
  return demand;
}

test('[RP-1] pace and shares settle on what is sold, however long it goes on', () => {
  const demand = learned(600, (s, k, day) => ((day + 3 * s + k) % (2 + k) === 0 ? 1 + (s % 3) : 0));
  let meant = 0;
  let sold = 0;
  for (let s = 0; s < stores; s++)
    for (let k = 0; k < skus; k++) {
      meant += demand.rate[s * skus + k] ?? 0;
      sold += (1 + (s % 3)) / (2 + k);
    }
  expect(meant / sold).toBeGreaterThan(0.85);
  expect(meant / sold).toBeLessThan(1.15);
  for (const pace of demand.pace.pace) expect(pace).toBeLessThan(3);
});

test('[RP-1] a store that never sold what all others sell is not counted on', () => {
  const demand = learned(120, (s, k, day) => (s > 0 && (day + s) % 3 === 0 ? 1 : k === 0 && s === 0 ? 1 : 0));
  expect(demand.rate[1]).toBeLessThan(0.02);
  expect(demand.hasSold(0, 1)).toBe(false);
});
