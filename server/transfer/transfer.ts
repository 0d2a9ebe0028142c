import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferRefusal } from '#domain/transfer/outcome.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { TransferKind, TransferSide } from '#domain/transfer/transfer.ts';
import type { Queries } from '../platform/database.ts';

/** Who sends a command. `atMs`: when it happened, where that is not now (demo history). */
export interface Sender {
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly deviceAtMs: number | null;
  readonly atMs?: number;
}

export interface NewTransfer {
  /** UUID made on the device: begun twice, there is one. */
  readonly key: string;
  readonly kind: TransferKind;
  readonly source: StoreId;
  readonly target: StoreId;
  readonly note: string;
  readonly lines: readonly {
    readonly sku: SkuId;
    readonly asked: number | null;
    readonly offered: number | null;
  }[];
}

export interface SuggestedDraft {
  /** UUID that follows from the suggestion: taken up twice, there is one draft. */
  readonly key: string;
  readonly source: StoreId;
  readonly target: StoreId;
  /** What the sentence of the suggestion says; shown above the lines. */
  readonly note: string;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number }[];
}

export interface Delivery {
  readonly key: string;
  readonly source: StoreId;
  readonly target: StoreId;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number }[];
  readonly dueAtMs: number | null;
}

/** What stands beside an act without deciding anything. */
export interface ActExtras {
  readonly parcels?: {
    readonly parcels: number;
    readonly carrier: string;
    readonly waybill: string;
    readonly freight: number;
    readonly dueAtMs: number | null;
  };
  /** By SKU: a note and a photo of what was short or over. */
  readonly remarks?: readonly {
    readonly sku: SkuId;
    readonly note: string;
    readonly photoId: string | null;
  }[];
}

export interface TransferCommand {
  /** UUID. Same key and input: same answer, for ever. */
  readonly key: string;
  readonly transfer: TransferId;
  readonly act: TransferAct;
  readonly sides: readonly TransferSide[];
  readonly extras?: ActExtras;
}

export type TransferAnswer =
  | {
      readonly outcome: 'done';
      readonly transfer: TransferId;
      readonly state: TransferState;
      readonly version: number;
    }
  | TransferRefusal;

export interface Way {
  readonly id: TransferId;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number }[];
}

/** The front door of transfers. Rights are checked before it (server/transfer/routes.ts); rules are checked in it. */
export interface Transfers {
  /** Begins a talk. Refused where both ends are one store. */
  begin(transfer: NewTransfer, sender: Sender): Promise<TransferAnswer>;
  /** Takes up a suggestion: a draft with both numbers filled in, in the column "suggested". `within`: in that transaction. */
  createDraftFromSuggestion(draft: SuggestedDraft, sender: Sender, within?: Queries): Promise<TransferAnswer>;
  /** Sends a lorry of the standing run: begun, agreed and dispatched in one. Where the stock is short it is cancelled. */
  deliver(delivery: Delivery, sender: Sender): Promise<TransferAnswer>;
  /** Answers when the act is durable. Rejects only where the ledger is out of reach: send the same key again. */
  act(command: TransferCommand, sender: Sender): Promise<TransferAnswer>;
  /** The transfer that was begun under a key, and what of it is on its way now. */
  onTheWay(key: string): Promise<Way | undefined>;
  /** Goes on with what waits for the ledger's answer since a moment: a server died in between. Answers how many. */
  recover(olderThanMs: number): Promise<number>;
}
