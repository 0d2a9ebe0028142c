import { presetByRole, roles } from '#domain/identity/role.ts';
import { cycleDue } from '#domain/stocktake/cycle.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { PlanHints } from '#protocol/stocktake/views.ts';
import type { Queries } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';
import { readCycleSkus } from './plan.ts';

const categoriesMax = 2000;
const peopleMax = 200;

/** What each way to plan would come to in this store, and what was used here the last time. */
export async function readPlanHints(sql: Queries, location: LocationId, storeId: number): Promise<PlanHints> {
  const skus = await readCycleSkus(sql, location);
  const [last] = await sql<{ zones: readonly string[] }[]>`
    select zones from stocktakes where location_id = ${location} and jsonb_array_length(zones) > 0 order by id desc limit 1`;
  return {
    skus: skus.length,
    zones: last?.zones ?? [],
    categories: await readCategories(sql, location),
    cycle: cycleDue(skus),
    people: await readCounters(sql, storeId),
  };
}

/** Categories that the store has goods of, with those above them. */
function readCategories(sql: Queries, location: LocationId): Promise<PlanHints['categories']> {
  return sql<PlanHints['categories'][number][]>`
    with recursive own as (
      select k.category_id as id, count(*) as skus from levels l join skus k on k.id = l.sku_id
      where l.location_id = ${location} and k.category_id is not null group by 1
    ), up as (
      select c.id, c.parent_id from categories c join own using (id)
      union select c.id, c.parent_id from categories c join up on c.id = up.parent_id
    )
    select c.id, c.parent_id as "parentId", c.code, c.name_zh as "nameZh", c.name_en as "nameEn", coalesce(own.skus, 0)::int as skus
    from categories c left join own using (id) where c.id in (select id from up) order by c.name_zh, c.id limit ${categoriesMax}`;
}

/** People whose role may count and whose scope reaches the store. */
export function readCounters(sql: Queries, storeId: number): Promise<PlanHints['people']> {
  const counting = roles.filter((role) => presetByRole[role].operations.includes('count.stocktake'));
  return sql<PlanHints['people'][number][]>`
    with recursive up as (
      select region_id from stores where id = ${storeId}
      union select r.parent_id from regions r join up on r.id = up.region_id where r.parent_id is not null
    )
    select a.id as "accountId", a.name_zh as "nameZh", a.name_en as "nameEn", a.role from accounts a
    where not a.is_disabled and a.role = any(${textArray(counting)}::text::text[]) and (a.scope_kind = 'all'
      or (a.scope_kind = 'stores' and exists (select from account_stores t where t.account_id = a.id and t.store_id = ${storeId}))
      or (a.scope_kind = 'regions' and exists (select from account_regions r where r.account_id = a.id and r.region_id in (select region_id from up))))
    order by a.scope_kind = 'all', a.id limit ${peopleMax}`;
}
