import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** A live document and who serves it. The log takes rows only while it is open and of this epoch. [LD-9, LD-10] */
export const liveDocuments = pgTable(
  'live_documents',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    /** The id that its slice gave it. */
    name: text('name').notNull(),
    state: text('state', { enum: ['open', 'frozen'] })
      .notNull()
      .default('open'),
    /** Rises with every node that takes the document over. */
    epoch: integer('epoch').notNull().default(0),
    node: text('node'),
    leasedUntil: timestamp('leased_until', { withTimezone: true }),
    /** Last sequence that counts, set by the freeze. */
    frozenSequence: bigint('frozen_sequence', { mode: 'number' }),
    /** What was left out when it was rebuilt: sequences of rows that could not be read. */
    quarantine: jsonb('quarantine'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique('live_documents_name').on(table.kind, table.name),
    check('live_documents_state', sql`${table.state} in ('open', 'frozen')`),
  ],
);

/** Every accepted update, as its author sent it: 1, 2, 3 … without a hole. Insert only. */
export const liveUpdates = pgTable(
  'live_updates',
  {
    documentId: integer('document_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** Null: the server itself. */
    accountId: integer('account_id'),
    session: text('session').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
    crc: bigint('crc', { mode: 'number' }).notNull(),
    data: bytea('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.sequence] })],
);

/** A document as it stood at a sequence, written only after it was loaded anew and found equal. */
export const liveSnapshots = pgTable(
  'live_snapshots',
  {
    documentId: integer('document_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** Deflated. */
    data: bytea('data').notNull(),
    sha256: text('sha256').notNull(),
    /** Client id → account: who wrote what is in it. */
    owners: jsonb('owners').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.sequence] })],
);
