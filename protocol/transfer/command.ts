import * as z from 'zod';
import { overCauses, shortCauses } from '#domain/transfer/difference.ts';
import { transferLinesMax, transferQuantityMax, transferSides } from '#domain/transfer/transfer.ts';
import { id } from '../id-schema.ts';

const quantity = z.int().positive().max(transferQuantityMax);
const maybeNone = z.int().nonnegative().max(transferQuantityMax);
/** Postgres keeps no null bytes: text with one is refused at the door. */
const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine((value) => !value.includes('\0'), 'no null bytes');
const line = z.object({ sku: id, quantity });
const lines = z.array(line).min(1).max(transferLinesMax);

/** Body of POST /api/transfers. Quantities are base units. */
export const beginRequestSchema = z.object({
  kind: z.enum(['ask', 'push', 'pull']),
  sourceStoreId: id,
  targetStoreId: id,
  note: text(500).default(''),
  lines: z
    .array(z.object({ sku: id, quantity }))
    .min(1)
    .max(transferLinesMax)
    .refine((all) => new Set(all.map((one) => one.sku)).size === all.length, 'each SKU once'),
});
export type BeginRequest = z.infer<typeof beginRequestSchema>;

const remarks = z
  .array(z.object({ sku: id, note: text(500).default(''), photoId: z.uuid().nullable().default(null) }))
  .max(transferLinesMax)
  .default([]);

/** Body of POST /api/transfers/:id/acts. */
export const actRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sign'),
    side: z.enum(transferSides),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.object({ kind: z.enum(['reopen', 'pick', 'cancel', 'finish']) }),
  z.object({
    kind: z.literal('dispatch'),
    lines,
    parcels: z.int().min(1).max(999).default(1),
    carrier: text(80).default(''),
    waybill: text(80).default(''),
    /** Whole fen. */
    freight: z.int().nonnegative().max(100_000_000).default(0),
    /** When it should be there, ms since 1970. */
    dueAtMs: z.int().nonnegative().max(8e15).nullable().default(null),
  }),
  z.object({
    kind: z.literal('receive'),
    lines: z
      .array(
        z.object({
          sku: id,
          quantity: maybeNone,
          short: z
            .array(z.object({ cause: z.enum(shortCauses), quantity }))
            .max(shortCauses.length)
            .default([]),
        }),
      )
      .max(transferLinesMax),
    over: z
      .array(z.object({ sku: id, quantity, cause: z.enum(overCauses) }))
      .max(transferLinesMax)
      .default([]),
    remarks,
  }),
  z.object({ kind: z.literal('lose'), cause: z.enum(shortCauses), lines, remarks }),
  z.object({ kind: z.literal('take_back'), lines }),
]);
export type ActRequest = z.infer<typeof actRequestSchema>;
/** As it is sent: what may be left out may be left out. */
export type ActBody = z.input<typeof actRequestSchema>;

/** Body of POST /api/transfers/:id/comments. */
export const commentRequestSchema = z.object({
  text: text(500).refine((value) => value.trim() !== '', 'something said'),
});

/** Body of PUT /api/transfer-settings. */
export const transferSettingsSchema = z.object({
  /** Whole fen at cost. */
  valueFenMax: z.int().nonnegative().max(1_000_000_000_000),
  /** Steps through the tree of regions. */
  regionStepsMax: z.int().min(0).max(99),
  asksFranchise: z.boolean(),
});
export type TransferSettings = z.infer<typeof transferSettingsSchema>;

/** Body of POST /api/transfers/:id/photos: a picture as base64; it is re-encoded and never served as it came. */
export const photoBase64Max = 2_000_000;
export const photoRequestSchema = z.object({
  id: z.uuid(),
  image: z
    .string()
    .max(photoBase64Max)
    .regex(/^[A-Za-z0-9+/]+=*$/),
});

/** 200 done; 409 refused with a sentence. */
export type ActAnswer =
  | { readonly outcome: 'done'; readonly transfer: number; readonly state: string; readonly version: number }
  | {
      readonly outcome: 'refused';
      readonly code: string;
      readonly sentence: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };
