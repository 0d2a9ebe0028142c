import * as z from 'zod';
import { tileSchema } from './tile.ts';

/** A store as the wall lays it out: region > store. Names in both languages, the page picks. */
export const wallStoreSchema = z.object({
  storeId: z.int(),
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  kind: z.enum(['store', 'warehouse']),
  regionId: z.int(),
});
export const wallRegionSchema = z.object({
  regionId: z.int(),
  parentId: z.int().nullable(),
  nameZh: z.string(),
  nameEn: z.string(),
});

/** What just happened, newest last. `line` is the first line's goods; `lines` how many there are. */
export const tickerEntrySchema = z.object({
  storeId: z.int(),
  locationId: z.int(),
  position: z.int(),
  kind: z.string(),
  atMs: z.int(),
  amount: z.int(),
  quantity: z.int(),
  lines: z.int(),
  skuId: z.int(),
  skuNameZh: z.string(),
  skuNameEn: z.string(),
  /** The base unit of its goods where they are of one kind; empty where they are of several. */
  unitZh: z.string(),
  unitEn: z.string(),
});

export const goodsRowSchema = z.object({
  skuId: z.int(),
  nameZh: z.string(),
  nameEn: z.string(),
  /** The base unit in which it is counted. */
  unitZh: z.string(),
  unitEn: z.string(),
  quantity: z.int(),
  amount: z.int(),
  onHand: z.int(),
});

export const alertSchema = z.object({
  id: z.int(),
  /** Books below zero, by the wall or a rule; all others by rules. */
  kind: z.enum(['short', 'over', 'none', 'negative', 'stalled', 'running_out']),
  /** The rule that found it; null where the wall did by itself. */
  ruleName: z.string().nullable(),
  /** How many goods it is about; the SKU is the most pressing of them. */
  goods: z.int(),
  storeId: z.int(),
  skuId: z.int(),
  nameZh: z.string(),
  nameEn: z.string(),
  openedAtMs: z.int(),
  /** Who looks after it; both null where nobody does. */
  takenByZh: z.string().nullable(),
  takenByEn: z.string().nullable(),
});

/** Demo control: null in a company without a demo clock. */
export const clockSchema = z.object({
  /** The company's time when the frame was made, ms. In a demo it runs at `speed`. */
  nowMs: z.int(),
  speed: z.number(),
  isDemo: z.boolean(),
});

/** First frame on a connection, and again after a gap: everything in the reader's scope. */
export const snapshotFrameSchema = z.object({
  type: z.literal('snapshot'),
  /** Counts frames of this group; a tick follows n with n + 1, else the reader asks anew. */
  sequence: z.int(),
  company: z.object({ nameZh: z.string(), nameEn: z.string(), currency: z.string(), timeZone: z.string() }),
  clock: clockSchema,
  regions: z.array(wallRegionSchema),
  stores: z.array(wallStoreSchema),
  tiles: z.array(tileSchema),
  ticker: z.array(tickerEntrySchema),
  top: z.array(goodsRowSchema),
  stalled: z.array(goodsRowSchema),
  alerts: z.array(alertSchema),
  /** Whether margin and stock value are in the tiles. */
  hasMargin: z.boolean(),
  hasCost: z.boolean(),
});

/** At most ten a second: only what changed since the frame before. Absent lists did not change. */
export const tickFrameSchema = z.object({
  type: z.literal('tick'),
  sequence: z.int(),
  clock: clockSchema,
  tiles: z.array(tileSchema),
  ticker: z.array(tickerEntrySchema),
  top: z.array(goodsRowSchema).optional(),
  stalled: z.array(goodsRowSchema).optional(),
  alerts: z.array(alertSchema).optional(),
});

export const wallFrameSchema = z.discriminatedUnion('type', [snapshotFrameSchema, tickFrameSchema]);
export type SnapshotFrame = z.infer<typeof snapshotFrameSchema>;
export type TickFrame = z.infer<typeof tickFrameSchema>;
export type WallFrame = z.infer<typeof wallFrameSchema>;
export type WallStore = z.infer<typeof wallStoreSchema>;
export type WallRegion = z.infer<typeof wallRegionSchema>;
export type TickerEntry = z.infer<typeof tickerEntrySchema>;
export type GoodsRow = z.infer<typeof goodsRowSchema>;
export type WallAlert = z.infer<typeof alertSchema>;
