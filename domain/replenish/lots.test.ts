import { expect, test } from 'vitest';
import { Lots } from './lots.ts';
import { fillSurvival } from './negative-binomial.ts';

const meanOf = (out: Float64Array) => out.slice(1).reduce((sum, chance) => sum + chance, 0);

test('[RP-2] sold by the piece, lots are the negative binomial they replace', () => {
  const lots = new Lots(1);
  for (let i = 0; i < 200; i++) lots.observe(0, 1);
  lots.settle();
  const ours = new Float64Array(12);
  const plain = new Float64Array(12);
  lots.fillSurvival(0, 1.3, 2, 0, 12, ours);
  fillSurvival(1.3, 2, 0, 12, plain);
  for (let n = 0; n < 12; n++) expect(ours[n]).toBeCloseTo(plain[n] ?? 0, 9);
});

test('[RP-2] a case of six: one that wants any wants six', () => {
  const lots = new Lots(2);
  for (let i = 0; i < 400; i++) lots.observe(0, 6);
  lots.settle();
  const out = new Float64Array(120);
  lots.fillSurvival(0, 0.6, 3.6, 0, 120, out);
  expect(out[0]).toBe(1);
  for (let n = 2; n <= 6; n++) expect(out[n]).toBeCloseTo(out[1] ?? 0, 9);
  expect(out[7]).toBeLessThan((out[6] ?? 0) / 10);
  expect(meanOf(out)).toBeCloseTo(0.6, 3);
  // A SKU that nobody saw leans on the chain.
  lots.fillSurvival(1, 0.6, 3.6, 0, 120, out);
  expect(out[6]).toBeCloseTo(out[1] ?? 0, 3);
});

test('[RP-2] asked from the middle, chances are those asked from the start', () => {
  const lots = new Lots(1);
  for (const units of [1, 1, 2, 3, 3, 3, 9]) lots.observe(0, units);
  lots.settle();
  const all = new Float64Array(40);
  const part = new Float64Array(10);
  lots.fillSurvival(0, 2, 9, 0, 40, all);
  lots.fillSurvival(0, 2, 9, 7, 10, part);
  for (let i = 0; i < 10; i++) expect(part[i]).toBeCloseTo(all[7 + i] ?? 0, 12);
  lots.fillSurvival(0, 2, 9, -3, 10, part);
  expect(Array.from(part.slice(0, 4))).toEqual([1, 1, 1, 1]);
  expect(part[4]).toBeCloseTo(all[1] ?? 0, 12);
});
