import * as z from 'zod';

/** Rows that stock pages read over HTTP. `null` in cost columns: the reader may not see them. */
export const levelViewSchema = z.object({
  storeId: z.int(),
  storeCode: z.string(),
  storeNameZh: z.string(),
  storeNameEn: z.string(),
  locationId: z.int(),
  locationKind: z.enum(['shelf', 'transit']),
  skuId: z.int(),
  skuCode: z.string(),
  skuNameZh: z.string(),
  skuNameEn: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  reorderPoint: z.int().nullable(),
  value: z.int().nullable(),
  position: z.int(),
});
export type LevelView = z.infer<typeof levelViewSchema>;

/** One line of a SKU's history at a location, newest first. */
export const movementViewSchema = z.object({
  locationId: z.int(),
  position: z.int(),
  /** `S001-4711`: how people call the document. */
  document: z.string(),
  line: z.int(),
  kind: z.string(),
  cause: z.string().nullable(),
  occurredAtMs: z.int(),
  skuId: z.int(),
  skuCode: z.string(),
  skuNameZh: z.string(),
  skuNameEn: z.string(),
  sourceId: z.int(),
  targetId: z.int(),
  /** What the other end is called: a store's code, or the kind of the edge (`supplier`, `customer` …). */
  counterpart: z.string(),
  /** Signed at the location asked for. */
  quantity: z.int(),
  /** null: kept from the reader, while it is being counted blind. */
  onHandAfter: z.int().nullable(),
  amount: z.int(),
  value: z.int().nullable(),
  accountName: z.string(),
});
export type MovementView = z.infer<typeof movementViewSchema>;

/** Goods that came in together and are not all gone yet, where the company costs first in, first out. */
export const layerViewSchema = z.object({
  position: z.int(),
  /** Not above 0: it stood there when the company changed its costing; then there is no document. */
  line: z.int(),
  document: z.string().nullable(),
  kind: z.string().nullable(),
  occurredAtMs: z.int().nullable(),
  quantity: z.int(),
  value: z.int(),
  left: z.int(),
  leftValue: z.int(),
});
export type LayerView = z.infer<typeof layerViewSchema>;

export const documentViewSchema = z.object({
  document: z.string(),
  locationId: z.int(),
  position: z.int(),
  counterLocationId: z.int().nullable(),
  counterPosition: z.int().nullable(),
  kind: z.string(),
  cause: z.string().nullable(),
  of: z.string().nullable(),
  occurredAtMs: z.int(),
  recordedAtMs: z.int(),
  deviceAtMs: z.int().nullable(),
  accountName: z.string(),
  role: z.string(),
  session: z.string(),
  commandKey: z.string(),
  storeNameZh: z.string(),
  storeNameEn: z.string(),
  lines: z.array(movementViewSchema),
});
export type DocumentView = z.infer<typeof documentViewSchema>;
