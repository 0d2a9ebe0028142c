import { expect, test } from 'vitest';
import type { PurchaseView } from '#protocol/purchase/views.ts';
import { dearerOf, fenOf, OrderDraft, totalsOf } from './order-draft.svelte.ts';
import { lineOfScan } from '../scan/line-of-scan.ts';
import { leftOf, nothingCounted, overLeftOf, receiveAct } from './receive-sheet.ts';

const view = (version: number, packs: number): PurchaseView =>
  ({
    card: { version, note: '', expectedDay: 20_784 },
    lines: [
      {
        skuId: 1,
        skuCode: 'K1',
        supplierCode: 'V-9',
        barcodes: [
          { barcode: '690', quantity: 1 },
          { barcode: '1690', quantity: 24 },
        ],
        pack: 24,
        packs,
        price: 7705,
        taxPoints: 1300,
        listPrice: 3800,
        listPack: 12,
        received: 100,
        reason: '够卖 1 天',
        expectedDay: null,
      },
    ],
  }) as never;
const nameOf = () => ({ name: '牛奶', unit: '盒' });

test('[PU-3] what is typed stays when the order moves on elsewhere, and says upon which version it was typed', () => {
  const draft = new OrderDraft();
  draft.take(view(3, 5), nameOf);
  draft.set(1, { packs: 7 });
  draft.take(view(4, 2), nameOf);
  expect([draft.version, draft.lines[0]?.packs, draft.isDirty]).toEqual([3, 7, true]);
  expect(draft.act).toMatchObject({ version: 3, lines: [{ sku: 1, packs: 7, reason: '够卖 1 天' }] });
  draft.take(view(4, 2), nameOf, true);
  expect([draft.version, draft.lines[0]?.packs, draft.isDirty]).toEqual([4, 2, false]);
});

test('nothing but whole numbers that are none below zero gets into a draft', () => {
  const draft = new OrderDraft();
  draft.take(view(1, 5), nameOf);
  for (const packs of [-1, 0.5, Number.NaN, Infinity]) draft.set(1, { packs });
  draft.set(1, { pack: 0 });
  expect([draft.lines[0]?.packs, draft.lines[0]?.pack, draft.isDirty]).toEqual([5, 24, false]);
  expect(['12', '12.3', '1,234.56', '0', '-1', '1.234', '', '一', '12e3'].map(fenOf)).toEqual([
    1200,
    1230,
    123_456,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('[PU-9] an order sums to its value and its tax; a price is held against the list by the piece', () => {
  const draft = new OrderDraft();
  draft.take(view(1, 5), nameOf);
  expect(totalsOf(draft.lines, 'special')).toEqual({ value: 38_525, tax: 5008 });
  expect(totalsOf(draft.lines, 'plain')).toEqual({ value: 38_525, tax: 0 });
  expect(dearerOf(draft.lines[0] as never)).toBeCloseTo(105 / 7600);
  draft.add({ skuId: 2, name: '蛋', code: 'K2', unit: '枚', pack: 30 });
  expect(totalsOf(draft.lines, 'special')).toBeUndefined();
});

test('[PU-7] a scan of a case is a case; what is over is told from what is open; nothing told, nothing sent', () => {
  const { lines } = view(1, 5);
  expect(lineOfScan(lines, '1690')).toMatchObject({ units: 24 });
  expect([lineOfScan(lines, 'V-9')?.units, lineOfScan(lines, 'x')]).toEqual([1, undefined]);
  expect([leftOf(lines[0] as never), overLeftOf(lines[0] as never, 5)]).toEqual([20, 6]);
  expect(overLeftOf({ pack: 24, packs: 5, received: 124 }, 5)).toBe(2);
  const counted = new Map([
    [1, { ...nothingCounted, quantity: 20, refused: 4 }],
    [2, nothingCounted],
  ]);
  expect(receiveAct(counted, ' SH-1 ')).toEqual({
    kind: 'receive',
    paper: 'SH-1',
    note: '',
    lines: [{ sku: 1, quantity: 20, gift: 0, price: null, refused: [{ cause: 'damaged', quantity: 4 }] }],
  });
});
