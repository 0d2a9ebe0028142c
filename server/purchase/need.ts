import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { proposalOf } from '#domain/purchase/need.ts';
import type { NeedRow } from '#protocol/purchase/views.ts';
import type { Queries } from '../platform/database.ts';
import { dispatched, soldDays } from './outflow.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

export const needSkusMax = 200;
const sourcesMax = 4;

interface Row extends Omit<NeedRow, 'perDay' | 'proposed' | 'basis'> {
  readonly sold: number;
}

/**
 * What each SKU of a list stands at in a store, how it is bought, and who else has it. The viewer's right to the store was
 * checked before; of other places, warehouses and the stores of its own region, it tells what a transfer tells of its source.
 */
export async function readNeed(
  sql: Queries,
  viewer: Viewer,
  store: StoreId,
  shelf: LocationId,
  transit: LocationId,
  skus: readonly number[],
): Promise<readonly NeedRow[]> {
  const rows = await sql<Row[]>`
    with recursive up (start, region_id) as (
      select s.id, s.region_id from stores s
      union all select up.start, r.parent_id from up join regions r on r.id = up.region_id where r.parent_id is not null
    ), mine as (select region_id from up where start = ${store} and region_id in
      (select id from regions where parent_id is not null or not exists (select from regions below where below.parent_id = regions.id))),
    near as (select distinct start from up where region_id in (select region_id from mine)),
    asked as (select sku, at from unnest(${numbers(skus)}::text::int[]) with ordinality as a(sku, at)),
    today as (select coalesce(max(business_day), 0) as day from store_hours),
    sold as (
      select sku_id, sum(quantity) as quantity from hourly_sales, today
      where location_id = ${shelf} and sku_id in (select sku from asked) and business_day between day - ${soldDays} and day - 1 group by 1
    )
    select k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn",
      coalesce(v.on_hand, 0) as "onHand", coalesce(v.on_hand - v.reserved, 0) as available, coalesce(w.on_hand, 0) as "inTransit",
      coalesce((select sum(l.pack::bigint * l.packs - l.received) from purchase_lines l join purchases p on p.id = l.purchase_id
        where l.sku_id = k.id and p.location_id = ${shelf} and p.state in ('sent', 'partial') and l.pack::bigint * l.packs > l.received), 0)::bigint as "onOrder",
      v.reorder_point as "reorderPoint", x.minimum, x.maximum, u.id as "supplierId", u.name_zh as "supplierZh", u.name_en as "supplierEn",
      coalesce(t.lead_days, 3) as "leadDays", coalesce(p.pack, k.pack_quantity) as pack, coalesce(p.packs_min, 1) as "packsMin",
      greatest(coalesce(s.quantity, 0), ${dispatched(sql, sql`${shelf}::int`, sql`k.id`)})::bigint as sold,
      coalesce((select json_agg(json_build_object('storeId', o.id, 'nameZh', o.name_zh, 'nameEn', o.name_en, 'kind', o.kind, 'available', o.available))
        from (select g.id, g.name_zh, g.name_en, g.kind, h.on_hand - h.reserved as available from levels h join locations c on c.id = h.location_id and c.kind = 'shelf'
          join stores g on g.id = c.store_id where h.sku_id = k.id and g.id <> ${store} and g.is_active and (g.kind = 'warehouse' or g.id in (select start from near)) and h.on_hand - h.reserved > 0
          order by g.kind = 'warehouse' desc, h.on_hand - h.reserved desc limit ${sourcesMax}) o), '[]') as sources
    from asked a join skus k on k.id = a.sku
    left join levels v on v.location_id = ${shelf} and v.sku_id = k.id
    left join levels w on w.location_id = ${transit} and w.sku_id = k.id
    left join sold s on s.sku_id = k.id
    left join store_skus x on x.location_id = ${shelf} and x.sku_id = k.id
    left join suppliers u on u.id = k.supplier_id and u.is_active
    left join supplier_terms t on t.supplier_id = u.id
    left join supplier_prices p on p.supplier_id = u.id and p.sku_id = k.id
    where k.is_active order by a.at`;
  const seesSupplier = maySee(viewer, 'internal');
  return rows.map(({ sold, ...row }) => {
    const perDay = Math.max(0, Math.round((sold * 10) / soldDays) / 10);
    return {
      ...row,
      supplierId: seesSupplier ? row.supplierId : null,
      supplierZh: seesSupplier ? row.supplierZh : null,
      supplierEn: seesSupplier ? row.supplierEn : null,
      perDay,
      ...proposalOf({ ...row, perDay }),
    };
  });
}
