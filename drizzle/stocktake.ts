import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { skus } from './catalog.ts';
import { accounts } from './identity.ts';
import { locations } from './store.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** A stocktake: its plan, how far it is, and what it was posted as. What people count is in its live document. */
export const stocktakes = pgTable(
  'stocktakes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Made on the device of who planned it. */
    planKey: uuid('plan_key').notNull().unique(),
    locationId: integer('location_id')
      .notNull()
      .references(() => locations.id),
    name: text('name').notNull(),
    scope: text('scope').notNull(),
    isBlind: boolean('is_blind').notNull(),
    /** Names of the zones; an entry names one by its place here, from 1. Only ever appended to. */
    zones: jsonb('zones').notNull().default([]),
    /** Who may join; null: everybody who may count in the store. */
    accountIds: integer('account_ids').array(),
    /** Fen at cost; null: no limit. */
    totalLimit: whole('total_limit'),
    lineLimit: whole('line_limit'),
    state: text('state').notNull().default('counting'),
    createdBy: integer('created_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: moment('created_at').notNull(),
    startedPosition: whole('started_position').notNull(),
    /** From the freeze on: where the ledger stood when the sheet was settled, and what becomes of the uncounted. */
    settledPosition: whole('settled_position'),
    isUncountedZero: boolean('is_uncounted_zero'),
    /** Of the sheet's lines and this choice: what an approval is bound to. */
    linesHash: text('lines_hash'),
    postKey: uuid('post_key').unique(),
    committedBy: integer('committed_by').references(() => accounts.id),
    committedSession: text('committed_session'),
    committedAt: moment('committed_at'),
    /** The document it was posted as; null where nothing differed. */
    documentPosition: whole('document_position'),
    /** Fen at cost as they were posted: found, and missing as a positive number. */
    gain: whole('gain'),
    loss: whole('loss'),
    /** Entries, people and units as they stood at commit. */
    totals: jsonb('totals'),
  },
  (table) => [
    index('stocktakes_location').on(table.locationId, table.state),
    check('stocktakes_state', sql`${table.state} in ('counting', 'posting', 'committed', 'cancelled')`),
    check(
      'stocktakes_settled',
      sql`${table.state} in ('counting', 'cancelled') or (${table.settledPosition} is not null and ${table.isUncountedZero} is not null and ${table.postKey} is not null and ${table.committedBy} is not null)`,
    ),
  ],
);

/** The SKUs a stocktake is about; none where it is about everything the store has. */
export const stocktakeSkus = pgTable(
  'stocktake_skus',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
  },
  (table) => [primaryKey({ columns: [table.stocktakeId, table.skuId] })],
);

/** What a person chose for a line that moved while it was counted, or wants left out. The newest holds. */
export const stocktakeChoices = pgTable(
  'stocktake_choices',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    choice: text('choice').notNull(),
    /** The count it was chosen for: another count asks anew. */
    counted: whole('counted').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    chosenAt: moment('chosen_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.stocktakeId, table.skuId] }),
    check('stocktake_choices_choice', sql`${table.choice} in ('use_count', 'leave')`),
  ],
);

/** A second person's word for exactly these lines. */
export const stocktakeApprovals = pgTable(
  'stocktake_approvals',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    linesHash: text('lines_hash').notNull(),
    approvedAt: moment('approved_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.stocktakeId, table.accountId, table.linesHash] })],
);

/** The lines as they were settled: written once, with the freeze, before the posting. */
export const stocktakeLines = pgTable(
  'stocktake_lines',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    state: text('state').notNull(),
    counted: whole('counted').notNull(),
    round: integer('round').notNull(),
    entries: integer('entries').notNull(),
    fromPosition: whole('from_position').notNull(),
    throughPosition: whole('through_position').notNull(),
    /** On hand at `from_position`; what came and went from there through `through_position`. */
    book: whole('book').notNull(),
    movedIn: whole('moved_in').notNull(),
    movedOut: whole('moved_out').notNull(),
    variance: whole('variance').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.stocktakeId, table.skuId] }),
    index('stocktake_lines_sku').on(table.skuId),
    check('stocktake_lines_state', sql`${table.state} in ('fine', 'asked', 'chosen', 'left', 'uncounted')`),
  ],
);

/** Entries, and voids of entries, that reached the server after the freeze. */
export const stocktakeLateEntries = pgTable(
  'stocktake_late_entries',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    entryKey: text('entry_key').notNull(),
    isVoid: boolean('is_void').notNull(),
    /** As it would stand in the document. */
    value: text('value').notNull(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    receivedAt: moment('received_at').notNull().defaultNow(),
    /** Where the ledger stood when it came. */
    receivedPosition: whole('received_position').notNull(),
    state: text('state').notNull().default('waiting'),
    correction: whole('correction'),
    documentPosition: whole('document_position'),
    closedBy: integer('closed_by').references(() => accounts.id),
  },
  (table) => [
    primaryKey({ columns: [table.stocktakeId, table.entryKey, table.isVoid] }),
    check(
      'stocktake_late_entries_state',
      sql`${table.state} in ('waiting', 'posting', 'posted', 'dismissed')`,
    ),
  ],
);

/** Photos of codes that nothing was known of, and of lines; made anew by the server, so that they are pictures and nothing else. */
export const stocktakePhotos = pgTable(
  'stocktake_photos',
  {
    stocktakeId: integer('stocktake_id')
      .notNull()
      .references(() => stocktakes.id),
    number: integer('number').notNull(),
    /** The code or, where it is known, the SKU. */
    barcode: text('barcode'),
    skuId: integer('sku_id').references(() => skus.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    takenAt: moment('taken_at').notNull().defaultNow(),
    image: bytes('image').notNull(),
  },
  (table) => [primaryKey({ columns: [table.stocktakeId, table.number] })],
);
