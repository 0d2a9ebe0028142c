import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { regions, stores } from './store.ts';

export const accounts = pgTable(
  'accounts',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** What the person types: lower case, trimmed, NFKC. */
    login: text('login').notNull().unique(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    /** argon2id in PHC form; null: may not sign in by password (the system itself, kiosks). */
    passwordHash: text('password_hash'),
    role: text('role').notNull(),
    scopeKind: text('scope_kind', { enum: ['all', 'regions', 'stores'] }).notNull(),
    isDisabled: boolean('is_disabled').notNull().default(false),
    language: text('language', { enum: ['zh-CN', 'en'] })
      .notNull()
      .default('zh-CN'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check(
      'accounts_role',
      sql`${table.role} in ('hq', 'regional_manager', 'store_manager', 'clerk', 'warehouse_keeper', 'finance')`,
    ),
    check('accounts_scope', sql`${table.scopeKind} in ('all', 'regions', 'stores')`),
  ],
);

export const accountRegions = pgTable(
  'account_regions',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    regionId: integer('region_id')
      .notNull()
      .references(() => regions.id),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.regionId] })],
);

export const accountStores = pgTable(
  'account_stores',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    storeId: integer('store_id')
      .notNull()
      .references(() => stores.id),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.storeId] })],
);

/** The id is the SHA-256 of the secret in the cookie: a stolen row opens nothing. */
export const sessions = pgTable(
  'sessions',
  {
    idHash: text('id_hash').primaryKey(),
    /** Names the session in lists and audit. */
    handle: text('handle').notNull().unique(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    lastSeenAt: timestamp('last_seen_at', { withTimezone: true }).notNull().defaultNow(),
    /** Absolute end; the idle end is counted from last_seen_at. */
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    device: text('device').notNull().default(''),
  },
  (table) => [index('sessions_account').on(table.accountId)],
);

/** A wall without a person: a token with the rights and the scope of the account that made it, view only. */
export const kiosks = pgTable('kiosks', {
  idHash: text('id_hash').primaryKey(),
  handle: text('handle').notNull().unique(),
  accountId: integer('account_id')
    .notNull()
    .references(() => accounts.id),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
});

/** A way in for another program: the rights of the account that made it, less what it was not given. Hashed like a session. */
export const apiKeys = pgTable(
  'api_keys',
  {
    idHash: text('id_hash').primaryKey(),
    handle: text('handle').notNull().unique(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    name: text('name').notNull(),
    mayWrite: boolean('may_write').notNull(),
    /** Column classes that it never sees. */
    hiddenColumns: text('hidden_columns').array().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
  },
  (table) => [index('api_keys_account').on(table.accountId)],
);

/** A way in for somebody new: the link carries the secret, the row only its hash. Used once. */
export const invites = pgTable('invites', {
  idHash: text('id_hash').primaryKey(),
  handle: text('handle').notNull().unique(),
  accountId: integer('account_id')
    .notNull()
    .references(() => accounts.id),
  name: text('name').notNull(),
  role: text('role').notNull(),
  /** A data scope (domain/identity/viewer.ts). */
  scope: jsonb('scope').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  usedBy: integer('used_by').references(() => accounts.id),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
});

/** What people did besides posting (a posted document is its own audit row): insert only. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
    accountId: integer('account_id'),
    session: text('session'),
    action: text('action').notNull(),
    subject: text('subject').notNull().default(''),
    detail: jsonb('detail').notNull().default({}),
  },
  (table) => [index('audit_entries_at').on(table.at)],
);

/** Wrong passwords and other limits that must survive a restart. */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
});
