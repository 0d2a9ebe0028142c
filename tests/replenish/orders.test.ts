import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { withViewer, type Sql } from '#server/platform/database.ts';
import type { Company } from '#server/platform/company.ts';
import { accept, reject, type Desks } from '#server/replenish/decide.ts';
import { readRecord } from '#server/replenish/read-record.ts';
import { countOpen, readRun } from '#server/replenish/read.ts';
import { suggest } from '#server/replenish/suggest.ts';
import { undo } from '#server/replenish/take-back.ts';
import { type Market } from '../transfer/market.ts';
import { linesOf, now, openPlannedMarket, today, viewer, type PlannedMarket } from './planned-market.ts';

const [shopA, shopB, warehouse] = [1001, 1003, 1005];
let planned: PlannedMarket;
let market: Market;
let company: Company;
let desks: Desks;
let owner: Sql;
let pooled = 0;

/**
 * Two shops sell three a day of goods 1 to 4 and have next to nothing; the third place is their warehouse.
 *   1 plenty in the warehouse      2 little in the warehouse, bought in dozens from the supplier
 *   3 never in the warehouse: the supplier brings it to the shops     4 nobody supplies it and the warehouse has none
 */
beforeAll(async () => {
  planned = await openPlannedMarket(fill);
  ({ market, company, desks, owner } = planned);
});
afterAll(() => planned.close());

async function fill(place: Market, sql: Sql): Promise<void> {
  await sql`update skus set price = 3000, cost = 1000, pack_quantity = 6`;
  await sql`insert into suppliers (code, name_zh, name_en) values ('V1', '供应商', 'Supplier')`;
  await sql`update skus set supplier_id = 1 where id <= 3`;
  await sql`insert into supplier_terms (supplier_id, lead_days, minimum) values (1, 4, 5000)`;
  await sql`insert into supplier_prices (supplier_id, sku_id, pack, price, packs_min) values (1, 2, 12, 11000, 2), (1, 3, 6, 5800, 1)`;
  await place.stock(3, 1, 600);
  await place.stock(3, 2, 3);
  for (const store of [1, 2]) for (const sku of [1, 2, 3, 4]) await place.stock(store, sku, 2);
  await sql`update stores set kind = 'warehouse', tier = 'hq' where id = 3`;
  for (let day = today - 70; day < today; day++)
    for (const shelf of [shopA, shopB]) {
      await sql`insert into store_hours values (${shelf}, ${day}, 10, 4, 12, 36000, 12000)`;
      await sql`insert into sales_hours (location_id, business_day, hour, sku_id, quantity, amount, cost)
        select ${shelf}, ${day}, 10, id, 3, 9000, 3000 from skus where id <= 4`;
    }
}

const lines = (kind: SuggestionView['kind'], who = viewer()) => linesOf(market, kind, who);

const documentOf = (
  all: readonly SuggestionView[],
  quantityOf = (line: SuggestionView) => line.quantity,
) => ({
  sourceId: all[0]?.sourceId ?? null,
  supplierId: all[0]?.supplierId ?? null,
  targetId: all[0]?.targetId ?? 0,
  note: '够卖',
  lines: all.map((line) => ({
    id: line.id,
    quantity: quantityOf(line),
    reason: `只够 ${line.targetCover} 天`,
  })),
});

test('[RP-18] shops order from their warehouse, the warehouse buys for all of them, what it does not keep comes straight', async () => {
  await suggest(market.sql, now, null);
  const orders = await lines('order');
  expect(orders.map(({ sourceId, targetId, skuId }) => [sourceId, targetId, skuId])).toEqual(
    expect.arrayContaining([
      [warehouse, shopA, 1],
      [warehouse, shopB, 1],
    ]),
  );
  expect(orders.every(({ skuId }) => skuId <= 2)).toBe(true);
  // What the warehouse has too little of is never promised twice.
  expect(
    orders.filter(({ skuId }) => skuId === 2).reduce((sum, { quantity }) => sum + quantity, 0),
  ).toBeLessThanOrEqual(3);
  const bought = await lines('purchase');
  expect(bought.every(({ sourceId, supplierId }) => sourceId === null && supplierId === 1)).toBe(true);
  expect(bought.map(({ targetId, skuId }) => [targetId, skuId]).toSorted()).toEqual([
    [shopA, 3],
    [shopB, 3],
    [warehouse, 2],
  ]);
  const first = bought.find(({ skuId }) => skuId === 2);
  pooled = first?.quantity ?? 0;
  // Six a day over four days of lead and seven between orders: at least that, in dozens, both shops' goods counted.
  expect(first).toMatchObject({
    pack: 12,
    packsMin: 2,
    packPrice: 11_000,
    margin: 2000,
    targetKind: 'warehouse',
  });
  expect(pooled % 12).toBe(0);
  expect(pooled).toBeGreaterThanOrEqual(60);
  expect(first?.targetCover).toBeLessThan(first?.sourceCover ?? 0);
  expect(first?.medianCover).toBe(11);
  expect(
    await withViewer(market.sql, viewer(), async (sql) => countOpen(sql, (await readRun(sql))?.id ?? 0)),
  ).toMatchObject({
    order: 2,
    purchase: 3,
  });
});

test('[RP-14] an order is seen by who reaches the place that asks, prices and margins by who may see cost', async () => {
  const own = viewer({ role: 'store_manager', locations: new Set([shopA as LocationId]) });
  const orders = await lines('order', own);
  expect(orders.length).toBeGreaterThan(0);
  expect(orders.every(({ targetId, margin }) => targetId === shopA && margin === null)).toBe(true);
  const bought = await lines('purchase', own);
  expect(bought.map(({ targetId, packPrice, orderMin }) => [targetId, packPrice, orderMin])).toEqual([
    [shopA, null, null],
  ]);
  expect(
    await lines('purchase', viewer({ role: 'clerk', locations: new Set([shopB as LocationId]) })),
  ).toEqual([]);
});

test('[RP-19] a purchase is accepted once, in whole packs, each line with its sentence, and taken back until it is sent', async () => {
  const mine = (await lines('purchase')).filter(({ targetId }) => targetId === warehouse);
  const chosen = documentOf(mine, () => 25);
  const dying: Desks = {
    ...desks,
    purchases: {
      ...desks.purchases,
      draft: async (...wish) => {
        await desks.purchases.draft(...wish);
        throw new Error('died');
      },
    },
  };
  await expect(accept(company, dying, viewer(), chosen)).rejects.toThrow('died');
  expect((await lines('purchase')).every(({ state }) => state === 'open')).toBe(true);
  expect(await market.sql`select 1 from purchases`).toHaveLength(0);
  const [one, two] = await Promise.all([
    accept(company, desks, viewer(), chosen),
    accept(company, desks, viewer(), chosen),
  ]);
  expect([one.outcome, two.outcome].toSorted()).toEqual(['done', 'gone']);
  const [line] = (await lines('purchase')).filter(({ targetId }) => targetId === warehouse);
  expect(line).toMatchObject({ state: 'accepted', chosen: 25 });
  const [draft] = await market.sql`
    select p.origin, p.state, p.supplier_id, p.location_id, l.pack, l.packs, l.reason from purchases p join purchase_lines l on l.purchase_id = p.id
    where p.id = ${line?.purchaseId ?? 0}`;
  expect(draft).toMatchObject({
    origin: 'plan',
    state: 'draft',
    supplier_id: 1,
    location_id: warehouse,
    pack: 12,
    packs: 3,
  });
  expect(draft?.['reason']).toMatch(/^只够/);
  const ids = mine.map(({ id }) => id);
  expect(await undo(company, desks, viewer(), ids)).toMatchObject({ outcome: 'done' });
  expect(await accept(company, desks, viewer(), chosen)).toMatchObject({ outcome: 'done' });
  const [again] = (await lines('purchase')).filter(({ targetId }) => targetId === warehouse);
  expect(again?.purchaseId).not.toBe(line?.purchaseId);
  await desks.purchases.act(
    {
      key: crypto.randomUUID(),
      purchase: again?.purchaseId as never,
      act: { kind: 'send', version: 1, way: 'email', isSmall: true },
      mayExceed: false,
    },
    market.zhao,
  );
  expect(await undo(company, desks, viewer(), ids)).toMatchObject({ outcome: 'gone' });
});

test('[RP-19] an order becomes a draft transfer of what is free, is rejected in one act, and what is under way is not asked for twice', async () => {
  const orders = await lines('order');
  const mine = orders.filter(({ targetId }) => targetId === shopA);
  expect(
    await accept(
      company,
      desks,
      viewer(),
      documentOf(mine, () => 700),
    ),
  ).toMatchObject({ outcome: 'short' });
  expect(await accept(company, desks, viewer(), documentOf(mine))).toMatchObject({
    outcome: 'done',
    purchaseId: null,
  });
  const theirs = orders.filter(({ targetId }) => targetId === shopB).map(({ id }) => id);
  expect(await reject(company, viewer(), theirs, 'not_needed')).toMatchObject({ outcome: 'done' });
  await suggest(market.sql, now, null);
  const anew = await lines('order');
  expect(anew.some(({ targetId, skuId }) => targetId === shopA && skuId === 1)).toBe(false);
  expect(anew.some(({ targetId, skuId }) => targetId === shopB && skuId === 1)).toBe(true);
  // Three dozen were sent to the supplier a moment ago: on order for the warehouse.
  expect((await lines('purchase')).find(({ targetId }) => targetId === warehouse)?.quantity).toBe(
    pooled - 36,
  );
});

test('[RP-21] who gets goods every other day needs no week of them', async () => {
  const usual = (await lines('purchase')).find(({ targetId, skuId }) => targetId === shopB && skuId === 3);
  for (let day = 1; day <= 14; day++) await market.stock(2, 3, 1);
  await market.sell(2, 3, 14);
  await owner`alter table documents disable trigger user`;
  await owner`update documents d set business_day = ${today} - 2 * r.nth from (
      select position, row_number() over (order by position desc) as nth from documents where location_id = ${shopB} and kind = 'receipt') r
    where d.location_id = ${shopB} and d.position = r.position and r.nth <= 14`;
  await owner`alter table documents enable trigger user`;
  await suggest(market.sql, now, null);
  const often = (await lines('purchase')).find(({ targetId, skuId }) => targetId === shopB && skuId === 3);
  expect(often?.medianCover).toBe(6);
  expect(often?.quantity).toBeLessThan((usual?.quantity ?? 0) - 10);
});

test('[RP-20] a least and a most that somebody set stand above the forecast, and an event is named', async () => {
  await owner`insert into store_skus (location_id, sku_id, minimum, maximum) values (${shopB}, 1, 1, 90), (${shopB}, 3, 4, 40)`;
  await owner`insert into replenish_events (sku_id, first_day, last_day, percent, note, account_id, at)
    values (3, ${today}, ${today + 20}, 100, '开学', 4, ${new Date(now)})`;
  const before = (await lines('purchase')).find(({ targetId, skuId }) => targetId === shopA && skuId === 3);
  await suggest(market.sql, now, null);
  // Two on the shelf are not at the least of one: nothing, whatever the forecast says.
  expect((await lines('order')).some(({ targetId, skuId }) => targetId === shopB && skuId === 1)).toBe(false);
  const bought = await lines('purchase');
  expect(bought.find(({ targetId, skuId }) => targetId === shopB && skuId === 3)).toMatchObject({
    isRuled: true,
    quantity: 42,
  });
  const lifted = bought.find(({ targetId, skuId }) => targetId === shopA && skuId === 3);
  expect(lifted).toMatchObject({ eventNote: '开学', eventPercent: 100, isRuled: false });
  expect(lifted?.quantity).toBeGreaterThan(before?.quantity ?? 1000);
});

test('[RP-9][RP-18] nothing below the hurdle', async () => {
  await owner`delete from store_skus`;
  await owner`update replenish_settings set doc_cost = 100000000`;
  await suggest(market.sql, now, null);
  expect(await lines('order')).toEqual([]);
  expect(await lines('purchase')).toEqual([]);
});

test('[RP-16] a purchase is held against what all its shops sold until the next one’s goods', async () => {
  for (let day = today; day < today + 20; day++)
    for (const shelf of [shopA, shopB])
      await owner`insert into sales_hours (location_id, business_day, hour, sku_id, quantity, amount, cost)
        select ${shelf}, ${day}, 21, id, 3, 9000, 3000 from skus where id <= 4`;
  const record = (who: Viewer, day: number) =>
    withViewer(market.sql, who, (sql) => readRecord(sql, who, day, 'purchase'));
  const firstOf = async (who: Viewer, day: number) => (await record(who, day)).at(-1);
  // The warehouse's line was taken up and sent; the shops' two were left lying, and they sold all they had.
  expect(await firstOf(viewer(), today + 20)).toMatchObject({
    ...{ lines: 3, accepted: 1, edited: 1, arrived: 0, days: 11 },
    ...{ hits: 1, hitsEdited: 1, missed: 2 },
  });
  // One day on nothing has been proven: seven were there and six are sold.
  expect(await firstOf(viewer(), today + 1)).toMatchObject({ days: 1, hits: 0 });
  // Who does not see the shops' sales is not told that nobody bought.
  const keeper = viewer({ role: 'store_manager', locations: new Set([warehouse as LocationId]) });
  expect(await firstOf(keeper, today + 20)).toMatchObject({ lines: 1, accepted: 1, days: 0 });
  expect(await record(viewer({ role: 'clerk' }), today + 20)).toEqual([]);
});
