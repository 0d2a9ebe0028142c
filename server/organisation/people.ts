import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import { normaliseLogin } from '../identity/accounts.ts';
import type { Queries, Sql } from '../platform/database.ts';

export const inviteDays = 7;
const secretBytes = 32;

/** Everybody with an account, with where they reach. Accounts of the house itself have no password and are not people. */
export async function readPeople(sql: Sql) {
  return sql`
    select a.id, a.login, a.name_zh as "nameZh", a.name_en as "nameEn", a.role, a.scope_kind as "scopeKind", a.is_disabled as "isDisabled",
      array(select region_id from account_regions r where r.account_id = a.id) as regions,
      array(select store_id from account_stores s where s.account_id = a.id) as stores,
      (select (extract(epoch from max(last_seen_at)) * 1000)::bigint from sessions s where s.account_id = a.id) as "lastSeenAtMs"
    from accounts a where a.password_hash is not null order by a.is_disabled, a.id limit 5000`;
}

/** Another role and reach for the same account. Answers false where nobody of headquarters would be left. */
export async function changePerson(
  sql: Queries,
  id: number,
  person: { readonly role: Role; readonly scope: DataScope; readonly isDisabled: boolean },
): Promise<'changed' | 'unknown' | 'last_hq'> {
  await sql`select pg_advisory_xact_lock(7240523)`;
  const [known] = await sql`select 1 from accounts where id = ${id} and password_hash is not null for update`;
  if (!known) return 'unknown';
  const staysHq = person.role === 'hq' && person.scope.kind === 'all' && !person.isDisabled;
  if (!staysHq) {
    const [other] =
      await sql`select 1 from accounts where role = 'hq' and scope_kind = 'all' and not is_disabled and password_hash is not null and id <> ${id} limit 1`;
    if (!other) return 'last_hq';
  }
  await sql`update accounts set role = ${person.role}, scope_kind = ${person.scope.kind}, is_disabled = ${person.isDisabled} where id = ${id}`;
  await sql`delete from account_regions where account_id = ${id}`;
  await sql`delete from account_stores where account_id = ${id}`;
  await writeScope(sql, id, person.scope);
  return 'changed';
}

/** A link for somebody new; the secret is in it and nowhere else. */
export async function makeInvite(
  sql: Queries,
  invite: {
    readonly accountId: number;
    readonly name: string;
    readonly role: Role;
    readonly scope: DataScope;
  },
): Promise<{ readonly handle: string; readonly secret: string }> {
  const secret = randomBytes(secretBytes).toString('base64url');
  const handle = randomBytes(6).toString('base64url');
  await sql`insert into invites (id_hash, handle, account_id, name, role, scope, expires_at)
    values (${hashOf(secret)}, ${handle}, ${invite.accountId}, ${invite.name}, ${invite.role}, ${JSON.stringify(invite.scope)}::text::jsonb, now() + make_interval(days => ${inviteDays}))`;
  return { handle, secret };
}

export async function listInvites(sql: Sql) {
  return sql`select handle, name, role, scope, (extract(epoch from expires_at) * 1000)::bigint as "expiresAtMs" from invites
    where used_by is null and revoked_at is null and expires_at > now() order by created_at desc limit 200`;
}

export async function revokeInvite(sql: Queries, handle: string): Promise<boolean> {
  const rows =
    await sql`update invites set revoked_at = now() where handle = ${handle} and used_by is null and revoked_at is null returning 1`;
  return rows.length > 0;
}

export interface OpenInvite {
  readonly name: string;
  readonly role: Role;
  readonly scope: DataScope;
}

export async function readInvite(
  sql: Queries,
  secret: string,
  isTaking = false,
): Promise<OpenInvite | undefined> {
  const [row] = await sql<OpenInvite[]>`select name, role, scope from invites
    where id_hash = ${hashOf(secret)} and used_by is null and revoked_at is null and expires_at > now() ${isTaking ? sql`for update` : sql``}`;
  return row;
}

/** Makes the account of an invitation, once. The password was hashed before: no transaction waits for it. */
export async function join(
  sql: Queries,
  secret: string,
  person: { readonly login: string; readonly passwordHash: string },
): Promise<number | 'gone' | 'login_taken'> {
  const invite = await readInvite(sql, secret, true);
  if (!invite) return 'gone';
  const [row] = await sql<{ id: number }[]>`
    insert into accounts (login, name_zh, name_en, password_hash, role, scope_kind)
    values (${normaliseLogin(person.login)}, ${invite.name}, ${invite.name}, ${person.passwordHash}, ${invite.role}, ${invite.scope.kind})
    on conflict (login) do nothing returning id`;
  if (!row) return 'login_taken';
  await writeScope(sql, row.id, invite.scope);
  await sql`update invites set used_by = ${row.id} where id_hash = ${hashOf(secret)}`;
  return row.id;
}

async function writeScope(sql: Queries, id: number, scope: DataScope): Promise<void> {
  if (scope.kind === 'regions')
    await sql`insert into account_regions select ${id}, r.id from regions r where r.id = any(${`{${scope.regions.join(',')}}`}::text::int[])`;
  else if (scope.kind === 'stores')
    await sql`insert into account_stores select ${id}, s.id from stores s where s.id = any(${`{${scope.stores.join(',')}}`}::text::int[])`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
