// Written by `npm run client` from what the server says of itself; don’t edit.

export type PostRequest =
  | {
      kind: 'opening' | 'receipt';
      storeId: number;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
        value: number | null;
      }[];
    }
  | {
      kind: 'sale';
      storeId: number;
      happened?: boolean;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
        amount: number;
      }[];
    }
  | {
      kind: 'return';
      of: string;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        line: number;
        quantity: number;
      }[];
    }
  | {
      kind: 'adjustment';
      storeId: number;
      cause: 'found' | 'missing' | 'miscounted' | 'wrong_item' | 'other';
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
      }[];
    }
  | {
      kind: 'write_off';
      storeId: number;
      cause: 'expired' | 'damaged' | 'stolen' | 'sample' | 'lost' | 'other';
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
      }[];
    }
  | {
      kind: 'move';
      storeId: number;
      targetStoreId: number;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
      }[];
    }
  | {
      kind: 'reserve';
      storeId: number;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        quantity: number;
      }[];
    }
  | {
      kind: 'release' | 'reversal';
      of: string;
    }
  | {
      kind: 'reorder_point';
      storeId: number;
      /**
       * @minItems 1
       * @maxItems 10000
       */
      lines: {
        skuId: number;
        reorderPoint: number | null;
      }[];
    };
export type PostAnswer =
  | {
      outcome: 'posted';
      document: string;
      locationId: number;
      position: number;
      notes: {
        code: string;
        sentence: string;
        facts: {
          [k: string]: string | number;
        };
      }[];
    }
  | {
      outcome: 'refused';
      code: string;
      sentence: string;
      facts: {
        [k: string]: string | number;
      };
    };

export interface Api {
  /**
   * Post a document to the ledger. The same key with the same body has one effect and one answer, for ever.
   */
  'POST /api/documents': {
    body: PostRequest;
    answer: PostAnswer;
  };
  /**
   * A document with its lines.
   */
  'GET /api/documents/{number}': {
    path: {
      /**
       * Store code and position: S012-4711.
       */
      number: string;
    };
    answer: Document;
  };
  /**
   * Goods by code, page by page.
   */
  'GET /api/skus': {
    query?: {
      /**
       * Part of a code or a name, or a whole barcode.
       */
      search?: string;
      /**
       * From the answer before.
       */
      cursor?: string;
      /**
       * Rows a page.
       */
      limit?: number;
    };
    answer: {
      skus: Sku[];
      cursor: string | null;
    };
  };
  /**
   * One SKU.
   */
  'GET /api/skus/{id}': {
    path: {
      /**
       * SKU.
       */
      id: number;
    };
    answer: Sku;
  };
  /**
   * Who has it: the levels of a SKU in every store in reach, now or at a moment.
   */
  'GET /api/skus/{id}/levels': {
    path: {
      /**
       * SKU.
       */
      id: number;
    };
    query?: {
      /**
       * A moment of the past, ms since 1970; now where left out.
       */
      atMs?: number;
    };
    answer: {
      locations: Locations;
      skus: SkuNames;
      levels: Levels;
      nowMs: number;
      timeZone: string;
      hasZones: boolean;
    };
  };
  /**
   * Stores and warehouses in reach.
   */
  'GET /api/stores': {
    answer: {
      stores: Store[];
    };
  };
  /**
   * What a store has, by SKU, page by page.
   */
  'GET /api/stores/{id}/levels': {
    path: {
      /**
       * Store.
       */
      id: number;
    };
    query?: {
      /**
       * Only these.
       */
      filter?: 'all' | 'out' | 'due' | 'negative';
      /**
       * Part of a code or a name, or a whole barcode.
       */
      search?: string;
      /**
       * `after` of the answer before.
       */
      after?: number;
      /**
       * SKUs a page: 200 where left out, at most 2,000.
       */
      limit?: number;
    };
    answer: {
      locations: Locations;
      skus: SkuNames;
      levels: Levels;
      after: number | null;
    };
  };
  /**
   * The history of a SKU at a location, the newest first.
   */
  'GET /api/locations/{location}/skus/{sku}/movements': {
    path: {
      /**
       * Location, from a level.
       */
      location: number;
      /**
       * SKU.
       */
      sku: number;
    };
    query?: {
      /**
       * `before` of the answer before.
       */
      before?: number;
      /**
       * Rows a page.
       */
      limit?: number;
    };
    answer: {
      movements: Movement[];
      before: number | null;
      timeZone: string;
    };
  };
}
export interface Document {
  document: string;
  locationId: number;
  position: number;
  counterLocationId: number | null;
  counterPosition: number | null;
  kind: string;
  cause: string | null;
  of: string | null;
  occurredAtMs: number;
  recordedAtMs: number;
  deviceAtMs: number | null;
  accountName: string;
  role: string;
  session: string;
  commandKey: string;
  storeNameZh: string;
  storeNameEn: string;
  lines: {
    locationId: number;
    position: number;
    document: string;
    line: number;
    kind: string;
    cause: string | null;
    occurredAtMs: number;
    skuId: number;
    skuCode: string;
    skuNameZh: string;
    skuNameEn: string;
    sourceId: number;
    targetId: number;
    counterpart: string;
    quantity: number;
    onHandAfter: number | null;
    amount: number;
    value: number | null;
    accountName: string;
  }[];
}
export interface Sku {
  skuId: number;
  code: string;
  nameZh: string;
  nameEn: string;
  unitZh: string;
  unitEn: string;
  /**
   * Fen a base unit, tax included.
   */
  price: number;
  packQuantity: number;
  barcodes: string[];
}
/**
 * The places of the levels, as columns: the n-th value of each is the n-th place.
 */
export interface Locations {
  locationId: number[];
  locationKind: ('shelf' | 'transit')[];
  storeId: number[];
  storeCode: string[];
  storeNameZh: string[];
  storeNameEn: string[];
}
/**
 * The goods of the levels, as columns: the n-th value of each is the n-th SKU.
 */
export interface SkuNames {
  skuId: number[];
  skuCode: string[];
  skuNameZh: string[];
  skuNameEn: string[];
}
/**
 * Levels as columns: the n-th value of each is the n-th level, whose place and SKU are named beside. Available is on hand less reserved. `value` is null where the key may not see cost, `reorderPoint` where none is set.
 */
export interface Levels {
  locationId: number[];
  skuId: number[];
  onHand: number[];
  reserved: number[];
  reorderPoint: (number | null)[];
  value: number[] | null;
  position: number[];
}
export interface Store {
  storeId: number;
  locationId: number;
  code: string;
  nameZh: string;
  nameEn: string;
  kind: 'store' | 'warehouse';
  timeZone: string;
  regionId: number;
  skus: number;
  outOfStock: number;
  belowReorderPoint: number;
  negative: number;
}
export interface Movement {
  locationId: number;
  position: number;
  document: string;
  line: number;
  kind: string;
  cause: string | null;
  occurredAtMs: number;
  skuId: number;
  skuCode: string;
  skuNameZh: string;
  skuNameEn: string;
  sourceId: number;
  targetId: number;
  counterpart: string;
  quantity: number;
  onHandAfter: number | null;
  amount: number;
  value: number | null;
  accountName: string;
}
/**
 * What is wrong and what to do, in the language of the key’s account (RFC 9457).
 */
export interface Problem {
  /**
   * `urn:tongpan:problem:CODE`.
   */
  type: string;
  /**
   * What is wrong.
   */
  title: string;
  status: number;
  /**
   * What to do.
   */
  detail?: string;
  /**
   * A word for programs; facts stand beside it.
   */
  code: string;
}
