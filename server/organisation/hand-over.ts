import type { AccountId } from '#domain/identity/ids.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import { readScope } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';

/** What somebody has under way, and what ends with his account. */
export interface OpenWork {
  /** Alerts he took. */
  readonly alerts: number;
  /** Counts that wait for him by name. */
  readonly stocktakes: number;
  /** Screens and keys of his making: they end with his rights. */
  readonly kiosks: number;
  readonly keys: number;
}

export async function readOpenWork(sql: Queries, id: number): Promise<OpenWork | undefined> {
  const [row] = await sql<OpenWork[]>`
    select (select count(*) from alerts where taken_by = a.id and closed_at is null) as alerts,
      (select count(*) from stocktakes where state = 'counting' and a.id = any(account_ids)) as stocktakes,
      (select count(*) from kiosks where account_id = a.id and revoked_at is null and expires_at > now()) as kiosks,
      (select count(*) from api_keys where account_id = a.id and revoked_at is null and expires_at > now()) as keys
    from accounts a where a.id = ${id} and a.password_hash is not null`;
  return row;
}

export interface HandedOver {
  readonly alerts: number;
  /** Taken by nobody now, because the other one does not reach them. */
  readonly released: number;
  readonly stocktakes: number;
}

/**
 * Gives what is open to somebody else, as far as he reaches it [OR-5]. Alerts that he does not reach are free for
 * anybody; counts stay as they are. Undefined where there are no such two people.
 */
export async function handOver(sql: Queries, from: number, to: number): Promise<HandedOver | undefined> {
  const people = await sql<{ id: number; scopeKind: DataScope['kind']; isDisabled: boolean }[]>`
    select id, scope_kind as "scopeKind", is_disabled as "isDisabled" from accounts
    where id in (${from}, ${to}) and password_hash is not null order by id for update`;
  const heir = people.find(({ id }) => id === to);
  if (people.length !== 2 || !heir || heir.isDisabled) return undefined;
  const { locations } = await readScope(sql, to as AccountId, heir.scopeKind);
  const reach =
    locations === 'all' ? sql`true` : sql`location_id = any(${`{${[...locations].join(',')}}`}::text::int[])`;
  const alerts = await sql`update alerts set taken_by = ${to}, taken_at = now()
    where taken_by = ${from} and closed_at is null and ${reach} returning 1`;
  const released = await sql`update alerts set taken_by = null, taken_at = null
    where taken_by = ${from} and closed_at is null returning 1`;
  const stocktakes = await sql`update stocktakes
    set account_ids = (select array_agg(distinct id) from unnest(array_replace(account_ids, ${from}::int, ${to}::int)) id)
    where state = 'counting' and ${from}::int = any(account_ids) and ${reach} returning 1`;
  return { alerts: alerts.length, released: released.length, stocktakes: stocktakes.length };
}
