import * as z from 'zod';

/**
 * One store (or warehouse) on the wall, as it stands at its positions. Money in fen, quantities in base units.
 * `null` where the reader's columns do not allow it. Region and chain figures are sums of tiles.
 */
export const tileSchema = z.object({
  storeId: z.int(),
  /** Positions of the store's shelf and of what is on its way to it. */
  shelfPosition: z.int(),
  transitPosition: z.int(),
  businessDay: z.int(),
  /** Today up to now. */
  amount: z.int(),
  quantity: z.int(),
  receipts: z.int(),
  margin: z.int().nullable(),
  /** The same hours of the same weekday last week; the running hour by its elapsed share. */
  amountBefore: z.int(),
  receiptsBefore: z.int(),
  /** Amount by local hour, 24 entries, today and that day a week ago (whole hours). */
  amountByHour: z.array(z.int()).length(24),
  amountByHourBefore: z.array(z.int()).length(24),
  /** Value at cost of what is on hand; class `cost`. */
  stockValue: z.int().nullable(),
  /** SKUs in the range (a level exists). */
  skus: z.int(),
  outOfStock: z.int(),
  belowReorderPoint: z.int(),
  negative: z.int(),
  /** Units and value on their way to the store. */
  inTransit: z.int(),
  inTransitValue: z.int().nullable(),
  /** When its last document took effect, ms. */
  lastAtMs: z.int(),
});
export type Tile = z.infer<typeof tileSchema>;

/** The figures of a tile that Verify recomputes from movements, in the order the page shows them. */
export const verifiedFigures = [
  'amount',
  'quantity',
  'receipts',
  'margin',
  'stockValue',
  'outOfStock',
  'belowReorderPoint',
  'negative',
  'inTransit',
  'inTransitValue',
] as const;
