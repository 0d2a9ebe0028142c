import * as z from 'zod';
import { columnClasses } from '#domain/identity/role.ts';
import { documentKinds } from '#domain/stock/document.ts';
import { webhookKinds } from './webhook-kind.ts';

const line = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .trim()
    .min(1)
    .refine((text) => !text.includes('\0'));

/** POST /api/webhooks. `secret`: what a robot's page shows for signing; where none is given, one is made. */
export const webhookRequestSchema = z.object({
  name: line(80),
  kind: z.enum(webhookKinds),
  url: line(1000),
  secret: line(200).optional(),
  hidden: z
    .array(z.enum(columnClasses))
    .max(columnClasses.length)
    .default(['cost', 'margin', 'finance', 'personal']),
});

/** PUT /api/webhooks/ID: switch it, or tell again everything since a moment (ms since 1970). */
export const webhookChangeSchema = z.object({
  isActive: z.boolean().optional(),
  replaySinceMs: z.int().nonnegative().max(8e15).optional(),
});

export const webhookViewSchema = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(webhookKinds),
  url: z.string(),
  accountName: z.string(),
  isActive: z.boolean(),
  hidden: z.array(z.enum(columnClasses)),
  createdAtMs: z.int(),
  failures: z.int(),
  nextAtMs: z.int(),
  lastAtMs: z.int().nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  sent: z.int(),
  /** Documents that it was not told of yet. */
  behind: z.int(),
});
export type WebhookView = z.infer<typeof webhookViewSchema>;

/** What a standard webhook gets: documents of one location in their order. Told at least once: the id says which again. */
export const documentsPostedSchema = z.object({
  type: z.literal('documents.posted'),
  timestamp: z.iso.datetime(),
  data: z.object({
    store: z.string(),
    /** Every position of the location from the first to the last. */
    fromPosition: z.int(),
    throughPosition: z.int(),
    documents: z.array(
      z.object({
        document: z.string(),
        position: z.int(),
        kind: z.enum(documentKinds),
        cause: z.string().nullable(),
        occurredAt: z.iso.datetime(),
        businessDay: z.iso.date(),
        lines: z.array(
          z.object({
            line: z.int(),
            sku: z.string(),
            /** Base units; negative where they left the location. */
            quantity: z.int(),
            /** What the level was behind it. */
            onHandAfter: z.int().nullable(),
            /** Fen; what the customer paid. */
            amount: z.int(),
            /** Fen at cost; null where the webhook may not know. */
            value: z.int().nullable(),
          }),
        ),
      }),
    ),
  }),
});
export type DocumentsPosted = z.infer<typeof documentsPostedSchema>;
