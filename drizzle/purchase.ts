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
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { skus, suppliers } from './catalog.ts';
import { accounts } from './identity.ts';
import { locations, stores } from './store.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });
const ofPurchase = () =>
  integer('purchase_id')
    .notNull()
    .references(() => purchases.id);
const ofSku = () =>
  integer('sku_id')
    .notNull()
    .references(() => skus.id);

/** One row: when a second person must look at an order, and how much over it is taken in. */
export const purchaseSettings = pgTable(
  'purchase_settings',
  {
    id: smallint('id').primaryKey().default(1),
    /** Whole fen, without tax. */
    valueMax: whole('value_max').notNull().default(2_000_000),
    pricePercentMax: smallint('price_percent_max').notNull().default(5),
    overPercentMax: smallint('over_percent_max').notNull().default(5),
  },
  (table) => [
    check('purchase_settings_one_row', sql`${table.id} = 1`),
    check(
      'purchase_settings_bounds',
      sql`${table.valueMax} >= 0 and ${table.pricePercentMax} between 0 and 1000 and ${table.overPercentMax} between 0 and 100`,
    ),
  ],
);

/** What was agreed with a supplier; who it is stands in the catalogue. */
export const supplierTerms = pgTable(
  'supplier_terms',
  {
    supplierId: integer('supplier_id')
      .primaryKey()
      .references(() => suppliers.id),
    /** Days from the order to the goods. */
    leadDays: smallint('lead_days').notNull().default(3),
    /** Whole fen that an order should reach. */
    minimum: whole('minimum').notNull().default(0),
    /** Days after the goods until they are paid (账期). */
    payDays: smallint('pay_days').notNull().default(30),
    invoice: text('invoice').notNull().default('special'),
    email: text('email').notNull().default(''),
    note: text('note').notNull().default(''),
  },
  (table) => [
    check('supplier_terms_invoice', sql`${table.invoice} in ('special', 'plain')`),
    check(
      'supplier_terms_bounds',
      sql`${table.leadDays} between 0 and 365 and ${table.payDays} between 0 and 365 and ${table.minimum} >= 0`,
    ),
  ],
);

/** How a supplier sells a SKU. Where there is no row, the catalogue's case and standard cost hold. */
export const supplierPrices = pgTable(
  'supplier_prices',
  {
    supplierId: integer('supplier_id')
      .notNull()
      .references(() => suppliers.id),
    skuId: ofSku(),
    /** Base units in a pack. */
    pack: integer('pack').notNull(),
    /** Whole fen for a pack. */
    price: whole('price').notNull(),
    packsMin: integer('packs_min').notNull().default(1),
    /** What the supplier calls it. */
    code: text('code').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.supplierId, table.skuId] }),
    index('supplier_prices_sku').on(table.skuId),
    check('supplier_prices_bounds', sql`${table.pack} > 0 and ${table.price} >= 0 and ${table.packsMin} > 0`),
  ],
);

/** An order with a supplier for one store or warehouse. Changed only under its lock, by commands. */
export const purchases = pgTable(
  'purchases',
  {
    /** People call it P and this number. */
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Made on the device when it was begun, one a supplier: begun twice, there is one. */
    key: uuid('key').notNull().unique(),
    origin: text('origin').notNull(),
    state: text('state').notNull(),
    supplierId: integer('supplier_id')
      .notNull()
      .references(() => suppliers.id),
    storeId: integer('store_id')
      .notNull()
      .references(() => stores.id),
    /** The shelf that the goods come to. */
    locationId: integer('location_id')
      .notNull()
      .references(() => locations.id),
    note: text('note').notNull().default(''),
    /** As the supplier invoiced when it was made: later terms don't change an order. */
    invoice: text('invoice').notNull(),
    /** Days since 1970-01-01, in the store's calendar. */
    expectedDay: integer('expected_day'),
    madeBy: integer('made_by')
      .notNull()
      .references(() => accounts.id),
    madeAt: moment('made_at').notNull(),
    stateSince: moment('state_since').notNull(),
    version: integer('version').notNull().default(1),
    submittedBy: integer('submitted_by').references(() => accounts.id),
    approvedBy: integer('approved_by').references(() => accounts.id),
    sentBy: integer('sent_by').references(() => accounts.id),
    sentAt: moment('sent_at'),
    sentWay: text('sent_way'),
    /** Sums over the lines, for lists: base units, and fen without tax as ordered. */
    lineCount: integer('line_count').notNull().default(0),
    unitsOrdered: whole('units_ordered').notNull().default(0),
    unitsReceived: whole('units_received').notNull().default(0),
    value: whole('value').notNull().default(0),
    /** What the receipts came to, and by how much that is more than was ordered. */
    receivedValue: whole('received_value').notNull().default(0),
    priceDifference: whole('price_difference').notNull().default(0),
    /** The command that waits for the ledger's answer; no other begins before it is settled. */
    pendingKey: uuid('pending_key'),
  },
  (table) => [
    index('purchases_state').on(table.state, table.stateSince),
    index('purchases_location').on(table.locationId, table.stateSince),
    index('purchases_supplier').on(table.supplierId, table.stateSince),
    index('purchases_pending')
      .on(table.pendingKey)
      .where(sql`pending_key is not null`),
    check('purchases_origin', sql`${table.origin} in ('hand', 'list', 'plan')`),
    check(
      'purchases_state',
      sql`${table.state} in ('draft', 'waiting', 'approved', 'sent', 'partial', 'received', 'closed', 'cancelled')`,
    ),
    check('purchases_invoice', sql`${table.invoice} in ('special', 'plain')`),
  ],
);

export const purchaseLines = pgTable(
  'purchase_lines',
  {
    purchaseId: ofPurchase(),
    skuId: ofSku(),
    pack: integer('pack').notNull(),
    packs: integer('packs').notNull(),
    price: whole('price').notNull(),
    taxPoints: integer('tax_points').notNull(),
    received: whole('received').notNull().default(0),
    gifts: whole('gifts').notNull().default(0),
    expectedDay: integer('expected_day'),
    /** Why it is ordered, in the words of who or what proposed it. */
    reason: text('reason').notNull().default(''),
    ordinal: smallint('ordinal').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.purchaseId, table.skuId] }),
    index('purchase_lines_sku').on(table.skuId),
    check(
      'purchase_lines_bounds',
      sql`${table.pack} > 0 and ${table.packs} >= 0 and ${table.price} >= 0 and ${table.received} >= 0 and ${table.gifts} >= 0`,
    ),
  ],
);

/** Every command that was sent for an order: idempotency record and audit row in one. Its answer comes once. */
export const purchaseCommands = pgTable(
  'purchase_commands',
  {
    key: uuid('key').primaryKey(),
    purchaseId: ofPurchase(),
    inputHash: uuid('input_hash').notNull(),
    kind: text('kind').notNull(),
    input: jsonb('input').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    session: text('session').notNull(),
    deviceAt: moment('device_at'),
    at: moment('at').notNull(),
    recordedAt: moment('recorded_at').notNull().defaultNow(),
    answer: jsonb('answer'),
  },
  (table) => [index('purchase_commands_purchase').on(table.purchaseId, table.recordedAt)],
);

/** What a command has posted in the ledger, written before it is posted. The key is the ledger's command key. */
export const purchasePostings = pgTable(
  'purchase_postings',
  {
    ledgerKey: uuid('ledger_key').primaryKey(),
    commandKey: uuid('command_key')
      .notNull()
      .unique()
      .references(() => purchaseCommands.key),
    purchaseId: ofPurchase(),
    kind: text('kind').notNull(),
    /** The ledger's command, byte for byte as it was sent, and what was planned with it. */
    command: text('command').notNull(),
    planned: jsonb('planned').notNull(),
    /** Null: not answered yet. */
    isPosted: boolean('is_posted'),
    postedId: integer('posted_id'),
    postedPosition: whole('posted_position'),
    /** The receipt that this one mirrors. */
    undoes: uuid('undoes'),
  },
  (table) => [
    index('purchase_postings_purchase').on(table.purchaseId),
    check('purchase_postings_kind', sql`${table.kind} in ('receipt', 'reversal')`),
  ],
);

/** What a delivery brought, line by line, once it is in the ledger. Insert only. */
export const purchaseReceiptLines = pgTable(
  'purchase_receipt_lines',
  {
    commandKey: uuid('command_key')
      .notNull()
      .references(() => purchaseCommands.key),
    purchaseId: ofPurchase(),
    skuId: ofSku(),
    quantity: whole('quantity').notNull(),
    gift: whole('gift').notNull(),
    /** Fen at which the goods stand in the books, and as they were ordered. */
    value: whole('value').notNull(),
    orderedValue: whole('ordered_value').notNull(),
    /** Input tax beside the value, in fen. */
    tax: whole('tax').notNull(),
    /** Base units beyond the order. */
    over: whole('over').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.commandKey, table.skuId] }),
    index('purchase_receipt_lines_purchase').on(table.purchaseId),
    check('purchase_receipt_lines_some', sql`${table.quantity} > 0 or ${table.gift} > 0`),
  ],
);

/** What was not taken in at the door, and why. Insert only. */
export const purchaseRefusals = pgTable(
  'purchase_refusals',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    commandKey: uuid('command_key')
      .notNull()
      .references(() => purchaseCommands.key),
    purchaseId: ofPurchase(),
    skuId: ofSku(),
    cause: text('cause').notNull(),
    quantity: whole('quantity').notNull(),
  },
  (table) => [
    index('purchase_refusals_purchase').on(table.purchaseId),
    check('purchase_refusals_some', sql`${table.quantity} > 0`),
  ],
);
