import { businessDayText, type BusinessDay } from '#domain/store/business-day.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { Queries, Sql } from '../platform/database.ts';

/** A change of costing that was not made, and why. */
export type CostingRefused =
  | { readonly why: 'same' }
  /** Goods were moved after the last closed day: no period begins here. */
  | {
      readonly why: 'not_at_start';
      readonly location: number;
      readonly position: number;
      readonly day: string;
    };

/**
 * Changes how goods that leave are valued, at a period's start: all days with movements must be closed, so that none of
 * the new period was valued the old way. No value changes: what stands on hand becomes one layer at its average, or its
 * layers end and their sum is the average. Undefined where it was done.
 * It takes every head and counts their rules on, as closing days does: what was judged by the old rules is judged again.
 */
export async function changeCosting(sql: Sql, costing: Costing): Promise<CostingRefused | undefined> {
  const refused = await sql.begin(async (tx) => {
    // Years of documents are looked through, and nobody posts meanwhile.
    await tx`select set_config('statement_timeout', '0', true)`;
    await tx`select 1 from location_heads order by location_id for update`;
    return change(tx as Queries, costing);
  });
  return refused as CostingRefused | undefined;
}

async function change(tx: Queries, costing: Costing): Promise<CostingRefused | undefined> {
  const [settings] = await tx<{ costing: Costing }[]>`select costing from company_settings for update`;
  if (!settings || settings.costing === costing) return { why: 'same' };
  const [open] = await tx<{ location: number; position: number; day: BusinessDay }[]>`
    select location_id as location, position, business_day as day from documents d, company_settings s
    where d.position is not null and d.kind not in ('reserve', 'release', 'reorder_point')
      and d.business_day > coalesce(s.closed_through, -2147483648) order by business_day desc limit 1`;
  if (open) return { why: 'not_at_start', ...open, day: businessDayText(open.day) };
  const [count] = await tx<{ changes: number }[]>`
    select coalesce(max(change) + 1, 0)::int as changes from costing_changes`;
  const nth = count?.changes ?? 0;
  await tx`insert into costing_changes (location_id, position, change, was, costing)
    select location_id, position, ${nth}, ${settings.costing}, ${costing} from location_heads`;
  await (costing === 'fifo' ? beginLayers(tx, nth) : endLayers(tx, nth));
  await tx`update company_settings set costing = ${costing}`;
  await tx`update location_heads set rules = rules + 1`;
  return undefined;
}

async function beginLayers(tx: Queries, nth: number): Promise<void> {
  await tx`insert into cost_layers (location_id, sku_id, position, line, quantity, value, quantity_left, value_left)
    select v.location_id, v.sku_id, h.position, ${-nth}::smallint, v.on_hand, v.value, v.on_hand, v.value
    from levels v join location_heads h using (location_id) where v.on_hand > 0`;
}

async function endLayers(tx: Queries, nth: number): Promise<void> {
  await tx`insert into layer_draws (location_id, sku_id, layer_position, layer_line, position, line, quantity, value)
    select c.location_id, c.sku_id, c.position, c.line, h.position, ${-nth}::smallint, c.quantity_left, c.value_left
    from cost_layers c join location_heads h using (location_id) where c.quantity_left > 0`;
  await tx`update cost_layers set quantity_left = 0, value_left = 0 where quantity_left > 0`;
}
