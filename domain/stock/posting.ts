import type { Fen } from '../money.ts';
import type { Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { BusinessDay } from '../store/business-day.ts';
import type { HoldingLocation } from '../store/location.ts';
import type { LocationId } from '../store/ids.ts';
import type { DocumentKind, DocumentRef, Movement, ReorderPointLine, ReservedLine } from './document.ts';
import type { LayerStep } from './layer.ts';
import type { Note } from './outcome.ts';

/** A document that a command points at, with what later documents took of it already. */
export interface LinkedDocument extends DocumentRef {
  readonly kind: DocumentKind;
  readonly counterLocation: LocationId | null;
  readonly counterPosition: number | null;
  readonly isReversed: boolean;
  readonly isReleased: boolean;
  readonly movements: readonly LinkedMovement[];
  /** A reservation's lines as they still hold: less what was released or dispatched of them. */
  readonly reserved: readonly ReservedLine[];
}

export interface LinkedMovement {
  readonly line: number;
  readonly sku: SkuId;
  readonly source: LocationId;
  readonly target: LocationId;
  readonly quantity: Quantity;
  readonly value: Fen;
  readonly amount: Fen;
  /** Units of this line that returns have brought back already. */
  readonly returned: Quantity;
}

/** What the rules may know besides the levels. Everything in it was read under the same lock as the levels. */
export interface PostingContext {
  readonly locationOf: (id: LocationId) => HoldingLocation | undefined;
  readonly linkedOf: (ref: DocumentRef) => LinkedDocument | undefined;
  readonly businessDay: BusinessDay;
  /** The position that this command's document will have at a location: names the layers that it brings there. */
  readonly nextPositionOf: (location: LocationId) => number;
  /** The last business day that is closed for posting; null: none is. */
  readonly closedThrough: BusinessDay | null;
}

/** What a command does to the ledger. */
export interface Posting {
  readonly outcome: 'posting';
  readonly movements: readonly Movement[];
  readonly reserved: readonly ReservedLine[];
  readonly reorderPoints: readonly ReorderPointLine[];
  readonly counterLocation: LocationId | null;
  readonly notes: readonly Note[];
  /** What it did to cost layers, in order; none where the company costs by average. */
  readonly layers: readonly LayerStep[];
}
