import { openLayersMax } from '#domain/stock/layer.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { LayerView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';

/** How the company values what leaves. */
export async function readCosting(sql: Queries): Promise<Costing> {
  const [row] = await sql<{ costing: Costing }[]>`select costing from company_settings`;
  return row?.costing ?? 'moving_average';
}

/** The open layers of a SKU at a location, in the order in which they leave, each with the document that brought it. */
export function readLayerViews(sql: Queries, location: number, skuId: number): Promise<LayerView[]> {
  return sql<LayerView[]>`
    select c.position, c.line, c.quantity, c.value, c.quantity_left as "left", c.value_left as "leftValue", d.kind,
      (select case p.kind when 'transit' then '>' else '' end || s.code || '-' || d.position
        from locations p join stores s on s.id = p.store_id where p.id = d.location_id) as document,
      (extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs"
    from cost_layers c left join lateral (
      select * from (
        select d.location_id, d.position, d.kind, d.occurred_at from documents d where d.location_id = c.location_id and d.position = c.position
        union all
        select d.location_id, d.position, d.kind, d.occurred_at from documents d
          where d.counter_location_id = c.location_id and d.counter_position = c.position) ends limit 1
    ) d on c.line > 0
    where c.location_id = ${location} and c.sku_id = ${skuId} and c.quantity_left > 0
    order by c.position, c.line limit ${openLayersMax}`;
}
