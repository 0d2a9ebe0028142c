import type { Role } from '#domain/identity/role.ts';
import type { LaterMovement, LikelyCause } from '#domain/stocktake/cause.ts';
import type { ClassDue } from '#domain/stocktake/cycle.ts';
import type { SettledLine } from '#domain/stocktake/settle.ts';

export const stocktakeStates = ['counting', 'posting', 'committed', 'cancelled'] as const;
export type StocktakeState = (typeof stocktakeStates)[number];
export const stocktakeScopes = ['full', 'category', 'zone', 'list', 'cycle', 'spot'] as const;
export type StocktakeScope = (typeof stocktakeScopes)[number];

/** A stocktake in a list: HQ's and the regional manager's view over all that run. */
export interface StocktakeRow {
  readonly id: number;
  readonly name: string;
  readonly storeId: number;
  readonly storeCode: string;
  readonly storeNameZh: string;
  readonly storeNameEn: string;
  readonly timeZone: string;
  readonly scope: StocktakeScope;
  readonly isBlind: boolean;
  readonly state: StocktakeState;
  readonly createdAtMs: number;
  readonly committedAtMs: number | null;
  /** `S001-4711`; null: not posted, or nothing differed. */
  readonly document: string | null;
  readonly expectedSkus: number;
  readonly countedSkus: number;
  readonly entries: number;
  readonly units: number;
  readonly people: number;
  /** Who counts, most pieces first; the first few. */
  readonly peopleNames: readonly string[];
  readonly zonesAll: number;
  readonly zonesDone: number;
  /** When all will be counted at the pace of now; null: not known. */
  readonly endsAtMs: number | null;
  readonly late: number;
  /** Fen at cost; null: not posted, or the reader may not see cost. */
  readonly gain: number | null;
  readonly loss: number | null;
}

export interface ZoneProgress {
  /** From 1; 0: entries without a zone. */
  readonly zone: number;
  readonly name: string;
  readonly skus: number;
  readonly entries: number;
  readonly units: number;
  readonly isDone: boolean;
}

export interface PersonProgress {
  readonly accountId: number;
  readonly name: string;
  readonly devices: readonly string[];
  readonly entries: number;
  readonly units: number;
  readonly lastAtMs: number;
  readonly zone: number | null;
  readonly isHere: boolean;
}

export interface LastEntry {
  readonly key: string;
  readonly accountId: number;
  readonly skuId: number | null;
  readonly barcode: string | null;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly zone: number;
  readonly quantity: number;
  readonly atMs: number;
  readonly isVoided: boolean;
}

export interface StocktakeView extends StocktakeRow {
  readonly locationId: number;
  readonly zones: readonly string[];
  readonly position: number;
  readonly nowMs: number;
  readonly createdBy: string;
  readonly committedBy: string | null;
  readonly isUncountedZero: boolean | null;
  readonly zoneProgress: readonly ZoneProgress[];
  readonly peopleProgress: readonly PersonProgress[];
  readonly lastEntries: readonly LastEntry[];
  readonly unknownCodes: number;
  readonly may: {
    readonly count: boolean;
    readonly review: boolean;
    readonly commit: boolean;
    readonly approve: boolean;
  };
}

export interface ReviewLine {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly state: 'fine' | 'asked' | 'chosen' | 'left' | 'uncounted';
  readonly counted: number;
  readonly book: number;
  readonly least: number;
  readonly most: number;
  readonly movedIn: number;
  readonly movedOut: number;
  readonly fromPosition: number;
  readonly throughPosition: number;
  /** What is posted as it stands. */
  readonly variance: number;
  /** What "use my count" would post. */
  readonly varianceIfUsed: number;
  /** Fen: the difference at selling price. */
  readonly amount: number;
  /** Fen at cost; null: the reader may not see cost. */
  readonly value: number | null;
  readonly causes: readonly LikelyCause[];
  /** Movements inside the window and soon after it, oldest first. */
  readonly around: readonly LaterMovement[];
  readonly rounds: readonly {
    readonly round: number;
    readonly counted: number;
    readonly people: readonly string[];
  }[];
  readonly round: number;
  readonly askedAccountId: number | null;
  readonly comments: readonly { readonly name: string; readonly text: string }[];
  readonly photos: readonly number[];
}

export interface UnknownCode {
  readonly barcode: string;
  readonly scans: number;
  readonly people: readonly string[];
  readonly photos: readonly number[];
}

export interface Review {
  readonly linesHash: string;
  readonly position: number;
  readonly countedSkus: number;
  readonly expectedSkus: number;
  /** SKUs in the plan that nobody counted, and what they come to if they are taken as 0. */
  readonly uncounted: { readonly skus: number; readonly units: number; readonly amount: number };
  readonly fine: number;
  readonly asked: number;
  /** Lines that differ, or that a person must look at; the largest first. */
  readonly lines: readonly ReviewLine[];
  readonly linesLeftOff: number;
  readonly unknown: readonly UnknownCode[];
  readonly recounts: readonly {
    readonly skuId: number;
    readonly skuNameZh: string;
    readonly skuNameEn: string;
    readonly round: number;
  }[];
  /** Fen at selling price: found, missing as a positive number. */
  readonly gain: number;
  readonly loss: number;
  readonly needsApproval: boolean;
  readonly approvals: readonly {
    readonly accountId: number;
    readonly name: string;
    readonly isCurrent: boolean;
    readonly atMs: number;
  }[];
  readonly accountId: number;
  readonly people: readonly { readonly accountId: number; readonly name: string }[];
}

export interface ReportLine {
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly state: SettledLine['state'];
  readonly counted: number;
  readonly book: number;
  readonly movedIn: number;
  readonly movedOut: number;
  readonly variance: number;
  readonly amount: number;
  readonly value: number | null;
}

export interface LateEntry {
  readonly key: string;
  readonly isVoid: boolean;
  readonly name: string;
  readonly skuId: number | null;
  readonly barcode: string | null;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly quantity: number;
  readonly countedAtMs: number;
  readonly receivedAtMs: number;
  readonly state: 'waiting' | 'posting' | 'posted' | 'dismissed';
  readonly correction: number | null;
  readonly document: string | null;
}

export interface Report {
  readonly lines: readonly ReportLine[];
  readonly countedSkus: number;
  readonly gain: number | null;
  readonly loss: number | null;
  readonly gainAmount: number;
  readonly lossAmount: number;
  readonly late: readonly LateEntry[];
  /** Codes that nobody had said anything about by the commit: their scans are in no line. */
  readonly unknown: readonly UnknownCode[];
}

/** Goods as a phone keeps them to count without a network. */
export type GoodsRow = readonly [
  skuId: number,
  code: string,
  nameZh: string,
  nameEn: string,
  unitZh: string,
  unitEn: string,
  packQuantity: number,
  barcodes: readonly (readonly [barcode: string, quantity: number])[],
];

export interface Goods {
  readonly rows: readonly GoodsRow[];
  /** SKUs of the plan; null: everything. */
  readonly planned: readonly number[] | null;
}

/** What a person who plans may want to know of a store before he begins. */
export interface PlanHints {
  readonly skus: number;
  /** Of the last stocktake here that had any. */
  readonly zones: readonly string[];
  readonly categories: readonly {
    readonly id: number;
    readonly parentId: number | null;
    readonly code: string;
    readonly nameZh: string;
    readonly nameEn: string;
    /** The store's SKUs in it, without those below it. */
    readonly skus: number;
  }[];
  readonly cycle: readonly ClassDue[];
  /** Who may count here. */
  readonly people: readonly {
    readonly accountId: number;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly role: Role;
  }[];
}

/** On hand by the books of the SKUs that moved after a position; only where a stocktake is not blind. */
export interface Book {
  /** Where the ledger stood: ask for what moved after it next time. */
  readonly position: number;
  readonly rows: readonly (readonly [skuId: number, onHand: number])[];
}

export interface PositionView {
  readonly position: number;
  /** Zones may be added while people count. */
  readonly zones: readonly string[];
  readonly nowMs: number;
  readonly state: StocktakeState;
}
