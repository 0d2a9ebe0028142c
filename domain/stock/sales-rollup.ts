import { fen, type Fen } from '../money.ts';
import { quantity, type Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import { boundary } from '../store/location.ts';
import type { DocumentKind, Movement } from './document.ts';

export const hoursOfDay = 24;

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

/**
 * What an hour of a business day sold of one SKU at one location. The last one that sold stands on the level, which every
 * sale writes anyway; what it sold goes to the rollup's own row when another hour sells.
 */
export interface SoldHour {
  /** Of which business day and hour, counted through: the day × 24 + the hour. */
  readonly hour: number;
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly cost: Fen;
}

/** The hour that stands on a level after a sale in `hour`, and the one that leaves it: sums are added to what the rollup has. */
export function soldIn(
  hour: number,
  { quantity: units, amount, cost }: SkuSales,
  before: SoldHour | undefined,
): { readonly now: SoldHour; readonly left: SoldHour | undefined } {
  if (before?.hour !== hour) return { now: { hour, quantity: units, amount, cost }, left: before };
  const now = {
    hour,
    quantity: quantity(before.quantity + units),
    amount: fen(before.amount + amount),
    cost: fen(before.cost + cost),
  };
  return { now, left: undefined };
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
