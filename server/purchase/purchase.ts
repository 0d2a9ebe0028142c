import type { DocumentRef } from '#domain/stock/document.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import type { PurchaseId, SupplierId } from '#domain/purchase/ids.ts';
import type { PurchaseOrigin, PurchaseState } from '#domain/purchase/order.ts';
import type { PurchaseRefusal } from '#domain/purchase/outcome.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';

/** Who sends a command. `atMs`: when it happened, where that is not now (demo history). */
export interface PurchaseSender {
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly deviceAtMs: number | null;
  readonly atMs?: number;
}

export interface DraftWish {
  /** UUID: begun twice, there are the same drafts. */
  readonly key: string;
  readonly store: StoreId;
  /** Null: each SKU goes to the supplier that the catalogue names. */
  readonly supplier: SupplierId | null;
  readonly origin: PurchaseOrigin;
  readonly note: string;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number; readonly reason: string }[];
}

export interface Drafted {
  readonly purchases: readonly PurchaseId[];
  /** SKUs that nobody supplies: they stand on no order. */
  readonly unsupplied: readonly SkuId[];
}

export interface PurchaseCommand {
  /** UUID. Same key and input: same answer, for ever. */
  readonly key: string;
  readonly purchase: PurchaseId;
  readonly act: PurchaseAct;
  /** Whether the sender may take in more than the tolerance. */
  readonly mayExceed: boolean;
}

export type PurchaseAnswer =
  | {
      readonly outcome: 'done';
      readonly purchase: PurchaseId;
      readonly state: PurchaseState;
      readonly version: number;
    }
  | PurchaseRefusal;

/** The front door of purchase orders. Rights are checked before it (server/purchase/routes.ts); rules are checked in it. */
export interface Purchases {
  /** Makes drafts, one a supplier, in whole packs. `within`: in that transaction. */
  draft(wish: DraftWish, sender: PurchaseSender, within?: Queries): Promise<Drafted>;
  /** Answers when the act is durable. Rejects only where the ledger is out of reach: send the same key again. */
  act(command: PurchaseCommand, sender: PurchaseSender): Promise<PurchaseAnswer>;
  /** The order that a document in the ledger is a receipt of, or the undoing of one; undefined: of none. */
  orderOf(of: DocumentRef): Promise<number | undefined>;
  /** Goes on with what waits for the ledger's answer since a moment: a server died in between. Answers how many. */
  recover(olderThanMs: number): Promise<number>;
}
