import type { Language } from '#domain/identity/viewer.ts';
import type { OnOrderRow } from '#protocol/purchase/views.ts';
import { dayWord } from './words.ts';

/** What is on order beside stock: by store and SKU, with the day it is expected and the way to the order. */
export function onOrderMap(
  rows: readonly OnOrderRow[],
  language: Language,
): ReadonlyMap<string, { readonly units: number; readonly note: string; readonly href: string }> {
  return new Map(
    rows.map(({ storeId, skuId, units, expectedDay, purchases }) => [
      `${storeId} ${skuId}`,
      {
        units,
        note: expectedDay === null ? '' : dayWord(expectedDay, language),
        href: purchases.length === 1 ? `/purchases/${purchases[0]}` : '/purchases?state=sent',
      },
    ]),
  );
}
