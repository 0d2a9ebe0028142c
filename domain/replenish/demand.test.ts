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

test('[RP-1] who buys a case and then nothing for weeks is expected again when the case is gone, not the day after', () => {
  const gap = 24;
  const demand = learned(600, (s, k, day) => ((day + 5 * s + 7 * k) % gap === 0 ? 12 : 0));
  const since = (s: number, k: number) => (599 + 5 * s + 7 * k) % gap;
  const meant = (from: number, to: number) => {
    const rates = Array.from(demand.rate).filter((_, c) => {
      const silent = since(Math.floor(c / skus), c % skus);
      return silent >= from && silent < to;
    });
    return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  };
  // Memories alone would say the opposite: most of whoever bought last.
  expect(meant(0, 8)).toBeLessThan(meant(16, 24));
  const all = Array.from(demand.rate).reduce((sum, rate) => sum + rate, 0) / (stores * skus);
  expect(all / (12 / gap)).toBeGreaterThan(0.8);
  expect(all / (12 / gap)).toBeLessThan(1.25);
});
