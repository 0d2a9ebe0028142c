import type { Sql } from '#server/platform/database.ts';
import type { LocationId } from '#domain/store/ids.ts';

const linesOfSale = 10;
const days = 60;

/**
 * Years of sales in seconds: ten-line sales of one piece each, at 300 fen cost and 500 fen price, written by SQL as the
 * ledger would have posted them, rollups, levels and heads too. The SKUs take turns, so that every level goes down evenly.
 * It keeps every invariant; only the pace is not the ledger's.
 */
export async function fillSales(
  owner: Sql,
  location: LocationId,
  options: { readonly lines: number; readonly skus: number },
): Promise<void> {
  const { skus } = options;
  const sales = Math.floor(options.lines / linesOfSale);
  const lines = sales * linesOfSale;
  await owner.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    await sql`
      insert into documents (command_key, input_hash, kind, location_id, position, account_id, session, occurred_at, effective_at, business_day, hour)
      select gen_random_uuid(), gen_random_uuid(), 'sale', ${location}, head, 1, 'bench', at, effective_at, (local::date - date '1970-01-01'), extract(hour from local)
      from (
        select h.position + n as head, h.effective_at, at, at at time zone 'Asia/Shanghai' as local
        from location_heads h, generate_series(1, ${sales}::int) n,
          lateral (select date_trunc('day', now()) - make_interval(days => ${days}) + make_interval(secs => n::float8 / ${sales}::float8 * ${days * 86_400}) as at) t
        where h.location_id = ${location}
      ) made`;
    await sql`
      insert into movements (location_id, position, line, sku_id, source_id, target_id, quantity, value, amount, on_hand_after, value_after)
      select ${location}, h.position + 1 + n / ${linesOfSale}, 1 + n % ${linesOfSale}, l.sku_id, ${location}, 2, 1, 300, 500,
        l.on_hand - (n / ${skus} + 1), l.value - 300 * (n / ${skus} + 1)::bigint
      from location_heads h, generate_series(0, ${lines - 1}::int) n
      join levels l on l.location_id = ${location} and l.sku_id = 1 + (n::bigint * 37) % ${skus}
      where h.location_id = ${location} order by n`;
    await sql`
      with sold as (
        select d.business_day, d.hour, m.sku_id, sum(m.quantity) as quantity, sum(m.amount) as amount, sum(m.value) as cost
        from location_heads h join documents d on d.location_id = h.location_id and d.position > h.position
        join movements m on m.location_id = d.location_id and m.position = d.position
        where h.location_id = ${location} group by 1, 2, 3
      )
      insert into sales_hours select ${location}, business_day, hour, sku_id, quantity, amount, cost from sold
      on conflict (location_id, business_day, hour, sku_id) do update set quantity = sales_hours.quantity + excluded.quantity,
        amount = sales_hours.amount + excluded.amount, cost = sales_hours.cost + excluded.cost`;
    await sql`
      insert into store_hours
      select ${location}, d.business_day, d.hour, count(*), count(*) * ${linesOfSale}, count(*) * ${linesOfSale * 500}, count(*) * ${linesOfSale * 300}
      from location_heads h join documents d on d.location_id = h.location_id and d.position > h.position
      where h.location_id = ${location} group by 2, 3
      on conflict (location_id, business_day, hour) do update set receipts = store_hours.receipts + excluded.receipts,
        quantity = store_hours.quantity + excluded.quantity, amount = store_hours.amount + excluded.amount, cost = store_hours.cost + excluded.cost`;
    await sql`
      update levels l set on_hand = on_hand - sold, value = value - 300 * sold, position = last
      from (
        select m.sku_id, count(*) as sold, max(m.position) as last from location_heads h
        join movements m on m.location_id = h.location_id and m.position > h.position where h.location_id = ${location} group by 1
      ) s where l.location_id = ${location} and l.sku_id = s.sku_id`;
    await sql`update location_heads set position = position + ${sales} where location_id = ${location}`;
  });
}
