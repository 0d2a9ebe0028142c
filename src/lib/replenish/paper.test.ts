import { expect, test } from 'vitest';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { gainOf, papersOf, quantityOf, stateOf } from './paper.ts';

const line = (id: number, part: Partial<SuggestionView> = {}): SuggestionView => ({
  id,
  sourceId: 1001,
  targetId: 1003,
  skuId: id,
  skuCode: `K${id}`,
  skuNameZh: '茶',
  skuNameEn: 'Tea',
  sourceZh: '甲',
  sourceEn: 'A',
  targetZh: '乙',
  targetEn: 'B',
  quantity: 2,
  chosen: null,
  sourceStock: 40,
  targetStock: 1,
  sourceCover: 41,
  targetCover: 2,
  medianCover: 9,
  take: [0.9, 0.8, 0.1],
  give: [0, 0, 0.2],
  margin: 1000,
  state: 'open',
  reason: null,
  transferId: null,
  ...part,
});
const run = { unitCost: 60, docCost: 1200 };

test('[RP-13] lines of one way are one paper, in the order they came', () => {
  const papers = papersOf([line(1), line(2, { targetId: 1005 }), line(3)]);
  expect(papers.map(({ lines }) => lines.map(({ id }) => id))).toEqual([[1, 3], [2]]);
});

test('[RP-13] the gain follows the quantity as it is typed', () => {
  const [paper] = papersOf([line(1)]);
  if (!paper) throw new Error('no paper');
  expect(gainOf(paper, run, {})).toMatchObject({ gain: 1700 - 120 - 1200 });
  expect(gainOf(paper, run, { 1: 1 })).toMatchObject({ gain: 900 - 60 - 1200 });
  expect(gainOf(paper, run, { 1: 0 })).toMatchObject({ gain: 0 });
  expect(quantityOf(line(1, { chosen: 5 }), {})).toBe(5);
});

test('[RP-14] who may not see margins sees no gain', () => {
  const [paper] = papersOf([line(1, { margin: null })]);
  expect(paper && gainOf(paper, run, {})).toBeNull();
});

test('[RP-13] a paper is open while a line is', () => {
  const state = (...lines: SuggestionView[]) => papersOf(lines).map(stateOf)[0];
  expect(state(line(1), line(2, { state: 'accepted' }))).toBe('open');
  expect(state(line(1, { state: 'rejected' }), line(2, { state: 'accepted' }))).toBe('accepted');
  expect(state(line(1, { state: 'rejected' }))).toBe('rejected');
});
