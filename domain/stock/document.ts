import type { Fen } from '../money.ts';
import type { Quantity } from '../quantity.ts';
import type { LocationId } from '../store/ids.ts';
import type { BusinessDay } from '../store/business-day.ts';
import type { SkuId } from '../catalog/ids.ts';

/** What a document is. The order is the wire's and the database's: append only. */
export const documentKinds = [
  'opening',
  'receipt',
  'sale',
  'return',
  'adjustment',
  'write_off',
  'move',
  'dispatch',
  'receive',
  'reserve',
  'release',
  'reorder_point',
  'reversal',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Names a posted document: the location it was posted at and its position there, both for ever. */
export interface DocumentRef {
  readonly location: LocationId;
  readonly position: number;
}

/**
 * Goods of one SKU going from one location to another: never edited, undone by its mirror.
 * A movement of quantity 0 carries only value (a variance of cost).
 */
export interface Movement {
  readonly line: number;
  readonly sku: SkuId;
  readonly source: LocationId;
  readonly target: LocationId;
  /** Whole base units, not negative. */
  readonly quantity: Quantity;
  /** Value at cost that goes with the goods. */
  readonly value: Fen;
  /** What the customer pays for the line, tax included; negative on a return; 0 where nothing is sold. */
  readonly amount: Fen;
  /** The line of the linked document (a return's sale line, a reversal's line), or null. */
  readonly ofLine: number | null;
  /** The level at the document's own location after this line. */
  readonly onHandAfter: Quantity;
  readonly valueAfter: Fen;
  /** The level at the counter location after this line; null where the other end is the edge of the company. */
  readonly counterOnHandAfter: Quantity | null;
  readonly counterValueAfter: Fen | null;
}

/** Stock held for somebody: no goods move. Negative where a reservation is released or goods of it are dispatched. */
export interface ReservedLine {
  readonly line: number;
  readonly sku: SkuId;
  readonly quantity: Quantity;
}

export interface ReorderPointLine {
  readonly sku: SkuId;
  /** Below this many units on hand the SKU is due; null: not watched. */
  readonly reorderPoint: Quantity | null;
}

/** A document as the feed carries it: all that a screen needs to follow the ledger. */
export interface PostedDocument extends DocumentRef {
  readonly kind: DocumentKind;
  /** The other holding location and this document's position there, or null. */
  readonly counterLocation: LocationId | null;
  readonly counterPosition: number | null;
  /** When it happened, ms since 1970; business day and hour are the store's own. */
  readonly occurredAtMs: number;
  /** Never goes back along a location's positions: what the ledger knew at a moment. */
  readonly effectiveAtMs: number;
  readonly businessDay: BusinessDay;
  readonly hour: number;
  readonly accountId: number;
  /** Handle of the session that sent it. */
  readonly session: string;
  readonly cause: string | null;
  readonly of: DocumentRef | null;
  readonly movements: readonly Movement[];
  readonly reserved: readonly ReservedLine[];
  readonly reorderPoints: readonly ReorderPointLine[];
}
