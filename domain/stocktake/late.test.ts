import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import type { EntryKey } from './entry.ts';
import { lateOutcome, type ClosedLateAct, type FrozenLine, type LateAct } from './late.ts';

const act = (number: number, quantity: number, more: Partial<LateAct> = {}): LateAct => ({
  entryKey: `3-device0001-0:${number}` as EntryKey,
  isVoid: false,
  quantity,
  round: 1,
  from: 4,
  through: 9,
  ...more,
});
const closed = (late: LateAct, state: ClosedLateAct['state'], correction = 0): ClosedLateAct => ({
  ...late,
  state,
  correction,
});
const line = (isPosted: boolean): FrozenLine => ({
  sku: 7 as SkuId,
  counted: 8,
  from: 3,
  through: 5,
  entries: 2,
  round: 1,
  isPosted,
});
const change = (quantity: number) => ({ kind: 'change', quantity });
const outcome = (
  acts: readonly LateAct[],
  frozen?: FrozenLine,
  before: readonly ClosedLateAct[] = [],
  round = 1,
) => lateOutcome(7 as SkuId, round, acts, before, frozen);

test.each<[said: string, got: unknown, wanted: unknown]>([
  ['posted: short by what came', outcome([act(1, 2), act(2, 1)], line(true)), change(3)],
  ['posted: a void takes away', outcome([act(1, 2, { isVoid: true })], line(true)), change(-2)],
  [
    'voided before it came: nothing',
    outcome([act(1, 2), act(1, 2, { isVoid: true })], line(true)),
    change(0),
  ],
  ['the same where nobody counted', outcome([act(1, 2), act(1, 2, { isVoid: true })]), change(0)],
  ['of a round that no longer counts', outcome([act(1, 2)], line(true), [], 2), change(0)],
  [
    'piece by piece is one count',
    outcome([act(1, 1), act(2, 1, { from: 2 }), act(3, 1, { through: 11 })]),
    { kind: 'count', line: { sku: 7, round: 1, counted: 3, from: 2, through: 11, entries: 3 } },
  ],
  [
    'with the line that nobody chose for',
    outcome([act(1, 2)], line(false)),
    { kind: 'count', line: { sku: 7, round: 1, counted: 10, from: 3, through: 9, entries: 3 } },
  ],
  [
    'after a count of its own: a change',
    outcome([act(2, 1)], undefined, [closed(act(1, 1), 'posted', -9)]),
    change(1),
  ],
  [
    'that agreed with the books too',
    outcome([act(2, 1)], undefined, [closed(act(1, 1), 'posted')]),
    change(1),
  ],
  [
    'the void of what was dismissed',
    outcome([act(1, 2, { isVoid: true })], line(true), [closed(act(1, 2), 'dismissed')]),
    change(0),
  ],
])('[SK-14] late: %s', (_said, got, wanted) => expect(got).toEqual(wanted));

test('[SK-14] what was voided before it came leaves the goods uncounted for the next', () => {
  const pair = [closed(act(1, 2), 'posted'), closed(act(1, 2, { isVoid: true }), 'posted')];
  expect(outcome([act(2, 5)], undefined, pair)).toMatchObject({ kind: 'count', line: { counted: 5 } });
});
