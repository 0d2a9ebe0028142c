import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { audit } from '../identity/audit.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { newPushPair, type PushPair, type PushSubscription } from './web-push.ts';

/** Devices of one person. */
export const devicesMax = 10;
/** A device whose page was not opened for so long is told no more. */
export const deviceDaysMax = 60;

export interface Device extends PushSubscription {
  readonly id: number;
}

/** The company's pair, made when the first one asks; of two who ask at once one makes it. */
export async function pushPairOf(sql: Sql): Promise<PushPair> {
  const read = (): Promise<PushPair[]> => sql<PushPair[]>`
    select public_key as "publicKey", private_key as "privateKey" from push_keys`;
  const [known] = await read();
  if (known) return known;
  const { publicKey, privateKey } = newPushPair();
  await sql`insert into push_keys (public_key, private_key) values (${publicKey}, ${privateKey}) on conflict do nothing`;
  const [kept] = await read();
  if (!kept) throw new Error('the pair for web push was not kept');
  return kept;
}

/** Tells a person in a browser from now on. A browser has one address, and it is the one's who asked last. */
export async function addDevice(
  sql: Sql,
  { accountId, session }: Viewer,
  { endpoint, publicKey, secret }: PushSubscription,
): Promise<'done' | 'many'> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    await tx`select pg_advisory_xact_lock(hashtext('push_devices'), ${accountId}::int)`;
    const [others] = await tx<{ count: number }[]>`
      select count(*) as count from push_devices where account_id = ${accountId} and endpoint <> ${endpoint}`;
    if ((others?.count ?? 0) >= devicesMax) return 'many';
    const [row] = await tx<{ isNew: boolean }[]>`
      insert into push_devices (account_id, session, name, endpoint, public_key, secret)
      values (${accountId}, ${session}, coalesce((select device from sessions where handle = ${session}), ''), ${endpoint}, ${publicKey}, ${secret})
      on conflict (endpoint) do update set account_id = excluded.account_id, session = excluded.session, name = excluded.name,
        public_key = excluded.public_key, secret = excluded.secret, renewed_at = now(), failures = 0
      returning xmax = 0 as "isNew"`;
    if (row?.isNew) await audit(tx, { accountId, session, action: 'push.on' });
    return 'done';
  })) as 'done' | 'many';
}

/** Goes on telling a browser that this person asked for. False: it is not his, whoever asked here before him. */
export async function renewDevice(
  sql: Sql,
  { accountId, session }: Viewer,
  endpoint: string,
): Promise<boolean> {
  const rows = await sql`
    update push_devices set renewed_at = now(), session = ${session} where account_id = ${accountId} and endpoint = ${endpoint} returning 1`;
  return rows.length > 0;
}

/** Tells this browser no more. */
export async function removeDevice(
  sql: Sql,
  { accountId, session }: Viewer,
  endpoint: string,
): Promise<void> {
  const rows =
    await sql`delete from push_devices where account_id = ${accountId} and endpoint = ${endpoint} returning 1`;
  if (rows.length > 0) await audit(sql, { accountId, session, action: 'push.off' });
}

export async function devicesOf(sql: Queries, account: AccountId): Promise<readonly Device[]> {
  return sql<Device[]>`
    select d.id, d.endpoint, d.public_key as "publicKey", d.secret
    from push_devices d join accounts a on a.id = d.account_id and not a.is_disabled
    where d.account_id = ${account} and d.renewed_at > now() - ${deviceDaysMax} * interval '1 day' order by d.id limit ${devicesMax}`;
}
