import type { Sql } from '../platform/database.ts';
import type { Chain } from './read-chain.ts';

/** Days between two orders where the ledger does not tell. */
export const reviewDays = 7;
const lookBackDays = 28;
const rowsAtOnce = 20_000;

/** How often goods come: whoever gets milk every morning orders it every evening, and needs no week of it. */
export interface Rhythm {
  /** Days between two deliveries of a SKU to a place, numbered as in the supply; a week at most. */
  reviewOf(place: number, sku: number): number;
}

/** From the days of the last four weeks on which a place took goods in, from a supplier or another place. */
export async function readRhythm(
  sql: Sql,
  chain: Chain,
  places: readonly { readonly locationId: number }[],
): Promise<Rhythm> {
  const skus = chain.skus.length;
  const review = new Uint8Array(places.length * skus).fill(reviewDays);
  const span = Math.min(lookBackDays, chain.today - chain.firstDay);
  if (span >= reviewDays) {
    const placeAt = new Map(places.map(({ locationId }, at) => [locationId, at]));
    const skuAt = new Map(chain.skus.map(({ id }, k) => [id, k]));
    const received = sql<{ locationId: number; skuId: number; days: number }[]>`
      select m.target_id as "locationId", m.sku_id as "skuId", count(distinct d.business_day)::int as days
      from documents d join movements m on m.location_id = d.location_id and m.position = d.position
      where d.kind in ('receipt', 'receive') and d.business_day >= ${chain.today - span} and d.business_day < ${chain.today}
      group by 1, 2 having count(distinct d.business_day) > ${span / reviewDays}::float8`;
    for await (const rows of received.cursor(rowsAtOnce))
      for (const { locationId, skuId, days } of rows) {
        const at = placeAt.get(locationId);
        const k = skuAt.get(skuId);
        if (at !== undefined && k !== undefined) review[at * skus + k] = Math.max(1, Math.round(span / days));
      }
  }
  return { reviewOf: (place, sku) => review[place * skus + sku] ?? reviewDays };
}
