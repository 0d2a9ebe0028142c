import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryKey, type Entry } from '#domain/stocktake/entry.ts';
import { entryWrite, voidWrite, type SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import { checkWithin } from '#server/invariants/check.ts';
import type { Queries } from '#server/platform/database.ts';
import { keepLateWrites } from '#server/stocktake/keep-late.ts';
import { closeLate } from '#server/stocktake/late.ts';
import { readLate } from '#server/stocktake/late-rows.ts';
import { readStocktake } from '#server/stocktake/rows.ts';
import { openCountRoom, type CountRoom } from './count-room.ts';

let room: CountRoom;
beforeEach(async () => {
  room = await openCountRoom();
});
afterEach(() => room.close());

/** A stocktake that was committed while a phone was away. */
async function committed(): Promise<{ id: number; phone: Awaited<ReturnType<CountRoom['phone']>> }> {
  const id = await room.plan();
  const [online, phone] = [await room.phone(id, 2), await room.phone(id, 3)];
  online.count(1, 8);
  const answer = await room.stocktakes.commit(room.viewer(1, 'hq'), id, {
    isUncountedZero: false,
    linesHash: await room.hash(id),
  });
  expect(answer).toMatchObject({ state: 'committed' });
  return { id, phone };
}

async function arrive(id: number, writes: readonly SheetWrite[]): Promise<void> {
  const author = {
    accountId: 3 as never,
    session: 's3' as never,
    viewer: room.viewer(3),
    access: { role: 'counter', mayWrite: false },
  };
  const late = writes.map((write) => ({ ...write, atMs: 1 }));
  const facts = { locationId: room.shop.shelf(1) };
  await keepLateWrites(room.shop.sql, room.live, String(id), { author, writes: late }, facts);
}

const keyOf = (entry: Entry) => entryKey(entry.counter, entry.number);
const voidOf = (entry: Entry) => voidWrite(keyOf(entry), entry.atSeconds + 1);

async function close(id: number, entry: Entry, act: 'post' | 'dismiss' = 'post', isVoid = false) {
  const record = await readStocktake(room.shop.sql, id);
  const [ledger] = room.shop.ledgers;
  if (!record || !ledger) throw new Error('gone');
  const fold = await room.stocktakes.sheetOf(record);
  const asked = { entryKey: keyOf(entry), isVoid, act };
  return closeLate({ sql: room.shop.sql, ledger }, room.viewer(1, 'hq'), record, fold, asked);
}

async function states(id: number): Promise<Record<string, number>> {
  const rows = await readLate(room.shop.sql, id);
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ state }) => state)].map(([state, all]) => [state, all.length]),
  );
}

async function expectWhole(): Promise<void> {
  const verdicts = await room.shop.sql.begin((tx) => checkWithin(tx as Queries));
  expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
}

test('[I28][SK-14] ten late scans of goods that nobody else counted are one count of ten', async () => {
  await room.stock({ 1: 10, 2: 12 });
  const { id, phone } = await committed();
  const scans = Array.from({ length: 10 }, () => phone.count(2, 1, { isHeld: true }));
  await arrive(id, scans.map(entryWrite));
  const [first, second] = scans;
  if (!first || !second) throw new Error('nothing late');
  // Each by itself would have said "1 of 12", ten times over.
  expect(await close(id, first)).toEqual({ correction: -2 });
  expect(await close(id, second)).toMatchObject({ refused: 'stocktake.late_closed' });
  expect(await room.onHand(2)).toBe(10);
  // What comes still later was short in what was posted.
  const last = phone.count(2, 2, { isHeld: true });
  await arrive(id, [entryWrite(last)]);
  expect(await close(id, last)).toEqual({ correction: 2 });
  expect(await room.onHand(2)).toBe(12);
  expect(await states(id)).toEqual({ posted: 11 });
  await expectWhole();
});

test('[I28][SK-14] an entry that was voided before it arrived corrects nothing, and its void is not lost', async () => {
  await room.stock({ 1: 10, 2: 12 });
  const { id, phone } = await committed();
  const [wrong, alone, right] = [
    phone.count(1, 5, { isHeld: true }),
    phone.count(2, 3, { isHeld: true }),
    phone.count(1, 2, { isHeld: true }),
  ];
  await arrive(id, [wrong, alone, right].map(entryWrite));
  await arrive(id, [voidOf(wrong), voidOf(alone)]);
  expect(await states(id)).toEqual({ waiting: 5 });
  expect(await close(id, wrong, 'post', true)).toEqual({ correction: 2 });
  // Looked at, taken back: nobody counted it, so it is not "none there" either.
  expect(await close(id, alone)).toEqual({ correction: 0 });
  expect([await room.onHand(1), await room.onHand(2)]).toEqual([10, 12]);
  expect(await states(id)).toEqual({ posted: 5 });
  await expectWhole();
});

test('[SK-14][SK-6] what came late of a round that was counted again changes nothing', async () => {
  await room.stock({ 1: 10 });
  const id = await room.plan();
  const [online, away] = [await room.phone(id, 2), await room.phone(id, 3)];
  online.count(1, 4);
  const old = away.count(1, 5, { isHeld: true });
  room.live.edit(String(id), 1, [{ root: 'r', key: '1', value: '2' }]);
  online.count(1, 9, { round: 2 });
  await room.stocktakes.commit(room.viewer(1, 'hq'), id, {
    isUncountedZero: false,
    linesHash: await room.hash(id),
  });
  await arrive(id, [entryWrite(old)]);
  expect(await close(id, old)).toEqual({ correction: 0 });
  expect(await room.onHand(1)).toBe(9);
  await expectWhole();
});

test('[I16][SK-14] many press at once, on different entries of the same goods: one correction', async () => {
  await room.stock({ 1: 10, 2: 12 });
  const { id, phone } = await committed();
  const scans = Array.from({ length: 8 }, () => phone.count(2, 1, { isHeld: true }));
  await arrive(id, scans.map(entryWrite));
  const answers = await Promise.all([...scans, ...scans].map((entry) => close(id, entry)));
  expect(answers.filter((answer) => 'correction' in answer && answer.correction === -4)).not.toEqual([]);
  expect(await room.onHand(2)).toBe(8);
  for (const scan of scans) await close(id, scan);
  expect(await states(id)).toEqual({ posted: 8 });
  await expectWhole();
});

test('[SK-14] goods that are dismissed are dismissed whole, and a void of them takes nothing away', async () => {
  await room.stock({ 1: 10 });
  const { id, phone } = await committed();
  const scans = [phone.count(1, 2, { isHeld: true }), phone.count(1, 1, { isHeld: true })];
  await arrive(id, scans.map(entryWrite));
  const [first] = scans;
  if (!first) throw new Error('nothing late');
  expect(await close(id, first, 'dismiss')).toEqual({ correction: 0 });
  expect(await states(id)).toEqual({ dismissed: 2 });
  await arrive(id, [voidOf(first)]);
  expect(await close(id, first, 'post', true)).toEqual({ correction: 0 });
  expect(await room.onHand(1)).toBe(8);
  await expectWhole();
});
