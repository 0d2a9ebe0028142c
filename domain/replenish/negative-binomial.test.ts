import { expect, test } from 'vitest';
import { chanceAbove, expectedAtLeast, fillSurvival, quantileOf } from './negative-binomial.ts';

test('[RP-2] chances fall, begin at one, and have the mean they were asked for', () => {
  for (const [mean, over] of [
    [0.3, 1],
    [2, 3],
    [40, 1.5],
    [110, 4],
    [130, 4],
    [900, 2],
  ] as const) {
    const out = new Float64Array(4000);
    fillSurvival(mean, mean * over, 0, out.length, out);
    expect(out[0]).toBe(1);
    let sum = 0;
    for (let i = 1; i < out.length; i++) {
      expect(out[i]).toBeLessThanOrEqual((out[i - 1] ?? 0) + 1e-12);
      sum += out[i] ?? 0;
    }
    expect(sum / mean).toBeCloseTo(1, 1);
  }
});

test('[RP-2] a quantile is the smallest count that reaches the level', () => {
  const out = new Float64Array(400);
  for (const mean of [0.05, 1, 7, 60, 119, 121, 200])
    for (const level of [0.5, 0.9, 0.99]) {
      const n = quantileOf(mean, mean * 2, level);
      fillSurvival(mean, mean * 2, 0, out.length, out);
      expect(1 - (out[n + 1] ?? 0)).toBeGreaterThanOrEqual(level - 1e-9);
      if (n > 0) expect(1 - (out[n] ?? 0)).toBeLessThan(level);
    }
});

test('[RP-3] a day that ended empty asked for at least what it sold', () => {
  expect(expectedAtLeast(2, 2, 0)).toBe(2);
  for (const sold of [1, 5, 30, 500]) expect(expectedAtLeast(4, 12, sold)).toBeGreaterThanOrEqual(sold);
  expect(expectedAtLeast(4, 4, 1)).toBeCloseTo(4 / (1 - Math.exp(-4)), 3);
});

test('[RP-2] the normal tail', () => {
  expect(chanceAbove(0)).toBeCloseTo(0.5, 6);
  expect(chanceAbove(1.959964)).toBeCloseTo(0.025, 5);
  expect(chanceAbove(-1)).toBeCloseTo(0.8413447, 5);
});
