import type { Facts } from '../stock/outcome.ts';

export const purchaseRefusalCodes = [
  'purchase.wrong_state',
  'purchase.other_version',
  'purchase.empty',
  'purchase.no_price',
  'purchase.below_minimum',
  'purchase.needs_approval',
  'purchase.own_approval',
  'purchase.more_than_ordered',
  'purchase.line_unknown',
  'purchase.line_twice',
  'purchase.nothing_told',
  'purchase.receipt_unknown',
  'purchase.stock_gone',
  'purchase.ledger',
  'purchase.key_reused',
] as const;
export type PurchaseRefusalCode = (typeof purchaseRefusalCodes)[number];

export interface PurchaseRefusal {
  readonly outcome: 'refused';
  readonly code: PurchaseRefusalCode;
  readonly facts: Facts;
}

export function refusePurchase(code: PurchaseRefusalCode, facts: Facts = {}): PurchaseRefusal {
  return { outcome: 'refused', code, facts };
}
