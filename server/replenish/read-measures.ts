import type { Viewer } from '#domain/identity/viewer.ts';
import type { Measures, TransferYield } from '#protocol/replenish/views.ts';
import { project } from '../identity/project.ts';
import type { Queries } from '../platform/database.ts';

/** Sales of so many days after goods came are taken for what came of them. */
const yieldDays = 7;

/** What the owner asks for, over so many days up to yesterday: stores, transfers between them, and goods by class [RP-16]. */
export async function readMeasures(
  sql: Queries,
  viewer: Viewer,
  today: number,
  days: number,
  nowMs: number,
): Promise<Measures> {
  const until = new Date(nowMs);
  const since = new Date(nowMs - days * 86_400_000);
  const rows = await readStores(sql, today, days, since, until);
  return {
    days,
    rows: rows.map((row) => project(viewer, 'measure', row)),
    transfers: project(viewer, 'transferYield', await readYield(sql, today, since)),
    classes: await readClasses(sql, today),
  };
}

/**
 * Turnover, cover, empty shelves and dead stock by store. Hours out of stock are those of the wall's alerts; lost units what
 * the cell sold a day over four weeks, times the part of their days' trade that these hours are, by the hours at which that
 * store sells: an empty shelf loses nothing at night.
 */
function readStores(
  sql: Queries,
  today: number,
  days: number,
  since: Date,
  until: Date,
): Promise<Measures['rows'][number][]> {
  return sql<Measures['rows'][number][]>`
    with sold as (
      select location_id, sku_id, sum(quantity) as units, sum(cost) as cost,
        sum(quantity) filter (where business_day >= ${today - 28}) as units28
      from hourly_sales where business_day >= ${today - 91} and business_day < ${today} group by 1, 2),
    period as (
      select location_id, sum(quantity) as units, sum(cost) as cost
      from hourly_sales where business_day >= ${today - days} and business_day < ${today} group by 1),
    by_hour as (
      select l.location_id, h.hour, coalesce(sum(g.quantity), 0)::numeric as units
      from (select distinct location_id from sold) l cross join generate_series(0, 23) as h (hour)
        left join hourly_sales g on g.location_id = l.location_id and g.hour = h.hour
          and g.business_day >= ${today - 28} and g.business_day < ${today}
      group by 1, 2),
    curve as (
      select location_id, hour, units / nullif(sum(units) over whole, 0) as part,
        (sum(units) over upto - units) / nullif(sum(units) over whole, 0) as before
      from by_hour window whole as (partition by location_id), upto as (partition by location_id order by hour)),
    empty as (
      select a.location_id, a.sku_id, extract(epoch from b.until - b.since) / 3600 as hours,
        b.since at time zone s.time_zone as began, b.until at time zone s.time_zone as ended
      from alerts a join locations l on l.id = a.location_id join stores s on s.id = l.store_id
      cross join lateral (select greatest(a.opened_at, ${since}) as since,
        least(coalesce(a.closed_at, ${until}), ${until}::timestamptz) as until) b
      where a.kind = 'out_of_stock' and a.opened_at < ${until} and (a.closed_at is null or a.closed_at > ${since})),
    dry as (
      select e.location_id, sum(e.hours) as hours, sum(coalesce(d.units28, 0) / 28.0 * greatest(0,
        (e.ended::date - e.began::date)
          + coalesce(z.before + z.part * extract(minute from e.ended) / 60, 0)
          - coalesce(y.before + y.part * extract(minute from e.began) / 60, 0))) as lost
      from empty e left join sold d on d.location_id = e.location_id and d.sku_id = e.sku_id
        left join curve y on y.location_id = e.location_id and y.hour = extract(hour from e.began)
        left join curve z on z.location_id = e.location_id and z.hour = extract(hour from e.ended)
      group by 1)
    select s.id as "storeId", s.name_zh as "nameZh", s.name_en as "nameEn", coalesce(max(p.units), 0)::int as units,
      coalesce(sum(greatest(v.on_hand, 0)), 0)::bigint as "onHand",
      round((sum(greatest(v.on_hand, 0)) / nullif(max(p.units)::numeric / ${days}, 0))::numeric, 1)::float8 as "coverDays",
      round((max(p.cost)::numeric / ${days} * 365 / nullif(sum(greatest(v.value, 0)), 0))::numeric, 1)::float8 as turnover,
      count(*) filter (where v.on_hand <= 0 and d.units28 > 0)::int as "outCells",
      count(*) filter (where d.units28 > 0)::int as "soldCells",
      round(coalesce(sum(d.units28) filter (where v.on_hand <= 0), 0)::numeric / 28, 1)::float8 as "lostPerDay",
      round(coalesce(max(o.hours), 0))::int as "outHours", round(coalesce(max(o.lost), 0), 1)::float8 as "lostUnits",
      coalesce(sum(v.on_hand) filter (where v.on_hand > 0 and coalesce(d.units28, 0) <= 0), 0)::bigint as "deadUnits28",
      coalesce(sum(v.on_hand) filter (where v.on_hand > 0 and coalesce(d.units, 0) <= 0), 0)::bigint as "deadUnits91",
      coalesce(sum(greatest(v.value, 0)), 0)::bigint as "stockValue",
      coalesce(sum(v.value) filter (where v.on_hand > 0 and coalesce(d.units28, 0) <= 0), 0)::bigint as "deadValue28",
      coalesce(sum(v.value) filter (where v.on_hand > 0 and coalesce(d.units, 0) <= 0), 0)::bigint as "deadValue91"
    from stores s join locations l on l.store_id = s.id and l.kind = 'shelf'
      join levels v on v.location_id = l.id
      left join sold d on d.location_id = v.location_id and d.sku_id = v.sku_id
      left join period p on p.location_id = l.id
      left join dry o on o.location_id = l.id
    where s.kind = 'store' group by s.id order by s.id`;
}

/**
 * What transfers between stores that ended in the period brought. Of a line that came, units sold beyond what stood there
 * before, over the week since: what would not have been sold without it. Freight is what was written on the parcels, and
 * where nothing was, what the company reckons a document and a unit at.
 */
async function readYield(sql: Queries, today: number, since: Date): Promise<TransferYield> {
  const [row] = await sql<TransferYield[]>`
    with ended as (
      select t.id, t.units_different, t.target_id, s.time_zone, s.day_cut_minutes,
        (select sum(p.freight) from transfer_parcels p where p.transfer_id = t.id) as freight
      from transfers t join stores f on f.id = t.source_store_id and f.kind = 'store'
        join stores s on s.id = t.target_store_id and s.kind = 'store'
      where t.state in ('received', 'closed') and t.kind <> 'delivery' and t.state_since >= ${since}),
    came as (
      select e.id, e.target_id, m.sku_id, m.quantity, greatest(0, coalesce(m.counter_on_hand_after, 0) - m.quantity) as had,
        c.at at time zone e.time_zone as local, make_interval(mins => e.day_cut_minutes) as cut
      from ended e join transfer_postings p on p.transfer_id = e.id and p.kind = 'receive' and p.is_posted
        join transfer_commands c on c.key = p.command_key
        join movements m on m.location_id = p.posted_id and m.position = p.posted_position and m.target_id = e.target_id),
    sold as (
      select a.id, a.quantity, k.price - k.cost as margin, least(a.quantity, greatest(0, coalesce((
        select sum(h.quantity) from hourly_sales h where h.location_id = a.target_id and h.sku_id = a.sku_id
          and h.business_day between (a.local - a.cut)::date - date '1970-01-01'
            and least((a.local - a.cut)::date - date '1970-01-01' + ${yieldDays}, ${today})
          and (h.business_day > (a.local - a.cut)::date - date '1970-01-01' or h.hour >= extract(hour from a.local))), 0) - a.had)) as extra
      from came a join skus k on k.id = a.sku_id),
    costs as (
      select coalesce(sum(case when coalesce(e.freight, 0) > 0 then e.freight
        else r.doc_cost + r.unit_cost * coalesce((select sum(quantity) from came a where a.id = e.id), 0) end), 0)::bigint as freight
      from ended e cross join replenish_settings r)
    select (select count(*) from ended)::int as documents, coalesce(sum(quantity), 0)::bigint as units,
      (select coalesce(sum(units_different), 0) from ended)::bigint as different,
      coalesce(sum(extra), 0)::bigint as extra, (select freight from costs) as freight,
      (coalesce(sum(extra * margin), 0) - (select freight from costs))::bigint as gain
    from sold`;
  return row ?? { documents: 0, units: 0, different: 0, extra: 0, freight: null, gain: null };
}

/** SKUs by share of sales and by how even their weeks are: twelve, or as many whole ones as were traded. */
function readClasses(sql: Queries, today: number): Promise<Measures['classes'][number][]> {
  return sql<Measures['classes'][number][]>`
    with span as (
      select greatest(1, least(12, (${today} - min(business_day)) / 7)) as weeks from hourly_sales),
    weeks as (
      select sku_id, (${today} - 1 - business_day) / 7 as week, sum(quantity) as units, sum(amount) as amount
      from hourly_sales, span where business_day >= ${today} - 7 * span.weeks and business_day < ${today} group by 1, 2),
    goods as (
      select sku_id, sum(amount) as amount,
        coalesce(sqrt(greatest(sum(units::numeric * units) / weeks - (sum(units)::numeric / weeks) ^ 2, 0))
          / nullif(sum(units)::numeric / weeks, 0), 9) as cv
      from weeks w, span group by sku_id, weeks),
    ranked as (
      select cv, sum(amount) over (order by amount desc, sku_id) - amount as before, sum(amount) over () as total from goods)
    select case when before < 0.8 * total then 'A' when before < 0.95 * total then 'B' else 'C' end as abc,
      case when cv < 0.5 then 'X' when cv < 1 then 'Y' else 'Z' end as xyz, count(*)::int as skus
    from ranked group by 1, 2 order by 1, 2`;
}
