import * as z from 'zod';
import { adjustmentCauses, documentLinesMax, writeOffCauses } from '#domain/stock/command.ts';
import { documentMoneyMax } from '#domain/money.ts';
import { lineQuantityMax } from '#domain/quantity.ts';
import { id } from '../id-schema.ts';

const quantity = z.int().positive().max(lineQuantityMax);
const money = z.int().nonnegative().max(documentMoneyMax);
const lines = <Line extends z.ZodType>(line: Line) => z.array(line).min(1).max(documentLinesMax);
/** Whether the lines together carry no more money than a document may. */
export const isPayable = (moneys: readonly (number | null)[]): boolean =>
  moneys.reduce<number>((sum, money) => sum + (money ?? 0), 0) <= documentMoneyMax;
const plainLine = z.object({ skuId: id, quantity });
/** `S012-4711`: the store's code and the position of the document there. */
const documentRef = z.string().regex(/^[^\s]{1,40}-[1-9]\d{0,15}$/);

/**
 * Body of POST /api/documents. Stores are named by id; money in fen, quantities in base units.
 * `value` of a receipt line is what the whole line cost; null: as the catalogue says, for whoever may not see cost.
 */
export const postRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['opening', 'receipt']),
    storeId: id,
    lines: lines(z.object({ skuId: id, quantity, value: money.nullable() })).refine((all) =>
      isPayable(all.map(({ value }) => value)),
    ),
  }),
  z.object({
    kind: z.literal('sale'),
    storeId: id,
    /** The goods left the shop already: posted and flagged where stock does not suffice. */
    happened: z.boolean().default(false),
    lines: lines(z.object({ skuId: id, quantity, amount: money })).refine((all) =>
      isPayable(all.map(({ amount }) => amount)),
    ),
  }),
  z.object({ kind: z.literal('return'), of: documentRef, lines: lines(z.object({ line: id, quantity })) }),
  z.object({
    kind: z.literal('adjustment'),
    storeId: id,
    cause: z.enum(adjustmentCauses),
    lines: lines(
      z.object({
        skuId: id,
        quantity: z
          .int()
          .min(-lineQuantityMax)
          .max(lineQuantityMax)
          .refine((units) => units !== 0),
      }),
    ),
  }),
  z.object({
    kind: z.literal('write_off'),
    storeId: id,
    cause: z.enum(writeOffCauses),
    lines: lines(plainLine),
  }),
  /** Shelf to shelf at once. What travels is a transfer's: it has its own door (/api/transfers). */
  z.object({ kind: z.literal('move'), storeId: id, targetStoreId: id, lines: lines(plainLine) }),
  z.object({ kind: z.literal('reserve'), storeId: id, lines: lines(plainLine) }),
  z.object({ kind: z.enum(['release', 'reversal']), of: documentRef }),
  z.object({
    kind: z.literal('reorder_point'),
    storeId: id,
    lines: lines(
      z.object({ skuId: id, reorderPoint: z.int().nonnegative().max(lineQuantityMax).nullable() }),
    ),
  }),
]);
export type PostRequest = z.infer<typeof postRequestSchema>;

/** Answer of POST /api/documents: 201 posted (again: the same), 409 refused. Notes and refusals carry a sentence. */
export const postAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('posted'),
    document: z.string(),
    locationId: z.int(),
    position: z.int(),
    notes: z.array(
      z.object({
        code: z.string(),
        sentence: z.string(),
        facts: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    ),
  }),
  z.object({
    outcome: z.literal('refused'),
    code: z.string(),
    sentence: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type PostAnswer = z.infer<typeof postAnswerSchema>;
