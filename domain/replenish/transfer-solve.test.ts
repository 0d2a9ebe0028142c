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

/** An evening from a small congruential generator, even over its range: drawn doubles are nearly all next to nothing. */
function evening(seed: number): TransferInstance {
  let state = seed >>> 0;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < 5; i++) next();
  const three = <Value>(make: () => Value) => [make(), make(), make()];
  const chances = () => Array.from({ length: Math.floor(next() * 4) }, next).toSorted((a, b) => a - b);
  return {
    stores: 3,
    unitCost: 2 * next(),
    docCost: 6 * next(),
    items: [
      {
        sku: 1,
        margin: 20 * next(),
        x: three(() => Math.floor(next() * 4)),
        give: three(chances),
        take: three(() => chances().toReversed()),
      },
    ],
  };
}

/** Documents are opened one by one: where two are worth it only together, some is left. Over many evenings it is little. */
test('[RP-8] finds nearly all that trying everything finds, and never more, for one item and three stores', () => {
  let all = 0;
  let most = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const instance = evening(seed);
    const found = worthOf(instance, solveTransfers(instance));
    const best = bestOf(instance);
    expect(found).toBeLessThanOrEqual(best + 1e-6);
    all += found;
    most += best;
  }
  expect(most).toBeGreaterThan(120);
  expect(all / most).toBeGreaterThan(0.97);
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
