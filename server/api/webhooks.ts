import { randomBytes } from 'node:crypto';
import type { ColumnClass } from '#domain/identity/role.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { WebhookView } from '#protocol/api/webhooks.ts';
import type { WebhookKind } from '#protocol/api/webhook-kind.ts';
import { audit } from '../identity/audit.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

/** Webhooks of a company at a time. */
export const webhooksMax = 50;

export interface NewWebhook {
  readonly name: string;
  readonly kind: WebhookKind;
  readonly url: string;
  readonly secret?: string | undefined;
  readonly hidden: readonly ColumnClass[];
}

/** Makes a webhook that begins with what is posted from now on. `undefined`: there are as many as there may be. */
export async function makeWebhook(
  sql: Sql,
  viewer: Viewer,
  { name, kind, url, hidden, secret = newSecret() }: NewWebhook,
): Promise<{ id: number; secret: string } | undefined> {
  const made = await sql.begin(async (tx) => {
    const queries = tx as Queries;
    await queries`select pg_advisory_xact_lock(hashtext('webhooks'))`;
    const [row] = await queries<{ id: number }[]>`
      insert into webhooks (account_id, name, kind, url, secret, hidden_columns, alert_id)
      select ${viewer.accountId}, ${name}, ${kind}, ${url}, ${secret}, ${textArray(hidden)}::text::text[],
        coalesce((select max(id) from alerts), 0)
      where (select count(*) from webhooks) < ${webhooksMax} returning id`;
    if (!row) return undefined;
    await queries`
      insert into webhook_cursors (webhook_id, location_id, position)
      select ${row.id}, location_id, position from location_heads`;
    const { accountId, session } = viewer;
    await audit(queries, {
      accountId,
      session,
      action: 'webhook.make',
      subject: String(row.id),
      detail: { name, kind },
    });
    return row.id;
  });
  return made === undefined ? undefined : { id: made as number, secret };
}

export async function listWebhooks(sql: Sql, viewer: Viewer): Promise<readonly WebhookView[]> {
  return sql<WebhookView[]>`
    select w.id, w.name, w.kind, w.url, ${viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`} as "accountName",
      w.is_active as "isActive", w.hidden_columns as hidden, ${ms(sql, 'created_at')} as "createdAtMs", w.failures,
      ${ms(sql, 'next_at')} as "nextAtMs", ${ms(sql, 'last_at')} as "lastAtMs", w.last_status as "lastStatus",
      w.last_error as "lastError", w.sent,
      coalesce((select sum(h.position - c.position) from webhook_cursors c join location_heads h using (location_id)
        where c.webhook_id = w.id), 0)::bigint as behind
    from webhooks w join accounts a on a.id = w.account_id order by w.id limit ${webhooksMax}`;
}

/** Switches a webhook, or lays its cursors back to a moment. False where there is none of that id. */
export async function changeWebhook(
  sql: Sql,
  viewer: Viewer,
  id: number,
  change: { readonly isActive?: boolean | undefined; readonly replaySinceMs?: number | undefined },
): Promise<boolean> {
  return (await sql.begin(async (tx) => {
    const queries = tx as Queries;
    const rows = await queries`
      update webhooks set is_active = coalesce(${change.isActive ?? null}::boolean, is_active), failures = 0, next_at = now()
      where id = ${id} returning 1`;
    if (rows.length === 0) return false;
    if (change.replaySinceMs !== undefined) await layBack(queries, id, change.replaySinceMs);
    const { accountId, session } = viewer;
    const detail = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, String(value)]));
    await audit(queries, { accountId, session, action: 'webhook.change', subject: String(id), detail });
    return true;
  })) as boolean;
}

/** To just before the first document of each location that was effective since then. */
async function layBack(sql: Queries, id: number, sinceMs: number): Promise<void> {
  await sql`
    update webhook_cursors c set position = coalesce((
      select max(p) from (
        (select position as p from documents where location_id = c.location_id and position is not null
          and effective_at < to_timestamp(${sinceMs / 1000}::float8) order by position desc limit 1)
        union all
        (select counter_position from documents where counter_location_id = c.location_id and counter_position is not null
          and effective_at < to_timestamp(${sinceMs / 1000}::float8) order by counter_position desc limit 1)
      ) before), 0)
    where c.webhook_id = ${id}`;
}

export async function removeWebhook(sql: Sql, viewer: Viewer, id: number): Promise<boolean> {
  return (await sql.begin(async (tx) => {
    const queries = tx as Queries;
    const rows = await queries`delete from webhooks where id = ${id} returning 1`;
    if (rows.length === 0) return false;
    const { accountId, session } = viewer;
    await audit(queries, { accountId, session, action: 'webhook.remove', subject: String(id) });
    return true;
  })) as boolean;
}

/** A webhook that is due, with what it stands for. */
export interface DueWebhook {
  readonly id: number;
  readonly accountId: AccountId;
  readonly kind: WebhookKind;
  readonly url: string;
  readonly secret: string;
  readonly hidden: readonly ColumnClass[];
  readonly failures: number;
  readonly alertId: number;
}

export async function readDue(sql: Sql): Promise<readonly DueWebhook[]> {
  return sql<DueWebhook[]>`
    select id, account_id as "accountId", kind, url, secret, hidden_columns as hidden, failures, alert_id as "alertId"
    from webhooks where is_active and next_at <= now() order by id`;
}

/** Locations of which a webhook has something to hear, a new store's from its first document on. */
export async function readBehind(
  sql: Sql,
  id: number,
): Promise<readonly { location: LocationId; after: number }[]> {
  return sql<{ location: LocationId; after: number }[]>`
    select h.location_id as location, coalesce(c.position, 0) as after
    from location_heads h left join webhook_cursors c on c.webhook_id = ${id} and c.location_id = h.location_id
    where h.position > coalesce(c.position, 0) order by h.location_id`;
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

function ms(sql: Queries, column: 'created_at' | 'next_at' | 'last_at') {
  return sql`(extract(epoch from w.${sql(column)}) * 1000)::bigint`;
}
