import { grainOf } from '#domain/replenish/price-line.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { EventView, ReplenishPage, ReplenishRun, SuggestionView } from '#protocol/replenish/views.ts';
import { project } from '../identity/project.ts';
import type { Queries } from '../platform/database.ts';

const linesMax = 2000;
const eventsMax = 200;

export async function readRun(sql: Queries): Promise<ReplenishRun | null> {
  const [run] = await sql<ReplenishRun[]>`
    select id, (extract(epoch from at) * 1000)::bigint as "atMs", business_day as "businessDay", level_points / 10000.0::float8 as level,
      hurdle_percent / 100.0::float8 as hurdle,
      doc_cost as "docCost", unit_cost as "unitCost", ms / 1000.0::float8 as seconds, store_count as "storeCount", sku_count as "skuCount"
    from replenish_runs order by id desc limit 1`;
  return run ?? null;
}

/** The lines of a run in the viewer's reach, as they were ranked: document after document. */
export async function readSuggestions(
  sql: Queries,
  viewer: Viewer,
  runId: number,
  kind: SuggestionView['kind'] = 'transfer',
): Promise<SuggestionView[]> {
  // Who goods are bought from is an inside matter.
  if (kind === 'purchase' && !maySee(viewer, 'internal')) return [];
  const rows = await sql<Omit<SuggestionView, 'grain'>[]>`
    select g.id, g.kind, g.source_id as "sourceId", g.supplier_id as "supplierId", g.target_id as "targetId", b.kind as "targetKind", g.sku_id as "skuId",
      k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn",
      coalesce(a.name_zh, u.name_zh) as "sourceZh", coalesce(a.name_en, u.name_en) as "sourceEn",
      b.name_zh as "targetZh", b.name_en as "targetEn", g.quantity, g.chosen, g.pack, g.packs_min as "packsMin",
      case when g.kind = 'purchase' then g.pack_price end as "packPrice", g.source_stock as "sourceStock",
      g.target_stock as "targetStock", g.source_cover / 10.0::float8 as "sourceCover", g.target_cover / 10.0::float8 as "targetCover",
      g.median_cover / 10.0::float8 as "medianCover", g.take, g.give, g.margin, g.is_ruled as "isRuled",
      e.note as "eventNote", g.event_percent as "eventPercent", coalesce(t.minimum, 0) as "orderMin",
      g.state, g.reason, g.transfer_id as "transferId", g.purchase_id as "purchaseId"
    from suggestions g join skus k on k.id = g.sku_id
      left join locations l on l.id = g.source_id left join stores a on a.id = l.store_id
      left join suppliers u on u.id = g.supplier_id left join supplier_terms t on t.supplier_id = g.supplier_id
      join locations r on r.id = g.target_id join stores b on b.id = r.store_id
      left join replenish_events e on e.id = g.event_id
    where g.run_id = ${runId} and g.kind = ${kind} order by g.id limit ${linesMax}`;
  return rows.map((row) => project(viewer, 'suggestion', { ...row, grain: grainOf(row.quantity) }));
}

/** Documents of each kind that nobody has decided on. */
export async function countOpen(sql: Queries, runId: number): Promise<ReplenishPage['open']> {
  const rows = await sql<{ kind: SuggestionView['kind']; count: number }[]>`
    select kind, count(distinct (source_id, supplier_id, target_id))::int as count
    from suggestions where run_id = ${runId} and state = 'open' group by kind`;
  const of = (kind: SuggestionView['kind']) => rows.find((row) => row.kind === kind)?.count ?? 0;
  return { transfer: of('transfer'), order: of('order'), purchase: of('purchase') };
}

/** Events with what came of them: sales of their days over the four weeks before, the same goods and places. */
export async function readEvents(sql: Queries, viewer: Viewer, today: number): Promise<EventView[]> {
  return sql<EventView[]>`
    select e.id, s.name_zh as "storeZh", s.name_en as "storeEn", k.name_zh as "skuZh", k.name_en as "skuEn",
      c.name_zh as "categoryZh", c.name_en as "categoryEn", e.first_day as "firstDay", e.last_day as "lastDay",
      e.percent, e.note, case when ${viewer.language} = 'en' then p.name_en else p.name_zh end as by,
      case when e.last_day < ${today} then (
        select round(100 * (coalesce(sum(h.quantity) filter (where h.business_day >= e.first_day), 0)::numeric
            / (e.last_day - e.first_day + 1)
            / nullif(sum(h.quantity) filter (where h.business_day < e.first_day)::numeric / 28, 0) - 1))::int
        from hourly_sales h join skus g on g.id = h.sku_id
        where h.business_day between e.first_day - 28 and e.last_day
          and (e.location_id is null or h.location_id = e.location_id)
          and (e.sku_id is null or h.sku_id = e.sku_id)
          and (e.category_id is null or g.category_id = e.category_id)) end as actual
    from replenish_events e join accounts p on p.id = e.account_id
      left join stores s on s.id = e.store_id left join skus k on k.id = e.sku_id
      left join categories c on c.id = e.category_id
    order by e.last_day desc, e.id desc limit ${eventsMax}`;
}
