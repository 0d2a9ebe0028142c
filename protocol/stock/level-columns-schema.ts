import * as z from 'zod';
import { levelViewSchema } from './views.ts';

const of = levelViewSchema.shape;

/**
 * Levels as they cross the wire, column by column: the n-th value of each column is the n-th level. What a place or a SKU
 * is called is said once beside them. Said in every row, these words were three quarters of the bytes.
 */
export const levelColumnsSchema = z.object({
  /** Where the levels are. */
  locations: z.object({
    locationId: z.array(of.locationId),
    locationKind: z.array(of.locationKind),
    storeId: z.array(of.storeId),
    storeCode: z.array(of.storeCode),
    storeNameZh: z.array(of.storeNameZh),
    storeNameEn: z.array(of.storeNameEn),
  }),
  /** What they are of. */
  skus: z.object({
    skuId: z.array(of.skuId),
    skuCode: z.array(of.skuCode),
    skuNameZh: z.array(of.skuNameZh),
    skuNameEn: z.array(of.skuNameEn),
  }),
  levels: z.object({
    locationId: z.array(of.locationId),
    skuId: z.array(of.skuId),
    onHand: z.array(of.onHand),
    reserved: z.array(of.reserved),
    reorderPoint: z.array(of.reorderPoint),
    /** null: kept from the reader. */
    value: z.array(z.int()).nullable(),
    position: z.array(of.position),
  }),
});
export type LevelColumns = z.infer<typeof levelColumnsSchema>;
