import { dayElapsed, type DayElapsed } from '#domain/store/business-day.ts';
import type { Sql } from '../platform/database.ts';

const rowsAtOnce = 20_000;
const hours = 24;

export interface Shop {
  readonly locationId: number;
  readonly timeZone: string;
  readonly cut: number;
}

interface Range {
  readonly firstDay: number;
  readonly today: number;
  readonly nowMs: number;
}

/**
 * By day (from `firstDay` to yesterday) the cells whose shelf stood empty for a part of it, and the part of a day's trade
 * that was: cell, part … An hour counts for what that shop sells in it, so that an empty evening is more than an empty night [RP-3].
 */
export async function readEmpty(
  sql: Sql,
  shops: readonly Shop[],
  skuAt: ReadonlyMap<number, number>,
  { firstDay, today, nowMs }: Range,
): Promise<readonly Float64Array[]> {
  const curves = await readCurves(sql, firstDay, today);
  const shopAt = new Map(shops.map(({ locationId }, s) => [locationId, s]));
  const byDay = Array.from({ length: Math.max(0, today - firstDay) }, () => new Map<number, number>());
  const spells = sql<{ locationId: number; skuId: number; fromMs: number; untilMs: number | null }[]>`
    select location_id as "locationId", sku_id as "skuId", (extract(epoch from opened_at) * 1000)::float8 as "fromMs",
      (extract(epoch from closed_at) * 1000)::float8 as "untilMs"
    from alerts where kind = 'out_of_stock'
      and (closed_at is null or closed_at >= ${new Date((firstDay - 1) * 86_400_000)})`;
  for await (const rows of spells.cursor(rowsAtOnce))
    for (const { locationId, skuId, fromMs, untilMs } of rows) {
      const s = shopAt.get(locationId);
      const k = skuAt.get(skuId);
      const shop = s === undefined ? undefined : shops[s];
      if (!shop || s === undefined || k === undefined) continue;
      const curve = curves.get(locationId) ?? even;
      const from = dayElapsed(fromMs, shop.timeZone, shop.cut);
      const until = dayElapsed(untilMs ?? nowMs, shop.timeZone, shop.cut);
      for (let day = Math.max(from.day, firstDay); day <= Math.min(until.day, today - 1); day++) {
        const part =
          (day === until.day ? traded(curve, until) : 1) - (day === from.day ? traded(curve, from) : 0);
        const cells = byDay[day - firstDay];
        const cell = s * skuAt.size + k;
        if (cells && part > 0) cells.set(cell, Math.min(1, (cells.get(cell) ?? 0) + part));
      }
    }
  return byDay.map((cells) => Float64Array.from([...cells].flat()));
}

const even = new Float64Array(hours).fill(1 / hours);

/** Part of a day's trade that is over. */
export function traded(curve: Float64Array, { first, whole, share }: DayElapsed): number {
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += curve[(first + i) % hours] ?? 0;
  return sum + share * (curve[(first + whole) % hours] ?? 0);
}

/** What part of its day each shop sells in each hour. */
async function readCurves(
  sql: Sql,
  firstDay: number,
  today: number,
): Promise<ReadonlyMap<number, Float64Array>> {
  const rows = await sql<{ locationId: number; hour: number; units: number }[]>`
    select location_id as "locationId", hour, sum(quantity)::float8 as units from hourly_sales
    where business_day >= ${firstDay} and business_day < ${today} group by 1, 2`;
  const curves = new Map<number, Float64Array>();
  for (const { locationId, hour, units } of rows) {
    const curve = curves.get(locationId) ?? new Float64Array(hours);
    curve[hour] = Math.max(0, units);
    curves.set(locationId, curve);
  }
  for (const [locationId, curve] of curves) {
    const all = curve.reduce((sum, units) => sum + units, 0);
    curves.set(locationId, all > 0 ? curve.map((units) => units / all) : even);
  }
  return curves;
}
