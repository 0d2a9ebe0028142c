import { expect, test } from 'vitest';
import type { BarcodeMatch } from '#protocol/catalog/views.ts';
import { Entry, unitsOf } from './entry.svelte.ts';
import { pastedRows } from './pasted-rows.ts';

let turn = 0;
const newKey = () => `key-${++turn}`;
const milk: BarcodeMatch = {
  skuId: 1,
  skuCode: 'MILK',
  nameZh: '牛奶',
  nameEn: 'Milk',
  unitZh: '盒',
  unitEn: 'box',
  spec: '',
  price: 450,
  cost: null,
  packQuantity: 24,
  quantity: 1,
  amount: null,
  by: 'barcode',
  barcode: '6907992500010',
  hasPhoto: false,
};

test('[DC-2] a scan adds a line, the next one of the same SKU makes it grow; a case adds its pieces', () => {
  const entry = new Entry('receipt', 'me', newKey);
  entry.add(milk, 310);
  entry.add(milk, 310);
  entry.add({ ...milk, quantity: 24, by: 'case' }, 310);
  expect(entry.lines.map(({ quantity }) => quantity)).toEqual(['26']);
  expect(entry.amount).toBe(26 * 310);
});

test('[I7] cases are whole pieces, and what is no number is none', () => {
  expect(
    ['12', '3箱', '２c', '-3', '1.5', '', '1e3', '0', '3 x'].map((text) => unitsOf(text, 24, false)),
  ).toEqual([12, 72, 48, undefined, undefined, undefined, undefined, 0, 72]);
  expect(unitsOf('−3', 24, true)).toBe(-3);
});

test('[DC-3] nothing is sent before it is whole; each line says what it lacks', () => {
  const entry = new Entry('sale', 'me', newKey);
  expect(entry.missing).toBe('store');
  entry.storeId = 7;
  expect(entry.missing).toBe('lines');
  const key = entry.add(milk, 450);
  entry.change(key, { quantity: 'x' });
  expect([entry.missing, entry.lines.map((line) => entry.troubleOf(line))]).toEqual([
    'trouble',
    ['quantity'],
  ]);
  entry.change(key, { quantity: '2', amountText: '8.88' });
  expect(entry.request()).toEqual({
    kind: 'sale',
    storeId: 7,
    happened: false,
    lines: [{ skuId: 1, quantity: 2, amount: 888 }],
  });
});

test('[DC-4] [I16] one key until there is an answer; after a refusal and a change it is another posting', () => {
  const entry = new Entry('write_off', 'me', newKey);
  entry.storeId = 7;
  const line = entry.add(milk, null);
  const first = entry.postKey();
  expect(entry.postKey()).toBe(first);
  entry.refused('库存不足', 1);
  expect(entry.lines[0]?.refusal).toBe('库存不足');
  entry.change(line, { quantity: '1' });
  expect(entry.lines[0]?.refusal).toBeNull();
  expect(entry.postKey()).not.toBe(first);
});

test('[DC-5] a draft comes back as it was, with the key of what was sent and not answered', () => {
  const entry = new Entry('receipt', 'me', newKey);
  entry.storeId = 7;
  entry.add(milk, 310);
  const key = entry.postKey();
  entry.isUnanswered = true;
  const again = new Entry('receipt', 'me', newKey, structuredClone(entry.toDraft(5)));
  expect([again.id, again.storeId, again.lines, again.postKey(), again.isUnanswered]).toEqual([
    entry.id,
    7,
    entry.lines,
    key,
    true,
  ]);
});

test('[I32] who may not see cost sends none: the catalogue’s is taken', () => {
  const entry = new Entry('receipt', 'me', newKey);
  entry.storeId = 7;
  entry.add(milk, null);
  expect(entry.request()).toEqual({
    kind: 'receipt',
    storeId: 7,
    lines: [{ skuId: 1, quantity: 1, value: null }],
  });
});

test('[DC-6] rows from a spreadsheet are read, heads left out', () => {
  expect(
    pastedRows('条码\t名称\t数量\t进价\n6907992500010\t牛奶\t12\t3.10\n690123\t茶\t1,200\t\n\n'),
  ).toEqual([
    { code: '6907992500010', quantity: '12', money: '3.10' },
    { code: '690123', quantity: '1200', money: '' },
  ]);
  expect(pastedRows('MILK\t牛奶 1L\t2箱\t3.10\nTEA\t-1\nRICE\t２０')).toEqual([
    { code: 'MILK', quantity: '2箱', money: '3.10' },
    { code: 'TEA', quantity: '-1', money: '' },
    { code: 'RICE', quantity: '２０', money: '' },
  ]);
  expect(pastedRows('MILK\nTEA')).toEqual([
    { code: 'MILK', quantity: '', money: '' },
    { code: 'TEA', quantity: '', money: '' },
  ]);
});
