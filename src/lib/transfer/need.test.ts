import { expect, test } from 'vitest';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { needed, needOf } from './need.ts';

const card = (part: Partial<TransferCard>): TransferCard => ({
  id: 1,
  kind: 'ask',
  state: 'asked',
  sourceStoreId: 7,
  sourceCode: 'S7',
  sourceNameZh: '七',
  sourceNameEn: 'Seven',
  targetStoreId: 8,
  targetCode: 'S8',
  targetNameZh: '八',
  targetNameEn: 'Eight',
  sourceRegionId: 1,
  targetRegionId: 1,
  note: '',
  madeByName: '',
  madeAtMs: 0,
  stateSinceMs: 100,
  dueAtMs: null,
  chasedAtMs: null,
  chased: 0,
  version: 1,
  lineCount: 1,
  units: 1,
  unitsInTransit: 0,
  unitsDifferent: 0,
  value: null,
  signed: '',
  firstZh: '',
  firstEn: '',
  ...part,
});
const source = { stores: [7] };
const target = { stores: [8] };
const hq = { stores: null };

test.each([
  ['an ask waits for its source', {}, source, 'answer'],
  ['and not for who asked', {}, target, undefined],
  ['a push waits for its target', { kind: 'push' }, target, 'answer'],
  ['talks wait for the side that has not signed', { state: 'talks', signed: 'target' }, source, 'sign'],
  ['and not for the one that has', { state: 'talks', signed: 'target' }, target, undefined],
  ['agreed goods are shipped by the source', { state: 'agreed' }, source, 'ship'],
  ['goods on their way are received by the target', { state: 'in_transit' }, target, 'receive'],
  ['a late one needs everybody', { state: 'in_transit', dueAtMs: 999 }, hq, 'late'],
  ['what is over needs nobody', { state: 'closed' }, source, undefined],
] as const)('%s', (_, part, reach, need) => {
  expect(needOf(card(part as Partial<TransferCard>), reach, 1000)).toBe(need);
});

test('late comes before what is only due, and the older of two equals first', () => {
  const cards = [
    card({ id: 1 }),
    card({ id: 2, stateSinceMs: 50 }),
    card({ id: 3, state: 'in_transit', dueAtMs: 5 }),
  ];
  expect(needed(cards, source, 1000).map((one) => one.card.id)).toEqual([3, 2, 1]);
});
