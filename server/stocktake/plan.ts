import type { SkuId } from '#domain/catalog/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { cyclePick } from '#domain/stocktake/cycle.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { planSkusMax, type PlanRequest } from '#protocol/stocktake/requests.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import { audit } from '../identity/audit.ts';
import { refused, type Refused } from './refused.ts';
import { readHead } from './rows.ts';

/** Stocktakes that may run in one store at a time. */
export const runningMax = 20;

/** Days back that turnover is summed over for the classes of cycle counts. */
const turnoverDays = 30;

/** Makes a stocktake; the same key makes it once. */
export async function planStocktake(
  sql: Sql,
  viewer: Viewer,
  planKey: string,
  location: LocationId,
  request: PlanRequest,
): Promise<{ readonly id: number } | Refused> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    const [known] = await tx<{ id: number; location: number }[]>`
      select id, location_id as location from stocktakes where plan_key = ${planKey}`;
    if (known) return known.location === location ? { id: known.id } : refused('stocktake.not_counting');
    const [running] = await tx<{ count: number }[]>`
      select count(*) as count from stocktakes where location_id = ${location} and state in ('counting', 'posting')`;
    if ((running?.count ?? 0) >= runningMax) return refused('stocktake.already_open', { most: runningMax });
    const skus = await pickSkus(tx, location, request.scope);
    if (skus !== null && skus.length === 0) return refused('stocktake.nothing_to_count');
    const size = skus?.length ?? (await countLevels(tx, location));
    if (size > planSkusMax) return refused('stocktake.too_many_skus', { most: planSkusMax });
    const head = await readHead(tx, location);
    const [made] = await tx<{ id: number }[]>`
      insert into stocktakes (plan_key, location_id, name, scope, is_blind, zones, account_ids, total_limit, line_limit, created_by,
        created_at, started_position)
      values (${planKey}, ${location}, ${request.name ?? ''}, ${request.scope.kind}, ${request.isBlind},
        ${JSON.stringify(request.zones)}::text::jsonb, ${request.accountIds === null ? null : numberArray(request.accountIds)}::text::int[],
        ${request.totalLimit}, ${request.lineLimit}, ${viewer.accountId}, now(), ${head}) returning id`;
    if (!made) throw new Error('a stocktake was not made');
    if (skus !== null)
      await tx`insert into stocktake_skus (stocktake_id, sku_id) select ${made.id}, unnest(${numberArray(skus)}::text::int[])`;
    await audit(tx, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'stocktake.plan',
      subject: String(made.id),
      detail: { scope: request.scope.kind, skus: size },
    });
    return { id: made.id };
  })) as { readonly id: number } | Refused;
}

async function pickSkus(
  sql: Queries,
  location: LocationId,
  scope: PlanRequest['scope'],
): Promise<number[] | null> {
  switch (scope.kind) {
    case 'full':
    case 'zone':
      return null;
    case 'list':
    case 'spot': {
      const rows = await sql<{ id: number }[]>`
        select id from skus where id = any(${numberArray(scope.skuIds)}::text::int[]) order by id`;
      return rows.map(({ id }) => id);
    }
    case 'category': {
      const rows = await sql<{ id: number }[]>`
        with recursive below as (
          select id from categories where id = any(${numberArray(scope.categoryIds)}::text::int[])
          union select c.id from categories c join below b on c.parent_id = b.id
        )
        select k.id from skus k join levels l on l.sku_id = k.id and l.location_id = ${location}
        where k.category_id in (select id from below) order by k.id limit ${planSkusMax + 1}`;
      return rows.map(({ id }) => id);
    }
    case 'cycle':
      return cyclePick(await readCycleSkus(sql, location), scope.most);
  }
}

export async function readCycleSkus(sql: Queries, location: LocationId) {
  return sql<{ sku: SkuId; turnover: number; daysSinceCount: number | null }[]>`
    with newest as (select max(business_day) as day from store_hours where location_id = ${location}),
    sold as (
      select sku_id, sum(amount)::bigint as turnover from hourly_sales, newest
      where location_id = ${location} and business_day > newest.day - ${turnoverDays} group by 1
    ), counted as (
      select n.sku_id, max(t.committed_at) as at from stocktake_lines n join stocktakes t on t.id = n.stocktake_id
      where t.location_id = ${location} and t.state = 'committed' and n.state in ('fine', 'chosen') group by 1
    )
    select l.sku_id as sku, coalesce(s.turnover, 0)::bigint as turnover,
      floor(extract(epoch from now() - c.at) / 86400)::int as "daysSinceCount"
    from levels l left join sold s using (sku_id) left join counted c using (sku_id)
    where l.location_id = ${location} order by l.sku_id`;
}

async function countLevels(sql: Queries, location: LocationId): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*) as count from levels where location_id = ${location}`;
  return row?.count ?? 0;
}
