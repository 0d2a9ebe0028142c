import type { Brand } from '../brand.ts';

/** The number of a purchase order in its company: people call it P1234. */
export type PurchaseId = Brand<number, 'PurchaseId'>;
export type SupplierId = Brand<number, 'SupplierId'>;

export const purchasePrefix = 'P';

export function purchaseName(id: PurchaseId): string {
  return `${purchasePrefix}${id}`;
}
