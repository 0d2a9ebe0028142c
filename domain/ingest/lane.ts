import type { AdjustmentCause, WriteOffCause } from '../stock/command.ts';
import type { IngestKind } from './field.ts';
import type { ProblemCode, TradeRow } from './row.ts';

/** What becomes of a row: a line of such a document, or nothing, because it is no goods. */
export type Lane =
  | { readonly kind: 'sale' | 'return' | 'receipt' | 'opening' | 'aside' }
  | { readonly kind: 'write_off'; readonly cause: WriteOffCause }
  | { readonly kind: 'adjustment'; readonly cause: AdjustmentCause };

/** How the rows of a file are told apart; data, so that a new source is a new entry. */
export interface LaneRules {
  /** Codes that are no goods: counted, not posted. */
  readonly noGoods?: RegExp;
  /** Rows of 0 units are no mistake: nothing came. */
  readonly zeroIsNothing?: boolean;
  /** Rows that sell nothing to nobody are what the stock keeper noted: the sign is then the stock's, not the sale's. */
  readonly freeIsAdjustment?: boolean;
  /** Notes of such rows that mean the goods are spoilt. */
  readonly spoilt?: RegExp;
  /** Notes of such rows, when they add, that mean goods were found; a price-0 row with another note is a gift. */
  readonly found?: RegExp;
}

/** Decides where a row goes, or which problem it is. */
export function laneOf(row: TradeRow, kind: IngestKind, rules: LaneRules): Lane | ProblemCode {
  if (rules.noGoods?.test(row.sku)) return { kind: 'aside' };
  if (row.units === 0) return rules.zeroIsNothing ? { kind: 'aside' } : 'quantity.zero';
  switch (kind) {
    case 'sales':
      return saleLane(row, rules);
    case 'adjustments':
      return adjustmentLane(row, rules);
    case 'receipts':
      // Goods that go back to the supplier leave as a correction: the ledger has no return of a purchase yet.
      return row.units > 0 ? signed(row, 'receipt') : { kind: 'adjustment', cause: 'other' };
    default:
      return row.units > 0 ? signed(row, 'opening') : 'quantity.sign';
  }
}

function saleLane(row: TradeRow, rules: LaneRules): Lane | ProblemCode {
  if (rules.freeIsAdjustment && row.amount === 0 && row.customer === '') {
    if (row.units < 0 || rules.found?.test(row.note)) return adjustmentLane(row, rules);
  }
  if (row.amount !== null && row.amount !== 0 && row.amount > 0 !== row.units > 0) return 'money.sign';
  return { kind: row.units > 0 ? 'sale' : 'return' };
}

function adjustmentLane(row: TradeRow, rules: LaneRules): Lane {
  if (row.units > 0) return { kind: 'adjustment', cause: 'found' };
  return rules.spoilt?.test(row.note)
    ? { kind: 'write_off', cause: 'damaged' }
    : { kind: 'adjustment', cause: 'missing' };
}

function signed(row: TradeRow, kind: 'receipt' | 'opening'): Lane | ProblemCode {
  return (row.amount ?? 0) < 0 || (row.cost ?? 0) < 0 ? 'money.sign' : { kind };
}
