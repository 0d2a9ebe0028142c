import { expect, test } from 'vitest';
import { RuleDraft } from './rule-draft.svelte.ts';

test('[AL-1] a draft is kept only whole: a name, a bound that its kind takes, and somewhere to look', () => {
  const draft = new RuleDraft();
  expect(draft.request).toBeUndefined();
  draft.name = '快断货';
  expect(draft.request).toMatchObject({ kind: 'running_out', amount: 3, storeIds: [] });
  draft.where = 'stores';
  expect(draft.request).toBeUndefined();
  draft.storeIds = [4];
  expect(draft.request).toMatchObject({ storeIds: [4] });
  // What was chosen on another leaf does not count.
  draft.where = 'all';
  expect(draft.request).toMatchObject({ storeIds: [] });
  draft.amount = 0;
  expect(draft.request).toBeUndefined();
  draft.setKind('negative');
  expect(draft.request).toMatchObject({ kind: 'negative', amount: null });
  draft.setKind('short');
  expect(draft.request).toMatchObject({ amount: 5 });
  draft.isOwn = true;
  expect(draft.request).toMatchObject({ amount: null });
});
