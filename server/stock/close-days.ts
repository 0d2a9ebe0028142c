import type { BusinessDay } from '#domain/store/business-day.ts';
import type { Sql } from '../platform/database.ts';

/**
 * Closes all business days through this one for posting. False where they are closed already; days are never opened again.
 * It takes every head, so that what was judged before is written before, and counts their rules on, so that what was
 * judged by the old ones and comes later is judged again, in this process and in all others.
 */
export async function closeDays(sql: Sql, through: BusinessDay): Promise<boolean> {
  const isClosed = await sql.begin(async (tx) => {
    await tx`select 1 from location_heads order by location_id for update`;
    const closed = await tx`
      update company_settings set closed_through = ${through} where closed_through is null or closed_through < ${through}`;
    if (closed.count > 0) await tx`update location_heads set rules = rules + 1`;
    return closed.count > 0;
  });
  return isClosed as boolean;
}
