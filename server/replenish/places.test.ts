import { expect, test } from 'vitest';
import { upstreamOf } from './places.ts';

const place = (kind: 'store' | 'warehouse', locationId: number, regionId: number) => ({
  kind,
  locationId,
  regionId,
});
/** China (1) over the north (2), the south (3) and headquarters (4); Guangzhou (5) in the south. */
const parents = new Map([
  [1, null],
  [2, 1],
  [3, 1],
  [4, 1],
  [5, 3],
]);

test('[RP-18] a shop is supplied by the warehouse of its region, or of a region over it', () => {
  const [central, south] = [place('warehouse', 1001, 1), place('warehouse', 1003, 3)];
  const from = (row: ReturnType<typeof place>) => upstreamOf(row, [central, south], parents)?.locationId;
  expect(from(place('store', 1, 5))).toBe(1003);
  expect(from(place('store', 2, 3))).toBe(1003);
  expect(from(place('store', 3, 2))).toBe(1001);
  expect(from(south)).toBe(1001);
  expect(from(central)).toBeUndefined();
});

test('[RP-18] where no warehouse lies above, one beside it does; a chain without warehouses has none', () => {
  const beside = place('warehouse', 1005, 4);
  expect(upstreamOf(place('store', 1, 2), [beside], parents)).toBe(beside);
  expect(upstreamOf(beside, [beside], parents)).toBeUndefined();
  expect(upstreamOf(place('store', 1, 2), [], parents)).toBeUndefined();
});

test('[RP-18] regions that run in a circle end the walk', () => {
  expect(
    upstreamOf(
      place('store', 1, 8),
      [],
      new Map([
        [8, 9],
        [9, 8],
      ]),
    ),
  ).toBeUndefined();
});
