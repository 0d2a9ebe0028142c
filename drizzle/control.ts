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
