/** What a chain tells a planner about itself. Stores and SKUs are numbered from 0; periods are days, or weeks of 7. */
export interface PlannedSku {
  readonly price: number;
  readonly cost: number;
  /** Units of an order's pack, at least 1. */
  readonly pack: number;
  /** Units that should stand on the shelf whatever sells. */
  readonly display: number;
}

export interface Network {
  readonly stores: number;
  readonly skus: readonly PlannedSku[];
  /** Region of each store; transfers stay inside one. */
  readonly regions: Int32Array;
  readonly step: 1 | 7;
  /** Periods between a store's orders, and from an order's evening to its shelf. */
  readonly review: number;
  readonly lead: number;
  readonly central: boolean;
  readonly supplierReview: number;
  readonly supplierLead: number;
  readonly season: boolean;
  readonly transfer: {
    readonly lead: number;
    readonly every: number;
    readonly docCost: number;
    readonly unitCost: number;
  };
  /** A year's cost of holding, as a share of cost. */
  readonly holding: number;
}

export interface Knobs {
  /** Wanted chance of not running dry until the next order arrives. */
  readonly level: number;
  /** A document's gross gain is at least so many times its cost. */
  readonly hurdle: number;
  /** False: transfers are told without cover and gain. A large night has most of a million of them. */
  readonly isPriced?: boolean;
  /** Transfers carry what their units are worth, so that another quantity can be priced. */
  readonly hasChances?: boolean;
}

/** The evening of a day on which something is decided, after closing. */
export interface Evening {
  readonly stock: Int32Array;
  /** store, sku, units, periods until on the shelf … */
  readonly inbound: Flat;
  /** Units each cell may give at most, where that is less than all above the display. */
  readonly spare?: Int32Array;
  readonly mayOrder: readonly number[];
  /** Periods until each store may order; a store of `mayOrder` may tonight. */
  readonly nextOrder: ArrayLike<number>;
  readonly mayMove: boolean;
  readonly mayBuy: boolean;
  readonly warehouse: Int32Array | null;
  /** sku, units, periods until in the warehouse … */
  readonly supplier: Flat;
  readonly seasonLeft: number | null;
}

export type Flat = ArrayLike<number>;

export interface PlannedTransfer {
  readonly from: number;
  readonly to: number;
  readonly sku: number;
  readonly quantity: number;
  /** Days that what stands there lasts at the expected sales. */
  readonly coverFrom: number;
  readonly coverTo: number;
  /** Units on their way to each, and days until what each can still order has come (0 where nothing will). */
  readonly onWayFrom: number;
  readonly onWayTo: number;
  readonly waitFrom: number;
  readonly waitTo: number;
  /** Units more sold, and yuan after the move's cost with its share of the document's. */
  readonly extra: number;
  readonly gain: number;
  /** From this line's first unit on: chance that it sells at the target, and that it would have sold at the source. */
  readonly chances?: { readonly take: ArrayLike<number>; readonly give: ArrayLike<number> };
}

export interface Plan {
  readonly orders: readonly (readonly [store: number, sku: number, quantity: number])[];
  readonly transfers: readonly PlannedTransfer[];
  readonly buy: readonly (readonly [sku: number, quantity: number])[];
}
