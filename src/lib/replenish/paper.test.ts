import { expect, test } from 'vitest';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { gainOf, inPacks, papersOf, quantityOf, stateOf, valueOf } from './paper.ts';

const line = (id: number, part: Partial<SuggestionView> = {}): SuggestionView => ({
  id,
  kind: 'transfer',
  sourceId: 1001,
  supplierId: null,
  targetId: 1003,
  targetKind: 'store',
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
  pack: 1,
  packsMin: 1,
  packPrice: null,
  orderMin: null,
  sourceStock: 40,
  targetStock: 1,
  sourceCover: 41,
  targetCover: 2,
  medianCover: 9,
  grain: 1,
  take: [0.9, 0.8, 0.1],
  give: [0, 0, 0.2],
  margin: 1000,
  isRuled: false,
  eventNote: null,
  eventPercent: null,
  state: 'open',
  reason: null,
  transferId: null,
  purchaseId: null,
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

const bought = (id: number, part: Partial<SuggestionView> = {}): SuggestionView =>
  line(id, {
    ...{
      kind: 'purchase',
      sourceId: null,
      supplierId: 7,
      quantity: 24,
      pack: 12,
      packPrice: 6000,
      orderMin: 20_000,
    },
    ...{ take: Array.from({ length: 48 }, () => 0.5), give: Array.from({ length: 48 }, () => 0) },
    ...part,
  });

test('[RP-19] a purchase costs nothing a unit to bring, and says when it is less than the supplier wants', () => {
  const [paper] = papersOf([bought(1), bought(2, { supplierId: 8 })]);
  if (!paper) throw new Error('no paper');
  expect(paper.lines.map(({ id }) => id)).toEqual([1]);
  expect(gainOf(paper, run, {})).toMatchObject({ gain: 12_000 - 1200 });
  expect(valueOf(paper, {})).toEqual({ value: 12_000, isSmall: true });
  expect(valueOf(paper, { 1: 37 })).toEqual({ value: 24_000, isSmall: false });
  const [blind] = papersOf([bought(1, { packPrice: null })]);
  expect(blind && valueOf(blind, {})).toBeNull();
});

test('[RP-19] what is bought is bought in packs', () => {
  expect([0, 1, 12, 13].map((units) => inPacks({ pack: 12, packsMin: 2 }, units))).toEqual([0, 24, 24, 24]);
  expect(inPacks({ pack: 12, packsMin: 1 }, 25)).toBe(36);
});
