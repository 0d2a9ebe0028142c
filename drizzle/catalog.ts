import { sql } from 'drizzle-orm';
import { type AnyPgColumn, bigint, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const categories = pgTable('categories', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  parentId: integer('parent_id').references((): AnyPgColumn => categories.id),
  code: text('code').notNull().unique(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
});

export const skus = pgTable(
  'skus',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    code: text('code').notNull().unique(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    categoryId: integer('category_id').references(() => categories.id),
    /** The base unit every quantity is counted in. */
    unitZh: text('unit_zh').notNull().default('件'),
    unitEn: text('unit_en').notNull().default('pc'),
    /** Base units in a case. */
    packQuantity: integer('pack_quantity').notNull().default(1),
    /** Chain price per base unit, fen, tax included. */
    price: bigint('price', { mode: 'number' }).notNull().default(0),
    /** Standard purchase cost per base unit, fen. */
    cost: bigint('cost', { mode: 'number' }).notNull().default(0),
    /** VAT in basis points: 1300 is 13 %. */
    taxBasisPoints: integer('tax_basis_points').notNull().default(1300),
  },
  (table) => [
    check('skus_pack', sql`${table.packQuantity} > 0`),
    check('skus_money', sql`${table.price} >= 0 and ${table.cost} >= 0`),
    index('skus_category').on(table.categoryId),
  ],
);

/** One SKU has several barcodes; one barcode may name several SKUs, then a person chooses. */
export const barcodes = pgTable(
  'barcodes',
  {
    barcode: text('barcode').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    /** Base units that one scan of this code stands for. */
    quantity: integer('quantity').notNull().default(1),
  },
  (table) => [index('barcodes_barcode').on(table.barcode), index('barcodes_sku').on(table.skuId)],
);
