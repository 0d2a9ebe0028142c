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
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { accounts } from './identity.ts';

/** A tile as it stood at a position: the slider folds on from the nearest one instead of from the beginning. */
export const tileCheckpoints = pgTable(
  'tile_checkpoints',
  {
    locationId: integer('location_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    effectiveAt: timestamp('effective_at', { withTimezone: true }).notNull(),
    tile: jsonb('tile').notNull(),
  },
  (table) => [primaryKey({ columns: [table.locationId, table.position] })],
);

/** What somebody wants to be told of (domain/alert/rule.ts). Never deleted: alerts name the rule they came of. */
export const alertRules = pgTable(
  'alert_rules',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    kind: text('kind', {
      enum: ['short', 'over', 'none', 'negative', 'stalled', 'running_out'],
    }).notNull(),
    /** Units or days, by kind; null: the store's own limits. */
    amount: bigint('amount', { mode: 'number' }),
    /** Where: ids of regions or stores; neither: wherever its maker may look. */
    regionIds: integer('region_ids').array().notNull(),
    storeIds: integer('store_ids').array().notNull(),
    /** With all below them; none: all goods. */
    categoryIds: integer('category_ids').array().notNull(),
    /** Who is told: everybody of these roles who reaches the store, these people within their reach, these robots. */
    toldRoles: text('told_roles').array().notNull(),
    toldAccounts: integer('told_accounts').array().notNull(),
    toldWebhooks: integer('told_webhooks').array().notNull(),
    isActive: boolean('is_active').notNull().default(true),
    /** Whose reach bounds it, as it is at the time. */
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** Goes up with each change. */
    revision: integer('revision').notNull().default(1),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
    /** The last time anybody was told. */
    toldAt: timestamp('told_at', { withTimezone: true }),
    retiredAt: timestamp('retired_at', { withTimezone: true }),
  },
  (table) => [
    check(
      'alert_rules_kind',
      sql`${table.kind} in ('short', 'over', 'none', 'negative', 'stalled', 'running_out')`,
    ),
    check('alert_rules_amount', sql`${table.amount} >= 0`),
  ],
);

/**
 * Something that wants a person. The wall's own: one open alert per location, SKU and kind. A rule's: one open alert per
 * rule and location, over all goods that it found there (`alert_goods`); its SKU is the most pressing one. A person takes it, by name.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind', {
      enum: [
        'out_of_stock',
        'negative',
        'below_reorder_point',
        'short',
        'over',
        'none',
        'stalled',
        'running_out',
      ],
    }).notNull(),
    /** Null where the wall itself opened it. */
    ruleId: integer('rule_id').references(() => alertRules.id),
    /** How many goods it is about. */
    goods: integer('goods').notNull().default(1),
    locationId: integer('location_id').notNull(),
    skuId: integer('sku_id').notNull(),
    openedPosition: bigint('opened_position', { mode: 'number' }).notNull(),
    openedAt: timestamp('opened_at', { withTimezone: true }).notNull(),
    facts: jsonb('facts').notNull().default({}),
    takenBy: integer('taken_by').references(() => accounts.id),
    takenAt: timestamp('taken_at', { withTimezone: true }),
    /** Seen, and nothing to be done: it stays quiet until it is over. */
    settledBy: integer('settled_by').references(() => accounts.id),
    settledAt: timestamp('settled_at', { withTimezone: true }),
    note: text('note'),
    closedAt: timestamp('closed_at', { withTimezone: true }),
  },
  (table) => [
    index('alerts_open').on(table.locationId, table.closedAt),
    index('alerts_over').on(table.closedAt),
    uniqueIndex('alerts_one_of_rule')
      .on(table.ruleId, table.locationId)
      .where(sql`closed_at is null`),
  ],
);

/** The goods of a rule's open alert. */
export const alertGoods = pgTable(
  'alert_goods',
  {
    alertId: integer('alert_id')
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    skuId: integer('sku_id').notNull(),
    locationId: integer('location_id').notNull(),
    /** What the rule measured: units, or days. */
    measure: integer('measure').notNull(),
    onHand: bigint('on_hand', { mode: 'number' }).notNull(),
    sinceAt: timestamp('since_at', { withTimezone: true }).notNull(),
    /** Whether it was written into a message to somebody. */
    isTold: boolean('is_told').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.alertId, table.skuId] }),
    index('alert_goods_untold')
      .on(table.alertId)
      .where(sql`not is_told`),
  ],
);

/** The demo's clock and how far its world is made; one row in a demo company, none elsewhere. */
export const demoState = pgTable('demo_state', {
  id: integer('id').primaryKey().default(1),
  seed: integer('seed').notNull(),
  /** Company time = anchor + (real time − realAnchor) × speed. */
  anchorAt: timestamp('anchor_at', { withTimezone: true }).notNull(),
  realAnchorAt: timestamp('real_anchor_at', { withTimezone: true }).notNull(),
  speed: integer('speed').notNull(),
  /** Everything before this company time has been posted. */
  madeThrough: timestamp('made_through', { withTimezone: true }).notNull(),
  detail: jsonb('detail').notNull().default({}),
});
