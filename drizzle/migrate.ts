import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

/** Any number, the same in every process: one of them migrates, the others wait. */
const migrationLock = 7_240_519;

/**
 * Brings a database to today's schema. All of a run is one transaction, so a run that was killed half-way left nothing
 * behind and is simply run again.
 */
export async function migrate(url: string, target: 'control' | 'company'): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await runMigrations(drizzle(sql), {
      migrationsFolder: new URL(`./migrations/${target}`, import.meta.url).pathname,
      migrationsSchema: 'public',
      migrationsTable: 'migrations',
    });
  } finally {
    await sql.end();
  }
}
