import { expect, test } from 'vitest';
import { bounded, nothingYet, receiveBody, scanInto } from './receive-count.ts';

const milk = { sku: 1, inTransit: 3 };

test('[TR-8][A44] scans count up to what is on its way; one more is one too many, and so is what was never sent', () => {
  let unpacked = nothingYet;
  const told = [1, 1, 1, 1].map((units) => {
    const what = scanInto(milk, unpacked, units);
    unpacked = { ...unpacked, arrived: unpacked.arrived + what.arrived };
    return what.over;
  });
  expect(told).toEqual([0, 0, 0, 1]);
  expect(scanInto(undefined, nothingYet, 1)).toEqual({ arrived: 0, over: 1 });
  // A case of four where three are awaited: three arrived, one is too many.
  expect(scanInto(milk, nothingYet, 4)).toEqual({ arrived: 3, over: 1 });
});

test('[TR-8] what is told neither as arrived nor as short stays on its way; short without a cause is not told', () => {
  expect(bounded(milk, { arrived: 2, short: 9, cause: 'lost' })).toEqual({
    arrived: 2,
    short: 1,
    cause: 'lost',
  });
  const unpacked = new Map([
    [1, { arrived: 1, short: 1, cause: 'damaged' as const }],
    [2, { arrived: 0, short: 1, cause: undefined }],
  ]);
  expect(
    receiveBody(
      [milk, { sku: 2, inTransit: 5 }],
      unpacked,
      new Map([[9, { quantity: 1, cause: 'over_loaded' as const }]]),
      new Map([[1, { note: '', photoId: null }]]),
    ),
  ).toEqual({
    kind: 'receive',
    lines: [{ sku: 1, quantity: 1, short: [{ cause: 'damaged', quantity: 1 }] }],
    over: [{ sku: 9, quantity: 1, cause: 'over_loaded' }],
    remarks: [],
  });
});
