import type { SkuId } from '../catalog/ids.ts';
import { orderedOf, type PurchaseLine } from './order.ts';
import { valueAt } from './price.ts';

export interface PurchaseRule {
  /** Above so many fen a second person approves. */
  readonly valueMax: number;
  /** A price more than so many percent above the supplier's list wants a second person too. */
  readonly pricePercentMax: number;
  /** So many percent over the order are taken in without asking. */
  readonly overPercentMax: number;
}

/** A company that sets nothing: above ¥20,000, or a price 5 % above the list, somebody else approves; 5 % over are taken in. */
export const purchaseRuleDefault: PurchaseRule = {
  valueMax: 2_000_000,
  pricePercentMax: 5,
  overPercentMax: 5,
};

export const purchaseReasons = ['value', 'price'] as const;
export type PurchaseReason = (typeof purchaseReasons)[number];

/** Fen for a pack by SKU, and of how many units that pack is. */
export type PriceList = ReadonlyMap<SkuId, { readonly pack: number; readonly price: number }>;

export function valueOfLines(lines: readonly PurchaseLine[]): number {
  return lines.reduce((sum, line) => sum + valueAt(line.price, line.pack, orderedOf(line)), 0);
}

/** Why a second person must look. Goods without a listed price ask by value alone. */
export function purchaseReasonsOf(
  lines: readonly PurchaseLine[],
  list: PriceList,
  rule: PurchaseRule,
): readonly PurchaseReason[] {
  const reasons: PurchaseReason[] = [];
  if (valueOfLines(lines) > rule.valueMax) reasons.push('value');
  const isDear = lines.some(({ sku, pack, price }) => {
    const listed = list.get(sku);
    // Crosswise, so that packs of different sizes compare without a fraction.
    return listed && price * listed.pack * 100 > listed.price * pack * (100 + rule.pricePercentMax);
  });
  if (isDear) reasons.push('price');
  return reasons;
}

/** How many base units a line takes beyond its order without asking, whole, rounded down. */
export function overOf(line: PurchaseLine, rule: PurchaseRule): number {
  return Math.floor((orderedOf(line) * rule.overPercentMax) / 100);
}
