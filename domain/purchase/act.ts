import type { SkuId } from '../catalog/ids.ts';
import type { SendWay } from './order.ts';

/** Why goods are not taken in at the door: they never become the company's, the order stays open for them. */
export const refusedCauses = ['damaged', 'expired', 'wrong_item', 'too_many', 'quality'] as const;
export type RefusedCause = (typeof refusedCauses)[number];

export interface ReceivedLine {
  readonly sku: SkuId;
  /** Base units that are taken in and paid for. */
  readonly quantity: number;
  /** Base units that are taken in for nothing. */
  readonly gift: number;
  /** What the delivery note says a pack costs, fen; null: as ordered. */
  readonly price: number | null;
  readonly refused: readonly { readonly cause: RefusedCause; readonly quantity: number }[];
}

export interface WrittenLine {
  readonly sku: SkuId;
  readonly pack: number;
  readonly packs: number;
  /** Null: as it was, or as the supplier's list has it. */
  readonly price: number | null;
  readonly expectedDay: number | null;
  readonly reason: string;
}

/** What somebody does to an order. Quantities are whole and none is negative: parsed at the edge. */
export type PurchaseAct =
  /** Writes a draft anew. `version`: what the writer saw; another one is refused. */
  | {
      readonly kind: 'write';
      readonly version: number;
      readonly expectedDay: number | null;
      readonly note: string;
      readonly lines: readonly WrittenLine[];
    }
  /** `isSmall`: the person knows that it is below what the supplier wants. */
  | { readonly kind: 'submit'; readonly version: number; readonly isSmall: boolean }
  | { readonly kind: 'approve'; readonly version: number }
  | { readonly kind: 'reject'; readonly note: string }
  | { readonly kind: 'send'; readonly way: SendWay; readonly version: number; readonly isSmall: boolean }
  /** Back to draft, as long as it was not sent. */
  | { readonly kind: 'reopen' }
  | {
      readonly kind: 'receive';
      readonly lines: readonly ReceivedLine[];
      /** Number of the supplier's delivery note. */
      readonly paper: string;
      readonly note: string;
    }
  /** A receipt that was wrong is mirrored whole; what it brought is on order again. */
  | { readonly kind: 'undo'; readonly receipt: string }
  /** Nothing more will come. */
  | { readonly kind: 'close'; readonly note: string }
  | { readonly kind: 'cancel' };

export type PurchaseActKind = PurchaseAct['kind'];
