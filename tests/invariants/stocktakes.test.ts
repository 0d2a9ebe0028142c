import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryKey } from '#domain/stocktake/entry.ts';
import { entryWrite } from '#protocol/stocktake/sheet-fold.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { keepLateWrites } from '#server/stocktake/keep-late.ts';
import { closeLate } from '#server/stocktake/late.ts';
import { readStocktake } from '#server/stocktake/rows.ts';
import { openCountRoom, type CountRoom } from '../stocktake/count-room.ts';
import { type Corruption, expectFound } from './corrupted.ts';

let room: CountRoom;
let owner: Sql;

/**
 * Stocktake 1 is committed: 8 of 10 counted, SKU 2 not counted and left alone, 3 as the books say; then a late entry of 1
 * more was posted. Stocktake 2 took what nobody counted as none. Beside them a live document of three rows.
 */
beforeAll(async () => {
  room = await openCountRoom();
  owner = openDatabase({
    url: room.shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'check',
  });
  await room.stock({ 1: 10, 2: 20, 3: 5 });
  const first = await room.plan();
  const [online, away] = [await room.phone(first, 2), await room.phone(first, 3)];
  online.count(1, 8);
  online.count(3, 5);
  await commit(first, false);
  const late = away.count(1, 1, { isHeld: true });
  const author = {
    accountId: 3 as never,
    session: 's3' as never,
    viewer: room.viewer(3),
    access: { role: 'counter', mayWrite: false },
  };
  const writes = [{ ...entryWrite(late), atMs: 1 }];
  const facts = { locationId: room.shop.shelf(1) };
  await keepLateWrites(room.shop.sql, room.live, String(first), { author, writes }, facts);
  const [record, ledger] = [await readStocktake(room.shop.sql, first), room.shop.ledgers[0]];
  if (!record || !ledger) throw new Error('gone');
  const fold = await room.stocktakes.sheetOf(record);
  const asked = { entryKey: entryKey(late.counter, late.number), isVoid: false, act: 'post' as const };
  expect(await closeLate({ sql: room.shop.sql, ledger }, room.viewer(1, 'hq'), record, fold, asked)).toEqual({
    correction: 1,
  });
  const second = await room.plan();
  (await room.phone(second, 2)).count(1, 9);
  await commit(second, true);
  await owner`insert into live_documents (kind, name) values ('talk', '77')`;
  await owner`insert into live_updates (document_id, sequence, session, crc, data)
    select id, sequence, 'till', 0, '' from live_documents, generate_series(1, 3) sequence where name = '77'`;
});
afterAll(async () => {
  await owner.end();
  await room.close();
});

async function commit(id: number, isUncountedZero: boolean): Promise<void> {
  const request = { isUncountedZero, linesHash: await room.hash(id, isUncountedZero) };
  expect(await room.stocktakes.commit(room.viewer(1, 'hq'), id, request)).toMatchObject({
    state: 'committed',
  });
}

test('[I6] what was counted, corrected late and taken as none keeps every invariant', async () => {
  expect((await checkInvariants(owner)).flatMap(({ broken }) => broken)).toEqual([]);
});

const corruptions: readonly Corruption[] = [
  {
    plant: 'update stocktake_lines set book = book + 1 where stocktake_id = 1 and sku_id = 1',
    finds: ['I6 settled'],
    names: /stocktake 1 sku 1 .* book 11 .* the ledger says book 10/,
  },
  {
    plant: 'update stocktake_lines set counted = 9 where stocktake_id = 1 and sku_id = 1',
    finds: ['I6 settled'],
    names: /stocktake 1 sku 1 .* counted 9/,
  },
  {
    plant: 'update stocktake_lines set variance = -3, counted = 7 where stocktake_id = 1 and sku_id = 1',
    finds: ['I6 posted once'],
    names: /sku 1: -3 owed, -2 posted/,
  },
  {
    plant: 'update stocktakes set post_key = gen_random_uuid() where id = 1',
    finds: ['I6 posted once'],
    names: /document location 1001 position \d+ is a count of no stocktake/,
  },
  {
    plant: 'update stocktake_late_entries set correction = 5',
    finds: ['I6 posted once'],
    names: /late entry .* of stocktake 1: corrected by 5, its document moved 1/,
  },
  {
    plant: 'update stocktakes set is_uncounted_zero = false where id = 2',
    finds: ['I6 untouched'],
    names: /stocktake 2 sku 2 was not counted and is taken as 0/,
  },
  {
    plant: 'delete from live_updates where sequence = 2',
    finds: ['LD-7 log of live documents'],
    names: /live document talk\/77 has 2 rows from 1 to 3/,
  },
  {
    plant: 'delete from live_updates where sequence = 1',
    finds: ['LD-7 log of live documents'],
    names: /live document talk\/77 lacks what came before row 2/,
  },
  {
    plant: "update live_documents set state = 'frozen', frozen_sequence = 2 where name = '77'",
    finds: ['LD-9 frozen documents'],
    names: /live document talk\/77 was frozen at 2 and has row 3/,
  },
];

test.each(corruptions)('finds: $plant', (corruption) => expectFound(owner, corruption));
