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
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { skus } from './catalog.ts';
import { accounts } from './identity.ts';
import { locations, stores } from './store.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const ofTransfer = () =>
  integer('transfer_id')
    .notNull()
    .references(() => transfers.id);
const bySomebody = () =>
  integer('account_id')
    .notNull()
    .references(() => accounts.id);

/** Goods that go from one store to another, from the talk to the shelf. Changed only under its lock, by commands. */
export const transfers = pgTable(
  'transfers',
  {
    /** People call it T and this number. */
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Made on the device when it was begun: begun twice, there is one. */
    key: uuid('key').notNull().unique(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    sourceStoreId: integer('source_store_id')
      .notNull()
      .references(() => stores.id),
    targetStoreId: integer('target_store_id')
      .notNull()
      .references(() => stores.id),
    /** Shelf of the source, transit and shelf of the target. */
    sourceId: integer('source_id')
      .notNull()
      .references(() => locations.id),
    transitId: integer('transit_id')
      .notNull()
      .references(() => locations.id),
    targetId: integer('target_id')
      .notNull()
      .references(() => locations.id),
    note: text('note').notNull().default(''),
    madeBy: integer('made_by')
      .notNull()
      .references(() => accounts.id),
    madeAt: moment('made_at').notNull(),
    /** Since when it stands as it stands, in company time. */
    stateSince: moment('state_since').notNull(),
    /** Rises with every change that a screen should show. */
    version: integer('version').notNull().default(1),
    isHeld: boolean('is_held').notNull().default(false),
    isPicking: boolean('is_picking').notNull().default(false),
    isFinished: boolean('is_finished').notNull().default(false),
    /** The reservation at the source's shelf, while something is held. */
    reservationPosition: whole('reservation_position'),
    agreementHash: text('agreement_hash'),
    /** Whole fen at cost of what was agreed. */
    value: whole('value'),
    /** When the goods should be there. */
    dueAt: moment('due_at'),
    chasedAt: moment('chased_at'),
    chased: smallint('chased').notNull().default(0),
    /** Sums over the lines, for the board. */
    lineCount: integer('line_count').notNull().default(0),
    units: whole('units').notNull().default(0),
    unitsInTransit: whole('units_in_transit').notNull().default(0),
    unitsDifferent: whole('units_different').notNull().default(0),
    /** The command that waits for the ledger's answer; no other begins before it is settled. */
    pendingKey: uuid('pending_key'),
  },
  (table) => [
    index('transfers_open')
      .on(table.state, table.stateSince)
      .where(sql`state not in ('received', 'closed', 'cancelled')`),
    /** What a board shows of the past: the last that ended, and lorries apart. */
    index('transfers_ended')
      .on(table.stateSince)
      .where(sql`state in ('received', 'closed', 'cancelled') and kind <> 'delivery'`),
    index('transfers_source').on(table.sourceId, table.stateSince),
    index('transfers_target').on(table.targetId, table.stateSince),
    index('transfers_pending')
      .on(table.pendingKey)
      .where(sql`pending_key is not null`),
    check('transfers_kind', sql`${table.kind} in ('ask', 'push', 'pull', 'plan', 'delivery')`),
    check(
      'transfers_state',
      sql`${table.state} in ('suggested', 'asked', 'talks', 'agreed', 'picking', 'in_transit', 'received', 'closed', 'cancelled')`,
    ),
    check('transfers_elsewhere', sql`${table.sourceStoreId} <> ${table.targetStoreId}`),
    check('transfers_held', sql`not ${table.isHeld} or ${table.reservationPosition} is not null`),
  ],
);

/** One SKU of a transfer. Asked, offered and ruled follow the talk; the others are what was signed and done. */
export const transferLines = pgTable(
  'transfer_lines',
  {
    transferId: ofTransfer(),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    asked: whole('asked'),
    offered: whole('offered'),
    ruled: whole('ruled'),
    agreed: whole('agreed').notNull().default(0),
    shipped: whole('shipped').notNull().default(0),
    received: whole('received').notNull().default(0),
    lost: whole('lost').notNull().default(0),
    returned: whole('returned').notNull().default(0),
    over: whole('over').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.transferId, table.skuId] }),
    index('transfer_lines_sku').on(table.skuId),
    check(
      'transfer_lines_on_the_way',
      sql`${table.shipped} >= ${table.received} + ${table.lost} + ${table.returned}`,
    ),
    check('transfer_lines_agreed', sql`${table.shipped} <= ${table.agreed}`),
  ],
);

export const transferSignatures = pgTable(
  'transfer_signatures',
  {
    transferId: ofTransfer(),
    side: text('side').notNull(),
    accountId: bySomebody(),
    hash: text('hash').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.transferId, table.side] }),
    check('transfer_signatures_side', sql`${table.side} in ('source', 'target', 'region')`),
  ],
);

/** Every command that was sent for a transfer: idempotency record and audit row in one. Its answer comes once. */
export const transferCommands = pgTable(
  'transfer_commands',
  {
    key: uuid('key').primaryKey(),
    transferId: ofTransfer(),
    /** First 128 bits of the SHA-256 of account, transfer and input. */
    inputHash: uuid('input_hash').notNull(),
    kind: text('kind').notNull(),
    input: jsonb('input').notNull(),
    /** What the talk said when it was signed: what `settle` takes in once the stock is held. */
    draft: jsonb('draft'),
    accountId: bySomebody(),
    session: text('session').notNull(),
    deviceAt: moment('device_at'),
    at: moment('at').notNull(),
    recordedAt: moment('recorded_at').notNull().defaultNow(),
    /** Null: the ledger has not answered yet. */
    answer: jsonb('answer'),
  },
  (table) => [index('transfer_commands_transfer').on(table.transferId, table.recordedAt)],
);

/** What a command has posted in the ledger, written before it is posted. The key is the ledger's command key. */
export const transferPostings = pgTable(
  'transfer_postings',
  {
    ledgerKey: uuid('ledger_key').primaryKey(),
    commandKey: uuid('command_key')
      .notNull()
      .references(() => transferCommands.key),
    transferId: ofTransfer(),
    ordinal: smallint('ordinal').notNull(),
    kind: text('kind').notNull(),
    cause: text('cause'),
    /** The ledger's command, byte for byte as it was sent: its key is bound to it. */
    command: text('command').notNull(),
    /** Null: not answered yet. */
    isPosted: boolean('is_posted'),
    postedId: integer('posted_id'),
    postedPosition: whole('posted_position'),
  },
  (table) => [
    uniqueIndex('transfer_postings_command').on(table.commandKey, table.ordinal),
    index('transfer_postings_transfer').on(table.transferId),
  ],
);

/** A parcel, or several, that left at once. */
export const transferParcels = pgTable('transfer_parcels', {
  commandKey: uuid('command_key')
    .primaryKey()
    .references(() => transferCommands.key),
  transferId: ofTransfer(),
  parcels: smallint('parcels').notNull(),
  carrier: text('carrier').notNull().default(''),
  waybill: text('waybill').notNull().default(''),
  /** Whole fen. */
  freight: whole('freight').notNull().default(0),
});

export const transferDifferences = pgTable(
  'transfer_differences',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    transferId: ofTransfer(),
    commandKey: uuid('command_key')
      .notNull()
      .references(() => transferCommands.key),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    /** `short` or `over`. */
    kind: text('kind').notNull(),
    cause: text('cause').notNull(),
    quantity: whole('quantity').notNull(),
    note: text('note').notNull().default(''),
    photoId: uuid('photo_id'),
  },
  (table) => [
    index('transfer_differences_transfer').on(table.transferId),
    check('transfer_differences_kind', sql`${table.kind} in ('short', 'over')`),
    check('transfer_differences_some', sql`${table.quantity} > 0`),
  ],
);

/** What a difference looked like: re-encoded here, never as it was sent. */
export const transferPhotos = pgTable('transfer_photos', {
  id: uuid('id').primaryKey(),
  transferId: ofTransfer(),
  accountId: bySomebody(),
  at: moment('at').notNull(),
  image: bytes('image').notNull(),
});

/** Who changed which number of the talk: the history beside it. Insert only. */
export const transferChanges = pgTable(
  'transfer_changes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    transferId: ofTransfer(),
    skuId: integer('sku_id').notNull(),
    field: text('field').notNull(),
    before: whole('before'),
    after: whole('after'),
    accountId: integer('account_id'),
    at: moment('at').notNull(),
  },
  (table) => [
    index('transfer_changes_transfer').on(table.transferId, table.id),
    check('transfer_changes_field', sql`${table.field} in ('asked', 'offered', 'ruled')`),
  ],
);

/** What is said about a transfer once its talk has ended: kept for ever, by nobody changed. */
export const transferComments = pgTable(
  'transfer_comments',
  {
    /** Made on the device: said twice, it stands once. */
    key: uuid('key').primaryKey(),
    transferId: ofTransfer(),
    accountId: bySomebody(),
    at: moment('at').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('transfer_comments_transfer').on(table.transferId, table.at)],
);

/** One row: when a third person must sign. */
export const transferSettings = pgTable(
  'transfer_settings',
  {
    id: smallint('id').primaryKey().default(1),
    /** Whole fen at cost. */
    valueMax: whole('value_max').notNull().default(2_000_000),
    /** Steps through the tree of regions: 0 the same region, 2 neighbours below one head. */
    regionStepsMax: smallint('region_steps_max').notNull().default(1),
    asksFranchise: boolean('asks_franchise').notNull().default(true),
  },
  (table) => [
    check('transfer_settings_one_row', sql`${table.id} = 1`),
    check(
      'transfer_settings_bounds',
      sql`${table.valueMax} >= 0 and ${table.regionStepsMax} between 0 and 99`,
    ),
  ],
);
