import { bigint, boolean, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { accounts } from './identity.ts';

/** Where another program wants to be told. It is told what its account may know, as the account's rights are then. */
export const webhooks = pgTable('webhooks', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  accountId: integer('account_id')
    .notNull()
    .references(() => accounts.id),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['standard', 'wecom', 'dingtalk', 'feishu'] }).notNull(),
  url: text('url').notNull(),
  /** Signs what is sent; shown once. */
  secret: text('secret').notNull(),
  /** Column classes that never go out by it. */
  hiddenColumns: text('hidden_columns').array().notNull(),
  isActive: boolean('is_active').notNull().default(true),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  /** Tries that failed in a row; 0 after one that went through. */
  failures: integer('failures').notNull().default(0),
  nextAt: timestamp('next_at', { withTimezone: true }).notNull().defaultNow(),
  lastAt: timestamp('last_at', { withTimezone: true }),
  lastStatus: integer('last_status'),
  lastError: text('last_error'),
  sent: bigint('sent', { mode: 'number' }).notNull().default(0),
  /** The last alert that a robot was told of. */
  alertId: integer('alert_id').notNull().default(0),
});

/** How far a webhook was told of a location's documents. Laid back, it tells again from there. */
export const webhookCursors = pgTable(
  'webhook_cursors',
  {
    webhookId: integer('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    locationId: integer('location_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.webhookId, table.locationId] }),
    index('webhook_cursors_location').on(table.locationId),
  ],
);
