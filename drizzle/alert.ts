import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { webhooks } from './api.ts';
import { accounts } from './identity.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** How far the rules have looked at a location: what came since is looked at again after a restart. */
export const alertMarks = pgTable('alert_marks', {
  locationId: integer('location_id').primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull(),
  businessDay: integer('business_day').notNull(),
  /** The state of the rules it was looked at with. */
  rules: text('rules').notNull(),
});

/** What is on its way to somebody: written with what it tells of, so that nothing is told of twice or never. */
export const alertMessages = pgTable(
  'alert_messages',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    ruleId: integer('rule_id').notNull(),
    /** One of the two. */
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    webhookId: integer('webhook_id').references(() => webhooks.id, { onDelete: 'cascade' }),
    /** What it says: title and lines, in the receiver's language and within his reach. */
    content: jsonb('content').notNull(),
    madeAt: moment('made_at').notNull().defaultNow(),
    tries: smallint('tries').notNull().default(0),
    nextAt: moment('next_at').notNull().defaultNow(),
    /** Null while it is on its way. */
    endedAt: moment('ended_at'),
    /** How many devices or robots took it. */
    told: smallint('told').notNull().default(0),
  },
  (table) => [
    check('alert_messages_one', sql`(${table.accountId} is null) <> (${table.webhookId} is null)`),
    index('alert_messages_due')
      .on(table.nextAt)
      .where(sql`ended_at is null`),
    index('alert_messages_account').on(table.accountId, table.id),
  ],
);

/** A browser that somebody asked to be told in. */
export const pushDevices = pgTable(
  'push_devices',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    /** The session that asked: when it is closed, the device hears no more. */
    session: text('session').notNull(),
    name: text('name').notNull().default(''),
    endpoint: text('endpoint').notNull(),
    /** The browser's public key and its secret, base64url. */
    publicKey: text('public_key').notNull(),
    secret: text('secret').notNull(),
    renewedAt: moment('renewed_at').notNull().defaultNow(),
    toldAt: moment('told_at'),
    failures: smallint('failures').notNull().default(0),
  },
  (table) => [
    uniqueIndex('push_devices_endpoint').on(table.endpoint),
    index('push_devices_account').on(table.accountId),
    index('push_devices_session').on(table.session),
  ],
);

/** The company's own pair for web push (VAPID): one row, made when the first device asks. */
export const pushKeys = pgTable(
  'push_keys',
  {
    id: smallint('id').primaryKey().default(1),
    publicKey: text('public_key').notNull(),
    privateKey: text('private_key').notNull(),
  },
  (table) => [check('push_keys_one_row', sql`${table.id} = 1`)],
);
