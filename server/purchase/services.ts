import type { SkuDirectory } from '../stock/sku-directory.ts';
import type { StoreCodes } from '../stock/store-codes.ts';
import type { Purchases } from './purchase.ts';

/** A company's own, for the routes of purchasing. */
export interface PurchaseServices {
  readonly purchases: Purchases;
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
}
