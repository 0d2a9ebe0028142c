import { expect, test } from 'vitest';
import { traded } from './read-empty.ts';
import { onSale } from './suggest.ts';

test('[RP-3] an hour counts for what the shop sells in it, and nights for nothing', () => {
  const curve = new Float64Array(24);
  curve[9] = 0.25;
  curve[18] = 0.75;
  const at = (whole: number, share: number, first = 0) =>
    traded(curve, { day: 0 as never, first, whole, share });
  expect(at(9, 0)).toBe(0);
  expect(at(9, 0.5)).toBe(0.125);
  expect(at(18, 0)).toBe(0.25);
  expect(at(24, 0)).toBe(1);
  // A day cut at four: the hours after midnight come last.
  expect(at(14, 0, 4)).toBe(0.25);
});

test('[RP-3] sales of a day with an empty shelf speak for the part it was on sale, or for nothing', () => {
  const out = Uint8Array.of(1, 0, 0, 0);
  const lift = onSale(Float64Array.of(0, 0.4, 1, 1, 2, 0.95), Float32Array.of(1.5, 1, 1, 2), out);
  expect([...out]).toEqual([0, 1, 1, 0]);
  expect(lift?.[0]).toBeCloseTo(0.9, 6);
  expect(lift?.[3]).toBe(2);
  expect(onSale(new Float64Array(0), undefined, out)).toBeUndefined();
});
