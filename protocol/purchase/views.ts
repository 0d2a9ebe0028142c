import type { PurchaseActKind } from '#domain/purchase/act.ts';
import type { InvoiceKind, PurchaseOrigin, PurchaseState, SendWay } from '#domain/purchase/order.ts';

/** An order as lists and heads show it. Money is fen, null for who may not see cost. */
export interface PurchaseCard {
  readonly id: number;
  readonly origin: PurchaseOrigin;
  readonly state: PurchaseState;
  readonly supplierId: number;
  readonly supplierCode: string;
  readonly supplierZh: string;
  readonly supplierEn: string;
  readonly storeId: number;
  readonly storeCode: string;
  readonly storeZh: string;
  readonly storeEn: string;
  readonly note: string;
  readonly expectedDay: number | null;
  readonly madeByName: string;
  readonly madeAtMs: number;
  readonly stateSinceMs: number;
  readonly version: number;
  readonly lineCount: number;
  readonly unitsOrdered: number;
  readonly unitsReceived: number;
  readonly value: number | null;
  readonly receivedValue: number | null;
  readonly priceDifference: number | null;
  readonly firstZh: string;
  readonly firstEn: string;
}

export interface PurchaseLineView {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly spec: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly barcodes: readonly { readonly barcode: string; readonly quantity: number }[];
  readonly supplierCode: string;
  readonly pack: number;
  readonly packs: number;
  readonly taxPoints: number;
  readonly price: number | null;
  /** Of the supplier's list, for a pack as the list sells it. */
  readonly listPrice: number | null;
  readonly listPack: number | null;
  readonly received: number;
  readonly gifts: number;
  readonly expectedDay: number | null;
  readonly reason: string;
  /** At the store now. */
  readonly onHand: number;
  readonly perDay: number;
  /** On its way there: transfers, and other orders. */
  readonly inTransit: number;
  readonly onOrder: number;
}

export interface PurchaseReceiptView {
  readonly key: string;
  readonly atMs: number;
  readonly accountName: string;
  readonly paper: string;
  readonly note: string;
  /** In the ledger; null where everything was turned away at the door. */
  readonly document: string | null;
  readonly undoneBy: string | null;
  readonly lines: readonly {
    readonly skuId: number;
    readonly quantity: number;
    readonly gift: number;
    readonly over: number;
    readonly value: number | null;
    readonly orderedValue: number | null;
    readonly tax: number | null;
  }[];
  readonly refused: readonly { readonly skuId: number; readonly cause: string; readonly quantity: number }[];
}

export interface PurchaseEvent {
  readonly atMs: number;
  readonly accountName: string;
  readonly kind: string;
  readonly note: string;
  readonly isRefused: boolean;
}

/** GET /api/purchases/:id. */
export interface PurchaseView {
  readonly card: PurchaseCard;
  readonly supplier: {
    readonly leadDays: number;
    readonly invoice: InvoiceKind;
    readonly payDays: number;
    /** Fen; null for who may not see cost. */
    readonly minimum: number | null;
    readonly email: string | null;
    readonly contact: string | null;
  };
  readonly sentWay: SendWay | null;
  readonly sentAtMs: number | null;
  readonly lines: readonly PurchaseLineView[];
  readonly receipts: readonly PurchaseReceiptView[];
  readonly events: readonly PurchaseEvent[];
  readonly acts: readonly PurchaseActKind[];
  /** Why a second person must look at it as it stands. */
  readonly reasons: readonly string[];
  readonly isBelowMinimum: boolean;
  readonly mayExceed: boolean;
  readonly overPercentMax: number;
  readonly timeZone: string;
  readonly today: number;
  readonly nowMs: number;
}

/** GET /api/purchases. */
export interface PurchaseListView {
  readonly revision: string;
  /** Null: nothing changed since `since`. */
  readonly cards: readonly PurchaseCard[] | null;
  /** Orders by state, all that the viewer may see. */
  readonly counts: Readonly<Record<string, number>>;
  readonly hasMore: boolean;
  readonly today: number;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** GET /api/purchases/on-order?sku= or ?store=: ordered with suppliers and not here yet. */
export interface OnOrderRow {
  readonly storeId: number;
  readonly skuId: number;
  readonly units: number;
  readonly expectedDay: number | null;
  readonly purchases: readonly number[];
}

/** GET /api/purchases/need?store=&skus=: what a list is replenished by. */
export interface NeedRow {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly onHand: number;
  readonly available: number;
  readonly inTransit: number;
  readonly onOrder: number;
  readonly perDay: number;
  readonly reorderPoint: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Null where nobody supplies it, or the viewer may not know who. */
  readonly supplierId: number | null;
  readonly supplierZh: string | null;
  readonly supplierEn: string | null;
  readonly leadDays: number;
  readonly pack: number;
  readonly packsMin: number;
  /** Base units that bring it back to where it should be; 0: enough is there and on its way. */
  readonly proposed: number;
  readonly basis: 'maximum' | 'cover' | 'none';
  /** Who could send it instead: most available first. */
  readonly sources: readonly {
    readonly storeId: number;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly kind: 'store' | 'warehouse';
    readonly available: number;
  }[];
}

/** A supplier with what was agreed and what it is like. */
export interface SupplierView {
  readonly id: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly isActive: boolean;
  /** Personal. */
  readonly contact: string | null;
  readonly leadDays: number;
  readonly payDays: number;
  readonly invoice: InvoiceKind;
  readonly note: string;
  readonly email: string | null;
  readonly minimum: number | null;
  readonly skus: number;
  readonly openOrders: number;
  /** Of the last ninety days: days from sent to the first goods, and the share of units that came of what was ordered. */
  readonly realLeadDays: number | null;
  readonly fill: number | null;
  /** Fen ordered and not here yet; null for who may not see cost. */
  readonly openValue: number | null;
}

export interface SupplierPriceView {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly pack: number;
  readonly packsMin: number;
  readonly code: string;
  readonly price: number | null;
  /** The catalogue's case and its cost, where the supplier has no price of its own. */
  readonly isOwn: boolean;
}
