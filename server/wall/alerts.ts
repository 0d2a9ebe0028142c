import type { StockTurn, TileFold } from '#domain/wall/tile-fold.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { alertsMax, type WallAlert } from '#protocol/wall/frame.ts';
import type { Sql } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';

interface Change {
  readonly location: LocationId;
  readonly skuId: number;
  readonly kind: 'out_of_stock' | 'negative';
  readonly isOpen: boolean;
  readonly position: number;
  readonly atMs: number;
}

/** Alerts as shared objects: opened and closed as the ledger moves, taken by a person. Written off the posting path. */
export class Alerts {
  readonly #sql: Sql;
  #changes: Change[] = [];
  /** Counts what happened to alerts, so that readers know when to look again. */
  version = 1;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  hear(tile: TileFold, turns: readonly StockTurn[]): void {
    for (const { skuId, kind, atMs, position } of turns) {
      const change = { location: tile.shelf, skuId, atMs, position };
      if (kind === 'out' || kind === 'back') this.#changes.push({ ...change, kind: 'out_of_stock', isOpen: kind === 'out' });
      else this.#changes.push({ ...change, kind: 'negative', isOpen: kind === 'negative' });
    }
  }

  /** Writes what came up since the last time: for each location, SKU and kind only how it stands now. */
  async flush(): Promise<void> {
    if (this.#changes.length === 0) return;
    const last = new Map(this.#changes.map((change) => [`${change.location} ${change.skuId} ${change.kind}`, change]));
    this.#changes = [];
    const opened = [...last.values()].filter((change) => change.isOpen);
    const closed = [...last.values()].filter((change) => !change.isOpen);
    await this.#sql`
      update alerts a set closed_at = to_timestamp(c.at) from unnest(
        ${numbers(closed.map((one) => one.location))}::text::int[], ${numbers(closed.map((one) => one.skuId))}::text::int[],
        ${texts(closed.map((one) => one.kind))}::text::text[], ${numbers(closed.map((one) => one.atMs / 1000))}::text::float8[]
      ) as c(location, sku, kind, at)
      where a.location_id = c.location and a.sku_id = c.sku and a.kind = c.kind and a.closed_at is null`;
    await this.#sql`
      insert into alerts (kind, location_id, sku_id, opened_position, opened_at)
      select o.kind, o.location, o.sku, o.position, to_timestamp(o.at) from unnest(
        ${texts(opened.map((one) => one.kind))}::text::text[], ${numbers(opened.map((one) => one.location))}::text::int[],
        ${numbers(opened.map((one) => one.skuId))}::text::int[], ${numbers(opened.map((one) => one.position))}::text::bigint[],
        ${numbers(opened.map((one) => one.atMs / 1000))}::text::float8[]
      ) as o(kind, location, sku, position, at)
      where not exists (select from alerts a where a.location_id = o.location and a.sku_id = o.sku and a.kind = o.kind and a.closed_at is null)`;
    this.version += 1;
  }

  /** The open alerts of some shelves: those somebody took first, then below zero, then the newest. */
  async read(shelves: readonly LocationId[]): Promise<WallAlert[]> {
    return this.#sql<WallAlert[]>`
      select a.id, a.kind, l.store_id as "storeId", a.sku_id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn",
        (extract(epoch from a.opened_at) * 1000)::bigint as "openedAtMs", p.name_zh as "takenBy"
      from alerts a join locations l on l.id = a.location_id join skus k on k.id = a.sku_id left join accounts p on p.id = a.taken_by
      where a.closed_at is null and a.location_id = any(${numbers(shelves)}::text::int[])
      order by a.taken_by is not null desc, a.kind, a.opened_at desc limit ${alertsMax}`;
  }

  /** Takes an alert, or lays it back. False where it is closed, somebody else's, or outside the shelves. */
  async take(id: number, account: AccountId, shelves: readonly LocationId[], isTaken: boolean): Promise<boolean> {
    const rows = isTaken
      ? await this.#sql`update alerts set taken_by = ${account}, taken_at = now() where id = ${id} and closed_at is null
          and taken_by is null and location_id = any(${numbers(shelves)}::text::int[]) returning 1`
      : await this.#sql`update alerts set taken_by = null, taken_at = null where id = ${id} and taken_by = ${account}
          and location_id = any(${numbers(shelves)}::text::int[]) returning 1`;
    if (rows.length > 0) this.version += 1;
    return rows.length > 0;
  }
}
