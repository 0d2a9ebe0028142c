import * as z from 'zod';

/** GET /api/barcodes/:code: what a scan means. More than one match: a person chooses. */
export const barcodeMatchSchema = z.object({
  skuId: z.int(),
  skuCode: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  unitZh: z.string(),
  unitEn: z.string(),
  spec: z.string(),
  /** Fen for a base unit: the store's where one was asked for and has its own, else the chain's. */
  price: z.int(),
  /** Of a base unit, fen; `null`: the reader may not see it. */
  cost: z.int().nullable(),
  packQuantity: z.int(),
  /** Base units that this scan stands for. */
  quantity: z.int(),
  /** What the label says the goods cost, fen; null where it says nothing. */
  amount: z.int().nullable(),
  /** What it was found by. `case`: the code of a case that nobody entered, by the piece inside it. */
  by: z.enum(['barcode', 'label', 'case', 'code', 'alias']),
  barcode: z.string(),
  hasPhoto: z.boolean(),
});
export type BarcodeMatch = z.infer<typeof barcodeMatchSchema>;

export const barcodeAnswerSchema = z.object({
  /** The code as it was read: plain digits and letters. */
  code: z.string(),
  kind: z.enum(['ean8', 'upc', 'ean13', 'case', 'own']),
  matches: z.array(barcodeMatchSchema),
});
export type BarcodeAnswer = z.infer<typeof barcodeAnswerSchema>;

/** A SKU in a list. `null` in cost, supplier: the reader may not see them. */
export const goodsRowSchema = z.object({
  skuId: z.int(),
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  spec: z.string(),
  color: z.string(),
  size: z.string(),
  brand: z.string(),
  categoryId: z.int().nullable(),
  unitZh: z.string(),
  unitEn: z.string(),
  packQuantity: z.int(),
  price: z.int(),
  cost: z.int().nullable(),
  supplierId: z.int().nullable(),
  isActive: z.boolean(),
  revision: z.int(),
  updatedAtMs: z.int(),
  barcodes: z.array(z.string()),
  /** Changes with the picture; null: there is none. */
  photo: z.string().nullable(),
});
export type GoodsRow = z.infer<typeof goodsRowSchema>;

export const goodsPageSchema = z.object({
  total: z.int(),
  /** There are more than a search looks at: one more word narrows it. */
  isCapped: z.boolean(),
  rows: z.array(goodsRowSchema),
});
export type GoodsPage = z.infer<typeof goodsPageSchema>;

const packSchema = z.object({ nameZh: z.string(), nameEn: z.string(), quantity: z.int() });

/** GET /api/goods/:id. */
export const skuCardSchema = goodsRowSchema.omit({ barcodes: true }).extend({
  taxBasisPoints: z.int(),
  productId: z.int().nullable(),
  mergedIntoId: z.int().nullable(),
  barcodes: z.array(z.object({ barcode: z.string(), quantity: z.int(), kind: z.string() })),
  packs: z.array(packSchema),
  aliases: z.array(
    z.object({ alias: z.string(), storeId: z.int().nullable(), storeCode: z.string().nullable() }),
  ),
  /** Stores in reach that do something otherwise. */
  stores: z.array(
    z.object({
      storeId: z.int(),
      code: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      price: z.int().nullable(),
      minimum: z.int().nullable(),
      maximum: z.int().nullable(),
    }),
  ),
  /** Other colours and sizes of the same product. */
  variants: z.array(z.object({ skuId: z.int(), code: z.string(), color: z.string(), size: z.string() })),
  /** Stock in reach. */
  onHand: z.int(),
});
export type SkuCard = z.infer<typeof skuCardSchema>;

export const skuChangeViewSchema = z.object({
  batch: z.string(),
  atMs: z.int(),
  accountName: z.string(),
  action: z.string(),
  isUndone: z.boolean(),
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});
export type SkuChangeView = z.infer<typeof skuChangeViewSchema>;

/** What may hurt later, found before: each with the SKUs it is about. */
export const findingKinds = [
  'barcode_shared',
  'code_alike',
  'name_same',
  'units_clash',
  'check_digit',
] as const;
export const findingSchema = z.object({
  kind: z.enum(findingKinds),
  /** What they share: the barcode, the name. */
  text: z.string(),
  skus: z.array(
    z.object({
      skuId: z.int(),
      code: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      unitZh: z.string(),
      unitEn: z.string(),
      packQuantity: z.int(),
      quantity: z.int(),
    }),
  ),
});
export type Finding = z.infer<typeof findingSchema>;
