import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { at } from './rights.ts';

/** Tries of one login: the first few are free, then each waits twice as long as the one before, then the lock. */
export const freeTriesMax = 5;
export const triesMax = 10;
/** Tries from one address, at whatever logins: a shop's people share one. */
export const triesPerAddressMax = 50;
/** Different logins tried wrongly from one address: more is one password tried on everybody. */
export const loginsPerAddressMax = 20;
/** Locks open by themselves after this time. */
export const lockMs = 15 * 60_000;
/** Lines that are over, swept away with each wrong try. */
const sweptMax = 50;

interface Bounds {
  readonly free: number;
  readonly most: number;
}

/** Counts tries in the database, so that a restart forgives nothing. A try counts before it is judged: many at once gain nothing. */
export class LoginLimits {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Counts a try. Answers the seconds to wait where it may not be made, else 0. A try that must wait does not count. */
  async take(login: string, address: string): Promise<number> {
    const waitOfAddressSeconds = await this.#take(addressKey(address), {
      free: triesPerAddressMax,
      most: triesPerAddressMax,
    });
    if (waitOfAddressSeconds > 0) return waitOfAddressSeconds;
    return this.#take(loginKey(login), { free: freeTriesMax, most: triesMax });
  }

  /** The right password: the login's tries are forgotten, and the address gets this one back. */
  async forgive(login: string, address: string): Promise<void> {
    await this.#sql`delete from rate_limits where key = ${loginKey(login)}`;
    await this
      .#sql`update rate_limits set points = points - 1 where key = ${addressKey(address)} and points > 0`;
  }

  /** Notes a wrong try. True where it shows that the address tries one login after the other: it is locked now. */
  async noteWrong(login: string, address: string): Promise<boolean> {
    const sql = this.#sql;
    const now = at(sql, this.#clock.now());
    const end = at(sql, this.#clock.now() + lockMs);
    await sql`delete from rate_limits where key in (select key from rate_limits where expires_at <= ${now} limit ${sweptMax})`;
    const fresh = await sql`
      insert into rate_limits (key, points, expires_at) values (${`pair ${short(address)} ${short(login)}`}, 1, ${end})
      on conflict (key) do nothing returning 1`;
    if (fresh.length === 0) return false;
    const [logins] = await sql<{ points: number }[]>`
      insert into rate_limits as r (key, points, expires_at) values (${`logins ${short(address)}`}, 1, ${end})
      on conflict (key) do update set points = r.points + 1, expires_at = excluded.expires_at returning points`;
    if ((logins?.points ?? 0) < loginsPerAddressMax) return false;
    await sql`update rate_limits set points = ${triesPerAddressMax}, expires_at = ${end} where key = ${addressKey(address)}`;
    return logins?.points === loginsPerAddressMax;
  }

  async #take(key: string, bounds: Bounds): Promise<number> {
    const sql: Queries = this.#sql;
    const nowMs = this.#clock.now();
    const now = at(sql, nowMs);
    const allowedAt = sql`case when r.expires_at <= ${now} or r.points < ${bounds.free} then ${now}
      when r.points < ${bounds.most} then r.expires_at - make_interval(secs => ${lockMs / 1000} - 2 ^ (r.points - ${bounds.free}::int))
      else r.expires_at end`;
    const taken = await sql`
      insert into rate_limits as r (key, points, expires_at) values (${key}, 1, ${at(sql, nowMs + lockMs)})
      on conflict (key) do update set points = case when r.expires_at <= ${now} then 1 else r.points + 1 end, expires_at = excluded.expires_at
      where ${allowedAt} <= ${now} returning 1`;
    if (taken.length > 0) return 0;
    const [row] = await sql<{ allowedMs: number }[]>`
      select (extract(epoch from ${allowedAt}) * 1000)::bigint as "allowedMs" from rate_limits r where key = ${key}`;
    return Math.max(1, Math.ceil(((row?.allowedMs ?? nowMs) - nowMs) / 1000));
  }
}

function loginKey(login: string): string {
  return `login ${short(login)}`;
}

function addressKey(address: string): string {
  return `address ${short(address)}`;
}

/** People type passwords into the wrong field: what they type is not kept. */
function short(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
