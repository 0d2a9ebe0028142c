import { isPressedByMore, type RuleKind } from '#domain/alert/rule.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';

/** Goods that a rule keeps of one store: whoever has more to do than this has another trouble. */
export const goodsOfAlertMax = 1000;
/** The number under which nodes write alerts one after the other; the wall's own alerts have it too. */
const alertsLock = 7;

/** A good that a rule found on a shelf. */
export interface Found {
  readonly sku: number;
  readonly measure: number;
  readonly onHand: number;
  readonly sinceMs: number;
}

/** What changed of a rule's finding in one place. */
export interface Change {
  readonly ruleId: number;
  readonly kind: RuleKind;
  readonly location: LocationId;
  readonly position: number;
  readonly found: readonly Found[];
  readonly gone: readonly number[];
}

/** How far a location was looked at. */
export interface Mark {
  readonly location: LocationId;
  readonly position: number;
  readonly businessDay: number;
  readonly rules: string;
}

/**
 * Writes what rules found and what is over, with how far they looked, in one transaction. Another node that found the same
 * writes nothing new.
 */
export async function writeFindings(
  sql: Sql,
  changes: readonly Change[],
  marks: readonly Mark[],
  atMs: number,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    await tx`select pg_advisory_xact_lock(${alertsLock}::int, 0)`;
    const touched = changes.filter(({ found, gone }) => found.length > 0 || gone.length > 0);
    if (touched.length > 0) {
      await open(tx, touched, atMs);
      await drop(tx, touched);
      await settleHeads(tx, touched, atMs);
    }
    await tx`
      insert into alert_marks (location_id, position, business_day, rules)
      select * from unnest(${numbers(marks.map((one) => one.location))}::text::int[], ${numbers(marks.map((one) => one.position))}::text::bigint[],
        ${numbers(marks.map((one) => one.businessDay))}::text::int[], ${texts(marks.map((one) => one.rules))}::text::text[])
      on conflict (location_id) do update set position = excluded.position, business_day = excluded.business_day, rules = excluded.rules`;
  });
}

async function open(sql: Queries, changes: readonly Change[], atMs: number): Promise<void> {
  const fresh = changes.filter(({ found }) => found.length > 0);
  if (fresh.length === 0) return;
  await sql`
    insert into alerts (kind, rule_id, location_id, sku_id, opened_position, opened_at)
    select kind, rule, location, sku, position, to_timestamp(${atMs / 1000}::float8)
    from unnest(${texts(fresh.map((one) => one.kind))}::text::text[], ${numbers(fresh.map((one) => one.ruleId))}::text::int[],
      ${numbers(fresh.map((one) => one.location))}::text::int[], ${numbers(fresh.map((one) => one.found[0]?.sku ?? 0))}::text::int[],
      ${numbers(fresh.map((one) => one.position))}::text::bigint[]) as f(kind, rule, location, sku, position)
    on conflict (rule_id, location_id) where closed_at is null do nothing`;
  const goods = fresh.flatMap(({ ruleId, location, found }) =>
    found.map((one) => ({ ruleId, location, ...one })),
  );
  await sql`
    insert into alert_goods (alert_id, sku_id, location_id, measure, on_hand, since_at)
    select a.id, f.sku, f.location, f.measure, f.on_hand, to_timestamp(f.since) from unnest(
      ${numbers(goods.map((one) => one.ruleId))}::text::int[], ${numbers(goods.map((one) => one.location))}::text::int[],
      ${numbers(goods.map((one) => one.sku))}::text::int[], ${numbers(goods.map((one) => one.measure))}::text::int[],
      ${numbers(goods.map((one) => one.onHand))}::text::bigint[], ${numbers(goods.map((one) => one.sinceMs / 1000))}::text::float8[]
    ) as f(rule, location, sku, measure, on_hand, since)
    join alerts a on a.rule_id = f.rule and a.location_id = f.location and a.closed_at is null
    on conflict (alert_id, sku_id) do update set measure = excluded.measure, on_hand = excluded.on_hand`;
}

async function drop(sql: Queries, changes: readonly Change[]): Promise<void> {
  const gone = changes.flatMap(({ ruleId, location, gone: skus }) =>
    skus.map((sku) => ({ ruleId, location, sku })),
  );
  if (gone.length === 0) return;
  await sql`
    delete from alert_goods g using alerts a, unnest(${numbers(gone.map((one) => one.ruleId))}::text::int[],
      ${numbers(gone.map((one) => one.location))}::text::int[], ${numbers(gone.map((one) => one.sku))}::text::int[]) as o(rule, location, sku)
    where a.rule_id = o.rule and a.location_id = o.location and a.closed_at is null and g.alert_id = a.id and g.sku_id = o.sku`;
}

/** An alert counts its goods, names the most pressing one, and is over when there is none left. */
async function settleHeads(sql: Queries, changes: readonly Change[], atMs: number): Promise<void> {
  await sql`
    update alerts a set goods = coalesce(n.goods, 0), sku_id = coalesce(n.sku, a.sku_id),
      closed_at = case when n.goods is null then to_timestamp(${atMs / 1000}::float8) end
    from unnest(${numbers(changes.map((one) => one.ruleId))}::text::int[], ${numbers(changes.map((one) => one.location))}::text::int[],
      ${numbers(changes.map((one) => (isPressedByMore(one.kind) ? -1 : 1)))}::text::int[]) as c(rule, location, direction)
    left join lateral (
      select count(*)::int as goods, (array_agg(g.sku_id order by g.measure * c.direction, g.sku_id))[1] as sku
      from alerts x join alert_goods g on g.alert_id = x.id
      where x.rule_id = c.rule and x.location_id = c.location and x.closed_at is null having count(*) > 0
    ) n on true
    where a.rule_id = c.rule and a.location_id = c.location and a.closed_at is null`;
}

/** What stands open of all rules, everywhere or in one place: by rule and location the goods. */
export async function readOpen(
  sql: Queries,
  location: LocationId | null = null,
): Promise<
  readonly {
    readonly ruleId: number;
    readonly kind: RuleKind;
    readonly location: LocationId;
    readonly skus: number[];
  }[]
> {
  return sql<{ ruleId: number; kind: RuleKind; location: LocationId; skus: number[] }[]>`
    select a.rule_id as "ruleId", a.kind, a.location_id as location,
      array(select sku_id from alert_goods g where g.alert_id = a.id) as skus
    from alerts a where a.rule_id is not null and a.closed_at is null and (${location}::int is null or a.location_id = ${location})`;
}

export async function readMarks(sql: Queries): Promise<readonly Mark[]> {
  return sql<Mark[]>`
    select location_id as location, position, business_day as "businessDay", rules from alert_marks`;
}
