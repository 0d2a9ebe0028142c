import type { Sql } from '../platform/database.ts';

export interface AuditEntry {
  readonly accountId: number | null;
  readonly session: string | null;
  readonly action: 'session.open' | 'session.refused' | 'session.close' | 'demo.speed' | 'demo.restart' | 'alert.take' | 'alert.release';
  readonly subject?: string;
}

/** Writes what a person did besides posting. A posted document is its own audit row. */
export async function audit(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql`insert into audit_entries (account_id, session, action, subject)
    values (${entry.accountId}, ${entry.session}, ${entry.action}, ${(entry.subject ?? '').slice(0, 200)})`;
}
