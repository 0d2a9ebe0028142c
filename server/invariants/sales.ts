import type { Invariant } from './invariant.ts';

export const salesInvariants: readonly Invariant[] = [
  {
    id: 'I13',
    name: 'stores make the company',
    holds:
      'the sales of a store’s hour are the sum of its SKUs, so that SKUs, stores and company come to the same',
    sql: `
      with skus as (
        select location_id, business_day, hour, sum(quantity) as quantity, sum(amount) as amount, sum(cost) as cost from hourly_sales
        where business_day is not null group by 1, 2, 3
      )
      select format('location %s business day %s hour %s: store %s, %s, %s; its SKUs %s, %s, %s (quantity, amount, cost)', location_id,
        business_day, hour, h.quantity, h.amount, h.cost, s.quantity, s.amount, s.cost) as row_named
      from store_hours h full join skus s using (location_id, business_day, hour)
      where (coalesce(h.quantity, 0), coalesce(h.amount, 0), coalesce(h.cost, 0))
        <> (coalesce(s.quantity, 0), coalesce(s.amount, 0), coalesce(s.cost, 0)) or h.location_id is null`,
  },
  {
    id: 'I20',
    name: 'sales rollup',
    holds: 'sales by store, SKU, business day and hour are what the movements come to',
    sql: `
      with kept as (
        select location_id, business_day, hour, sku_id, sum(quantity) as quantity, sum(amount) as amount, sum(cost) as cost
        from hourly_sales where business_day is not null group by 1, 2, 3, 4
      ), counted as (
        select m.location_id, d.business_day, d.hour, m.sku_id,
          sum(case when m.target_id = 2 then m.quantity else -m.quantity end) as quantity, sum(m.amount) as amount,
          sum(case when m.target_id = 2 then m.value else -m.value end) as cost
        from movements m join documents d using (location_id, position) where 2 in (m.source_id, m.target_id) group by 1, 2, 3, 4
      )
      select format('location %s business day %s hour %s sku %s: kept %s, %s, %s; movements %s, %s, %s (quantity, amount, cost)', location_id,
        business_day, hour, sku_id, s.quantity, s.amount, s.cost, c.quantity, c.amount, c.cost) as row_named
      from kept s full join counted c using (location_id, business_day, hour, sku_id)
      where (s.quantity, s.amount, s.cost) is distinct from (c.quantity, c.amount, c.cost)`,
  },
  {
    id: 'I20',
    name: 'receipts rollup',
    holds: 'receipts by store, business day and hour are the sales less the reversed ones',
    sql: `
      with counted as (
        select location_id, business_day, hour, sum(case kind when 'sale' then 1 else -1 end) as receipts from documents d
        where position is not null and (kind = 'sale' or (kind = 'reversal' and exists (select from movements m
          where m.location_id = d.location_id and m.position = d.position and m.source_id = 2 and m.amount < 0))) group by 1, 2, 3
      )
      select format('location %s business day %s hour %s: kept %s receipts, documents %s', location_id, business_day, hour, h.receipts, c.receipts) as row_named
      from store_hours h full join counted c using (location_id, business_day, hour)
      where coalesce(h.receipts, 0) <> coalesce(c.receipts, 0)`,
  },
  {
    id: 'I20',
    name: 'business day',
    holds: 'business day and hour follow from when it happened, the store’s time zone and its cut',
    sql: `
      select format('document %s-%s happened at %s: business day %s hour %s, should be %s and %s', location_id, position, occurred_at,
        business_day, hour, (local - cut)::date - date '1970-01-01', extract(hour from local)) as row_named
      from (
        select d.location_id, d.position, d.occurred_at, d.business_day, d.hour, d.occurred_at at time zone s.time_zone as local,
          make_interval(mins => s.day_cut_minutes) as cut
        from documents d join locations l on l.id = d.location_id join stores s on s.id = l.store_id
        where d.position is not null) d
      where business_day <> (local - cut)::date - date '1970-01-01' or hour <> extract(hour from local)`,
  },
];
