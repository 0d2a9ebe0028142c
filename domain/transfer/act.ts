import type { SkuId } from '../catalog/ids.ts';
import type { OverCause, ShortCause } from './difference.ts';
import type { TransferSide } from './transfer.ts';

interface Line {
  readonly sku: SkuId;
  readonly quantity: number;
}

/** What somebody does to a transfer, once it is more than pencil. Quantities are whole and positive: parsed at the edge. */
export type TransferAct =
  | { readonly kind: 'sign'; readonly side: TransferSide; readonly hash: string }
  /** Back to pencil: signatures and the reservation end. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'pick' }
  | { readonly kind: 'dispatch'; readonly lines: readonly Line[] }
  | {
      readonly kind: 'receive';
      /** `quantity` arrived well; what is short or spoilt is told by cause. What is told of neither stays on its way. */
      readonly lines: readonly (Line & {
        readonly short: readonly { readonly cause: ShortCause; readonly quantity: number }[];
      })[];
      readonly over: readonly (Line & { readonly cause: OverCause })[];
    }
  | { readonly kind: 'lose'; readonly cause: ShortCause; readonly lines: readonly Line[] }
  /** Goods that were turned round on the way are back at the source. */
  | { readonly kind: 'take_back'; readonly lines: readonly Line[] }
  | { readonly kind: 'cancel' }
  /** No more will be dispatched: what is still held is given back. */
  | { readonly kind: 'finish' };

export type TransferActKind = TransferAct['kind'];

/** Which sides may do it. Who reaches both ends is both. */
export const sidesByAct: { readonly [Kind in TransferActKind]: readonly TransferSide[] } = {
  sign: ['source', 'target', 'region'],
  reopen: ['source', 'target'],
  pick: ['source'],
  dispatch: ['source'],
  receive: ['target'],
  lose: ['source', 'target'],
  take_back: ['source'],
  cancel: ['source', 'target'],
  finish: ['source', 'target'],
};

/** What the ledger is asked to post for an act; each by itself, under a key of its own. */
export type PlannedPosting =
  | { readonly kind: 'reserve' | 'dispatch' | 'receive'; readonly lines: readonly Line[] }
  | { readonly kind: 'release' }
  | { readonly kind: 'lose'; readonly cause: ShortCause; readonly lines: readonly Line[] }
  | { readonly kind: 'take_back'; readonly cause: ShortCause | null; readonly lines: readonly Line[] }
  | { readonly kind: 'over'; readonly cause: OverCause; readonly lines: readonly Line[] };
