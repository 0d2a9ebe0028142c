import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { accounts } from './identity.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A file that somebody brought, what its columns mean, and how far it is. The file stays until the job is done or given up. */
export const importJobs = pgTable(
  'import_jobs',
  {
    id: uuid('id').primaryKey(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    fileName: text('file_name').notNull(),
    fileHash: text('file_hash').notNull(),
    file: bytes('file'),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    /** Sheet, head row, columns, store, and what becomes of codes that are not known. */
    plan: jsonb('plan').notNull().default({}),
    /** Rows read, good, refused, and what came of them. */
    counts: jsonb('counts').notNull().default({}),
    /** The batch of catalogue changes, or the documents, that undo takes back. */
    effect: jsonb('effect').notNull().default({}),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    index('import_jobs_account').on(table.accountId, table.createdAt),
    check(
      'import_jobs_state',
      sql`${table.state} in ('read', 'checked', 'running', 'done', 'failed', 'undoing', 'undone')`,
    ),
  ],
);
