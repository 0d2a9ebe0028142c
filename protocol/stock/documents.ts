import * as z from 'zod';
import { documentKinds } from '#domain/stock/document.ts';

/** GET /api/documents: what of them, the newest first. The cursor is the last row's moment and key. */
export const documentsQuerySchema = z.object({
  storeId: z.int().positive().optional(),
  kind: z.enum(documentKinds).optional(),
  state: z.enum(['all', 'standing', 'undone']).default('all'),
  /** Tills make thousands of sales a day: papers are the others. */
  isWithoutSales: z.boolean().default(false),
  isMine: z.boolean().default(false),
  /** Business days, each store’s own: both ends are in. */
  fromDay: z.int().optional(),
  toDay: z.int().optional(),
  beforeMs: z.int().optional(),
  beforeKey: z.uuid().optional(),
});
export type DocumentsQuery = z.infer<typeof documentsQuerySchema>;

export const documentRowSchema = z.object({
  document: z.string(),
  kind: z.enum(documentKinds),
  cause: z.string().nullable(),
  locationId: z.int(),
  position: z.int(),
  storeId: z.int(),
  storeCode: z.string(),
  storeNameZh: z.string(),
  storeNameEn: z.string(),
  /** The other store of a move. */
  targetCode: z.string().nullable(),
  /** The store’s, in which its times are told. */
  timeZone: z.string(),
  occurredAtMs: z.int(),
  recordedAtMs: z.int(),
  commandKey: z.string(),
  accountName: z.string(),
  of: z.string().nullable(),
  isUndone: z.boolean(),
  lines: z.int(),
  quantity: z.int(),
  amount: z.int(),
  value: z.int().nullable(),
  hasPhoto: z.boolean(),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;
