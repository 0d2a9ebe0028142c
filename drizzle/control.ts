import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** The control database: it knows the companies, nothing of what is in them. */
export const companies = pgTable('companies', {
  slug: text('slug').primaryKey(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  /** Address of the company's own database; may name another server. */
  databaseUrl: text('database_url').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

/** A way to make a company from a browser, once; the link carries the secret, the row only its hash. */
export const setupLinks = pgTable('setup_links', {
  idHash: text('id_hash').primaryKey(),
  /** Printed by `start`, or asked for by `command`. */
  madeBy: text('made_by', { enum: ['start', 'command'] }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  /** The company that was made with it. */
  usedFor: text('used_for'),
});
