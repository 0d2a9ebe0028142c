import { forkCellsMax, forkGoodsMax, forkPlacesMax } from '#domain/replenish/fork.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { NewFork } from '#protocol/replenish/fork-views.ts';
import type { Company } from '../../platform/company.ts';
import { withViewer, type Queries } from '../../platform/database.ts';
import { numberArray as numbers } from '../../stock/pg-array.ts';

export type Making =
  | { readonly outcome: 'done'; readonly id: number }
  /** No such region, category or goods for this person. */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'few_stores' | 'many_stores' | 'no_goods' };

/** Takes the copy: what some stores have of some goods, with the position of each shelf, in one statement. */
export async function makeFork(
  company: Company,
  viewer: Viewer,
  key: string,
  { name, regionId, goods }: NewFork,
): Promise<Making> {
  const sql = company.ledgerSql;
  const [known] = await sql<{ id: number; madeBy: number }[]>`
    select id, made_by as "madeBy" from replenish_forks where key = ${key}`;
  if (known)
    return known.madeBy === viewer.accountId ? { outcome: 'done', id: known.id } : { outcome: 'unknown' };
  if (regionId !== null && !(await isThere(sql, 'regions', regionId))) return { outcome: 'unknown' };
  const places = await placesOf(sql, viewer, regionId);
  if (places.length < 2)
    return { outcome: regionId !== null && places.length === 0 ? 'unknown' : 'few_stores' };
  if (places.length > forkPlacesMax) return { outcome: 'many_stores' };
  const categoryId = goods.kind === 'category' ? goods.categoryId : null;
  if (categoryId !== null && !(await isThere(sql, 'categories', categoryId))) return { outcome: 'unknown' };
  const goodsMax = Math.min(forkGoodsMax, Math.floor(forkCellsMax / places.length));
  const skuIds = await goodsOf(company, viewer, places, goods, goodsMax);
  if (goods.kind === 'skus' && skuIds.length < Math.min(goodsMax, new Set(goods.skuIds).size))
    return { outcome: 'unknown' };
  if (skuIds.length === 0) return { outcome: 'no_goods' };
  const [made] = await sql<{ id: number }[]>`
    with place as (
      select s.shelf, t.id as transit, h.position, s.ordinal from unnest(${numbers(places)}::text::int[]) with ordinality as s (shelf, ordinal)
      join locations l on l.id = s.shelf join locations t on t.store_id = l.store_id and t.kind = 'transit'
      join location_heads h on h.location_id = s.shelf
    ), fork as (
      insert into replenish_forks (key, name, region_id, category_id, location_ids, positions, sku_ids, doc_cost, unit_cost, made_by, made_at)
      select ${key}, ${name}, ${regionId}, ${categoryId}, array_agg(shelf order by ordinal), array_agg(position order by ordinal),
        ${numbers(skuIds)}::text::int[], c.doc_cost, c.unit_cost, ${viewer.accountId}, ${new Date(company.clock.now())}
      from place, replenish_settings c group by c.doc_cost, c.unit_cost
      on conflict (key) do nothing returning id
    ), cell as (
      insert into replenish_fork_cells (fork_id, location_id, sku_id, on_hand, reserved, in_transit)
      select f.id, p.shelf, k.sku, coalesce(v.on_hand, 0), coalesce(v.reserved, 0), coalesce(w.on_hand, 0)
      from fork f cross join place p cross join unnest(${numbers(skuIds)}::text::int[]) as k (sku)
      left join levels v on v.location_id = p.shelf and v.sku_id = k.sku
      left join levels w on w.location_id = p.transit and w.sku_id = k.sku)
    select id from fork`;
  // Pressed twice at once: the other one has made it.
  return made ? { outcome: 'done', id: made.id } : makeFork(company, viewer, key, { name, regionId, goods });
}

async function isThere(sql: Queries, table: 'regions' | 'categories', id: number): Promise<boolean> {
  return (await sql`select 1 from ${sql(table)} where id = ${id}`).length > 0;
}

/** Shelves of the stores and warehouses below a region that the viewer reaches. One more than allowed tells that there are too many. */
async function placesOf(sql: Queries, viewer: Viewer, regionId: number | null): Promise<LocationId[]> {
  const { locations } = viewer;
  const rows = await sql<{ id: LocationId }[]>`
    with recursive below as (
      select id from regions where ${regionId}::int is null or id = ${regionId}
      union select r.id from below b join regions r on r.parent_id = b.id)
    select l.id from stores s join locations l on l.store_id = s.id and l.kind = 'shelf'
    where s.is_active and s.region_id in (select id from below)
      and (${locations === 'all'} or l.id = any(${numbers(locations === 'all' ? [] : [...locations])}::text::int[]))
    order by s.kind desc, s.code limit ${forkPlacesMax + 1}`;
  return rows.map(({ id }) => id);
}

/** The goods that were asked for; where there are more than fit, those that sell most in these places. */
async function goodsOf(
  company: Company,
  viewer: Viewer,
  places: readonly LocationId[],
  goods: NewFork['goods'],
  goodsMax: number,
): Promise<number[]> {
  const inPlaces = numbers(places);
  const rows = await withViewer(company.viewerSql, viewer, async (sql) => {
    if (goods.kind === 'suggested')
      return sql<{ id: number }[]>`
        select sku_id as id from suggestions where kind = 'transfer' and run_id = (select max(id) from replenish_runs)
          and source_id = any(${inPlaces}::text::int[]) and target_id = any(${inPlaces}::text::int[])
        group by sku_id order by min(id) limit ${goodsMax}`;
    const only =
      goods.kind === 'skus'
        ? sql`k.id = any(${numbers(goods.skuIds)}::text::int[])`
        : sql`k.category_id in (select id from below)`;
    return sql<{ id: number }[]>`
      with recursive below as (
        select id from categories where id = ${goods.kind === 'category' ? goods.categoryId : null}
        union select c.id from below b join categories c on c.parent_id = b.id),
      sold as (
        select sku_id, sum(quantity) as units from hourly_sales where location_id = any(${inPlaces}::text::int[])
          and business_day > (select max(business_day) from store_hours) - 28 group by 1)
      select k.id from skus k left join sold on sold.sku_id = k.id where k.is_active and ${only}
      order by coalesce(sold.units, 0) desc, k.id limit ${goodsMax}`;
  });
  return rows.map(({ id }) => id);
}
