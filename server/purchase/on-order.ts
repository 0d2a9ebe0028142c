import type { LocationId } from '#domain/store/ids.ts';
import type { OnOrderRow } from '#protocol/purchase/views.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

const rowsMax = 5000;

/** What is ordered with suppliers and not here yet, for whoever plans: base units by shelf and SKU, soonest first [PU-10]. */
export interface Expected {
  readonly locationId: LocationId;
  readonly skuId: number;
  readonly units: number;
  readonly expectedDay: number | null;
}

/** Lines of orders that are with their supplier, less what came; what came beyond an order is not owed. */
const openLines = `
  select p.location_id, p.store_id, l.sku_id, l.pack::bigint * l.packs - l.received as units,
    coalesce(l.expected_day, p.expected_day) as expected_day, p.id
  from purchases p join purchase_lines l on l.purchase_id = p.id
  where p.state in ('sent', 'partial') and l.pack::bigint * l.packs > l.received`;

export async function readExpected(sql: Queries): Promise<readonly Expected[]> {
  return sql<Expected[]>`
    select location_id as "locationId", sku_id as "skuId", sum(units)::bigint as units, expected_day as "expectedDay"
    from (${sql.unsafe(openLines)}) o group by 1, 2, 4 order by 4 nulls last, 1, 2`;
}

/** The same for some shelves and SKUs, without days. Run as the viewer: row-level security cuts the rest. */
export async function readExpectedAt(
  sql: Queries,
  at: { readonly locations: readonly number[]; readonly skus: readonly number[] },
): Promise<readonly { readonly locationId: number; readonly skuId: number; readonly units: number }[]> {
  return sql<{ locationId: number; skuId: number; units: number }[]>`
    select location_id as "locationId", sku_id as "skuId", sum(units)::bigint as units from (${sql.unsafe(openLines)}) o
    where location_id = any(${numbers(at.locations)}::text::int[]) and sku_id = any(${numbers(at.skus)}::text::int[])
    group by 1, 2 order by 1, 2`;
}

/** Beside stock: by store for one SKU, or by SKU for one store. Run as the viewer: row-level security cuts the rest. */
export async function readOnOrder(
  sql: Queries,
  of: { readonly sku: number } | { readonly store: number },
): Promise<readonly OnOrderRow[]> {
  const only = 'sku' in of ? sql`sku_id = ${of.sku}` : sql`store_id = ${of.store}`;
  return sql<OnOrderRow[]>`
    select store_id as "storeId", sku_id as "skuId", sum(units)::bigint as units, min(expected_day) as "expectedDay",
      (array_agg(id order by id))[1:20] as purchases
    from (${sql.unsafe(openLines)}) o where ${only} group by 1, 2 order by 2, 1 limit ${rowsMax}`;
}
