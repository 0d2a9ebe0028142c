import { createHash } from 'node:crypto';
import type { Adapter, DatabaseSession, DatabaseUser, Lucia } from 'lucia';
import type { Fragment } from 'postgres';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope, Language } from '#domain/identity/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { at } from './rights.ts';

/** An account as a session shows it. */
export interface AccountRow {
  readonly role: Role;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly language: Language;
  readonly scopeKind: DataScope['kind'];
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ handle: SessionHandle }, AccountRow>;
    UserId: number;
    DatabaseSessionAttributes: { handle: SessionHandle; device: string };
    DatabaseUserAttributes: AccountRow;
  }
}

export const absoluteLifetimeMs = 30 * 86_400_000;
export const idleLifetimeMs = 12 * 3_600_000;

/** What the database keeps of a secret: a stolen row signs nobody in. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Lucia's store. It is handed the secret and keeps its SHA-256; the audit row stands in the statement of its effect. */
export class SessionStore implements Adapter {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  async getSessionAndUser(secret: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const [row] = await this.#sql<
      ({
        accountId: AccountId;
        handle: SessionHandle;
        device: string;
        endMs: number;
        isDisabled: boolean;
      } & AccountRow)[]
    >`
      select s.account_id as "accountId", s.handle, s.device, a.is_disabled as "isDisabled", a.role, a.name_zh as "nameZh", a.name_en as "nameEn",
        a.language, a.scope_kind as "scopeKind",
        (extract(epoch from least(s.expires_at, s.last_seen_at + make_interval(secs => ${idleLifetimeMs / 1000}))) * 1000)::bigint as "endMs"
      from sessions s join accounts a on a.id = s.account_id where s.id_hash = ${hashOf(secret)}`;
    if (!row || row.isDisabled) return [null, null];
    if (row.endMs <= this.#clock.now()) {
      await endSessions(this.#sql, this.#sql`id_hash = ${hashOf(secret)}`, 'session.expire');
      return [null, null];
    }
    const { accountId, handle, device, endMs: _endMs, isDisabled: _isDisabled, ...account } = row;
    // The end was judged above by the clock we were given; lucia's own clock must neither end it earlier nor prolong it.
    const expiresAt = new Date(Date.now() + idleLifetimeMs);
    return [
      { id: secret, userId: accountId, expiresAt, attributes: { handle, device } },
      { id: accountId, attributes: account },
    ];
  }

  /** Sessions are listed by handle: nobody has their secrets any more. */
  async getUserSessions(account: number): Promise<DatabaseSession[]> {
    const rows = await this.#sql<{ handle: SessionHandle; device: string; expires_ms: number }[]>`
      select handle, device, (extract(epoch from expires_at) * 1000)::bigint as expires_ms from sessions where account_id = ${account}`;
    return rows.map(({ handle, device, expires_ms: ms }) => ({
      id: handle,
      userId: account,
      expiresAt: new Date(ms),
      attributes: { handle, device },
    }));
  }

  async setSession(session: DatabaseSession): Promise<void> {
    const nowMs = this.#clock.now();
    const { handle, device } = session.attributes;
    await this.#sql`
      with opened as (
        insert into sessions (id_hash, handle, account_id, created_at, last_seen_at, expires_at, device)
        values (${hashOf(session.id)}, ${handle}, ${session.userId}, ${at(this.#sql, nowMs)}, ${at(this.#sql, nowMs)},
          ${at(this.#sql, nowMs + absoluteLifetimeMs)}, ${device})
        returning account_id, handle
      )
      insert into audit_entries (account_id, session, action) select account_id, handle, 'session.open' from opened`;
  }

  async updateSessionExpiration(secret: string): Promise<void> {
    await this
      .#sql`update sessions set last_seen_at = ${at(this.#sql, this.#clock.now())} where id_hash = ${hashOf(secret)}`;
  }

  async deleteSession(secret: string): Promise<void> {
    await endSessions(this.#sql, this.#sql`id_hash = ${hashOf(secret)}`, 'session.close');
  }

  async deleteUserSessions(account: number): Promise<void> {
    await endSessions(this.#sql, this.#sql`account_id = ${account}`, 'session.close');
  }

  async deleteExpiredSessions(): Promise<void> {
    await endSessions(this.#sql, isOver(this.#sql, this.#clock.now()), 'session.expire');
  }
}

/** Takes sessions away, a closed one with the devices that it had told of alerts, and writes that into the audit. Answers which. */
export async function endSessions(
  sql: Queries,
  where: Fragment,
  action: 'session.close' | 'session.expire',
): Promise<readonly SessionHandle[]> {
  const rows = await sql<{ handle: SessionHandle }[]>`
    with gone as (delete from sessions where ${where} returning handle, account_id),
    written as (insert into audit_entries (account_id, session, action) select account_id, handle, ${action} from gone),
    silenced as (delete from push_devices where ${action} = 'session.close' and session in (select handle from gone))
    select handle from gone`;
  return rows.map(({ handle }) => handle);
}

function isOver(sql: Sql, nowMs: number) {
  return sql`(expires_at <= ${at(sql, nowMs)} or last_seen_at <= ${at(sql, nowMs - idleLifetimeMs)})`;
}
