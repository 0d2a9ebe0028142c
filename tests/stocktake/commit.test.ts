import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Queries } from '#server/platform/database.ts';
import { checkWithin } from '#server/invariants/check.ts';
import { isRefused } from '#server/stocktake/refused.ts';
import { resumePostings } from '#server/stocktake/commit.ts';
import { readStocktake } from '#server/stocktake/rows.ts';
import { entryWrite, markWrite } from '#protocol/stocktake/sheet-fold.ts';
import { keepLateWrites } from '#server/stocktake/keep-late.ts';
import { closeLate } from '#server/stocktake/late.ts';
import { readLate } from '#server/stocktake/late-rows.ts';
import { openCountRoom, sku, type CountRoom } from './count-room.ts';

let room: CountRoom;
beforeEach(async () => {
  room = await openCountRoom();
});
afterEach(() => room.close());

const commit = async (id: number, account = 1, isUncountedZero = false) =>
  room.stocktakes.commit(room.viewer(account, 'hq'), id, {
    isUncountedZero,
    linesHash: await room.hash(id, isUncountedZero),
  });

async function brokenI6(): Promise<readonly string[]> {
  const verdicts = await room.shop.sql.begin((tx) => checkWithin(tx as Queries));
  return verdicts.flatMap(({ broken }) => broken);
}

async function countDocuments(): Promise<number> {
  const [row] = await room.shop.sql<{ count: number }[]>`
    select count(*) as count from documents where kind = 'adjustment' and position is not null`;
  return row?.count ?? 0;
}

test('[I6][SK-8] counts of several people add up, sales in between make no variance, the difference is posted', async () => {
  await room.stock({ 1: 10, 2: 20, 3: 5 });
  const id = await room.plan();
  const [one, two] = [await room.phone(id, 2), await room.phone(id, 3)];
  one.count(1, 4);
  two.count(1, 6);
  one.count(2, 18);
  await Promise.all([one.look(), two.look()]);
  // The shop goes on: what is sold after the count says nothing about it.
  await room.sell(1, 3);
  await room.sell(2, 2);
  one.count(3, 5);
  two.count(4, 0);
  const answer = await commit(id);
  expect(answer).toMatchObject({ state: 'committed' });
  expect([await room.onHand(1), await room.onHand(2), await room.onHand(3)]).toEqual([7, 16, 5]);
  expect(await brokenI6()).toEqual([]);
});

test('[I6][I16][SK-12] fifty people press at the same moment: one posting', async () => {
  await room.stock({ 1: 10, 2: 20 });
  const id = await room.plan();
  const phone = await room.phone(id);
  phone.count(1, 7);
  phone.count(2, 25);
  const request = { isUncountedZero: false, linesHash: await room.hash(id) };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => room.stocktakes.commit(room.viewer(index + 2), id, request)),
  );
  for (const answer of answers) expect(answer).toMatchObject({ state: 'committed' });
  expect(await countDocuments()).toBe(1);
  expect([await room.onHand(1), await room.onHand(2)]).toEqual([7, 25]);
  expect(await brokenI6()).toEqual([]);
});

test('[I17][SK-12] a crash between freeze and posting, and between posting and mark: one posting, finished at start', async () => {
  const { sql, ledgers } = room.shop;
  await room.stock({ 1: 10 });
  const id = await room.plan();
  (await room.phone(id)).count(1, 8);
  const [ledger] = ledgers;
  if (!ledger) throw new Error('no ledger');
  const dying = {
    post: async (submission: Parameters<typeof ledger.post>[0]) => {
      await ledger.post(submission);
      throw new Error('killed after the posting');
    },
    close: () => Promise.resolve(),
  };
  const { commitStocktake } = await import('#server/stocktake/commit.ts');
  const request = { isUncountedZero: false, linesHash: await room.hash(id) };
  await expect(
    commitStocktake({ sql, ledger: dying, live: room.live }, room.viewer(1, 'hq'), id, request),
  ).rejects.toThrow('killed');
  expect((await readStocktake(sql, id))?.state).toBe('posting');
  expect(await brokenI6()).toEqual([]);
  await resumePostings({ sql, ledger, live: room.live });
  await resumePostings({ sql, ledger, live: room.live });
  expect((await readStocktake(sql, id))?.state).toBe('committed');
  expect(await countDocuments()).toBe(1);
  expect(await room.onHand(1)).toBe(8);
  expect(await brokenI6()).toEqual([]);
});

test('[I6][SK-9] an offline range asks about the lines that moved inside it, and only about those', async () => {
  await room.stock({ 1: 10, 2: 20, 3: 5 });
  const id = await room.plan();
  const offline = await room.phone(id);
  const held = [offline.count(1, 6, { isHeld: true }), offline.count(2, 19, { isHeld: true })];
  await room.sell(1, 2);
  room.live.edit(String(id), 2, held.map(entryWrite));
  const request = { isUncountedZero: false, linesHash: await room.hash(id) };
  // Line 1 waits for a person; line 2 did not move and is posted.
  await room.stocktakes.choose(room.viewer(1, 'hq'), id, [1], 'use_count');
  expect(await room.stocktakes.commit(room.viewer(1, 'hq'), id, request)).toMatchObject({
    refused: 'stocktake.changed',
  });
  const answer = await commit(id);
  expect(isRefused(answer)).toBe(false);
  const lines = await room.shop
    .sql`select sku_id, state, variance from stocktake_lines where stocktake_id = ${id} order by sku_id`;
  // 8 or 10 stood there, 6 were counted: two are missing whatever happened, and only two are posted.
  expect(lines).toMatchObject([
    { sku_id: 1, state: 'chosen', variance: -2 },
    { sku_id: 2, state: 'fine', variance: -1 },
  ]);
  expect(await room.onHand(1)).toBe(6);
  expect(await brokenI6()).toEqual([]);
});

test('[I6][SK-10] what nobody counted stays untouched, unless it was chosen to be zero', async () => {
  await room.stock({ 1: 10, 2: 20, 3: 5 });
  const first = await room.plan();
  (await room.phone(first)).count(1, 10);
  await commit(first);
  expect(await room.onHand(2)).toBe(20);
  const second = await room.plan({ scope: { kind: 'list', skuIds: [1, 2] } });
  (await room.phone(second)).count(1, 10);
  await commit(second, 1, true);
  expect([await room.onHand(1), await room.onHand(2), await room.onHand(3)]).toEqual([10, 0, 5]);
  expect(await brokenI6()).toEqual([]);
});

test('[A7][SK-13] above the limit a second person approves exactly what is posted', async () => {
  await room.stock({ 1: 100, 2: 10 });
  const id = await room.plan({ totalLimit: 500 });
  const phone = await room.phone(id);
  phone.count(1, 90);
  const first = { isUncountedZero: false, linesHash: await room.hash(id) };
  const boss = room.viewer(5);
  expect(await room.stocktakes.commit(boss, id, first)).toMatchObject({
    refused: 'stocktake.needs_approval',
  });
  await room.stocktakes.approve(boss, id, first);
  expect(await room.stocktakes.commit(boss, id, first)).toMatchObject({ refused: 'stocktake.own_approval' });
  // An old approval does not cover new lines.
  phone.count(2, 4);
  const second = { isUncountedZero: false, linesHash: await room.hash(id) };
  await room.stocktakes.approve(room.viewer(6), id, first);
  expect(await room.stocktakes.commit(boss, id, second)).toMatchObject({
    refused: 'stocktake.needs_approval',
  });
  expect(await room.stocktakes.approve(room.viewer(6), id, second)).toBeUndefined();
  expect(await room.stocktakes.commit(boss, id, second)).toMatchObject({ state: 'committed' });
  expect(await room.onHand(1)).toBe(90);
});

test('[I28][SK-14] late entries are kept once, shown, and corrected once', async () => {
  const { sql, ledgers } = room.shop;
  await room.stock({ 1: 10, 2: 20 });
  const id = await room.plan();
  const [online, offline] = [await room.phone(id, 2), await room.phone(id, 3)];
  online.count(1, 8);
  const late = [offline.count(1, 2, { isHeld: true }), offline.count(2, 19, { isHeld: true })];
  await commit(id);
  expect(await room.onHand(1)).toBe(8);
  expect(room.live.edit(String(id), 3, late.map(entryWrite))).toBe(false);
  const author = {
    accountId: 3 as never,
    session: 's3' as never,
    viewer: room.viewer(3),
    access: { role: 'counter', mayWrite: false },
  };
  const writes = [...late.map(entryWrite), markWrite(offline.tally.counter, 2, 1)].map((write) => ({
    ...write,
    atMs: 1,
  }));
  for (let again = 0; again < 3; again++)
    expect(
      await keepLateWrites(
        sql,
        room.live,
        String(id),
        { author, writes },
        { locationId: room.shop.shelf(1) },
      ),
    ).toBe(3);
  expect(await readLate(sql, id)).toHaveLength(2);
  const record = await readStocktake(sql, id);
  const [ledger] = ledgers;
  if (!record || !ledger) throw new Error('gone');
  const fold = await room.stocktakes.sheetOf(record);
  const close = (entry: (typeof late)[number]) =>
    closeLate({ sql, ledger }, room.viewer(1, 'hq'), record, fold, {
      entryKey: entryWrite(entry).key,
      isVoid: false,
      act: 'post',
    });
  const [first, second] = late;
  if (!first || !second) throw new Error('nothing late');
  // The 2 that came late were part of the 10: the first posting is undone by as much.
  expect(await close(first)).toEqual({ correction: 2 });
  expect(await close(first)).toMatchObject({ refused: 'stocktake.late_closed' });
  // Nobody else counted SKU 2: the late count stands alone.
  expect(await close(second)).toEqual({ correction: -1 });
  expect([await room.onHand(1), await room.onHand(2)]).toEqual([10, 19]);
  expect(await brokenI6()).toEqual([]);
});

test('[I6] planted corruptions are found and named', async () => {
  await room.stock({ 1: 10, 2: 20, 3: 4 });
  const id = await room.plan();
  const phone = await room.phone(id);
  phone.count(1, 8);
  phone.count(2, 20);
  await commit(id);
  expect(sku(1)).toBe(1);
  // The owner may what the app may not: rows that are written once.
  const owner = openDatabase({
    url: room.shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  const line = (sku: number) => `where stocktake_id = ${id} and sku_id = ${sku}`;
  const plants: readonly [plant: string, name: string, names: RegExp][] = [
    [
      `update stocktakes set document_position = null where id = ${id}`,
      'posted once',
      /count of no stocktake|owed/,
    ],
    [
      `update stocktakes set state = 'counting', post_key = null where id = ${id}`,
      'posted once',
      /count of no stocktake/,
    ],
    [`delete from stocktake_lines ${line(1)}`, 'posted once', /sku 1: <NULL> owed|sku 1:  owed|-2 posted/],
    [
      `update movements set quantity = quantity + 1 where 4 in (source_id, target_id) and sku_id = 1 and location_id = 1001`,
      'posted once',
      /sku 1: -2 owed, -3 posted/,
    ],
    [`update stocktake_lines set book = book + 1 ${line(2)}`, 'settled', /sku 2 \(.*\): counted 20, book 21/],
    [`update stocktake_lines set counted = counted + 1 ${line(1)}`, 'settled', /sku 1 \(.*\): counted 9/],
    [`update stocktake_lines set variance = 5 ${line(2)}`, 'settled', /sku 2 .* variance 5/],
    [
      `update stocktake_lines set state = 'uncounted', counted = 0 ${line(2)}`,
      'untouched',
      /sku 2 was not counted and is taken as 0/,
    ],
  ];
  for (const [plant, name, names] of plants) {
    await owner
      .begin(async (tx) => {
        await tx.unsafe(plant);
        const broken = (await checkWithin(tx as Queries))
          .filter((one) => one.id === 'I6' && one.name === name)
          .flatMap((one) => one.broken);
        expect(broken.join('\n'), plant).toMatch(names);
        throw new Error('roll back');
      })
      .catch((error: Error) => {
        if (error.message !== 'roll back') throw error;
      });
  }
  await owner.end();
});
