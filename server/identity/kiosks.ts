import { randomBytes } from 'node:crypto';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { audit } from './audit.ts';
import { at, readScope } from './rights.ts';
import { hashOf, type AccountRow } from './session-store.ts';

/** A kiosk's secret begins with this, so that it is never looked up among sessions. */
export const kioskPrefix = 'kiosk.';
export const kioskLifetimeMs = 365 * 86_400_000;
/** Kiosks that an account may have at a time. */
export const kiosksMax = 50;

export interface KioskRow {
  readonly handle: SessionHandle;
  readonly name: string;
  readonly accountName: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Makes a kiosk. The secret is told once and kept as a hash. `undefined`: the account has as many as it may. */
export async function makeKiosk(
  sql: Sql,
  clock: Clock,
  viewer: Viewer,
  name: string,
): Promise<{ handle: SessionHandle; secret: string } | undefined> {
  const secret = kioskPrefix + randomBytes(32).toString('base64url');
  const handle = randomBytes(9).toString('base64url') as SessionHandle;
  const nowMs = clock.now();
  const isMade = await sql.begin(async (tx) => {
    const queries = tx as Queries;
    await queries`select pg_advisory_xact_lock(hashtext('kiosks'), ${viewer.accountId})`;
    const rows = await queries`
      insert into kiosks (id_hash, handle, account_id, name, created_at, expires_at)
      select ${hashOf(secret)}, ${handle}, ${viewer.accountId}, ${name}, ${at(queries, nowMs)}, ${at(queries, nowMs + kioskLifetimeMs)}
      where (select count(*) from kiosks where account_id = ${viewer.accountId} and ${isLive(queries, nowMs)}) < ${kiosksMax} returning 1`;
    if (rows.length === 0) return false;
    await audit(queries, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'kiosk.make',
      subject: handle,
    });
    return true;
  });
  return isMade ? { handle, secret } : undefined;
}

/** The kiosks that the viewer may manage: his own, and everybody's where his scope is everything. */
export async function listKiosks(sql: Sql, clock: Clock, viewer: Viewer): Promise<readonly KioskRow[]> {
  return sql<KioskRow[]>`
    select k.handle, k.name, ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName",
      (extract(epoch from k.created_at) * 1000)::bigint as "createdAtMs", (extract(epoch from k.expires_at) * 1000)::bigint as "expiresAtMs"
    from kiosks k join accounts a on a.id = k.account_id
    where ${isManagedBy(sql, viewer)} and ${isLive(sql, clock.now())} order by k.created_at desc limit 500`;
}

/** Answers the handle of what was revoked; `undefined` where there is no such kiosk for this viewer. */
export async function revokeKiosk(
  sql: Sql,
  clock: Clock,
  viewer: Viewer,
  handle: string,
): Promise<SessionHandle | undefined> {
  const isRevoked = await sql.begin(async (tx) => {
    const queries = tx as Queries;
    const rows = await queries`
      update kiosks k set revoked_at = ${at(queries, clock.now())}
      where k.handle = ${handle} and k.revoked_at is null and ${isManagedBy(queries, viewer)} returning 1`;
    if (rows.length === 0) return false;
    await audit(queries, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'kiosk.revoke',
      subject: handle,
    });
    return true;
  });
  return isRevoked ? (handle as SessionHandle) : undefined;
}

/** Whom a kiosk's secret lets look: the rights its account has now, looking only. */
export async function readKioskViewer(
  sql: Sql,
  clock: Clock,
  company: Pick<Company, 'slug'>,
  secret: string,
): Promise<Viewer | undefined> {
  const [row] = await sql<({ handle: SessionHandle; name: string; accountId: AccountId } & AccountRow)[]>`
    select k.handle, k.name, a.id as "accountId", a.role, a.language, a.scope_kind as "scopeKind"
    from kiosks k join accounts a on a.id = k.account_id
    where k.id_hash = ${hashOf(secret)} and ${isLive(sql, clock.now())} and not a.is_disabled`;
  if (!row) return undefined;
  const { handle, name, accountId, role, language, scopeKind } = row;
  const reach = await readScope(sql, accountId, scopeKind);
  return { kind: 'kiosk', company: company.slug, accountId, session: handle, name, role, language, ...reach };
}

function isLive(sql: Queries, nowMs: number) {
  return sql`revoked_at is null and expires_at > ${at(sql, nowMs)}`;
}

function isManagedBy(sql: Queries, viewer: Viewer) {
  const isEverybodys = viewer.scope.kind === 'all' && mayDo(viewer, 'manage.kiosk');
  return sql`(${isEverybodys} or k.account_id = ${viewer.accountId})`;
}
