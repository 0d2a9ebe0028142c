import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { accounts } from './identity.ts';
import { locations } from './store.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });
const whole = (name: string) => bigint(name, { mode: 'number' });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const categories = pgTable('categories', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  parentId: integer('parent_id').references((): AnyPgColumn => categories.id),
  code: text('code').notNull().unique(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
});

export const suppliers = pgTable('suppliers', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  code: text('code').notNull().unique(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  /** Who is called there, and how: personal. */
  contact: text('contact').notNull().default(''),
  isActive: boolean('is_active').notNull().default(true),
});

/** What SKUs that differ only in colour or size have in common. */
export const products = pgTable('products', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
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
    price: whole('price').notNull().default(0),
    /** Standard purchase cost per base unit, fen. */
    cost: whole('cost').notNull().default(0),
    /** VAT in basis points: 1300 is 13 %. */
    taxBasisPoints: integer('tax_basis_points').notNull().default(1300),
    productId: integer('product_id').references(() => products.id),
    color: text('color').notNull().default(''),
    size: text('size').notNull().default(''),
    brand: text('brand').notNull().default(''),
    /** What a person reads beside the name: 250 ml × 24. */
    spec: text('spec').notNull().default(''),
    supplierId: integer('supplier_id').references(() => suppliers.id),
    /** False: not offered any more; its history and stock stay. */
    isActive: boolean('is_active').notNull().default(true),
    /** It was a double of this one; whoever scans it gets that one. */
    mergedIntoId: integer('merged_into_id').references((): AnyPgColumn => skus.id),
    /** Goes up with each change: two people who change one record at once are told. */
    revision: integer('revision').notNull().default(1),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    check('skus_pack', sql`${table.packQuantity} > 0`),
    check('skus_money', sql`${table.price} >= 0 and ${table.cost} >= 0`),
    check('skus_not_itself', sql`${table.mergedIntoId} <> ${table.id}`),
    index('skus_category').on(table.categoryId),
    index('skus_supplier').on(table.supplierId),
    index('skus_product').on(table.productId),
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

/** Further units of a SKU: how many base units each is, exactly. */
export const skuPacks = pgTable(
  'sku_packs',
  {
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.skuId, table.nameZh] }),
    check('sku_packs_quantity', sql`${table.quantity} > 0`),
  ],
);

/** What one store does otherwise than the chain: its price, the least and the most it keeps. */
export const storeSkus = pgTable(
  'store_skus',
  {
    locationId: integer('location_id')
      .notNull()
      .references(() => locations.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    price: whole('price'),
    minimum: whole('minimum'),
    maximum: whole('maximum'),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.skuId] }),
    index('store_skus_sku').on(table.skuId),
    check('store_skus_price', sql`${table.price} >= 0`),
    check('store_skus_limits', sql`${table.minimum} >= 0 and ${table.maximum} >= ${table.minimum}`),
  ],
);

/** What a store (or, without one, somebody outside) calls a SKU. */
export const skuAliases = pgTable(
  'sku_aliases',
  {
    locationId: integer('location_id').references(() => locations.id),
    alias: text('alias').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
  },
  (table) => [
    unique('sku_aliases_alias').on(table.alias, table.locationId).nullsNotDistinct(),
    index('sku_aliases_sku').on(table.skuId),
  ],
);

/** What a SKU is found by (domain/catalog/search.ts), kept beside it so that the SKU itself stays narrow. */
export const skuSearch = pgTable(
  'sku_search',
  {
    skuId: integer('sku_id')
      .primaryKey()
      .references(() => skus.id),
    text: text('text').notNull(),
    grams: integer('grams').array().notNull(),
  },
  (table) => [index('sku_search_grams').using('gin', table.grams)],
);

/** Pictures as we drew them anew: nothing that a person uploaded is kept or sent as it came. */
export const skuPhotos = pgTable('sku_photos', {
  skuId: integer('sku_id')
    .primaryKey()
    .references(() => skus.id),
  small: bytes('small').notNull(),
  large: bytes('large').notNull(),
  hash: text('hash').notNull(),
});

/** How codes that carry a price or a weight are read. */
export const barcodeRules = pgTable('barcode_rules', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  /** What people call it: the scale at the counter. */
  name: text('name').notNull().default(''),
  prefix: text('prefix').notNull(),
  digits: smallint('digits').notNull(),
  /** The first so many digits name the goods. */
  itemDigits: smallint('item_digits').notNull(),
  amountStart: smallint('amount_start'),
  amountDigits: smallint('amount_digits'),
  weightStart: smallint('weight_start'),
  weightDigits: smallint('weight_digits'),
});

/** Every change of a SKU, from and to; those of one batch were made at once and are undone at once. Insert only. */
export const catalogChanges = pgTable(
  'catalog_changes',
  {
    id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
    batch: uuid('batch').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    at: moment('at').notNull().defaultNow(),
    accountId: integer('account_id').references(() => accounts.id),
    session: text('session').notNull().default(''),
    action: text('action').notNull(),
    /** By field: `[before, after]`. */
    changes: jsonb('changes').notNull(),
  },
  (table) => [
    index('catalog_changes_sku').on(table.skuId, table.id),
    index('catalog_changes_batch').on(table.batch),
  ],
);

/** How somebody likes to look at a list. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    page: text('page').notNull(),
    name: text('name').notNull(),
    query: jsonb('query').notNull(),
    isShared: boolean('is_shared').notNull().default(false),
  },
  (table) => [unique('saved_views_name').on(table.accountId, table.page, table.name)],
);
