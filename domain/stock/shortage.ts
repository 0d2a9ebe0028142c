import type { SkuId } from '../catalog/ids.ts';
import type { Quantity } from '../quantity.ts';
import type { LocationId } from '../store/ids.ts';
import type { Book } from './book.ts';
import { availableOf } from './level.ts';
import { refuse, type Refusal } from './outcome.ts';

/** The first SKU of which more would leave than is available, summed over the lines of the document. */
export function findShort(
  lines: readonly { readonly sku: SkuId; readonly quantity: Quantity }[],
  location: LocationId,
  book: Book,
): Refusal | undefined {
  const askedBySku = new Map<SkuId, number>();
  for (const { sku, quantity } of lines) askedBySku.set(sku, (askedBySku.get(sku) ?? 0) + quantity);
  for (const [sku, asked] of askedBySku) {
    const level = book.read(location, sku);
    if (asked > availableOf(level)) {
      return refuse('stock.insufficient', {
        sku,
        asked,
        available: availableOf(level),
        onHand: level.onHand,
      });
    }
  }
  return undefined;
}
