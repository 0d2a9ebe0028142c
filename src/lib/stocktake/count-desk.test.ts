import { expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import { entryKey } from '#domain/stocktake/entry.ts';
import { quantity } from '#domain/quantity.ts';
import { resolutionWrite, roundWrite, type SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import { CountDesk } from './count-desk.svelte.ts';
import { GoodsIndex } from './goods.ts';

const counter = '7-abcdefghij-0';
const goods = new GoodsIndex({
  rows: [
    [1, 'A-1', '水', 'Water', '瓶', 'bottle', 24, [['6901234567892', 1]]],
    [2, 'A-2', '可乐', 'Cola', '罐', 'can', 1, [['555555', 1]]],
    [3, 'A-3', '雪碧', 'Sprite', '罐', 'can', 1, [['555555', 1]]],
  ],
  planned: null,
});

function openDesk(before: readonly SheetWrite[] = []) {
  const written: SheetWrite[] = [];
  const desk = new CountDesk(
    { counter, write: (writes) => void written.push(...writes) },
    () => goods,
    () => 1_790_000_000_000,
  );
  desk.take(before, true);
  desk.tally.learn(5);
  return { desk, written, keys: () => written.map(({ root, key }) => `${root} ${key}`) };
}

test('[I28] entries of this counter that its own store brings late are not written over', () => {
  const first = openDesk();
  first.desk.count(1 as SkuId, 3);
  first.desk.count(2 as SkuId, 4);
  // Opened before the store was read: it comes a moment later.
  const second = openDesk();
  second.desk.take(first.written);
  second.desk.count(1 as SkuId, 5);
  expect(second.keys()).toEqual([`e ${counter}:3`]);
  expect(second.desk.fold.sheet.units).toBe(12);
  expect(second.desk.ownOrder).toHaveLength(3);
});

test('[SK-3] a correction voids the one entry and adds another; undo shows what was counted before', () => {
  const { desk, keys } = openDesk();
  const { entry: first } = desk.count(1 as SkuId, 3);
  const { entry } = desk.count(2 as SkuId, 4);
  desk.correct(entry, 5);
  expect(keys()).toEqual([`e ${counter}:1`, `e ${counter}:2`, `v ${counter}:2`, `e ${counter}:3`]);
  expect(desk.fold.sheet.units).toBe(8);
  desk.void(entryKey(desk.counter, 3));
  desk.void(entryKey(desk.counter, 3));
  expect(desk.current).toMatchObject({ number: first.number });
  expect(keys().filter((key) => key.startsWith('v'))).toHaveLength(2);
});

test('[SK-4] an unknown code is kept at once and becomes the goods when the server knows them', () => {
  const { desk } = openDesk();
  const answer = desk.scan('2001230150000');
  expect(answer).toEqual({ kind: 'unknown', code: '2001230150000' });
  const { entry } = desk.keepUnknown('2001230150000');
  desk.count(1 as SkuId, 1);
  expect(desk.replace(entry, 3 as SkuId, 15)?.entry.quantity).toBe(15);
  expect(desk.fold.sheet.unknown.size).toBe(0);
  expect(desk.fold.sheet.units).toBe(16);
  // The person had gone on: what is in front of him stays.
  expect(desk.current?.counted).toEqual({ kind: 'sku', sku: 1 });
  expect(desk.replace(entry, 3 as SkuId, 15)).toBeUndefined();
  expect(desk.scan('555555').kind).toBe('choose');
});

test('[SK-4] a code that was resolved while the count goes on is no question any more, and counts in the round of its goods', () => {
  const { desk } = openDesk();
  const { entry } = desk.keepUnknown('699');
  desk.take([resolutionWrite('699', { sku: 2 as SkuId, quantity: quantity(24) })]);
  expect(desk.fold.sheet.lineOf(2 as SkuId)?.total).toBe(24);
  const again = desk.scan('699');
  expect(again).toMatchObject({ kind: 'counted', entry: { counted: entry.counted, round: 1 } });
  expect(desk.fold.sheet.lineOf(2 as SkuId)?.total).toBe(48);
  desk.take([roundWrite(2 as SkuId, 2, null)]);
  expect(desk.scan('699')).toMatchObject({ kind: 'counted', entry: { round: 2 } });
  expect(desk.fold.sheet.lineOf(2 as SkuId)?.total).toBe(24);
});

test('[SK-2] a list is counted line by line, unknown codes with their quantity', async () => {
  const { desk, written } = openDesk();
  const list = Array.from({ length: 450 }, (_, index) =>
    index % 10 === 0
      ? { counted: { kind: 'barcode' as const, barcode: `X-${index}` }, units: 3 }
      : { counted: { kind: 'sku' as const, sku: 1 as SkuId }, units: 2 },
  );
  await desk.countList(list, async () => undefined);
  expect(written).toHaveLength(450);
  expect(desk.fold.sheet.units).toBe(810);
  expect([...desk.fold.sheet.unknown.values()].flatMap((keys) => [...keys])).toHaveLength(45);
  expect(desk.fold.sheet.entries.get(entryKey(desk.counter, 1))?.quantity).toBe(3);
});
