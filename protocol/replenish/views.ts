/** What the replenishment pages are sent. Money is fen; null where the reader may not see it. */
export interface SuggestionView {
  readonly id: number;
  /** Between stores, from the warehouse that supplies the place, or from a supplier. */
  readonly kind: 'transfer' | 'order' | 'purchase';
  /** Null: from the supplier, whose names stand as the source's. */
  readonly sourceId: number | null;
  readonly supplierId: number | null;
  readonly targetId: number;
  readonly targetKind: 'store' | 'warehouse';
  readonly skuId: number;
  readonly skuCode: string;
  readonly skuNameZh: string;
  readonly skuNameEn: string;
  readonly sourceZh: string;
  readonly sourceEn: string;
  readonly targetZh: string;
  readonly targetEn: string;
  readonly quantity: number;
  readonly chosen: number | null;
  /** Units of a pack, and the least number of packs. */
  readonly pack: number;
  readonly packsMin: number;
  /** Fen, of a purchase. */
  readonly packPrice: number | null;
  /** Fen that an order of the supplier should reach. */
  readonly orderMin: number | null;
  /** Of a purchase: the place with all whom it supplies and what is on its way, and the wait for the next order's goods. */
  readonly sourceStock: number;
  readonly targetStock: number;
  readonly sourceCover: number;
  readonly targetCover: number;
  readonly medianCover: number;
  /** Units that each of the chances stands for. */
  readonly grain: number;
  readonly take: readonly number[];
  readonly give: readonly number[];
  /** Fen that a sale earns. */
  readonly margin: number | null;
  /** By a least and a most that somebody set. */
  readonly isRuled: boolean;
  /** What was told of the days to come, and what all of it makes of the sales expected here. */
  readonly eventNote: string | null;
  readonly eventPercent: number | null;
  readonly state: 'open' | 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly transferId: number | null;
  readonly purchaseId: number | null;
}

export interface ReplenishRun {
  readonly id: number;
  readonly atMs: number;
  readonly businessDay: number;
  readonly level: number;
  readonly hurdle: number;
  readonly docCost: number;
  readonly unitCost: number;
  readonly seconds: number;
  readonly storeCount: number;
  readonly skuCount: number;
}

export interface ReplenishPage {
  readonly run: ReplenishRun | null;
  readonly isRunning: boolean;
  /** Why the last planning failed; null where it did not. */
  readonly trouble: string | null;
  readonly level: number;
  readonly mayPlan: boolean;
  /** The service level is the chain's: for those who see all of it [RP-14]. */
  readonly maySetLevel: boolean;
  /** Which kind the suggestions are of, and how many documents of each wait for a word. */
  readonly kind: SuggestionView['kind'];
  readonly open: Readonly<Record<SuggestionView['kind'], number>>;
  readonly suggestions: readonly SuggestionView[];
  readonly events: readonly EventView[];
  readonly timeZone: string;
}

export interface EventView {
  readonly id: number;
  readonly storeZh: string | null;
  readonly storeEn: string | null;
  readonly skuZh: string | null;
  readonly skuEn: string | null;
  readonly categoryZh: string | null;
  readonly categoryEn: string | null;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly percent: number;
  readonly note: string;
  readonly by: string;
  /** What came of it, in percent over the four weeks before; null while it is not over. */
  readonly actual: number | null;
}

export interface NewEvent {
  readonly storeId: number | null;
  readonly skuId: number | null;
  readonly categoryId: number | null;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly percent: number;
  readonly note: string;
}

/** What became of what was suggested, a row a run: judged by the sales of the days since, seven at most. */
export interface RecordRow {
  readonly runId: number;
  readonly atMs: number;
  readonly lines: number;
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
  readonly days: number;
  /** Of the accepted: goods of it have come. */
  readonly arrived: number;
  /** Of the accepted: more was sold than there had been, and the source did not run dry for it. */
  readonly hits: number;
  readonly hitsEdited: number;
  /** Of those not taken up: all that there had been was sold. */
  readonly missed: number;
}

export interface PolicyPoint {
  readonly policy: 'smart' | 'minmax' | 'cover' | 'safety';
  readonly level: number;
  readonly fill: number;
  readonly stock: number;
  readonly turnover: number;
  readonly transferDocs: number;
  readonly transferUnits: number;
}

export interface WhatIf {
  readonly days: number;
  readonly stores: number;
  readonly skus: number;
  readonly points: readonly PolicyPoint[];
  readonly seconds: number;
}

export interface MeasureRow {
  readonly storeId: number;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly units: number;
  readonly onHand: number;
  readonly coverDays: number | null;
  readonly turnover: number | null;
  readonly outCells: number;
  readonly soldCells: number;
  readonly lostPerDay: number;
  /** Hours × SKUs that stood empty in the period, and units that were probably not sold for it. */
  readonly outHours: number;
  readonly lostUnits: number;
  readonly deadUnits28: number;
  readonly deadUnits91: number;
  readonly stockValue: number | null;
  readonly deadValue28: number | null;
  readonly deadValue91: number | null;
}

/** Transfers between stores that ended in the period, and what came of them: units sold beyond what had stood there. */
export interface TransferYield {
  readonly documents: number;
  readonly units: number;
  readonly different: number;
  readonly extra: number;
  /** Fen; null: not for this reader. */
  readonly freight: number | null;
  readonly gain: number | null;
}

export interface Measures {
  readonly days: number;
  readonly rows: readonly MeasureRow[];
  readonly transfers: TransferYield;
  /** SKUs by share of sales (A 80 %, B 95 %) and by how even their weeks are (X < 0.5 < Y < 1 < Z). */
  readonly classes: readonly {
    readonly abc: 'A' | 'B' | 'C';
    readonly xyz: 'X' | 'Y' | 'Z';
    readonly skus: number;
  }[];
}
