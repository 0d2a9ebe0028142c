import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';

/**
 * A SKU in every store as it stood at a moment: each location's last movement by then, and nothing before its first.
 * Effective times never go back along a location's positions, so the first one found walking down is the last by then.
 */
export function readLevelsAt(
  sql: Queries,
  viewer: Viewer,
  skuId: number,
  atMs: number,
): Promise<LevelView[]> {
  const moment = sql`to_timestamp(${atMs / 1000}::float8)`;
  return sql<LevelView[]>`
    select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn", p.id as "locationId",
      p.kind as "locationKind", k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      last.on_hand as "onHand", held.reserved, last.on_hand - held.reserved as available, due.reorder_point as "reorderPoint",
      ${maySee(viewer, 'cost') ? sql`last.value` : sql`null::bigint`} as value, last.position
    from locations p join stores s on s.id = p.store_id cross join (select * from skus where id = ${skuId}) k
    cross join lateral (
      select * from (
        (select m.position, m.line, m.on_hand_after as on_hand, m.value_after as value from movements m
          join documents d on d.location_id = m.location_id and d.position = m.position
          where m.location_id = p.id and m.sku_id = k.id and d.effective_at <= ${moment}
          order by m.position desc, m.line desc limit 1)
        union all
        (select m.counter_position, m.line, m.counter_on_hand_after, m.counter_value_after from movements m
          join documents d on d.location_id = m.location_id and d.position = m.position
          where m.counter_location_id = p.id and m.sku_id = k.id and d.effective_at <= ${moment}
          order by m.counter_position desc, m.line desc limit 1)
      ) sides order by position desc, line desc limit 1
    ) last
    cross join lateral (
      select coalesce(sum(r.quantity), 0)::bigint as reserved from reservations r
      join documents d on d.location_id = r.location_id and d.position = r.position
      where r.location_id = p.id and r.sku_id = k.id and d.effective_at <= ${moment}
    ) held
    left join lateral (
      select o.reorder_point from reorder_points o join documents d on d.location_id = o.location_id and d.position = o.position
      where o.location_id = p.id and o.sku_id = k.id and d.effective_at <= ${moment} order by o.position desc limit 1
    ) due on true
    where (p.kind = 'shelf' or last.on_hand <> 0) and exists (select from levels l where l.location_id = p.id and l.sku_id = k.id)
    order by s.code, p.kind`;
}
