import { fen, type Fen } from '../money.ts';
import { quantity, type Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import { boundary } from '../store/location.ts';
import type { DocumentKind, Movement } from './document.ts';

/** What a document adds to the sales of its store, business day and hour, for one SKU. */
export interface SkuSales {
  readonly sku: SkuId;
  /** Units sold less units returned. */
  readonly quantity: Quantity;
  /** Paid less refunded, tax included. */
  readonly amount: Fen;
  /** Value at cost of what was sold less what came back. */
  readonly cost: Fen;
}

/** The sales of a document by SKU, in the order of its lines; empty where nothing was sold or returned. */
export function salesOf(movements: readonly Movement[]): readonly SkuSales[] {
  const salesBySku = new Map<SkuId, SkuSales>();
  for (const { sku, source, target, quantity: units, value, amount } of movements) {
    const sign = target === boundary.customer ? 1 : source === boundary.customer ? -1 : 0;
    if (sign === 0) continue;
    const known = salesBySku.get(sku);
    salesBySku.set(sku, {
      sku,
      quantity: quantity((known?.quantity ?? 0) + sign * units),
      amount: fen((known?.amount ?? 0) + amount),
      cost: fen((known?.cost ?? 0) + sign * value),
    });
  }
  return [...salesBySku.values()];
}

/** Receipts (till slips) that a document adds: a sale is one, its reversal takes it back, a return is none. */
export function receiptsOf(kind: DocumentKind, movements: readonly Movement[]): number {
  if (kind === 'sale') return 1;
  return kind === 'reversal' && movements.some((m) => m.source === boundary.customer && m.amount < 0)
    ? -1
    : 0;
}
