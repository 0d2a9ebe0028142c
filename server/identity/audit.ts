import type { Operation } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Deed } from '#protocol/identity/deeds.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries, Sql } from '../platform/database.ts';

export type AuditAction = Deed;

export interface AuditEntry {
  readonly accountId: number | null;
  readonly session: string | null;
  readonly action: AuditAction;
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** Writes what a person did besides posting. A posted document is its own audit row. */
export async function audit(sql: Queries, entry: AuditEntry): Promise<void> {
  await sql`insert into audit_entries (account_id, session, action, subject, detail)
    values (${entry.accountId}, ${entry.session}, ${entry.action}, ${(entry.subject ?? '').slice(0, 200)},
      ${JSON.stringify(entry.detail ?? {}, wellFormed)}::text::jsonb)`;
}

/** Half a character is text in JavaScript and none in Postgres. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

const refusalEveryMs = 60_000;
const refusalsMax = 5000;

/** Writes refusals of permission: for each session and operation once a minute, so that nobody fills the book. */
export class RefusalAudit {
  readonly #clock: Clock;
  readonly #writtenAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async write(sql: Sql, viewer: Viewer, operation: Operation, path: string): Promise<void> {
    const key = `${viewer.company} ${viewer.session} ${operation}`;
    const nowMs = this.#clock.now();
    if (nowMs - (this.#writtenAtMs.get(key) ?? -Infinity) < refusalEveryMs) return;
    if (this.#writtenAtMs.size >= refusalsMax) this.#writtenAtMs.clear();
    this.#writtenAtMs.set(key, nowMs);
    const { accountId, session } = viewer;
    await audit(sql, {
      accountId,
      session,
      action: 'permission.refused',
      subject: operation,
      detail: { path: path.slice(0, 200) },
    });
  }
}
