import type { TransferActKind } from '#domain/transfer/act.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { TransferKind, TransferSide } from '#domain/transfer/transfer.ts';

/** A transfer as boards and heads show it. `value` is cost: null for who may not see it. */
export interface TransferCard {
  readonly id: number;
  readonly kind: TransferKind;
  readonly state: TransferState;
  readonly sourceStoreId: number;
  readonly sourceCode: string;
  readonly sourceNameZh: string;
  readonly sourceNameEn: string;
  readonly targetStoreId: number;
  readonly targetCode: string;
  readonly targetNameZh: string;
  readonly targetNameEn: string;
  readonly sourceRegionId: number;
  readonly targetRegionId: number;
  readonly note: string;
  readonly madeByName: string;
  readonly madeAtMs: number;
  readonly stateSinceMs: number;
  readonly dueAtMs: number | null;
  readonly chasedAtMs: number | null;
  readonly chased: number;
  readonly version: number;
  readonly lineCount: number;
  readonly units: number;
  readonly unitsInTransit: number;
  readonly unitsDifferent: number;
  readonly value: number | null;
  /** The sides that have signed what stands now. */
  readonly signed: string;
  /** The first goods of it, to know it by. */
  readonly firstZh: string;
  readonly firstEn: string;
}

/** What a viewer may do with a transfer: the sides he speaks for, and the acts that are open to him in its state. */
export interface TransferRights {
  readonly sides: readonly TransferSide[];
  readonly acts: readonly TransferActKind[];
  readonly mayTalk: boolean;
}

export interface TransferLineView {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly packQuantity: number;
  /** What a scan of each stands for, in base units: a case is a case. */
  readonly barcodes: readonly { readonly barcode: string; readonly quantity: number }[];
  readonly asked: number | null;
  readonly offered: number | null;
  readonly ruled: number | null;
  readonly agreed: number;
  readonly shipped: number;
  readonly received: number;
  readonly lost: number;
  readonly returned: number;
  readonly over: number;
}

export interface TransferEvent {
  readonly atMs: number;
  readonly accountName: string;
  /** An act, or `changed` where a number of the talk was. */
  readonly kind: string;
  readonly skuId: number | null;
  readonly field: string | null;
  readonly before: number | null;
  readonly after: number | null;
  /** Documents that the act became in the ledger. */
  readonly documents: readonly string[];
  readonly isRefused: boolean;
}

export interface TransferDifferenceView {
  readonly skuId: number;
  readonly kind: 'short' | 'over';
  readonly cause: string;
  readonly quantity: number;
  readonly note: string;
  readonly photoId: string | null;
  readonly accountName: string;
  readonly atMs: number;
}

export interface TransferParcelView {
  readonly atMs: number;
  readonly parcels: number;
  readonly carrier: string;
  readonly waybill: string;
  readonly freight: number;
  readonly accountName: string;
}

export interface SignatureView {
  readonly side: TransferSide;
  readonly accountName: string;
  readonly atMs: number;
  readonly hash: string;
}

/** Said about a transfer: in the talk, about goods or the whole (0), or after it. */
export interface CommentView {
  readonly key: string;
  readonly accountId: number | null;
  readonly accountName: string;
  readonly atMs: number;
  readonly text: string;
  readonly skuId: number;
}

/** GET /api/transfers/:id. */
export interface TransferView {
  readonly card: TransferCard;
  readonly lines: readonly TransferLineView[];
  readonly signatures: readonly SignatureView[];
  readonly differences: readonly TransferDifferenceView[];
  readonly parcels: readonly TransferParcelView[];
  readonly events: readonly TransferEvent[];
  /** Once the talk has ended: what was said in it, and since. */
  readonly comments: readonly CommentView[];
  readonly rights: TransferRights;
  /** Why a third person must approve what stands now. */
  readonly reasons: readonly string[];
  readonly timeZone: string;
  readonly nowMs: number;
}

/** Who has a board or a transfer before him. */
export interface PresentView {
  readonly accountId: number;
  readonly name: string;
  readonly transferId: number | null;
}

/** GET /api/transfers?since=REVISION: what changed; `cards` is null where nothing did. */
export interface BoardView {
  readonly revision: string;
  readonly cards: readonly TransferCard[] | null;
  readonly present: readonly PresentView[];
  /** The stores that the reader reaches; null: all of them. */
  readonly stores: readonly number[] | null;
  readonly nowMs: number;
  readonly timeZone: string;
}

/** One end of a line as the ledger has it now. */
export interface EndFacts {
  readonly onHand: number;
  readonly available: number;
  /** Units sold a day over the last seven. */
  readonly perDay: number;
}
export interface LineFacts {
  readonly skuId: number;
  readonly source: EndFacts;
  readonly target: EndFacts;
  /** On its way to the target already, by this transfer and all others. */
  readonly onTheWay: number;
}
/** GET /api/transfers/:id/facts?since=: streamed beside the talk, never in it. `rows` is null where nothing moved. */
export interface FactsView {
  readonly revision: string;
  readonly version: number;
  readonly rows: readonly LineFacts[] | null;
  readonly present: readonly PresentView[];
  readonly nowMs: number;
}

/** GET /api/transfers/sources?sku=&target=: who could send it. */
export interface PlaceView {
  readonly storeId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'store' | 'warehouse';
}
export type SourceView = PlaceView & { readonly available: number };
