import type { AccountId } from '#domain/identity/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Need, StockTurn, TileFold } from '#domain/wall/tile-fold.ts';
import type { WallAlert } from '#protocol/wall/frame.ts';
import { alertsMax } from '#protocol/wall/bounds.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';

/** What is below its reorder point is ordered by the planner and needs no row here. */
const kindByNeed = { out: 'out_of_stock', negative: 'negative', due: undefined } as const;
type Kind = NonNullable<(typeof kindByNeed)[Need]>;

/** Of what went out of stock before anybody watched, so many a store become alerts: the newest. */
const missedPerStoreMax = 20;
/** The number under which nodes write alerts one after the other. */
const alertsLock = 7;

interface Change {
  readonly location: LocationId;
  readonly skuId: number;
  readonly kind: Kind;
  readonly isOpen: boolean;
  readonly position: number;
  readonly atMs: number;
}

/** Why an alert could not be taken or laid back: there is none in reach, or it is closed or somebody else's. */
export type AlertOutcome = 'done' | 'unknown' | 'gone';

/**
 * Alerts as shared objects: opened and closed as the ledger moves, taken by a person. Written off the posting path.
 * Stretches without stock are rows of the same table: the planner reckons lost sales from them; nobody is told of one.
 */
export class Alerts {
  readonly #sql: Sql;
  /** For each location, SKU and kind only how it stands now. */
  #changes = new Map<string, Change>();
  #changed = new Set<LocationId>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  hear(tile: TileFold, turns: readonly StockTurn[]): void {
    for (const { skuId, need, isOpen, atMs, position } of turns) {
      const kind = kindByNeed[need];
      if (kind === undefined) continue;
      this.#changes.set(`${tile.shelf} ${skuId} ${kind}`, {
        location: tile.shelf,
        skuId,
        kind,
        isOpen,
        atMs,
        position,
      });
    }
  }

  /** Somebody else changed alerts of these shelves. */
  noteChanged(shelves: Iterable<LocationId>): void {
    for (const shelf of shelves) this.#changed.add(shelf);
  }

  /** Shelves whose alerts changed since the last call. */
  takeChanged(): ReadonlySet<LocationId> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /**
   * Brings the alerts in line with the levels as the wall begins: closes what was mended while nobody watched, opens
   * what went below zero, and what ran out last.
   */
  async mend(shelves: readonly LocationId[], atMs: number): Promise<void> {
    const at = numbers(shelves);
    await this.#write(async (sql) => {
      await sql`
        update alerts a set closed_at = to_timestamp(${atMs / 1000}::float8) from levels l
        where a.closed_at is null and a.rule_id is null and l.location_id = a.location_id and l.sku_id = a.sku_id and case a.kind
          when 'out_of_stock' then l.on_hand > 0 when 'negative' then l.on_hand >= 0 else true end`;
      await sql`
        insert into alerts (kind, location_id, sku_id, opened_position, opened_at)
        select kind, location_id, sku_id, position, to_timestamp(${atMs / 1000}::float8)
        from unnest(${at}::text::int[]) as s(shelf), lateral (
          (select 'out_of_stock' as kind, * from levels where location_id = s.shelf and on_hand <= 0 order by position desc limit ${missedPerStoreMax})
          union all
          (select 'negative', * from levels where location_id = s.shelf and on_hand < 0 order by position desc limit ${missedPerStoreMax})
        ) l
        where not exists (select from alerts a where a.location_id = l.location_id and a.sku_id = l.sku_id
          and a.kind = l.kind and a.rule_id is null and a.closed_at is null)`;
    });
  }

  /** Writes what came up since the last time. Another node writes the same: what it wrote first is not written again. */
  async flush(): Promise<void> {
    if (this.#changes.size === 0) return;
    const changes = this.#changes;
    this.#changes = new Map();
    const all = [...changes.values()];
    try {
      await this.#write(async (sql) => {
        await close(
          sql,
          all.filter((change) => !change.isOpen),
        );
        await open(
          sql,
          all.filter((change) => change.isOpen),
        );
      });
    } catch (error) {
      // Tried again the next time; what happened meanwhile is newer.
      this.#changes = new Map([...changes, ...this.#changes]);
      throw error;
    }
    for (const { location } of all) this.#changed.add(location);
  }

  /**
   * The open alerts of some shelves: what somebody took first, then the worst, then the newest. Of a moment in the past:
   * those that were open then.
   */
  async read(shelves: readonly LocationId[], atMs?: number): Promise<WallAlert[]> {
    const sql = this.#sql;
    const at = atMs === undefined ? undefined : sql`to_timestamp(${atMs / 1000}::float8)`;
    const isOpen = at
      ? sql`a.opened_at <= ${at} and (a.closed_at is null or a.closed_at > ${at})`
      : sql`a.closed_at is null and a.settled_at is null`;
    return sql<WallAlert[]>`
      select a.id, a.kind, r.name as "ruleName", a.goods, l.store_id as "storeId", a.sku_id as "skuId", k.name_zh as "nameZh", k.name_en as "nameEn",
        (extract(epoch from a.opened_at) * 1000)::bigint as "openedAtMs", p.name_zh as "takenByZh", p.name_en as "takenByEn"
      from alerts a join locations l on l.id = a.location_id join skus k on k.id = a.sku_id left join accounts p on p.id = a.taken_by
        left join alert_rules r on r.id = a.rule_id
      where ${isOpen} and a.location_id = any(${numbers(shelves)}::text::int[]) and ${wantsSomebody(sql)}
      order by a.taken_by is not null desc, array_position(array['negative', 'none', 'running_out', 'short', 'over', 'stalled'], a.kind),
        a.opened_at desc, a.id desc limit ${alertsMax}`;
  }

  /** Takes an alert, or lays it back: one's own, inside the shelves. */
  async take(
    id: number,
    account: AccountId,
    shelves: readonly LocationId[],
    isTaken: boolean,
  ): Promise<AlertOutcome> {
    const [known] = await this.#sql<{ location: LocationId }[]>`
      select location_id as location from alerts where id = ${id} and location_id = any(${numbers(shelves)}::text::int[])`;
    if (!known) return 'unknown';
    const rows = isTaken
      ? await this.#sql`update alerts set taken_by = ${account}, taken_at = now()
          where id = ${id} and closed_at is null and taken_by is null returning 1`
      : await this
          .#sql`update alerts set taken_by = null, taken_at = null where id = ${id} and taken_by = ${account} returning 1`;
    this.#changed.add(known.location);
    return rows.length > 0 ? 'done' : 'gone';
  }

  async #write(run: (sql: Queries) => Promise<void>): Promise<void> {
    await this.#sql.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(${alertsLock}::int, 0)`;
      await run(sql as Queries);
    });
  }
}

/**
 * What is an alert: what a rule found, and books below zero of which no rule has spoken. That goods ran out is a figure
 * of the wall with the goods behind it; fresh shelves run out every evening, and a list of that says nothing.
 */
export function wantsSomebody(sql: Queries) {
  return sql`(a.rule_id is not null or (a.kind = 'negative' and not exists (
    select from alerts r join alert_goods g on g.alert_id = r.id and g.sku_id = a.sku_id
    where r.rule_id is not null and r.kind = 'negative' and r.location_id = a.location_id and r.closed_at is null)))`;
}

async function close(sql: Queries, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update alerts a set closed_at = to_timestamp(c.at) from unnest(
      ${numbers(changes.map((one) => one.location))}::text::int[], ${numbers(changes.map((one) => one.skuId))}::text::int[],
      ${texts(changes.map((one) => one.kind))}::text::text[], ${numbers(changes.map((one) => one.position))}::text::bigint[],
      ${numbers(changes.map((one) => one.atMs / 1000))}::text::float8[]
    ) as c(location, sku, kind, position, at)
    where a.location_id = c.location and a.sku_id = c.sku and a.kind = c.kind and a.rule_id is null and a.closed_at is null
      and a.opened_position < c.position`;
}

async function open(sql: Queries, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into alerts (kind, location_id, sku_id, opened_position, opened_at)
    select o.kind, o.location, o.sku, o.position, to_timestamp(o.at) from unnest(
      ${texts(changes.map((one) => one.kind))}::text::text[], ${numbers(changes.map((one) => one.location))}::text::int[],
      ${numbers(changes.map((one) => one.skuId))}::text::int[], ${numbers(changes.map((one) => one.position))}::text::bigint[],
      ${numbers(changes.map((one) => one.atMs / 1000))}::text::float8[]
    ) as o(kind, location, sku, position, at)
    where not exists (select from alerts a where a.location_id = o.location and a.sku_id = o.sku and a.kind = o.kind and a.rule_id is null
      and (a.closed_at is null or (a.closed_at >= to_timestamp(o.at) and a.opened_position >= o.position)))`;
}
