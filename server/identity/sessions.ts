import { createHash, randomBytes } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope, Language, Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Sql } from '../platform/database.ts';

declare module 'lucia' {
  interface Register {
    UserId: number;
    DatabaseSessionAttributes: { handle: string; device: string };
  }
}

export const absoluteLifetimeMs = 30 * 86_400_000;
export const idleLifetimeHours = 12;
/** Rights that were taken away stop working within this time, on HTTP and on sockets. */
export const rightsAgeMsMax = 3000;
const touchMs = 60_000;
const viewersMax = 20_000;

export interface SessionRow {
  readonly handle: SessionHandle;
  readonly device: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

interface KnownViewer {
  readonly viewer: Viewer;
  readonly untilMs: number;
  touchedAtMs: number;
}

/** Sessions of one company. The database holds only hashes: a stolen row signs nobody in. */
export class Sessions {
  readonly #sql: Sql;
  readonly #company: Pick<Company, 'slug' | 'locations'>;
  readonly #clock: Clock;
  readonly #lucia: Lucia;
  readonly #known = new Map<string, KnownViewer>();

  constructor(company: Pick<Company, 'slug' | 'locations' | 'ledgerSql'>, clock: Clock) {
    this.#sql = company.ledgerSql;
    this.#company = company;
    this.#clock = clock;
    this.#lucia = new Lucia(new HashingAdapter(this.#sql, clock), { sessionExpiresIn: new TimeSpan(idleLifetimeHours, 'h') });
  }

  /** Opens a session with a new secret, whatever the browser sent: nobody can plant one. */
  async open(account: AccountId, device: string): Promise<{ secret: string; handle: SessionHandle }> {
    const secret = randomBytes(32).toString('base64url');
    const handle = randomBytes(9).toString('base64url') as SessionHandle;
    await this.#lucia.createSession(account, { handle, device: device.slice(0, 200) }, { sessionId: secret });
    return { secret, handle };
  }

  /** Who the secret is, at most `rightsAgeMsMax` old; undefined where it is nobody's or over. */
  async viewerOf(secret: string): Promise<Viewer | undefined> {
    const nowMs = this.#clock.now();
    const known = this.#known.get(secret);
    if (known && known.untilMs > nowMs) return known.viewer;
    this.#known.delete(secret);
    const { session } = await this.#lucia.validateSession(secret);
    if (!session) return undefined;
    const viewer = await this.#readViewer(session.userId as AccountId, session.id);
    if (!viewer) return undefined;
    const touchedAtMs = known?.touchedAtMs ?? 0;
    const entry = { viewer, untilMs: nowMs + rightsAgeMsMax, touchedAtMs };
    if (nowMs - touchedAtMs > touchMs) {
      entry.touchedAtMs = nowMs;
      await this.#sql`update sessions set last_seen_at = to_timestamp(${nowMs / 1000}::float8) where id_hash = ${hashOf(secret)}`;
    }
    if (this.#known.size >= viewersMax) this.#known.clear();
    this.#known.set(secret, entry);
    return viewer;
  }

  async close(secret: string): Promise<void> {
    this.#known.delete(secret);
    await this.#lucia.invalidateSession(secret);
  }

  async closeByHandle(account: AccountId, handle: string): Promise<boolean> {
    const rows = await this.#sql`delete from sessions where handle = ${handle} and account_id = ${account} returning 1`;
    for (const [secret, { viewer }] of this.#known) if (viewer.session === handle) this.#known.delete(secret);
    return rows.length > 0;
  }

  async list(account: AccountId): Promise<readonly SessionRow[]> {
    return this.#sql<SessionRow[]>`
      select handle, device, (extract(epoch from created_at) * 1000)::bigint as "createdAtMs",
        (extract(epoch from last_seen_at) * 1000)::bigint as "lastSeenAtMs"
      from sessions where account_id = ${account} order by last_seen_at desc limit 100`;
  }

  async #readViewer(account: AccountId, secret: string): Promise<Viewer | undefined> {
    const [row] = await this.#sql<
      { role: Role; name_zh: string; name_en: string; language: Language; scope_kind: DataScope['kind']; handle: SessionHandle }[]
    >`
      select a.role, a.name_zh, a.name_en, a.language, a.scope_kind, s.handle from sessions s join accounts a on a.id = s.account_id
      where s.id_hash = ${hashOf(secret)} and a.id = ${account} and not a.is_disabled`;
    if (!row) return undefined;
    const { scope, locations } = await this.#readScope(account, row.scope_kind);
    return {
      company: this.#company.slug,
      accountId: account,
      session: row.handle,
      name: row.language === 'en' ? row.name_en : row.name_zh,
      role: row.role,
      language: row.language,
      scope,
      locations,
    };
  }

  async #readScope(account: AccountId, kind: DataScope['kind']): Promise<Pick<Viewer, 'scope' | 'locations'>> {
    if (kind === 'all') return { scope: { kind }, locations: 'all' };
    const rows = await this.#sql<{ location: LocationId; store: number; region: number }[]>`
      with recursive reach as (
        select r.region_id as id from account_regions r where r.account_id = ${account}
        union select c.id from regions c join reach p on c.parent_id = p.id
      )
      select l.id as location, s.id as store, s.region_id as region from stores s join locations l on l.store_id = s.id
      where s.region_id in (select id from reach)
        or s.id in (select store_id from account_stores where account_id = ${account})`;
    const locations = new Set(rows.map((row) => row.location));
    if (kind === 'stores') return { scope: { kind, stores: [...new Set(rows.map((row) => row.store))] as never }, locations };
    return { scope: { kind, regions: [...new Set(rows.map((row) => row.region))] as never }, locations };
  }
}

/** Lucia's store: it is handed the secret and keeps only its SHA-256. */
class HashingAdapter implements Adapter {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  async getSessionAndUser(secret: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const [row] = await this.#sql<{ account_id: number; handle: string; device: string; expires_ms: number; seen_ms: number }[]>`
      select account_id, handle, device, (extract(epoch from expires_at) * 1000)::bigint as expires_ms,
        (extract(epoch from last_seen_at) * 1000)::bigint as seen_ms
      from sessions where id_hash = ${hashOf(secret)}`;
    if (!row) return [null, null];
    const nowMs = this.#clock.now();
    const endMs = Math.min(row.expires_ms, row.seen_ms + idleLifetimeHours * 3_600_000);
    if (endMs <= nowMs) {
      await this.deleteSession(secret);
      return [null, null];
    }
    const session = {
      id: secret,
      userId: row.account_id,
      // Judged above by our own clock; lucia's own clock must not end it earlier.
      expiresAt: new Date(Date.now() + idleLifetimeHours * 3_600_000),
      attributes: { handle: row.handle, device: row.device },
    };
    return [session, { id: row.account_id, attributes: {} }];
  }

  async getUserSessions(account: number): Promise<DatabaseSession[]> {
    const rows = await this.#sql<{ handle: string; device: string; expires_ms: number }[]>`
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
    await this.#sql`
      insert into sessions (id_hash, handle, account_id, created_at, last_seen_at, expires_at, device)
      values (${hashOf(session.id)}, ${session.attributes.handle}, ${session.userId}, to_timestamp(${nowMs / 1000}::float8),
        to_timestamp(${nowMs / 1000}::float8), to_timestamp(${(nowMs + absoluteLifetimeMs) / 1000}::float8), ${session.attributes.device})`;
  }

  async updateSessionExpiration(secret: string): Promise<void> {
    await this.#sql`update sessions set last_seen_at = to_timestamp(${this.#clock.now() / 1000}::float8) where id_hash = ${hashOf(secret)}`;
  }

  async deleteSession(secret: string): Promise<void> {
    await this.#sql`delete from sessions where id_hash = ${hashOf(secret)}`;
  }

  async deleteUserSessions(account: number): Promise<void> {
    await this.#sql`delete from sessions where account_id = ${account}`;
  }

  async deleteExpiredSessions(): Promise<void> {
    await this.#sql`delete from sessions where expires_at < to_timestamp(${this.#clock.now() / 1000}::float8)`;
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
