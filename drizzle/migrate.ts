import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

export type Target = 'control' | 'company';
/** Against this program: `ahead` was migrated by a newer one. */
export type SchemaState = 'current' | 'behind' | 'ahead';

/** Any number, the same in every process: one of them migrates, the others wait. */
const migrationLock = 7_240_519;
const table = { migrationsSchema: 'public', migrationsTable: 'migrations' };

/**
 * Brings a database to today's schema. All of a run is one transaction, so a run that was killed half-way left nothing
 * behind and is simply run again. Throws where a newer Tongpan has been here: an old one would not know what it writes.
 */
export async function migrate(url: string, target: Target): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    const state = await readState(sql, target);
    if (state === 'ahead')
      throw new Error(`The database ${nameOf(url)} belongs to a newer Tongpan. Start that one.`);
    if (state === 'behind')
      await runMigrations(drizzle(sql), { migrationsFolder: folderOf(target), ...table });
  } finally {
    await sql.end();
  }
}

/** Brings an empty database to the schema of an older day: that of the migration made at `when`. */
export async function migrateThrough(url: string, target: Target, when: number): Promise<void> {
  const journal = journalOf(target);
  const entries = journal.entries.filter((entry) => entry.when <= when);
  if (entries.at(-1)?.when !== when)
    throw new Error('The schema it was made with is not one of this Tongpan’s own.');
  const folder = mkdtempSync(join(tmpdir(), 'tongpan-migrations-'));
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    cpSync(folderOf(target), folder, { recursive: true });
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
    await runMigrations(drizzle(sql), { migrationsFolder: folder, ...table });
  } finally {
    await sql.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When the newest migration of this program was made. */
export function newestMigration(target: Target): number {
  return Math.max(...journalOf(target).entries.map(({ when }) => when));
}

/** Where a database stands; for who opens one without migrating it. */
export async function schemaState(url: string, target: Target): Promise<SchemaState> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await readState(sql, target);
  } finally {
    await sql.end();
  }
}

async function readState(sql: postgres.Sql, target: Target): Promise<SchemaState> {
  const newest = newestMigration(target);
  const [known] = await sql`select to_regclass('public.migrations') is not null as is_there`;
  if (!known?.['is_there']) return 'behind';
  const [row] = await sql<{ at: string | null }[]>`select max(created_at)::text as at from public.migrations`;
  const at = Number(row?.at ?? 0);
  return at === newest ? 'current' : at < newest ? 'behind' : 'ahead';
}

function journalOf(target: Target): { readonly entries: { readonly when: number }[] } {
  return JSON.parse(readFileSync(join(folderOf(target), 'meta/_journal.json'), 'utf8')) as ReturnType<
    typeof journalOf
  >;
}

function folderOf(target: Target): string {
  return fileURLToPath(new URL(`./migrations/${target}`, import.meta.url));
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
