import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { accounts } from './identity.ts';
import { skus } from './catalog.ts';
import { locations } from './store.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The position counter of a holding location: how many documents stand at it. Locked by every posting. */
export const locationHeads = pgTable('location_heads', {
  locationId: integer('location_id')
    .primaryKey()
    .references(() => locations.id),
  position: whole('position').notNull().default(0),
  /** The effective time of the document at that position; never goes back. */
  effectiveAt: moment('effective_at')
    .notNull()
    .default(sql`'-infinity'`),
  /** Counts changes of the rules that postings are judged by (closed days, costing): one that was judged by older rules is not written. */
  rules: integer('rules').notNull().default(0),
});

/**
 * Every stock command that was answered: the header, the idempotency record and the audit row in one.
 * Posted ones carry a position; refused ones carry the refusal. Insert only.
 */
export const documents = pgTable(
  'documents',
  {
    commandKey: uuid('command_key').primaryKey(),
    /** First 128 bits of the SHA-256 of account and input. */
    inputHash: uuid('input_hash').notNull(),
    kind: text('kind').notNull(),
    /** Held to known locations and accounts by a net a statement (`documents_known`), not by one a row. */
    locationId: integer('location_id').notNull(),
    /** Dense per location from 1; null where the command was refused. */
    position: whole('position'),
    counterLocationId: integer('counter_location_id'),
    counterPosition: whole('counter_position'),
    ofLocationId: integer('of_location_id'),
    ofPosition: whole('of_position'),
    cause: text('cause'),
    accountId: integer('account_id').notNull(),
    session: text('session').notNull(),
    /** What the device's clock said: a note, orders nothing. */
    deviceAt: moment('device_at'),
    recordedAt: moment('recorded_at').notNull().defaultNow(),
    occurredAt: moment('occurred_at').notNull(),
    effectiveAt: moment('effective_at').notNull(),
    /** Days since 1970-01-01, and the local hour. */
    businessDay: integer('business_day').notNull(),
    hour: smallint('hour').notNull(),
    /** Refused: the code and its facts. Posted: the notes, or null where there are none. */
    answer: jsonb('answer'),
  },
  (table) => [
    unique('documents_position').on(table.locationId, table.position),
    uniqueIndex('documents_counter_position')
      .on(table.counterLocationId, table.counterPosition)
      .where(sql`counter_position is not null`),
    uniqueIndex('documents_undone_once')
      .on(table.ofLocationId, table.ofPosition)
      .where(sql`kind in ('reversal', 'release') and position is not null`),
    index('documents_of')
      .on(table.ofLocationId, table.ofPosition)
      .where(sql`of_position is not null`),
    check(
      'documents_kind',
      sql`${table.kind} in ('opening', 'receipt', 'sale', 'return', 'adjustment', 'write_off', 'move', 'dispatch', 'receive', 'reserve', 'release', 'reorder_point', 'reversal')`,
    ),
    check(
      'documents_answered',
      sql`${table.position} > 0 or (${table.position} is null and ${table.answer} is not null)`,
    ),
    check('documents_hour', sql`${table.hour} between 0 and 23`),
  ],
);

/** A picture of the paper that came with a document, as we drew it anew. Insert only. */
export const documentPhotos = pgTable(
  'document_photos',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    locationId: integer('location_id').notNull(),
    position: whole('position').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    at: moment('at').notNull().defaultNow(),
    image: customType<{ data: Buffer }>({ dataType: () => 'bytea' })('image').notNull(),
  },
  (table) => [
    index('document_photos_document').on(table.locationId, table.position),
    foreignKey({
      name: 'document_photos_document',
      columns: [table.locationId, table.position],
      foreignColumns: [documents.locationId, documents.position],
    }),
  ],
);

/** Goods from one location to another. Insert only. `location_id`, `position` name the document. */
export const movements = pgTable(
  'movements',
  {
    locationId: integer('location_id').notNull(),
    position: whole('position').notNull(),
    line: smallint('line').notNull(),
    /** Held to known SKUs, places and documents by a net a statement (`movements_known`), not by one a row. */
    skuId: integer('sku_id').notNull(),
    sourceId: integer('source_id').notNull(),
    targetId: integer('target_id').notNull(),
    quantity: whole('quantity').notNull(),
    value: whole('value').notNull(),
    amount: whole('amount').notNull(),
    ofLine: smallint('of_line'),
    onHandAfter: whole('on_hand_after').notNull(),
    valueAfter: whole('value_after').notNull(),
    counterLocationId: integer('counter_location_id'),
    counterPosition: whole('counter_position'),
    counterOnHandAfter: whole('counter_on_hand_after'),
    counterValueAfter: whole('counter_value_after'),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.position, table.line] }),
    index('movements_history').on(table.locationId, table.skuId, table.position),
    index('movements_counter_history')
      .on(table.counterLocationId, table.skuId, table.counterPosition)
      .where(sql`counter_location_id is not null`),
    check('movements_quantity', sql`${table.quantity} >= 0`),
    check('movements_elsewhere', sql`${table.sourceId} <> ${table.targetId}`),
  ],
);

/** What stands at a holding location: always the sum of its movements. */
export const levels = pgTable(
  'levels',
  {
    locationId: integer('location_id')
      .notNull()
      .references(() => locationHeads.locationId),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    onHand: whole('on_hand').notNull(),
    reserved: whole('reserved').notNull(),
    value: whole('value').notNull(),
    costValue: whole('cost_value').notNull(),
    costQuantity: whole('cost_quantity').notNull(),
    reorderPoint: whole('reorder_point'),
    /** The posting that let it go below zero was allowed to (policy of the location, or it had happened). */
    isNegativeAllowed: boolean('is_negative_allowed').notNull(),
    /** The position of the last document that changed the row. */
    position: whole('position').notNull(),
    /** The business day × 24 + the hour in which it last sold; what that sold stands here until another hour sells. */
    soldHour: integer('sold_hour'),
    soldQuantity: whole('sold_quantity'),
    soldAmount: whole('sold_amount'),
    soldCost: whole('sold_cost'),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.skuId] }),
    index('levels_sku').on(table.skuId),
    check('levels_not_negative', sql`${table.onHand} >= 0 or ${table.isNegativeAllowed}`),
    check('levels_reserved', sql`${table.reserved} >= 0`),
    check('levels_nothing_is_worth_nothing', sql`${table.onHand} <> 0 or ${table.value} = 0`),
  ],
);

export const reservations = pgTable(
  'reservations',
  {
    locationId: integer('location_id').notNull(),
    position: whole('position').notNull(),
    line: smallint('line').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    /** Negative where the line releases. */
    quantity: whole('quantity').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.position, table.line] }),
    foreignKey({
      name: 'reservations_document',
      columns: [table.locationId, table.position],
      foreignColumns: [documents.locationId, documents.position],
    }),
    check('reservations_something', sql`${table.quantity} <> 0`),
  ],
);

/** Each reorder point ever set; the highest position holds. */
export const reorderPoints = pgTable(
  'reorder_points',
  {
    locationId: integer('location_id').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    position: whole('position').notNull(),
    reorderPoint: whole('reorder_point'),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.skuId, table.position] }),
    foreignKey({
      name: 'reorder_points_document',
      columns: [table.locationId, table.position],
      foreignColumns: [documents.locationId, documents.position],
    }),
    check('reorder_points_sign', sql`${table.reorderPoint} >= 0`),
  ],
);

/** A stretch during which a level was below zero: open until goods come. */
export const negativeStretches = pgTable(
  'negative_stretches',
  {
    locationId: integer('location_id').notNull(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    openedPosition: whole('opened_position').notNull(),
    closedPosition: whole('closed_position'),
  },
  (table) => [primaryKey({ columns: [table.locationId, table.skuId, table.openedPosition] })],
);

/**
 * Sales by store, SKU, business day and hour, kept in the posting transaction: but for what stands on the level, the hour
 * in which a SKU last sold. The view `hourly_sales` has both; it may have a key twice, and is summed.
 */
export const salesHours = pgTable(
  'sales_hours',
  {
    locationId: integer('location_id').notNull(),
    businessDay: integer('business_day').notNull(),
    hour: smallint('hour').notNull(),
    skuId: integer('sku_id').notNull(),
    quantity: whole('quantity').notNull(),
    amount: whole('amount').notNull(),
    cost: whole('cost').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.businessDay, table.hour, table.skuId] }),
    index('sales_hours_sku').on(table.locationId, table.skuId, table.businessDay),
  ],
);

/** Sales by store, business day and hour over all SKUs: what the wall compares with. */
export const storeHours = pgTable(
  'store_hours',
  {
    locationId: integer('location_id').notNull(),
    businessDay: integer('business_day').notNull(),
    hour: smallint('hour').notNull(),
    receipts: whole('receipts').notNull(),
    quantity: whole('quantity').notNull(),
    amount: whole('amount').notNull(),
    cost: whole('cost').notNull(),
  },
  (table) => [primaryKey({ columns: [table.locationId, table.businessDay, table.hour] })],
);

/** Hash-chained blocks over the documents of a location: position after position, sealed off the write path. */
export const seals = pgTable(
  'seals',
  {
    locationId: integer('location_id').notNull(),
    throughPosition: whole('through_position').notNull(),
    fromPosition: whole('from_position').notNull(),
    hash: text('hash').notNull(),
    sealedAt: moment('sealed_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.locationId, table.throughPosition] })],
);
