import { expect, test } from 'vitest';
import type { SkuCard } from '#protocol/catalog/views.ts';
import { CallProblem } from '../call/call.ts';
import { attachBarcode, type CataloguePort } from './catalogue-code.ts';

/** A SKU that somebody else saves so many times while one looks at it. */
function catalogue(othersSave: number) {
  let barcodes = [{ barcode: '690', quantity: 1 }];
  let revision = 1;
  let left = othersSave;
  const port: CataloguePort = {
    readCard: async () =>
      ({ barcodes: barcodes.map((row) => ({ ...row, kind: 'own' })), revision }) as unknown as SkuCard,
    changeSku: async (skuId, seen, set) => {
      if (left-- > 0) {
        revision += 1;
        barcodes = [...barcodes, { barcode: `other${revision}`, quantity: 1 }];
      }
      if (seen !== revision) throw new CallProblem('sku.changed_since', 409);
      revision += 1;
      barcodes = [...(set.barcodes ?? [])];
      return { skuId, batch: '' };
    },
  };
  return { port, now: () => barcodes.map(({ barcode, quantity }) => `${barcode}×${quantity}`) };
}

test('[SK-4] the code comes to those that the SKU has, also to those that a colleague gave it a moment ago', async () => {
  const quiet = catalogue(0);
  await attachBarcode(1, '699', 24, quiet.port);
  await attachBarcode(1, '699', 24, quiet.port);
  expect(quiet.now()).toEqual(['690×1', '699×24']);
  const busy = catalogue(2);
  await attachBarcode(1, '699', 1, busy.port);
  expect(busy.now()).toEqual(['690×1', 'other2×1', 'other3×1', '699×1']);
});

test('[SK-4] it gives up after three turns and says why', async () => {
  await expect(attachBarcode(1, '699', 1, catalogue(9).port)).rejects.toThrow('sku.changed_since');
});
