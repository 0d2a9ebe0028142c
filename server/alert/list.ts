import { isPressedByMore, type RuleKind } from '#domain/alert/rule.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import {
  alertGoodsShownMax,
  alertsShownMax,
  type AlertGoodsRow,
  type AlertKind,
  type AlertSet,
  type AlertsView,
  type AlertView,
} from '#protocol/alert/alerts.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import { wantsSomebody } from '../wall/alerts.ts';

/** Alerts that are over are shown for so long. */
const overDays = 7;

export interface AlertFilter {
  readonly set: AlertSet;
  readonly kind: AlertKind | undefined;
  readonly storeId: number | undefined;
  readonly ruleId: number | undefined;
  /** So many at most; as many as are ever shown where it is left out. */
  readonly limit?: number | undefined;
}

/** The alerts in the viewer's reach: what somebody looks after first, then the worst, then the newest. */
export async function readAlerts(
  sql: Queries,
  viewer: Viewer,
  filter: AlertFilter,
  nowMs: number,
  most = alertsShownMax,
): Promise<AlertsView> {
  const overSince = sql`to_timestamp(${nowMs / 1000 - overDays * 86_400}::float8)`;
  const reach = viewer.locations === 'all' ? null : numberArray([...viewer.locations]);
  const isIn = {
    open: sql`a.closed_at is null and a.settled_at is null`,
    mine: sql`a.closed_at is null and a.taken_by = ${viewer.accountId}`,
    settled: sql`a.closed_at is null and a.settled_at is not null`,
    over: sql`a.closed_at > ${overSince}`,
  };
  const { kind, storeId, ruleId } = filter;
  const asked = sql`${reach === null ? sql`true` : sql`a.location_id = any(${reach}::text::int[])`}
    and ${kind === undefined ? sql`true` : sql`a.kind = ${kind}`}
    and ${storeId === undefined ? sql`true` : sql`l.store_id = ${storeId}`}
    and ${ruleId === undefined ? sql`true` : sql`a.rule_id = ${ruleId}`} and ${wantsSomebody(sql)}`;
  const [counts] = await sql<Record<AlertSet, number>[]>`
    select count(*) filter (where ${isIn.open})::int as open, count(*) filter (where ${isIn.mine})::int as mine,
      count(*) filter (where ${isIn.settled})::int as settled, count(*) filter (where ${isIn.over})::int as over
    from alerts a join locations l on l.id = a.location_id
    where (a.closed_at is null or a.closed_at > ${overSince}) and ${asked}`;
  const alerts = await sql<AlertView[]>`
    select a.id, a.kind, a.rule_id as "ruleId", r.name as "ruleName", r.amount, l.store_id as "storeId", s.time_zone as "timeZone", s.name_zh as "storeZh", s.name_en as "storeEn",
      a.sku_id as "skuId", k.name_zh as "skuZh", k.name_en as "skuEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", coalesce(v.on_hand, 0) as "onHand",
      case when a.kind in ('none', 'stalled', 'running_out') then g.measure end as days, a.goods,
      (extract(epoch from a.opened_at) * 1000)::bigint as "openedAtMs", (extract(epoch from a.closed_at) * 1000)::bigint as "closedAtMs",
      a.taken_by as "takenById", p.name_zh as "takenByZh", p.name_en as "takenByEn",
      q.name_zh as "settledByZh", q.name_en as "settledByEn", a.note
    from alerts a join locations l on l.id = a.location_id join stores s on s.id = l.store_id join skus k on k.id = a.sku_id
    left join alert_rules r on r.id = a.rule_id left join accounts p on p.id = a.taken_by left join accounts q on q.id = a.settled_by
    left join alert_goods g on g.alert_id = a.id and g.sku_id = a.sku_id
    left join levels v on v.location_id = a.location_id and v.sku_id = a.sku_id
    where ${isIn[filter.set]} and ${asked}
    order by (a.taken_by = ${viewer.accountId}) desc nulls last, a.rule_id is not null desc,
      array_position(array['negative', 'none', 'running_out', 'short', 'over', 'stalled'], a.kind),
      a.goods desc, a.opened_at desc, a.id desc limit ${Math.min(filter.limit ?? most, most)}`;
  const none = { open: 0, mine: 0, settled: 0, over: 0 };
  return { alerts, counts: counts ?? none, total: (counts ?? none)[filter.set] };
}

interface AlertHead {
  readonly id: number;
  readonly location: LocationId;
  readonly kind: AlertKind;
  readonly ruleId: number | null;
  readonly skuId: number;
  readonly openedAtMs: number;
}

export async function readHead(sql: Queries, id: number): Promise<AlertHead | undefined> {
  const [head] = await sql<AlertHead[]>`
    select id, location_id as location, kind, rule_id as "ruleId", sku_id as "skuId",
      (extract(epoch from opened_at) * 1000)::bigint as "openedAtMs"
    from alerts where id = ${id}`;
  return head;
}

/** The goods of an alert as they stand now, the most pressing first. */
export async function readAlertGoods(sql: Queries, head: AlertHead): Promise<readonly AlertGoodsRow[]> {
  const { id, location, kind, ruleId, skuId, openedAtMs } = head;
  if (ruleId === null)
    return sql<AlertGoodsRow[]>`
      select k.id as "skuId", k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", coalesce(v.on_hand, 0) as "onHand",
        null as days, ${openedAtMs}::bigint as "sinceMs"
      from skus k left join levels v on v.location_id = ${location} and v.sku_id = k.id where k.id = ${skuId}`;
  const direction = isPressedByMore(kind as RuleKind) ? -1 : 1;
  return sql<AlertGoodsRow[]>`
    select k.id as "skuId", k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn", coalesce(v.on_hand, 0) as "onHand",
      case when ${['none', 'stalled', 'running_out'].includes(kind)} then g.measure end as days,
      (extract(epoch from g.since_at) * 1000)::bigint as "sinceMs"
    from alert_goods g join skus k on k.id = g.sku_id left join levels v on v.location_id = ${location} and v.sku_id = g.sku_id
    where g.alert_id = ${id} order by g.measure * ${direction}::int, k.id limit ${alertGoodsShownMax}`;
}

/** Says of an alert that nothing is to be done, or takes that back. False where it is over or it is so already. */
export async function settleAlert(
  sql: Sql,
  viewer: Viewer,
  id: number,
  note: string | null,
): Promise<boolean> {
  const rows =
    note === null
      ? await sql`update alerts set settled_by = null, settled_at = null, note = null
          where id = ${id} and closed_at is null and settled_at is not null returning 1`
      : await sql`update alerts set settled_by = ${viewer.accountId}, settled_at = now(), note = ${note}
          where id = ${id} and closed_at is null and settled_at is null returning 1`;
  return rows.length > 0;
}
