import type { Fragment } from 'postgres';
import type { Queries } from '../platform/database.ts';

/** Days behind today whose sales tell what is sold a day. */
export const soldDays = 7;
/** How many of the last movements of a SKU at a place are looked at. */
const movementsMax = 400;

/** Units that a place sent to others in those days: what a warehouse has instead of sales. Wants `today (day)` beside it. */
export function dispatched(sql: Queries, shelf: Fragment, sku: Fragment): Fragment {
  return sql`coalesce((
    select sum(m.quantity) from (select * from movements where location_id = ${shelf} and sku_id = ${sku} order by position desc limit ${movementsMax}) m
    join documents d on d.location_id = m.location_id and d.position = m.position, today
    where m.source_id = ${shelf} and d.kind = 'dispatch' and d.business_day between day - ${soldDays} and day - 1), 0)`;
}
