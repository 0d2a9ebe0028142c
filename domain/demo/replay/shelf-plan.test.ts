import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shelfPlan } from './shelf-plan.ts';

/** What lies there while each hour is sold: before its sales, and after the last of them. */
function walk(sold: readonly number[], out: readonly number[]) {
  const { brought, spoiled } = shelfPlan(sold, out);
  let onHand = 0;
  return sold.map((units, hour) => {
    onHand += (brought[hour] ?? 0) - (spoiled[hour] ?? 0);
    const before = onHand;
    onHand -= units;
    return { before, after: onHand };
  });
}

test('a marked hour finds an empty shelf, an hour that is not marked never does', () => {
  const hours = fc.array(
    fc.record({
      sold: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
      out: fc.constantFrom(0, 0, 1),
    }),
    { minLength: 24, maxLength: 96 },
  );
  fc.assert(
    fc.property(hours, (rows) => {
      const [sold, out] = [rows.map((row) => row.sold), rows.map((row) => row.out)];
      for (const [hour, { before, after }] of walk(sold, out).entries()) {
        expect(after).toBeGreaterThanOrEqual(0);
        if (out[hour] === 0) expect(before).toBeGreaterThan(0);
        else if (sold[hour] === 0) expect(before).toBe(0);
      }
    }),
  );
});

test('the last piece goes within the hour that is marked, or is thrown away at its beginning', () => {
  const day = (marks: string): number[] => [...marks].map(Number);
  const sold = day('000000003200000000000000');
  expect(walk(sold, day('000000000111111111111111'))[9]).toEqual({ before: 2, after: 0 });
  const { spoiled } = shelfPlan(sold, day('000000000000111111111111'));
  expect([...spoiled].indexOf(1)).toBe(12);
});
