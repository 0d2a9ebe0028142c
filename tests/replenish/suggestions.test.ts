import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocationId } from '#domain/store/ids.ts';
import type { Sql } from '#server/platform/database.ts';
import type { Company } from '#server/platform/company.ts';
import { accept, reject } from '#server/replenish/decide.ts';
import { readRecord } from '#server/replenish/read-record.ts';
import { readMeasures } from '#server/replenish/read-measures.ts';
import { suggest } from '#server/replenish/suggest.ts';
import { undo } from '#server/replenish/take-back.ts';
import { whatIf } from '#server/replenish/what-if.ts';
import type { Market } from '../transfer/market.ts';
import {
  linesOf,
  now,
  openPlannedMarket,
  plentyAndNothing,
  today,
  viewer,
  type PlannedMarket,
} from './planned-market.ts';

let planned: PlannedMarket;
let market: Market;
let company: Company;
let owner: Sql;
beforeAll(async () => {
  planned = await openPlannedMarket(plentyAndNothing);
  ({ market, company, owner } = planned);
});
afterAll(() => planned.close());

const lines = (who = viewer()) => linesOf(market, 'transfer', who);

test('[RP-7][RP-9] plans from the ledger’s own sales: from where it lies to where it sells', async () => {
  const { lines: count } = await suggest(market.sql, now, null);
  expect(count).toBeGreaterThan(0);
  for (const line of await lines()) {
    expect(line).toMatchObject({ sourceId: 1001, targetId: 1003, state: 'open', margin: 2000 });
    expect(line.sourceCover).toBeGreaterThan(line.targetCover);
    expect(line.quantity).toBeLessThanOrEqual(line.give.length);
  }
});

test('[RP-14] margins are cut for those who may not see them, and lines for those who do not reach both ends', async () => {
  for (const line of await lines(viewer({ role: 'store_manager' }))) expect(line.margin).toBeNull();
  expect(await lines(viewer({ locations: new Set([1003 as LocationId]) }))).toEqual([]);
  expect(await lines(viewer({ locations: new Set([1001, 1003] as LocationId[]) }))).not.toEqual([]);
});

test('[RP-15] accepted once, edited as the person left it, taken back until picking, accepted again', async () => {
  const open = await lines();
  const chosen = {
    sourceId: 1001,
    supplierId: null,
    targetId: 1003,
    note: '够卖',
    lines: open.map(({ id }, at) => ({ id, quantity: at === 0 ? 2 : 1 })),
  };
  const [first, second] = await Promise.all([
    accept(company, planned.desks, viewer(), chosen),
    accept(company, planned.desks, viewer(), chosen),
  ]);
  expect([first.outcome, second.outcome].toSorted()).toEqual(['done', 'gone']);
  const [line] = await lines();
  expect(line).toMatchObject({ state: 'accepted', chosen: 2 });
  const [draft] = await market.sql<{ asked: number; offered: number }[]>`
    select asked, offered from transfer_lines where transfer_id = ${line?.transferId ?? 0} and sku_id = ${line?.skuId ?? 0}`;
  expect(draft).toEqual({ asked: 2, offered: 2 });
  const ids = open.map(({ id }) => id);
  expect(await undo(company, planned.desks, viewer(), ids)).toMatchObject({ outcome: 'done' });
  expect((await lines()).every(({ state }) => state === 'open')).toBe(true);
  expect(await accept(company, planned.desks, viewer(), chosen)).toMatchObject({ outcome: 'done' });
  expect(await undo(company, planned.desks, viewer(), ids)).toMatchObject({ outcome: 'done' });
});

test('[RP-15] never what was promised meanwhile', async () => {
  const open = await lines();
  const transfer = await market.begin([[1, 55, 55]]);
  await market.agree(transfer, [[1, 55]]);
  const answer = await accept(company, planned.desks, viewer(), {
    sourceId: 1001,
    supplierId: null,
    targetId: 1003,
    note: '',
    lines: open.map(({ id, skuId }) => ({ id, quantity: skuId === 1 ? 9 : 1 })),
  });
  expect(answer).toMatchObject({ outcome: 'short', skuIds: [1] });
  expect((await lines()).every(({ state }) => state === 'open')).toBe(true);
});

test('[RP-15] rejected with a reason in one act, and taken back', async () => {
  const ids = (await lines()).map(({ id }) => id);
  expect(await reject(company, viewer(), ids, 'keep')).toMatchObject({ outcome: 'done' });
  expect(await reject(company, viewer(), ids, 'keep')).toMatchObject({ outcome: 'gone' });
  expect((await lines())[0]).toMatchObject({ state: 'rejected', reason: 'keep' });
  expect(await undo(company, planned.desks, viewer(), ids)).toMatchObject({ outcome: 'done' });
});

test('[RP-16] the record, the measures and the replay read the same ledger', async () => {
  const record = await readRecord(market.sql, viewer(), today + 7, 'transfer');
  expect(record[0]).toMatchObject({ accepted: 0, days: 7 });
  // Store 2 stood empty for two days of the period and does no longer; what is still open counts up to now. All of its
  // three pieces a day are sold from ten to eleven: at half past ten the five hours have lost half a day's.
  await owner`insert into alerts (kind, location_id, sku_id, opened_position, opened_at, closed_at) values
    ('out_of_stock', 1003, 1, 1, ${new Date(now - 72 * 3_600_000)}, ${new Date(now - 24 * 3_600_000)}),
    ('out_of_stock', 1003, 2, 1, ${new Date(now - 5 * 3_600_000)}, null),
    ('negative', 1003, 2, 1, ${new Date(now - 9 * 3_600_000)}, null),
    ('out_of_stock', 1003, 1, 1, ${new Date(now - 900 * 3_600_000)}, ${new Date(now - 800 * 3_600_000)})`;
  const measures = await readMeasures(market.sql, viewer(), today, 28, now);
  expect(measures.rows.find(({ storeId }) => storeId === 2)).toMatchObject({
    outCells: 1,
    units: 168,
    outHours: 53,
    lostUnits: 7.5,
  });
  expect(
    (await readMeasures(market.sql, viewer({ role: 'store_manager' }), today, 28, now)).rows[0]?.stockValue,
  ).toBeNull();
  expect(measures.transfers).toMatchObject({ documents: 0, units: 0, extra: 0, gain: 0 });
  const replayed = await whatIf(market.sql, now, 0.95, 'all');
  expect(new Set(replayed.points.map(({ policy }) => policy))).toEqual(
    new Set(['smart', 'safety', 'cover', 'minmax']),
  );
  for (const { fill, stock } of replayed.points) {
    expect(fill).toBeGreaterThan(0);
    expect(fill).toBeLessThanOrEqual(1);
    expect(stock).toBeGreaterThan(0);
  }
});
