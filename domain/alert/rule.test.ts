import { describe, expect, test } from 'vitest';
import { judge, looksAt, type Place, type RuleKind, type ShelfFacts } from './rule.ts';

const shelf: ShelfFacts = {
  onHand: 10,
  isOffered: true,
  least: null,
  most: null,
  pace: undefined,
  outDays: undefined,
  stillDays: undefined,
};

/** What a shopkeeper would expect: rule, what lies there, whether he is told, and the figure he is told. */
interface Told {
  readonly kind: RuleKind;
  readonly amount: number | null;
  readonly facts: Partial<ShelfFacts>;
  readonly isFound: boolean | undefined;
  readonly measure?: number;
}
const row = (
  kind: RuleKind,
  amount: number | null,
  facts: Partial<ShelfFacts>,
  isFound: boolean | undefined,
  measure?: number,
): Told => ({ kind, amount, facts, isFound, ...(measure === undefined ? {} : { measure }) });
const told: readonly Told[] = [
  row('short', 5, { onHand: 5 }, true, 5),
  row('short', 5, { onHand: 6 }, false),
  row('short', 0, { onHand: -2 }, true, -2),
  row('short', null, { onHand: 3, least: 4 }, true, 3),
  row('short', null, { onHand: 0 }, false),
  row('short', 5, { onHand: 0, isOffered: false }, false),
  row('over', 20, { onHand: 20 }, false),
  row('over', 20, { onHand: 21 }, true, 21),
  row('over', null, { onHand: 21, most: 20 }, true, 21),
  row('over', null, { onHand: 2_000_000 }, false),
  row('negative', null, { onHand: 0 }, false),
  row('negative', null, { onHand: -1 }, true, -1),
  row('none', 3, { onHand: 0, outDays: 2 }, false),
  row('none', 3, { onHand: 0, outDays: 3 }, true, 3),
  row('none', 3, { onHand: -1, outDays: 9 }, true, 9),
  row('none', 3, { onHand: 0 }, undefined),
  row('none', 3, { onHand: 1 }, false),
  row('none', 3, { onHand: 0, outDays: 9, isOffered: false }, false),
  row('stalled', 30, { stillDays: 29 }, false),
  row('stalled', 30, { stillDays: 30 }, true, 30),
  row('stalled', 30, {}, undefined),
  row('stalled', 30, { onHand: 0, stillDays: 99 }, false),
  row('running_out', 3, { onHand: 10, pace: 4 }, true, 2),
  row('running_out', 3, { onHand: 12, pace: 4 }, false),
  row('running_out', 3, { onHand: 1, pace: 0 }, false),
  row('running_out', 3, { onHand: 0, pace: 4 }, false),
  row('running_out', 3, { onHand: 10 }, undefined),
];

describe('[AL-1] a rule says what a shopkeeper expects', () => {
  test.each(told)('$kind $amount of $facts: $isFound', ({ kind, amount, facts, isFound, measure }) => {
    const verdict = judge({ id: 1, kind, amount }, { ...shelf, ...facts });
    expect(verdict?.isFound).toBe(isFound);
    if (measure !== undefined) expect(verdict?.measure).toBe(measure);
  });
});

test('[AL-2] looks where it was told to look, and never beyond the reach of its maker', () => {
  const place: Place = {
    location: 1001 as Place['location'],
    storeId: 1,
    regionIds: new Set([3, 1]),
    isShop: true,
  };
  const scope = { kind: 'short', regionIds: [], storeIds: [], reach: 'all' } as const;
  expect(looksAt(scope, place)).toBe(true);
  expect(looksAt({ ...scope, regionIds: [1] }, place)).toBe(true);
  expect(looksAt({ ...scope, regionIds: [2] }, place)).toBe(false);
  expect(looksAt({ ...scope, regionIds: [2], storeIds: [1] }, place)).toBe(true);
  expect(looksAt({ ...scope, storeIds: [1], reach: new Set<Place['location']>() }, place)).toBe(false);
  expect(looksAt({ ...scope, kind: 'stalled' }, { ...place, isShop: false })).toBe(false);
  expect(looksAt(scope, { ...place, isShop: false })).toBe(true);
});
