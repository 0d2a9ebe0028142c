import * as z from 'zod';
import { cleanBarcode } from '#domain/catalog/barcode.ts';
import { goodsLacks, goodsSearchLengthMax, goodsSorts, goodsStates } from '#domain/catalog/goods-list.ts';
import {
  barcodesOfSkuMax,
  batchSkusMax,
  packQuantityMax,
  packsOfSkuMax,
  textLengthMax,
} from '#domain/catalog/sku.ts';
import { lineQuantityMax } from '#domain/quantity.ts';
import { id } from '../id-schema.ts';

/** The most fen a base unit may cost: ten million yuan. */
const priceMax = 1_000_000_000;
/** Nothing invisible and nothing that turns the text around it: those make two codes look like one. */
const isPlain = (text: string) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
const text = (lengthMax: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(z.string().max(lengthMax).refine(isPlain, 'no invisible characters'));
const name = text(textLengthMax.name).pipe(z.string().min(1));
const code = z
  .string()
  .transform((value) => value.normalize('NFKC').trim())
  .pipe(z.string().min(1).max(textLengthMax.code).refine(isPlain, 'no invisible characters'));
const money = z.int().nonnegative().max(priceMax);
const units = z.int().positive().max(packQuantityMax);

export const skuFieldsSchema = z.object({
  code,
  nameZh: name,
  nameEn: name,
  categoryId: id.nullable(),
  unitZh: text(textLengthMax.short).pipe(z.string().min(1)),
  unitEn: text(textLengthMax.short).pipe(z.string().min(1)),
  packQuantity: units,
  price: money,
  cost: money,
  taxBasisPoints: z.int().min(0).max(10_000),
  productId: id.nullable(),
  color: text(textLengthMax.short),
  size: text(textLengthMax.short),
  brand: text(textLengthMax.short),
  spec: text(textLengthMax.spec),
  supplierId: id.nullable(),
  isActive: z.boolean(),
  barcodes: z
    .array(
      z.object({
        barcode: z.string().transform(cleanBarcode).pipe(z.string().min(1)),
        quantity: units,
      }),
    )
    .max(barcodesOfSkuMax)
    .refine(
      (rows) => new Set(rows.map((row) => row.barcode)).size === rows.length,
      'a barcode stands there twice',
    ),
  packs: z
    .array(z.object({ nameZh: name, nameEn: name, quantity: units }))
    .max(packsOfSkuMax)
    .refine(
      (rows) => new Set(rows.map((row) => row.nameZh)).size === rows.length,
      'a unit stands there twice',
    ),
});

/** POST /api/goods. */
export const newSkuSchema = skuFieldsSchema
  .partial()
  .required({ code: true, nameZh: true })
  .transform((sku) => ({ ...sku, nameEn: sku.nameEn ?? sku.nameZh }));

/** PUT /api/goods/:id: `revision` is the one that the person saw. */
export const skuChangeSchema = z.object({ revision: z.int().positive(), set: skuFieldsSchema.partial() });

/** What a list shows: also what a bulk act is about. Sorting by a column that is hidden from the reader is refused. */
export const goodsQuerySchema = z.object({
  search: z.string().max(goodsSearchLengthMax).default(''),
  category: id.optional(),
  supplier: id.optional(),
  state: z.enum(goodsStates).default('active'),
  lack: z.enum(goodsLacks).optional(),
  sort: z.enum(goodsSorts).default('code'),
  isDown: z.boolean().default(false),
});
export type GoodsQuery = z.infer<typeof goodsQuerySchema>;

/** POST /api/goods/bulk: the SKUs named, or all that the query finds. Prices by percent are rounded half up to whole fen. */
export const bulkSchema = z.object({
  ids: z.array(id).min(1).max(batchSkusMax).optional(),
  query: goodsQuerySchema.optional(),
  set: skuFieldsSchema
    .pick({
      categoryId: true,
      supplierId: true,
      isActive: true,
      brand: true,
      taxBasisPoints: true,
      packQuantity: true,
      price: true,
    })
    .partial(),
  pricePercent: z.int().min(-90).max(400).optional(),
});

/** POST /api/barcodes: what a paste of codes means. */
export const codesSchema = z.object({
  codes: z.array(z.string().max(100)).min(1).max(1000),
  storeId: id.nullable(),
});

export const undoSchema = z.object({ batch: z.uuid() });
export const mergeSchema = z.object({ keepId: id, dropId: id });
export const photoSchema = z.object({ image: z.base64().max(12_000_000) });
export const storeSkuSchema = z.object({
  storeId: id,
  price: money.nullable(),
  minimum: z.int().nonnegative().max(lineQuantityMax).nullable(),
  maximum: z.int().nonnegative().max(lineQuantityMax).nullable(),
});
export const aliasSchema = z.object({ alias: code, storeId: id.nullable() });
export const categorySchema = z.object({ code, nameZh: name, nameEn: name, parentId: id.nullable() });
const words = z.array(text(textLengthMax.short).pipe(z.string().min(1))).max(60);
/** POST /api/goods/:id/variants: each colour in each size. */
export const variantsSchema = z
  .object({ colors: words, sizes: words })
  .refine(({ colors, sizes }) => colors.length + sizes.length > 0, 'colors')
  .refine(({ colors, sizes }) => Math.max(1, colors.length) * Math.max(1, sizes.length) <= 200, 'sizes');

export const categoryMergeSchema = z.object({ intoId: id });

const place = z.int().min(0).max(60);
const width = z.int().min(1).max(9);
/** How a code that carries money or grams is read; starts count from 0, the last digit is the check digit. */
export const barcodeRuleSchema = z
  .object({
    name: text(textLengthMax.short),
    prefix: z.string().regex(/^\d{1,6}$/),
    digits: z.int().min(8).max(60),
    itemDigits: z.int().min(2).max(14),
    amountStart: place.nullable(),
    amountDigits: width.nullable(),
    weightStart: place.nullable(),
    weightDigits: width.nullable(),
  })
  .refine((rule) => rule.itemDigits > rule.prefix.length && rule.itemDigits < rule.digits, 'itemDigits')
  .refine((rule) => isInside(rule, rule.amountStart, rule.amountDigits), 'amountStart')
  .refine((rule) => isInside(rule, rule.weightStart, rule.weightDigits), 'weightStart');
export type BarcodeRuleRequest = z.infer<typeof barcodeRuleSchema>;

/** A part that a rule names lies behind the goods' digits and before the check digit; both of its numbers or neither. */
function isInside(
  rule: { readonly itemDigits: number; readonly digits: number },
  start: number | null,
  digits: number | null,
): boolean {
  if (start === null || digits === null) return start === digits;
  return start >= rule.itemDigits && start + digits <= rule.digits - 1;
}

export const supplierSchema = z.object({
  code,
  nameZh: name,
  nameEn: name,
  contact: text(textLengthMax.contact).default(''),
  isActive: z.boolean().default(true),
});
export const viewSchema = z.object({
  page: z.enum(['goods', 'documents']),
  name: text(textLengthMax.short).pipe(z.string().min(1)),
  query: z
    .record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean(), z.null()]))
    .refine((query) => Object.keys(query).length <= 30),
  isShared: z.boolean().default(false),
});
