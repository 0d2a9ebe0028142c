import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  integer,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

/** One row: what holds for the whole company. */
export const companySettings = pgTable(
  'company_settings',
  {
    id: smallint('id').primaryKey().default(1),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    currency: text('currency').notNull().default('CNY'),
    timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
    /** The last business day (days since 1970-01-01) closed for posting. */
    closedThrough: integer('closed_through'),
    /** How goods that leave are valued (domain/stock/costing.ts). Changed at a period's start only. */
    costing: text('costing', { enum: ['moving_average', 'fifo'] })
      .notNull()
      .default('moving_average'),
    /** What it deals in (domain/setup/trade.ts); empty where nobody was asked. */
    trade: text('trade').notNull().default(''),
    /** Somebody of headquarters put the list of first steps away. */
    stepsHiddenAt: timestamp('steps_hidden_at', { withTimezone: true }),
  },
  (table) => [
    check('company_settings_one_row', sql`${table.id} = 1`),
    check('company_settings_costing', sql`${table.costing} in ('moving_average', 'fifo')`),
  ],
);

export const regions = pgTable('regions', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  parentId: integer('parent_id').references((): AnyPgColumn => regions.id),
  code: text('code').notNull().unique(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
});

/** Stores and warehouses. */
export const stores = pgTable(
  'stores',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    code: text('code').notNull().unique(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    kind: text('kind', { enum: ['store', 'warehouse'] }).notNull(),
    regionId: integer('region_id')
      .notNull()
      .references(() => regions.id),
    timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
    dayCutMinutes: smallint('day_cut_minutes').notNull().default(0),
    negativePolicy: text('negative_policy', { enum: ['refuse', 'flag'] })
      .notNull()
      .default('flag'),
    ownership: text('ownership', { enum: ['own', 'franchise'] })
      .notNull()
      .default('own'),
    /** Of a warehouse: whom it serves. */
    tier: text('tier', { enum: ['hq', 'regional', 'store'] })
      .notNull()
      .default('store'),
    address: text('address').notNull().default(''),
    /** As people write it: 08:00–22:00. */
    openingHours: text('opening_hours').notNull().default(''),
    /** Units of each SKU that stay here, whatever another store wants. */
    keepBack: integer('keep_back').notNull().default(0),
    /** False: closed for good; its history stays. */
    isActive: boolean('is_active').notNull().default(true),
  },
  (table) => [
    check('stores_ownership', sql`${table.ownership} in ('own', 'franchise')`),
    check('stores_tier', sql`${table.tier} in ('hq', 'regional', 'store')`),
    check('stores_keep_back', sql`${table.keepBack} >= 0`),
    check('stores_kind', sql`${table.kind} in ('store', 'warehouse')`),
    check('stores_negative_policy', sql`${table.negativePolicy} in ('refuse', 'flag')`),
    check('stores_day_cut', sql`${table.dayCutMinutes} between 0 and 1439`),
  ],
);

/** Places goods are, come from or go to. Ids below 1001 are the edge of the company (domain/store/location.ts). */
export const locations = pgTable(
  'locations',
  {
    id: integer('id').primaryKey(),
    kind: text('kind').notNull(),
    storeId: integer('store_id').references(() => stores.id),
  },
  (table) => [
    unique('locations_store_kind').on(table.storeId, table.kind),
    check(
      'locations_kind',
      sql`(${table.kind} in ('shelf', 'transit') and ${table.storeId} is not null and ${table.id} >= 1001)
       or (${table.kind} in ('supplier', 'customer', 'loss', 'count', 'opening', 'variance') and ${table.storeId} is null and ${table.id} < 1001)`,
    ),
  ],
);
