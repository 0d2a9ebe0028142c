import type { SkuId } from '#domain/catalog/ids.ts';
import type { Sql } from '../platform/database.ts';

/** Which SKUs exist: held in memory, asked of the database only for ids not met before. SKUs are never deleted. */
export class SkuDirectory {
  readonly #known = new Set<SkuId>();
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async haveAll(ids: readonly SkuId[]): Promise<boolean> {
    const unknown = ids.filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return true;
    const rows = await this.#sql<
      { id: SkuId }[]
    >`select id from skus where id = any(${`{${unknown.join(',')}}`}::text::int[])`;
    for (const { id } of rows) this.#known.add(id);
    return unknown.every((id) => this.#known.has(id));
  }
}
