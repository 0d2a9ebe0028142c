import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { ruleRequestSchema, type RulePreview } from '#protocol/alert/rules.ts';
import { previewRule } from '#server/alert/preview.ts';
import { AlertHouse, hq } from './house.ts';

const dayMs = 86_400_000;
let house: AlertHouse;

beforeAll(async () => {
  house = await AlertHouse.open();
  const post = async (command: ReturnType<AlertHouse['sale']>): Promise<void> =>
    void (await house.here.ledger.post(house.shop.submission(command)));
  // Long ago SKU 1 of store 1 fell below once; that is no news of this week.
  await post(house.receipt(1, 1, 10));
  await post(house.sale(1, 1, 8));
  await post(house.receipt(1, 1, 8));
  house.nowMs += 20 * dayMs;
  // This week: it fell below twice, stayed there while it went on falling, and SKU 2 of store 2 once, by a move to store 3.
  await post(house.sale(1, 1, 7));
  await post(house.receipt(1, 1, 7));
  await post(house.sale(1, 1, 6));
  await post(house.sale(1, 1, 1));
  await post(house.receipt(2, 2, 9));
  await post({
    kind: 'move',
    location: house.shop.shelf(2),
    target: house.shop.shelf(3),
    lines: [{ sku: 2 as SkuId, quantity: quantity(7) }],
  });
});
afterAll(() => house.close());

async function preview(more: object, viewer = hq): Promise<RulePreview> {
  const request = ruleRequestSchema.parse({ name: '-', kind: 'short', amount: 5, ...more });
  const found = await previewRule(house.here.company, house.here.wall, viewer, request);
  if (found === 'rule.scope') throw new Error('out of scope');
  return found;
}

test('[AL-13] a preview says what the rule finds now, how often it came to that this week, and names it', async () => {
  const found = await preview({});
  expect(found).toMatchObject({ goods: 2, stores: 2, isPart: false, week: 3 });
  expect(found.examples.map(({ onHand }) => onHand)).toEqual([2, 3]);
  expect(found.examples[0]?.unitZh).toBe('件');
  expect(await preview({ amount: 0 })).toMatchObject({ goods: 0, week: 0, examples: [] });
  // The receiving end of a move counts too.
  expect((await preview({ kind: 'over', amount: 6 })).week).toBe(3);
  expect((await preview({ kind: 'stalled', amount: 30 })).week).toBeNull();
});

test('[AL-13] the same as the watch finds when it is kept; previews write nothing', async () => {
  const asked = { kind: 'short', amount: 5, categoryIds: [2] } as const;
  const before = await house.shop.sql`select count(*)::int as count from alerts where rule_id is not null`;
  const seen = await preview(asked);
  expect(await house.shop.sql`select count(*)::int as count from alerts where rule_id is not null`).toEqual(
    before,
  );
  const id = await house.rule({ ...asked, categoryIds: [...asked.categoryIds] });
  await house.look();
  let goods = 0;
  for (let store = 1; store <= 3; store++)
    goods += (await house.openGoods(id, house.shop.shelf(store))).length;
  expect(goods).toBe(seen.goods);
  expect(goods).toBeGreaterThan(0);
});

test('[AL-13] nobody previews beyond his reach', async () => {
  const one = {
    ...hq,
    role: 'store_manager' as const,
    locations: new Set<LocationId>([house.shop.shelf(2)]),
  };
  expect(await preview({}, one)).toMatchObject({ goods: 1, stores: 1, week: 1 });
  await expect(preview({ storeIds: [1] }, one)).rejects.toThrow('out of scope');
});
