import * as z from 'zod';
import { refusedCauses } from '#domain/purchase/act.ts';
import {
  invoiceKinds,
  packPriceMax,
  packsMax,
  packUnitsMax,
  purchaseLinesMax,
  purchaseOrigins,
  sendWays,
} from '#domain/purchase/order.ts';
import { id } from '../id-schema.ts';

const unitsMax = 1_000_000;
const units = z.int().nonnegative().max(unitsMax);
const pack = z.int().positive().max(packUnitsMax);
const packs = z.int().nonnegative().max(packsMax);
const price = z.int().nonnegative().max(packPriceMax).nullable();
const day = z.int().nonnegative().max(100_000).nullable();
/** Postgres keeps no null bytes: text with one is refused at the door. */
const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine((value) => !value.includes('\0'), 'no null bytes');
const eachOnce = (all: readonly { readonly sku: number }[]) =>
  new Set(all.map((one) => one.sku)).size === all.length;

export const reasonLengthMax = 400;

/** Body of POST /api/purchases. Quantities are base units: rounded up to whole packs of the supplier that each SKU has. */
export const draftRequestSchema = z.object({
  storeId: id,
  /** Null: each SKU goes to the supplier that the catalogue names. */
  supplierId: id.nullable().default(null),
  origin: z.enum(purchaseOrigins).default('hand'),
  note: text(500).default(''),
  lines: z
    .array(
      z.object({
        sku: id,
        quantity: z.int().positive().max(unitsMax),
        reason: text(reasonLengthMax).default(''),
      }),
    )
    .max(purchaseLinesMax)
    .refine(eachOnce, 'each SKU once'),
});
export type DraftRequest = z.infer<typeof draftRequestSchema>;

const version = z.int().nonnegative();

/** Body of POST /api/purchases/:id/acts. */
export const purchaseActSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('write'),
    version,
    expectedDay: day,
    note: text(500),
    lines: z
      .array(
        z.object({
          sku: id,
          pack,
          packs,
          /** Null: as it is. Only who sees costs may name one. */
          price: price.default(null),
          expectedDay: day.default(null),
          reason: text(reasonLengthMax).default(''),
        }),
      )
      .max(purchaseLinesMax),
  }),
  z.object({ kind: z.literal('submit'), version, isSmall: z.boolean().default(false) }),
  z.object({ kind: z.literal('approve'), version }),
  z.object({ kind: z.literal('reject'), note: text(500).default('') }),
  z.object({ kind: z.enum(['reopen', 'cancel']) }),
  z.object({ kind: z.literal('send'), version, way: z.enum(sendWays), isSmall: z.boolean().default(false) }),
  z.object({
    kind: z.literal('receive'),
    paper: text(80).default(''),
    note: text(500).default(''),
    lines: z
      .array(
        z.object({
          sku: id,
          quantity: units,
          gift: units.default(0),
          /** Fen for a pack by the delivery note; null: as ordered. Only who sees costs may name one. */
          price: price.default(null),
          refused: z
            .array(z.object({ cause: z.enum(refusedCauses), quantity: z.int().positive().max(unitsMax) }))
            .max(refusedCauses.length)
            .default([]),
        }),
      )
      .max(purchaseLinesMax),
  }),
  z.object({ kind: z.literal('undo'), receipt: z.uuid() }),
  z.object({ kind: z.literal('close'), note: text(500).default('') }),
]);
export type PurchaseActRequest = z.infer<typeof purchaseActSchema>;

/** Body of PUT /api/supplier-terms/:id. */
export const termsRequestSchema = z.object({
  leadDays: z.int().min(0).max(365),
  minimum: z.int().nonnegative().max(1_000_000_000),
  payDays: z.int().min(0).max(365),
  invoice: z.enum(invoiceKinds),
  email: text(200)
    .refine((value) => value === '' || /^[^\s@<>,;:?&]+@[^\s@<>,;:?&]+$/.test(value), 'an address')
    .default(''),
  note: text(500).default(''),
});
export type TermsRequest = z.infer<typeof termsRequestSchema>;

/** Body of PUT /api/supplier-terms/:id/prices. A price of null takes the row away: the catalogue's cost holds again. */
export const pricesRequestSchema = z.object({
  rows: z
    .array(
      z.object({
        sku: id,
        pack,
        price,
        packsMin: z.int().positive().max(packsMax).default(1),
        code: text(80).default(''),
      }),
    )
    .min(1)
    .max(purchaseLinesMax)
    .refine(eachOnce, 'each SKU once'),
});
export type PricesRequest = z.infer<typeof pricesRequestSchema>;

/** Body of PUT /api/purchase-settings. */
export const purchaseSettingsSchema = z.object({
  valueMax: z.int().nonnegative().max(1_000_000_000_000),
  pricePercentMax: z.int().min(0).max(1000),
  overPercentMax: z.int().min(0).max(100),
});
export type PurchaseSettings = z.infer<typeof purchaseSettingsSchema>;

/** 200 done; 409 refused with a sentence. */
export type PurchaseActAnswer =
  | { readonly outcome: 'done'; readonly purchase: number; readonly state: string; readonly version: number }
  | {
      readonly outcome: 'refused';
      readonly code: string;
      readonly sentence: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };
