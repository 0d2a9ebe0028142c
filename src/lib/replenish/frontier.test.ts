import { expect, test } from 'vitest';
import type { PolicyPoint } from '#protocol/replenish/views.ts';
import { onFrontier, savingOver } from './frontier.ts';

const point = (policy: PolicyPoint['policy'], level: number, stock: number, fill: number): PolicyPoint => ({
  policy,
  level,
  stock,
  fill,
  turnover: 10,
  transferDocs: 0,
  transferUnits: 0,
});
const reached = point('cover', 14, 250, 0.97);
const missed = point('minmax', 3, 250, 0.5);
const points = [
  point('smart', 0.98, 300, 0.99),
  point('smart', 0.8, 100, 0.9),
  point('smart', 0.95, 200, 0.97),
  reached,
  missed,
];

test('[RP-6] the slider shows what a level needs, between those that were replayed, and stays on their ends', () => {
  expect(onFrontier(points, 0.95)).toEqual({ level: 0.95, stock: 200, fill: 0.97 });
  const between = onFrontier(points, 0.9);
  expect(between?.stock).toBeGreaterThan(100);
  expect(between?.stock).toBeLessThan(200);
  expect(onFrontier(points, 0.995)?.stock).toBe(300);
  expect(onFrontier(points, 0.5)?.stock).toBe(100);
  expect(onFrontier([], 0.9)).toBeNull();
});

test('[RP-11] a rule is held against the stock that the planner needs for the same fill, or for a better one', () => {
  expect(savingOver(points, reached)?.share).toBeCloseTo(-0.2, 9);
  expect(savingOver(points, reached)?.isAtBetterFill).toBe(false);
  expect(savingOver(points, missed)).toEqual({ share: 100 / 250 - 1, isAtBetterFill: true });
  // Less stock for less: neither is better.
  expect(savingOver(points, { ...missed, stock: 90 })).toBeNull();
  // Better than the planner was ever asked to be.
  expect(savingOver(points, { ...reached, fill: 0.999 })).toBeNull();
});
