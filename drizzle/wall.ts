import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
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

/** Something that wants a person. One open alert per location, SKU and kind; a person takes it, by name. */
export const alerts = pgTable(
  'alerts',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind', { enum: ['out_of_stock', 'negative', 'below_reorder_point'] }).notNull(),
    locationId: integer('location_id').notNull(),
    skuId: integer('sku_id').notNull(),
    openedPosition: bigint('opened_position', { mode: 'number' }).notNull(),
    openedAt: timestamp('opened_at', { withTimezone: true }).notNull(),
    facts: jsonb('facts').notNull().default({}),
    takenBy: integer('taken_by').references(() => accounts.id),
    takenAt: timestamp('taken_at', { withTimezone: true }),
    closedAt: timestamp('closed_at', { withTimezone: true }),
  },
  (table) => [index('alerts_open').on(table.locationId, table.closedAt)],
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
