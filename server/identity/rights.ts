import { createHash } from 'node:crypto';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { DataScope, Viewer } from '#domain/identity/viewer.ts';
import type { LocationId, RegionId, StoreId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray, textArray } from '../stock/pg-array.ts';

/** The scope of an account as of now. Regions bring the regions below them, stores bring shelf and transit. */
export async function readScope(
  sql: Queries,
  account: AccountId,
  kind: DataScope['kind'],
): Promise<Pick<Viewer, 'scope' | 'locations'>> {
  if (kind === 'all') return { scope: { kind }, locations: 'all' };
  const [row] = await sql<{ regions: RegionId[]; stores: StoreId[]; locations: LocationId[] }[]>`
    with recursive people as (select id, scope_kind from accounts where id = ${account}), ${reachOfPeople(sql)}
    select array(select region_id from reach order by 1) as regions, array(select store_id from places order by 1) as stores,
      array(select l.id from places p join locations l on l.store_id = p.store_id) as locations`;
  const { regions, stores, locations } = row ?? { regions: [], stores: [], locations: [] };
  return { scope: kind === 'regions' ? { kind, regions } : { kind, stores }, locations: new Set(locations) };
}

/** The scopes of many accounts as of now: their holding locations, or all. Disabled ones are left out. */
export async function readReaches(
  sql: Queries,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, Viewer['locations']>> {
  const rows = await sql<{ id: AccountId; isAll: boolean; locations: LocationId[] }[]>`
    with recursive people as (
      select id, scope_kind from accounts where not is_disabled and id = any(${numberArray(accounts)}::text::int[])
    ), ${reachOfPeople(sql)}
    select p.id, p.scope_kind = 'all' as "isAll",
      array(select l.id from places s join locations l on l.store_id = s.store_id where s.account_id = p.id) as locations
    from people p`;
  return new Map(rows.map(({ id, isAll, locations }) => [id, isAll ? 'all' : new Set(locations)]));
}

/** What decides whether a frame may go to a viewer, short enough to compare. */
export function rightsOf(viewer: Pick<Viewer, 'role' | 'locations'>): string {
  const { role, locations } = viewer;
  if (locations === 'all') return `${role} all`;
  const ids = [...locations].sort((one, other) => one - other);
  return `${role} ${createHash('md5').update(ids.join(',')).digest('hex')}`;
}

/** When sessions count as over. */
export interface Lifetimes {
  readonly nowMs: number;
  readonly idleLifetimeMs: number;
}

/**
 * What was given to the account of each of these sessions and kiosks that still lives, and how regions and stores lie.
 * Costs little however wide the scopes are. Rights can only change where this does.
 */
export async function readGrants(
  sql: Queries,
  handles: readonly SessionHandle[],
  lifetimes: Lifetimes,
): Promise<Map<SessionHandle, string>> {
  const rows = await sql<{ handle: SessionHandle; grants: string }[]>`
    with ${livePeople(sql, handles, lifetimes)},
    lie as (
      select md5(concat_ws(' ', (select string_agg(concat(id, '<', parent_id), ',' order by id) from regions),
        (select string_agg(concat(id, '<', region_id), ',' order by id) from stores),
        (select count(*) from locations))) as hash
    ),
    grants as (
      select a.id, concat_ws(' ', a.role, a.scope_kind, lie.hash,
        (select string_agg(r.region_id::text, ',' order by r.region_id) from account_regions r where r.account_id = a.id), '/',
        (select string_agg(t.store_id::text, ',' order by t.store_id) from account_stores t where t.account_id = a.id)) as grants
      from people a cross join lie
    )
    select live.handle, grants.grants from live join grants on grants.id = live.account_id`;
  return new Map(rows.map(({ handle, grants }) => [handle, grants]));
}

/** The rights of these sessions and kiosks that still live, equal to `rightsOf` of their viewers. */
export async function readRights(
  sql: Queries,
  handles: readonly SessionHandle[],
  lifetimes: Lifetimes,
): Promise<Map<SessionHandle, string>> {
  const rows = await sql<{ handle: SessionHandle; rights: string }[]>`
    with recursive ${livePeople(sql, handles, lifetimes)}, ${reachOfPeople(sql)},
    rights as (
      select a.id, a.role || ' ' || case a.scope_kind when 'all' then 'all' else
        md5(coalesce(string_agg(l.id::text, ',' order by l.id), '')) end as rights
      from people a left join places p on p.account_id = a.id left join locations l on l.store_id = p.store_id
      group by a.id, a.role, a.scope_kind
    )
    select live.handle, rights.rights from live join rights on rights.id = live.account_id`;
  return new Map(rows.map(({ handle, rights }) => [handle, rights]));
}

/** A moment as an SQL timestamp. */
export function at(sql: Queries, ms: number) {
  return sql`to_timestamp(${ms / 1000}::float8)`;
}

/** From `people (id, scope_kind)`: the regions they reach, and the stores. */
function reachOfPeople(sql: Queries) {
  return sql`reach (account_id, region_id) as (
      select r.account_id, r.region_id from account_regions r join people p on p.id = r.account_id where p.scope_kind = 'regions'
      union
      select above.account_id, below.id from regions below join reach above on below.parent_id = above.region_id
    ),
    places (account_id, store_id) as (
      select reach.account_id, s.id from reach join stores s on s.region_id = reach.region_id
      union
      select t.account_id, t.store_id from account_stores t join people p on p.id = t.account_id where p.scope_kind = 'stores'
    )`;
}

/** `live (handle, account_id)` of those that are not over, and their `people` who are not disabled. */
function livePeople(sql: Queries, handles: readonly SessionHandle[], { nowMs, idleLifetimeMs }: Lifetimes) {
  return sql`asked as (select unnest(${textArray(handles)}::text::text[]) as handle),
    live as (
      select s.handle, s.account_id from sessions s join asked using (handle)
      where s.expires_at > ${at(sql, nowMs)} and s.last_seen_at > ${at(sql, nowMs - idleLifetimeMs)}
      union all
      select k.handle, k.account_id from kiosks k join asked using (handle)
      where k.expires_at > ${at(sql, nowMs)} and k.revoked_at is null
    ),
    people as (select id, role, scope_kind from accounts where not is_disabled and id in (select account_id from live))`;
}
