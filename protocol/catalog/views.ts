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
