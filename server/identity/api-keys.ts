import { randomBytes } from 'node:crypto';
import { columnClasses, type ColumnClass } from '#domain/identity/role.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { KeyLimits, Viewer } from '#domain/identity/viewer.ts';
import type { KeyView } from '#protocol/api/keys.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';
import { audit } from './audit.ts';
import { at, readScope } from './rights.ts';
import { hashOf, type AccountRow } from './session-store.ts';

/** A key's secret begins with this, so that it is never looked up among sessions. */
export const keyPrefix = 'key.';
/** Keys of a company at a time. */
export const keysMax = 100;
/** `last used` is written at most this often. */
const usedEveryMs = 60_000;
const dayMs = 86_400_000;

export interface NewKey extends KeyLimits {
  readonly name: string;
  readonly days: number;
}

/** Makes a key. Its secret is told once and kept as a hash. `undefined`: the company has as many as it may. */
export async function makeKey(
  sql: Sql,
  clock: Clock,
  viewer: Viewer,
  { name, days, mayWrite, hidden }: NewKey,
): Promise<{ handle: SessionHandle; secret: string } | undefined> {
  const secret = keyPrefix + randomBytes(32).toString('base64url');
  const handle = randomBytes(9).toString('base64url') as SessionHandle;
  const nowMs = clock.now();
  const isMade = await sql.begin(async (tx) => {
    const queries = tx as Queries;
    await queries`select pg_advisory_xact_lock(hashtext('api_keys'))`;
    const rows = await queries`
      insert into api_keys (id_hash, handle, account_id, name, may_write, hidden_columns, created_at, expires_at)
      select ${hashOf(secret)}, ${handle}, ${viewer.accountId}, ${name}, ${mayWrite}, ${textArray(hidden)}::text::text[],
        ${at(queries, nowMs)}, ${at(queries, nowMs + days * dayMs)}
      where (select count(*) from api_keys where ${isLive(queries, nowMs)}) < ${keysMax} returning 1`;
    if (rows.length === 0) return false;
    const { accountId, session } = viewer;
    await audit(queries, { accountId, session, action: 'key.make', subject: handle, detail: { name } });
    return true;
  });
  return isMade ? { handle, secret } : undefined;
}

export async function listKeys(sql: Sql, clock: Clock, viewer: Viewer): Promise<readonly KeyView[]> {
  return sql<KeyView[]>`
    select k.handle, k.name, ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName", a.role,
      k.may_write as "mayWrite", k.hidden_columns as hidden, (extract(epoch from k.created_at) * 1000)::bigint as "createdAtMs",
      (extract(epoch from k.expires_at) * 1000)::bigint as "expiresAtMs", (extract(epoch from k.last_used_at) * 1000)::bigint as "lastUsedAtMs"
    from api_keys k join accounts a on a.id = k.account_id where ${isLive(sql, clock.now())} order by k.created_at desc limit ${keysMax}`;
}

/** Answers the handle of what was revoked; `undefined` where there is no such key. */
export async function revokeKey(
  sql: Sql,
  clock: Clock,
  viewer: Viewer,
  handle: string,
): Promise<SessionHandle | undefined> {
  const isRevoked = await sql.begin(async (tx) => {
    const queries = tx as Queries;
    const rows = await queries`
      update api_keys set revoked_at = ${at(queries, clock.now())} where handle = ${handle} and revoked_at is null returning 1`;
    if (rows.length === 0) return false;
    const { accountId, session } = viewer;
    await audit(queries, { accountId, session, action: 'key.revoke', subject: handle });
    return true;
  });
  return isRevoked ? (handle as SessionHandle) : undefined;
}

/** Who the secret of a key lets in: its account as it is now, less what the key was not given. */
export async function readKeyViewer(
  sql: Sql,
  clock: Clock,
  company: Pick<Company, 'slug'>,
  secret: string,
): Promise<Viewer | undefined> {
  const nowMs = clock.now();
  const [row] = await sql<KeyRow[]>`
    select k.handle, k.name, k.may_write as "mayWrite", k.hidden_columns as hidden, a.id as "accountId", a.role, a.language,
      a.scope_kind as "scopeKind"
    from api_keys k join accounts a on a.id = k.account_id
    where k.id_hash = ${hashOf(secret)} and ${isLive(sql, nowMs)} and not a.is_disabled`;
  if (!row) return undefined;
  await sql`
    update api_keys set last_used_at = ${at(sql, nowMs)}
    where id_hash = ${hashOf(secret)} and (last_used_at is null or last_used_at < ${at(sql, nowMs - usedEveryMs)})`;
  const { handle, name, accountId, role, language, scopeKind, mayWrite } = row;
  const hidden = columnClasses.filter((one) => row.hidden.includes(one));
  const reach = await readScope(sql, accountId, scopeKind);
  const limits: KeyLimits = { mayWrite, hidden };
  return {
    kind: 'key',
    company: company.slug,
    accountId,
    session: handle,
    name,
    role,
    language,
    limits,
    ...reach,
  };
}

type KeyRow = {
  handle: SessionHandle;
  name: string;
  accountId: AccountId;
  mayWrite: boolean;
  hidden: ColumnClass[];
} & AccountRow;

function isLive(sql: Queries, nowMs: number) {
  return sql`revoked_at is null and expires_at > ${at(sql, nowMs)}`;
}
