import type { Fen } from '../money.ts';
import type { Quantity } from '../quantity.ts';
import type { LocationId } from '../store/ids.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { DocumentRef, ReorderPointLine } from './document.ts';

/**
 * The most lines of one document: a stocktake of a large store is one document, all of it or nothing. A line makes up
 * to three movements (the goods, and a variance at each end), so that their numbers stay inside a smallint.
 */
export const documentLinesMax = 10_000;

export const writeOffCauses = ['expired', 'damaged', 'stolen', 'sample', 'lost', 'other'] as const;
export type WriteOffCause = (typeof writeOffCauses)[number];
export const adjustmentCauses = ['found', 'missing', 'miscounted', 'wrong_item', 'other'] as const;
/** `counted`: a stocktake's difference. Only a stocktake posts it, nobody types it. */
export type AdjustmentCause = (typeof adjustmentCauses)[number] | 'counted';

interface Line {
  readonly sku: SkuId;
  readonly quantity: Quantity;
}

/** What somebody wants posted. Parsed at the edge: quantities are whole and inside their bounds. */
export type Command =
  | {
      readonly kind: 'opening';
      readonly location: LocationId;
      readonly lines: readonly (Line & { readonly value: Fen })[];
    }
  | {
      readonly kind: 'receipt';
      readonly location: LocationId;
      readonly lines: readonly (Line & { readonly value: Fen })[];
    }
  | {
      readonly kind: 'sale';
      readonly location: LocationId;
      /** The goods left the shop already (an offline till, an imported day): post it, flag what does not fit. */
      readonly happened: boolean;
      readonly lines: readonly (Line & { readonly amount: Fen })[];
    }
  | {
      readonly kind: 'return';
      readonly location: LocationId;
      /** The sale; null only for imported returns whose sale is not known. */
      readonly of: DocumentRef | null;
      readonly lines: readonly (Line & { readonly ofLine: number | null; readonly amount: Fen | null })[];
    }
  | {
      readonly kind: 'adjustment';
      readonly location: LocationId;
      readonly cause: AdjustmentCause;
      readonly happened: boolean;
      /** Positive: found; negative: missing. */
      readonly lines: readonly Line[];
    }
  | {
      readonly kind: 'write_off';
      readonly location: LocationId;
      readonly cause: WriteOffCause;
      readonly happened: boolean;
      readonly lines: readonly Line[];
    }
  | {
      /** `move`: shelf to shelf at once. `receive`: transit to a shelf, the store's own or, turned back, the source's. */
      readonly kind: 'move' | 'receive';
      readonly location: LocationId;
      readonly target: LocationId;
      readonly lines: readonly Line[];
    }
  | {
      /** Shelf to a store's transit. Draws on the reservation first where it names one, in the same document. */
      readonly kind: 'dispatch';
      readonly location: LocationId;
      readonly target: LocationId;
      readonly of?: DocumentRef;
      readonly lines: readonly Line[];
    }
  | { readonly kind: 'reserve'; readonly location: LocationId; readonly lines: readonly Line[] }
  | { readonly kind: 'release'; readonly location: LocationId; readonly of: DocumentRef }
  | {
      readonly kind: 'reorder_point';
      readonly location: LocationId;
      readonly lines: readonly ReorderPointLine[];
    }
  | { readonly kind: 'reversal'; readonly location: LocationId; readonly of: DocumentRef };
