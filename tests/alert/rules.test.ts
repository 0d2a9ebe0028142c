import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import { Chance } from '#domain/demo/chance.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import { retireRule } from '#server/alert/rules.ts';
import { foundByHand } from './by-hand.ts';
import { AlertHouse, hq, startMs } from './house.ts';

const seed = Number(process.env['ALERT_SEED'] ?? 20_261_125);
const days = Number(process.env['ALERT_DAYS'] ?? 24);
const dayMs = 86_400_000;

let house: AlertHouse;
beforeAll(async () => {
  house = await AlertHouse.open();
});
afterAll(() => house.close());

/** A day of trade in three stores: most goods sell, some hardly, some run out and come back. */
async function tradeADay(chance: Chance): Promise<void> {
  for (let deal = 0; deal < 30; deal++) {
    const store = chance.whole(1, 4);
    // The last goods sell seldom, so that some of them stall.
    const sku = chance.isLucky(0.93) ? chance.whole(1, 13) : chance.whole(13, 21);
    const luck = chance.next();
    const command: Command =
      luck < 0.14
        ? house.receipt(store, sku, chance.whole(1, 40))
        : luck < 0.18
          ? {
              kind: 'move',
              location: house.shop.shelf(store),
              target: house.shop.shelf(1 + (store % 3)),
              lines: [{ sku: sku as SkuId, quantity: quantity(2) }],
            }
          : luck < 0.22
            ? {
                kind: 'reorder_point',
                location: house.shop.shelf(store),
                lines: [{ sku: sku as SkuId, reorderPoint: quantity(chance.whole(0, 9)) }],
              }
            : house.sale(store, sku, chance.whole(1, 4));
    house.nowMs += chance.whole(1, 20) * 60_000;
    await (chance.isLucky(0.7) ? house.here.ledger : house.elsewhere).post(house.shop.submission(command));
    // Now and then the rules look in the middle of the day, so that much is found as it moves and not by the daily look.
    if (chance.isLucky(0.3)) await house.look();
  }
}

test('[AL-3] what rules found equals a walk through all documents, as days pass, goods move, nodes post and processes end', async () => {
  const chance = new Chance(seed);
  for (let store = 1; store <= 3; store++)
    for (let sku = 1; sku <= 20; sku++)
      await house.here.ledger.post(house.shop.submission(house.receipt(store, sku, 12)));
  const kinds = [
    { kind: 'short', amount: 3 },
    { kind: 'short', amount: null },
    { kind: 'over', amount: 30 },
    { kind: 'negative', amount: null },
    { kind: 'none', amount: 2 },
    { kind: 'stalled', amount: 9 },
    { kind: 'running_out', amount: 4 },
    { kind: 'short', amount: 8, categoryIds: [2] },
  ] as const;
  const rules = [];
  for (const { categoryIds = [], ...one } of kinds.map(
    (kind) => ({ ...kind }) as (typeof kinds)[number] & { categoryIds?: number[] },
  ))
    rules.push({
      ...one,
      id: await house.rule({ ...one, categoryIds: [...categoryIds] }),
      // SKU 1 lies in category 2 and SKU 2 in category 3, below it.
      ...(categoryIds.length > 0 ? { categories: new Set([1, 2]) } : {}),
    });
  let seen = 0;
  const everFound = new Set<number>();
  for (let day = 1; day <= days; day++) {
    await tradeADay(chance);
    house.nowMs = Math.max(house.nowMs, startMs + day * dayMs);
    if (day % 7 === 0) {
      await house.restart();
    }
    await house.look();
    for (let store = 1; store <= 3; store++) {
      const shelf = house.shop.shelf(store);
      const tile = [...house.here.wall.follower.tiles.values()].find((one) => one.shelf === shelf);
      if (!tile) throw new Error('no tile');
      const byHand = await foundByHand(
        house.shop.sql,
        rules,
        shelf,
        house.here.wall.follower.dayOf(tile, house.nowMs),
      );
      for (const { id, kind, amount } of rules) {
        const found = await house.openGoods(id, shelf);
        expect({ day, store, kind, amount, found }).toEqual({
          day,
          store,
          kind,
          amount,
          found: byHand.get(id),
        });
        seen += found.length;
        if (found.length > 0) everFound.add(id);
      }
    }
  }
  // Each rule but one of negative stock, which these stores refuse, had something to find.
  expect(everFound.size).toBeGreaterThanOrEqual(rules.length - 1);
  expect(seen).toBeGreaterThan(days * 10);
  // An alert counts its goods, and one without any is over.
  const wrong = await house.shop.sql`
    select a.id from alerts a left join lateral (select count(*)::int as n from alert_goods g where g.alert_id = a.id) c on true
    where a.rule_id is not null and (a.closed_at is null) <> (c.n > 0) or (a.rule_id is not null and a.closed_at is null and a.goods <> c.n)`;
  expect(wrong).toHaveLength(0);
  for (const { id } of rules) await retireRule(house.shop.sql, hq, id);
  await house.look();
  expect(
    await house.shop.sql`select 1 from alerts where rule_id is not null and closed_at is null`,
  ).toHaveLength(0);
});
