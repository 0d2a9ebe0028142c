import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worthOf, type TransferInstance } from './transfer-instance.ts';
import { solveTransfers } from './transfer-solve.ts';

const falling = (length: number) =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 0, maxLength: length })
    .map((list) => list.toSorted((a, b) => b - a));
const rising = (length: number) => falling(length).map((list) => list.toReversed());

const instances = (stores: number, docCost: fc.Arbitrary<number>): fc.Arbitrary<TransferInstance> =>
  fc.record({
    stores: fc.constant(stores),
    unitCost: fc.double({ min: 0, max: 2, noNaN: true }),
    docCost,
    items: fc.array(
      fc.record({
        sku: fc.nat(99),
        margin: fc.double({ min: 0, max: 20, noNaN: true }),
        x: fc.array(fc.nat(3), { minLength: stores, maxLength: stores }),
        give: fc.array(rising(3), { minLength: stores, maxLength: stores }),
        take: fc.array(falling(3), { minLength: stores, maxLength: stores }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });

test('[RP-7] moves no more than is there, never to itself, and never loses money', () => {
  fc.assert(
    fc.property(instances(4, fc.double({ min: 0, max: 10, noNaN: true })), (instance) => {
      const moves = solveTransfers(instance);
      const given = new Map<string, number>();
      for (const { from, to, item, quantity } of moves) {
        expect(from).not.toBe(to);
        expect(quantity).toBeGreaterThan(0);
        const key = `${item}:${from}`;
        given.set(key, (given.get(key) ?? 0) + quantity);
        expect(given.get(key)).toBeLessThanOrEqual(instance.items[item]?.x[from] ?? 0);
      }
      expect(worthOf(instance, moves)).toBeGreaterThanOrEqual(-1e-6);
    }),
  );
});

test('[RP-8] finds what trying everything finds, for one item and three stores', () => {
  fc.assert(
    fc.property(instances(3, fc.double({ min: 0, max: 6, noNaN: true })), ({ items, ...rest }) => {
      const instance = { ...rest, items: items.slice(0, 1) };
      const found = worthOf(instance, solveTransfers(instance));
      const best = bestOf(instance);
      expect(found).toBeGreaterThanOrEqual(best * 0.9 - 1e-6);
      expect(found).toBeLessThanOrEqual(best + 1e-6);
    }),
    { numRuns: 60 },
  );
});

/** Tries every set of moves of up to two units an arc. */
function bestOf(instance: TransferInstance): number {
  const arcs = [0, 1, 2].flatMap((from) => [0, 1, 2].filter((to) => to !== from).map((to) => ({ from, to })));
  let best = 0;
  for (let code = 0; code < 4 ** arcs.length; code++) {
    const moves = arcs
      .map((arc, i) => ({ ...arc, item: 0, quantity: (code >> (2 * i)) & 3 }))
      .filter(({ quantity }) => quantity > 0);
    const item = instance.items[0];
    if (!item) return 0;
    const isPossible = [0, 1, 2].every((s) => {
      const gives = moves.filter(({ from }) => from === s).reduce((sum, { quantity }) => sum + quantity, 0);
      const takes = moves.filter(({ to }) => to === s).reduce((sum, { quantity }) => sum + quantity, 0);
      return (
        gives <= Math.min(item.x[s] ?? 0, item.give[s]?.length ?? 0) && takes <= (item.take[s]?.length ?? 0)
      );
    });
    if (isPossible) best = Math.max(best, worthOf(instance, moves));
  }
  return best;
}
