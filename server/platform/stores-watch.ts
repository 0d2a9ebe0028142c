import type { Queries } from './database.ts';

/**
 * Sees that stores, regions or the company's names were changed, by whatever process: what is held of them in memory
 * must then be read anew. It looks at the rows themselves, so that nobody who changes them has to tell.
 */
export class StoresWatch {
  readonly #sql: Queries;
  #seen: string;

  private constructor(sql: Queries, seen: string) {
    this.#sql = sql;
    this.#seen = seen;
  }

  /** Opened before anything is read of them: what changes meanwhile is seen at the first look. */
  static async open(sql: Queries): Promise<StoresWatch> {
    return new StoresWatch(sql, await markOf(sql));
  }

  /** Runs `renew` where something changed; again at the next look, where that fails. */
  async look(renew: () => Promise<void>): Promise<void> {
    const mark = await markOf(this.#sql);
    if (mark === this.#seen) return;
    await renew();
    this.#seen = mark;
  }
}

async function markOf(sql: Queries): Promise<string> {
  const [row] = await sql<{ mark: string }[]>`
    select concat_ws(' ', (select sum(hashtextextended(s::text, 0)) from stores s), (select sum(hashtextextended(r::text, 0)) from regions r),
      (select count(*) from locations), (select concat_ws(' ', name_zh, name_en, currency, time_zone) from company_settings)) as mark`;
  return row?.mark ?? '';
}
