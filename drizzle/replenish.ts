import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { categories, skus, suppliers } from './catalog.ts';
import { accounts } from './identity.ts';
import { purchases } from './purchase.ts';
import { locations, regions, stores } from './store.ts';
import { transfers } from './transfer.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

/** One row: how boldly the chain plans, and what carrying goods costs it. */
export const replenishSettings = pgTable(
  'replenish_settings',
  {
    id: smallint('id').primaryKey().default(1),
    /** Wanted chance of not running dry (the 服务水平), in basis points. */
    levelPoints: integer('level_points').notNull().default(9500),
    /** A document earns at least so many percent of its cost. */
    hurdlePercent: integer('hurdle_percent').notNull().default(200),
    docCost: whole('doc_cost').notNull().default(1200),
    unitCost: whole('unit_cost').notNull().default(60),
  },
  (table) => [
    check('replenish_settings_one_row', sql`${table.id} = 1`),
    check('replenish_settings_level', sql`${table.levelPoints} between 5000 and 9990`),
  ],
);

/** A night's planning. Insert only. */
export const replenishRuns = pgTable('replenish_runs', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  at: moment('at').notNull(),
  businessDay: integer('business_day').notNull(),
  levelPoints: integer('level_points').notNull(),
  hurdlePercent: integer('hurdle_percent').notNull(),
  docCost: whole('doc_cost').notNull(),
  unitCost: whole('unit_cost').notNull(),
  ms: integer('ms').notNull(),
  storeCount: integer('store_count').notNull(),
  skuCount: integer('sku_count').notNull(),
  /** Null: the night's own. */
  accountId: integer('account_id').references(() => accounts.id),
});

/**
 * A line that a run proposes, with all that is needed to price another quantity: to carry between stores, to order from
 * the warehouse that supplies a place, or to buy from a supplier.
 */
export const suggestions = pgTable(
  'suggestions',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    runId: integer('run_id')
      .notNull()
      .references(() => replenishRuns.id),
    kind: text('kind', { enum: ['transfer', 'order', 'purchase'] })
      .notNull()
      .default('transfer'),
    /** Null: from a supplier. */
    sourceId: integer('source_id').references(() => locations.id),
    supplierId: integer('supplier_id').references(() => suppliers.id),
    targetId: integer('target_id')
      .notNull()
      .references(() => locations.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    quantity: whole('quantity').notNull(),
    /** Units of a pack, the least number of them, and fen a pack: as the supplier sells, else 1, 1 and 0. */
    pack: integer('pack').notNull().default(1),
    packsMin: integer('packs_min').notNull().default(1),
    packPrice: whole('pack_price').notNull().default(0),
    /**
     * What stood at both ends when it was proposed. Of a purchase the source is the place with all whom it supplies and
     * what is on its way to them, and the median the days until the goods of the next order would come.
     */
    sourceStock: whole('source_stock').notNull(),
    targetStock: whole('target_stock').notNull(),
    /** Tenths of a day. */
    sourceCover: integer('source_cover').notNull(),
    targetCover: integer('target_cover').notNull(),
    medianCover: integer('median_cover').notNull(),
    /** Fen that a sale earns. */
    margin: whole('margin').notNull(),
    /** Asked for because of a least and a most that somebody set. */
    isRuled: boolean('is_ruled').notNull().default(false),
    /** What was told of the days to come that weighs most here, and by how many percent all of it moves them. */
    eventId: integer('event_id').references(() => replenishEvents.id, { onDelete: 'set null' }),
    eventPercent: integer('event_percent'),
    /** Chance that the n-th unit received sells, and that the n-th unit leaving would have sold. */
    take: real('take').array().notNull(),
    give: real('give').array().notNull(),
    state: text('state', { enum: ['open', 'accepted', 'rejected'] })
      .notNull()
      .default('open'),
    /** What a person made of the quantity. */
    chosen: whole('chosen'),
    reason: text('reason'),
    decidedBy: integer('decided_by').references(() => accounts.id),
    decidedAt: moment('decided_at'),
    transferId: integer('transfer_id').references(() => transfers.id),
    purchaseId: integer('purchase_id').references(() => purchases.id),
    /** How often it was taken back: the next draft has another key. */
    undone: smallint('undone').notNull().default(0),
  },
  (table) => [
    index('suggestions_run').on(table.runId, table.kind, table.id),
    check('suggestions_kind', sql`${table.kind} in ('transfer', 'order', 'purchase')`),
    check(
      'suggestions_source',
      sql`(${table.kind} = 'purchase') = (${table.supplierId} is not null) and (${table.sourceId} is null) = (${table.kind} = 'purchase')`,
    ),
    check('suggestions_pack', sql`${table.pack} > 0 and ${table.packsMin} > 0 and ${table.packPrice} >= 0`),
    check('suggestions_state', sql`${table.state} in ('open', 'accepted', 'rejected')`),
    check('suggestions_quantity', sql`${table.quantity} > 0 and ${table.chosen} >= 0`),
  ],
);

/** What a manager knows and the sales do not yet: so many percent more or less, where and when. */
export const replenishEvents = pgTable(
  'replenish_events',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Null: everywhere, every SKU. */
    storeId: integer('store_id').references(() => stores.id),
    locationId: integer('location_id').references(() => locations.id),
    skuId: integer('sku_id').references(() => skus.id),
    categoryId: integer('category_id').references(() => categories.id),
    firstDay: integer('first_day').notNull(),
    lastDay: integer('last_day').notNull(),
    percent: smallint('percent').notNull(),
    note: text('note').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    at: moment('at').notNull(),
  },
  (table) => [
    check('replenish_events_days', sql`${table.lastDay} >= ${table.firstDay}`),
    check('replenish_events_percent', sql`${table.percent} between -100 and 500`),
  ],
);

/** A plan on a copy. The moves on it are a live document; here is what was copied, and what became of it [FK-1]. */
export const replenishForks = pgTable(
  'replenish_forks',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Made on the device: made twice, there is one. */
    key: uuid('key').notNull().unique(),
    name: text('name').notNull(),
    /** What it is about, in words; null: all that its maker reached, goods chosen one by one. */
    regionId: integer('region_id').references(() => regions.id),
    categoryId: integer('category_id').references(() => categories.id),
    /** Shelves, where each stood when it was copied, and goods. */
    locationIds: integer('location_ids').array().notNull(),
    positions: bigint('positions', { mode: 'number' }).array().notNull(),
    skuIds: integer('sku_ids').array().notNull(),
    docCost: whole('doc_cost').notNull(),
    unitCost: whole('unit_cost').notNull(),
    /** The planner has put its chances beside the copied levels. */
    isReckoned: boolean('is_reckoned').notNull().default(false),
    state: text('state', { enum: ['open', 'drafting', 'drafted', 'discarded'] })
      .notNull()
      .default('open'),
    madeBy: integer('made_by')
      .notNull()
      .references(() => accounts.id),
    madeAt: moment('made_at').notNull(),
    endedBy: integer('ended_by').references(() => accounts.id),
    endedSession: text('ended_session'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('replenish_forks_state').on(table.state, table.id),
    check('replenish_forks_state', sql`${table.state} in ('open', 'drafting', 'drafted', 'discarded')`),
    check(
      'replenish_forks_places',
      sql`cardinality(${table.locationIds}) = cardinality(${table.positions}) and cardinality(${table.locationIds}) between 2 and 60 and cardinality(${table.skuIds}) between 1 and 60`,
    ),
    check('replenish_forks_ended', sql`(${table.state} = 'open') = (${table.endedBy} is null)`),
  ],
);

/** What stood in a place when it was copied, and what a unit more or less means there. */
export const replenishForkCells = pgTable(
  'replenish_fork_cells',
  {
    forkId: integer('fork_id')
      .notNull()
      .references(() => replenishForks.id),
    locationId: integer('location_id')
      .notNull()
      .references(() => locations.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    onHand: whole('on_hand').notNull(),
    reserved: whole('reserved').notNull(),
    inTransit: whole('in_transit').notNull(),
    /** Available and in transit when the chances were reckoned; null in places that sell nothing. */
    base: whole('base'),
    /** Thousandths of a unit. */
    perDayMilli: integer('per_day_milli'),
    take: real('take').array().notNull().default([]),
    give: real('give').array().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.forkId, table.locationId, table.skuId] })],
);

/** A document that a fork becomes: its lines are kept before it is made [FK-5]. */
export const replenishForkDrafts = pgTable(
  'replenish_fork_drafts',
  {
    forkId: integer('fork_id')
      .notNull()
      .references(() => replenishForks.id),
    sourceId: integer('source_id')
      .notNull()
      .references(() => locations.id),
    targetId: integer('target_id')
      .notNull()
      .references(() => locations.id),
    /** `[{sku, quantity}]`, each SKU once. */
    lines: jsonb('lines').notNull(),
    /** Suggestions that were taken into it. */
    suggestionIds: integer('suggestion_ids').array().notNull(),
    transferId: integer('transfer_id').references(() => transfers.id),
  },
  (table) => [
    primaryKey({ columns: [table.forkId, table.sourceId, table.targetId] }),
    check('replenish_fork_drafts_elsewhere', sql`${table.sourceId} <> ${table.targetId}`),
  ],
);
