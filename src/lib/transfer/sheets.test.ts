import { expect, test } from 'vitest';
import type { TransferLineView } from '#protocol/transfer/views.ts';
import type { KeptForm } from '../outbox/kept-form.ts';
import { DispatchSheet } from './dispatch-sheet.svelte.ts';
import { ReceiveSheet } from './receive-sheet.svelte.ts';

const line = (over: Partial<TransferLineView>): TransferLineView => ({
  ...{ skuId: 1, skuCode: 'G1', skuNameZh: '水', skuNameEn: 'Water', unitZh: '瓶', unitEn: 'bottle' },
  packQuantity: 12,
  barcodes: [
    { barcode: '690', quantity: 1 },
    { barcode: '1690', quantity: 12 },
  ],
  ...{ asked: 30, offered: 30, ruled: null, agreed: 30, shipped: 0, received: 0, lost: 0, returned: 0 },
  over: 0,
  ...over,
});

function device(): KeptForm & { readonly kept: unknown[] } {
  const kept: unknown[] = [];
  return {
    kept,
    read: () => kept[0],
    write: (value) => void (kept[0] = JSON.parse(JSON.stringify(value))),
    drop: () => void kept.splice(0),
  };
}

const stranger = {
  ...{ skuId: 9, skuCode: 'G9', nameZh: '醋', nameEn: 'Vinegar', unitZh: '瓶', unitEn: 'bottle', spec: '' },
  ...{ price: 1, cost: null, packQuantity: 1, quantity: 1, amount: null, barcode: '699', hasPhoto: false },
  by: 'barcode' as const,
};

test('[TR-8] a case is twelve when it is picked and when it is unpacked; what a case has too many is told', async () => {
  const dispatch = new DispatchSheet(() => [line({})], device());
  expect(['1690', '1690', '1690', '690'].map((code) => dispatch.scanned(code).isWrong)).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(dispatch.body(0).lines).toEqual([{ sku: 1, quantity: 25 }]);
  const receive = new ReceiveSheet({
    lines: () => [line({ shipped: 20 })],
    kept: device(),
    lookUp: async () => [],
  });
  for (const code of ['1690', '1690']) await receive.scanned(code);
  expect(receive.body()).toMatchObject({
    lines: [{ sku: 1, quantity: 20, short: [] }],
    over: [{ sku: 1, quantity: 4, cause: 'over_loaded' }],
  });
});

test('[TR-12][TR-18] goods that nobody sent are a wrong item with its note; without a network the person is told to scan again', async () => {
  let isOnline = false;
  const sheet = new ReceiveSheet({
    lines: () => [line({ shipped: 5 })],
    kept: device(),
    lookUp: async () => (isOnline ? [stranger] : undefined),
  });
  expect(await sheet.scanned('699')).toMatchObject({ isWrong: true });
  expect(sheet.told).toBe(0);
  isOnline = true;
  await sheet.scanned('699');
  sheet.remark(9, { note: '箱子贴错' });
  expect(sheet.body()).toEqual({
    kind: 'receive',
    lines: [],
    over: [{ sku: 9, quantity: 1, cause: 'wrong_item' }],
    remarks: [{ sku: 9, note: '箱子贴错', photoId: null }],
  });
});

test('[TR-18] what was counted is there after a reload, clamped to what is still there, and gone when it was sent', async () => {
  const kept = device();
  const open = (shipped: number) =>
    new ReceiveSheet({ lines: () => [line({ shipped })], kept, lookUp: async () => [] });
  const first = open(24);
  for (const code of ['1690', '1690']) await first.scanned(code);
  first.put(1, { arrived: 22 });
  first.setCause(1, 24, 'damaged');
  expect(open(24).body().lines).toEqual([
    { sku: 1, quantity: 22, short: [{ cause: 'damaged', quantity: 2 }] },
  ]);
  // Another phone has unpacked most of it meanwhile.
  expect(open(10).body().lines).toEqual([{ sku: 1, quantity: 10, short: [] }]);
  first.clear();
  expect([open(24).told, kept.kept]).toEqual([0, []]);
  kept.write({ unpacked: 'nonsense' });
  expect(open(24).told).toBe(0);
});

test('[TR-8] a parcel that is no parcel is not sent', () => {
  const sheet = new DispatchSheet(() => [line({})], device());
  sheet.all();
  expect([sheet.isGood, sheet.body(1_000).dueAtMs]).toEqual([true, 14_401_000]);
  for (const bad of [
    { parcels: 0 },
    { parcels: 1.5 },
    { parcels: null },
    { freight: 'abc' },
    { hours: -1 },
  ]) {
    Object.assign(sheet, { parcels: 1, freight: '12.5', hours: 4 }, bad);
    expect(sheet.isGood, JSON.stringify(bad)).toBe(false);
  }
  Object.assign(sheet, { parcels: 2, freight: '12.5', hours: 0 });
  expect([sheet.isGood, sheet.body(1).freight, sheet.body(1).dueAtMs]).toEqual([true, 1250, null]);
});
