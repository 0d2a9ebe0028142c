import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { openShop, type Shop } from './shop.ts';

/** Every race is run so many times over. */
const races = Number(process.env['LEDGER_RACES'] ?? 1);
const raceMsMax = 30_000 + 5000 * races;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(2);
});
afterAll(() => shop.close());

const sku = (id: number) => id as SkuId;
const units = (count: number) => count as Quantity;
const receipt = (location: LocationId, id: number, count: number): Command => ({
  kind: 'receipt',
  location,
  lines: [{ sku: sku(id), quantity: units(count), value: (count * 100) as Fen }],
});
const sale = (location: LocationId, id: number, count = 1): Command => ({
  kind: 'sale',
  location,
  happened: false,
  lines: [{ sku: sku(id), quantity: units(count), amount: 300 as Fen }],
});
const ledger = (index: number) => {
  const found = shop.ledgers[index % shop.ledgers.length];
  if (!found) throw new Error('no ledger');
  return found;
};

test(
  '[I3][A44] 50 pieces and 300 buyers at two nodes: exactly 50 sales, 250 told',
  async () => {
    for (let race = 0; race < races; race++) {
      await ledger(0).post(shop.submission(receipt(shop.shelf(1), 1, 50)));
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, index) =>
          ledger(index).post(shop.submission(sale(shop.shelf(1), 1))),
        ),
      );
      expect(answers.filter((answer) => answer.outcome === 'posted')).toHaveLength(50);
      expect(
        answers.filter((answer) => answer.outcome === 'refused' && answer.code === 'stock.insufficient'),
      ).toHaveLength(250);
      const [level] =
        await shop.sql`select on_hand, value from levels where location_id = ${shop.shelf(1)} and sku_id = 1`;
      expect(level).toMatchObject({ on_hand: 0, value: 0 });
    }
  },
  raceMsMax,
);

test(
  '[I3] the last piece with 50 buyers at two nodes, again and again: one gets it',
  async () => {
    for (let round = 0; round < 40 * races; round++) {
      await ledger(round).post(shop.submission(receipt(shop.shelf(2), 2, 1)));
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => ledger(index).post(shop.submission(sale(shop.shelf(2), 2)))),
      );
      expect(answers.filter((answer) => answer.outcome === 'posted')).toHaveLength(1);
    }
  },
  raceMsMax,
);

test(
  '[I16] the same key 100 times at two nodes has one effect and one answer; another input is refused',
  async () => {
    let key = '';
    await ledger(0).post(shop.submission(receipt(shop.shelf(1), 3, 500 * races)));
    for (let race = 1; race <= races; race++) {
      key = crypto.randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          ledger(index).post(shop.submission(sale(shop.shelf(1), 3, 2), key)),
        ),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const [level] =
        await shop.sql`select on_hand from levels where location_id = ${shop.shelf(1)} and sku_id = 3`;
      expect(level).toMatchObject({ on_hand: 500 * races - 2 * race });
    }
    expect(await ledger(1).post(shop.submission(sale(shop.shelf(1), 3, 3), key))).toMatchObject({
      code: 'key.other_input',
    });
    const refusedKey = crypto.randomUUID();
    const first = await ledger(0).post(shop.submission(sale(shop.shelf(1), 4), refusedKey));
    await ledger(0).post(shop.submission(receipt(shop.shelf(1), 4, 5)));
    expect(await ledger(1).post(shop.submission(sale(shop.shelf(1), 4), refusedKey))).toEqual(first);
  },
  raceMsMax,
);

test('[I18] 16 writers at two nodes: positions without hole or repeat, effective time never goes back', async () => {
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let index = 0; index < 30; index++) {
      const store = 1 + (index % 3);
      await ledger(writer).post(shop.submission(receipt(shop.shelf(store), 5 + (writer % 8), 3)));
      const target = 1 + ((store % 3) as number);
      const lines = [{ sku: sku(5 + (writer % 8)), quantity: units(1) }];
      await ledger(writer + 1).post(
        shop.submission({
          kind: 'dispatch',
          location: shop.shelf(store),
          target: shop.transit(target),
          lines,
        }),
      );
    }
  });
  await Promise.all(writers);
  const rows = await shop.sql<{ location: number; position: number; effective: Date }[]>`
    select location_id as location, position, effective_at as effective from documents where position is not null
    union all select counter_location_id, counter_position, effective_at from documents where counter_position is not null
    order by 1, 2`;
  const lastByLocation = new Map<number, { position: number; effective: Date }>();
  for (const { location, position, effective } of rows) {
    const last = lastByLocation.get(location);
    expect(position).toBe((last?.position ?? 0) + 1);
    if (last) expect(effective.getTime()).toBeGreaterThanOrEqual(last.effective.getTime());
    lastByLocation.set(location, { position, effective });
  }
  const heads = await shop.sql<
    { location_id: number; position: number }[]
  >`select location_id, position from location_heads where position > 0`;
  for (const head of heads) expect(lastByLocation.get(head.location_id)?.position).toBe(head.position);
});

test('[I1][I2][I20] levels and rollups equal what movements come to, and the app can’t rewrite them', async () => {
  const wrong = await shop.sql`
    with sides as (
      select location_id as place, sku_id, case when target_id = location_id then quantity else -quantity end as units,
        case when target_id = location_id then value else -value end as value
      from movements where location_id in (source_id, target_id)
      union all select counter_location_id, sku_id, case when target_id = counter_location_id then quantity else -quantity end,
        case when target_id = counter_location_id then value else -value end
      from movements where counter_location_id in (source_id, target_id)
    ), sums as (select place, sku_id, sum(units) as units, sum(value) as value from sides group by 1, 2)
    select * from sums s full join levels l on l.location_id = s.place and l.sku_id = s.sku_id
    where coalesce(s.units, 0) <> coalesce(l.on_hand, 0) or coalesce(s.value, 0) <> coalesce(l.value, 0)`;
  expect(wrong).toEqual([]);
  const drifted = await shop.sql`
    with sums as (
      select d.location_id, d.business_day, d.hour, m.sku_id, sum(m.quantity) as quantity, sum(m.amount) as amount, sum(m.value) as cost
      from documents d join movements m using (location_id, position) where m.target_id = 2 group by 1, 2, 3, 4
    ), kept as (
      select location_id, business_day, hour, sku_id, sum(quantity) as quantity, sum(amount) as amount, sum(cost) as cost from hourly_sales where business_day is not null group by 1, 2, 3, 4
    )
    select * from sums s full join kept h using (location_id, business_day, hour, sku_id)
    where s.quantity is distinct from h.quantity or s.amount is distinct from h.amount or s.cost is distinct from h.cost`;
  expect(drifted).toEqual([]);
  await expect(shop.sql`update movements set quantity = 1`).rejects.toThrow(/permission denied/);
  await expect(shop.sql`delete from documents`).rejects.toThrow(/permission denied/);
});

test('[ST-10] one command that the database refuses does not spoil its neighbours', async () => {
  const answers = await Promise.allSettled([
    ledger(0).post(shop.submission(receipt(shop.shelf(3), 15, 5))),
    ledger(0).post(shop.submission(receipt(shop.shelf(3), 9999, 5))),
    ledger(0).post(shop.submission(receipt(shop.shelf(3), 16, 5))),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('[F15] a transaction that another store’s row holds open stalls nobody else', async () => {
  const held = await shop.sql.reserve();
  await held`begin`;
  await held`select 1 from location_heads where location_id = ${shop.shelf(3)} for update`;
  const answer = await ledger(0).post(shop.submission(receipt(shop.shelf(1), 17, 1)));
  expect(answer.outcome).toBe('posted');
  await held`rollback`;
  held.release();
});
