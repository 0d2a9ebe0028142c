import { expect, test } from 'vitest';
import { planRequestSchema } from '#protocol/stocktake/requests.ts';
import { PlanDraft } from './plan-draft.svelte.ts';

const sku = (skuId: number) => ({ skuId, code: `A-${skuId}`, nameZh: '', nameEn: '' });

test('every kind of plan is a request that the server takes, and none is whole before it says what', () => {
  const draft = new PlanDraft([]);
  expect(draft.isWhole).toBe(true);
  for (const kind of ['category', 'zone', 'list', 'spot'] as const) {
    draft.kind = kind;
    expect(draft.isWhole, kind).toBe(false);
  }
  draft.categoryIds = [3];
  draft.zones = 'A区， B区、A区\n冷柜';
  draft.pick(sku(7));
  draft.pick(sku(7));
  for (const kind of ['full', 'category', 'zone', 'list', 'spot', 'cycle'] as const) {
    draft.kind = kind;
    expect(draft.isWhole, kind).toBe(true);
    expect(planRequestSchema.safeParse(draft.request(1)).success, kind).toBe(true);
  }
  expect(draft.request(1)).toMatchObject({
    scope: { kind: 'cycle', most: 50 },
    zones: ['A区', 'B区', '冷柜'],
    isBlind: true,
    accountIds: null,
    totalLimit: null,
  });
});

test('a spot check from an alert is whole at once; limits are fen, and an emptied field is none', () => {
  const draft = new PlanDraft([5, 6]);
  expect(draft).toMatchObject({ kind: 'spot', isWhole: true, skuIds: [5, 6] });
  draft.totalLimitYuan = 19.99;
  draft.lineLimitYuan = null;
  expect(draft.request(2)).toMatchObject({ totalLimit: 1999, lineLimit: null });
  draft.who = 'some';
  expect(draft.isWhole).toBe(false);
});
