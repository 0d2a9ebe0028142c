import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database.ts';

/** Wrong passwords before an account or an address must wait, and how long. */
export const wrongPasswordsMax = 10;
export const wrongPasswordsPerAddressMax = 50;
export const lockMs = 15 * 60_000;

/** Counts wrong passwords in the database, so that a restart forgives nothing. */
export class LoginLimits {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Seconds to wait before another try; 0 where one may try now. */
  async waitSeconds(login: string, address: string): Promise<number> {
    const rows = await this.#sql<{ key: string; points: number; ends_ms: number }[]>`
      select key, points, (extract(epoch from expires_at) * 1000)::bigint as ends_ms from rate_limits
      where key in (${`login ${login}`}, ${`address ${address}`}) and expires_at > to_timestamp(${this.#clock.now() / 1000}::float8)`;
    let waitMs = 0;
    for (const { key, points, ends_ms: endsMs } of rows) {
      const most = key.startsWith('login ') ? wrongPasswordsMax : wrongPasswordsPerAddressMax;
      if (points >= most) waitMs = Math.max(waitMs, endsMs - this.#clock.now());
    }
    return Math.ceil(waitMs / 1000);
  }

  async countWrong(login: string, address: string): Promise<void> {
    const nowMs = this.#clock.now();
    for (const key of [`login ${login}`, `address ${address}`]) {
      await this.#sql`
        insert into rate_limits as r (key, points, expires_at) values (${key}, 1, to_timestamp(${(nowMs + lockMs) / 1000}::float8))
        on conflict (key) do update set
          points = case when r.expires_at < to_timestamp(${nowMs / 1000}::float8) then 1 else r.points + 1 end,
          expires_at = excluded.expires_at`;
    }
  }

  async forgive(login: string): Promise<void> {
    await this.#sql`delete from rate_limits where key = ${`login ${login}`}`;
  }
}
