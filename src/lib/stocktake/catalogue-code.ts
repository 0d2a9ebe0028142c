import { CallProblem } from '../call/call.ts';
import { changeSku, readCard } from '../catalog/catalog-api.ts';

/** Somebody may save the same SKU while it is looked at; nobody does so for ever. */
const turnsMax = 3;

/** What is asked of the catalogue; a test gives its own. */
export interface CataloguePort {
  readonly readCard: typeof readCard;
  readonly changeSku: typeof changeSku;
}

/**
 * Gives a SKU one more barcode, so that it is known wherever it is scanned from now on. What the SKU has already stays; a code that
 * it has is left as it is.
 */
export async function attachBarcode(
  skuId: number,
  barcode: string,
  units: number,
  port: CataloguePort = { readCard, changeSku },
): Promise<void> {
  for (let turn = 1; ; turn++) {
    const card = await port.readCard(skuId);
    if (card.barcodes.some((one) => one.barcode === barcode)) return;
    const barcodes = card.barcodes.map((one) => ({ barcode: one.barcode, quantity: one.quantity }));
    try {
      await port.changeSku(skuId, card.revision, { barcodes: [...barcodes, { barcode, quantity: units }] });
      return;
    } catch (problem) {
      const isStale = problem instanceof CallProblem && problem.code === 'sku.changed_since';
      if (!isStale || turn >= turnsMax) throw problem;
    }
  }
}
