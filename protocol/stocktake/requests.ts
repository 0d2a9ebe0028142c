import * as z from 'zod';
import { zonesMax } from '#domain/stocktake/entry.ts';
import { id } from '../id-schema.ts';

/** SKUs of one plan: a stocktake is posted as one document, so it can't be about more lines than one may have. */
export const planSkusMax = 10_000;
const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((text) => !/\p{Cc}/u.test(text));
const limit = z.int().nonnegative().max(1_000_000_000_000).nullable().default(null);

/** Body of POST /api/stocktakes. Limits are fen at selling price; null: nobody is asked. */
export const planRequestSchema = z.object({
  storeId: id,
  name: name.optional(),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('full') }),
    z.object({ kind: z.literal('category'), categoryIds: z.array(id).min(1).max(200) }),
    /** By zone or shelf: what lies there is counted, whatever it is. */
    z.object({ kind: z.literal('zone') }),
    z.object({ kind: z.literal('list'), skuIds: z.array(id).min(1).max(planSkusMax) }),
    /** Those most overdue by turnover class and the day they were last counted. */
    z.object({ kind: z.literal('cycle'), most: z.int().min(1).max(1000) }),
    /** From an alert or a doubt: a few SKUs, now. */
    z.object({ kind: z.literal('spot'), skuIds: z.array(id).min(1).max(50) }),
  ]),
  /** A name that stands twice is one zone. */
  zones: z
    .array(name.max(24))
    .max(zonesMax)
    .default([])
    .transform((zones) => [...new Set(zones)]),
  isBlind: z.boolean().default(true),
  /** Who may join; null: everybody who may count in the store. */
  accountIds: z.array(id).min(1).max(500).nullable().default(null),
  totalLimit: limit,
  lineLimit: limit,
});
export type PlanRequest = z.infer<typeof planRequestSchema>;

export const choicesRequestSchema = z.object({
  skuIds: z.array(id).min(1).max(planSkusMax),
  /** null: asked again. */
  choice: z.enum(['use_count', 'leave']).nullable(),
});

/** What the page showed when the button was pressed: other lines by now are shown again and not posted. */
export const commitRequestSchema = z.object({
  isUncountedZero: z.boolean(),
  linesHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type CommitRequest = z.infer<typeof commitRequestSchema>;

export const approvalRequestSchema = commitRequestSchema;

export const lateRequestSchema = z.object({
  entryKey: z.string().min(1).max(80),
  isVoid: z.boolean(),
  act: z.enum(['post', 'dismiss']),
});

export const zoneRequestSchema = z.object({ name: name.max(24) });

/** Base64 of a picture as the phone made it; made anew on the server. */
export const photoRequestSchema = z.object({
  barcode: z
    .string()
    .regex(/^[^\s\p{Cc}]{1,64}$/u)
    .nullable(),
  skuId: id.nullable(),
  image: z.base64().max(2_000_000),
});
