import type { Invariant } from './invariant.ts';

/** What every movement does at the holding locations it touches. Ids below 1001 are the edge of the company. */
const deltas = `
  select source_id as location_id, sku_id, -quantity as quantity, -value as value from movements where source_id >= 1001
  union all
  select target_id, sku_id, quantity, value from movements where target_id >= 1001`;

/** The level after each line, seen from each of the locations it touches, in the order of its positions. */
const steps = `
  select location_id, position, line, sku_id, on_hand_after as on_hand, value_after as value,
    (target_id = location_id)::int - (source_id = location_id)::int as sign, quantity, value as moved
  from movements where location_id in (source_id, target_id)
  union all
  select counter_location_id, counter_position, line, sku_id, counter_on_hand_after, counter_value_after,
    (target_id = counter_location_id)::int - (source_id = counter_location_id)::int, quantity, value
  from movements where counter_location_id is not null`;

export const stockInvariants: readonly Invariant[] = [
  {
    id: 'I1',
    name: 'levels',
    holds:
      'every level is the sum of its movements, in quantity and value; none is missing, none stands alone',
    sql: `
      with summed as (
        select location_id, sku_id, sum(quantity) as quantity, sum(value) as value from (${deltas}) d group by 1, 2
      )
      select format('level location %s sku %s: on hand %s value %s, its movements come to %s and %s', location_id, sku_id,
        coalesce(l.on_hand::text, 'missing'), coalesce(l.value::text, 'missing'), coalesce(s.quantity, 0), coalesce(s.value, 0)) as row_named
      from levels l full join summed s using (location_id, sku_id)
      where coalesce(l.on_hand, 0) <> coalesce(s.quantity, 0) or coalesce(l.value, 0) <> coalesce(s.value, 0)
        or l.location_id is null
        or (s.location_id is null and not exists (select from reservations r where r.location_id = l.location_id and r.sku_id = l.sku_id)
          and not exists (select from reorder_points r where r.location_id = l.location_id and r.sku_id = l.sku_id))`,
  },
  {
    id: 'I1',
    name: 'chain',
    holds: 'what each movement says stood after it is what stood before it and its own quantity and value',
    sql: `
      with stepped as (
        select *, coalesce(lag(on_hand) over w, 0) as on_hand_before, coalesce(lag(value) over w, 0) as value_before
        from (${steps}) s window w as (partition by location_id, sku_id order by position, line)
      )
      select format('movement at location %s position %s line %s sku %s: after it %s worth %s, before it %s worth %s, it moved %s worth %s',
        location_id, position, line, sku_id, on_hand, value, on_hand_before, value_before, sign * quantity, sign * moved) as row_named
      from stepped where on_hand <> on_hand_before + sign * quantity or value <> value_before + sign * moved`,
  },
  {
    id: 'I2',
    name: 'conservation',
    holds:
      'over all locations and the edge of the company every SKU comes to zero, and every movement has two known ends',
    sql: `
      with edge as (
        select sku_id, sum(quantity) as quantity, sum(value) as value from (
          select sku_id, -quantity as quantity, -value as value from movements where source_id < 1001
          union all select sku_id, quantity, value from movements where target_id < 1001) m group by 1
      ), held as (select sku_id, sum(on_hand) as quantity, sum(value) as value from levels group by 1)
      select format('sku %s: %s worth %s held, %s worth %s beyond the edge', sku_id, h.quantity, h.value, e.quantity, e.value) as row_named
      from held h full join edge e using (sku_id)
      where coalesce(h.quantity, 0) + coalesce(e.quantity, 0) <> 0 or coalesce(h.value, 0) + coalesce(e.value, 0) <> 0
      union all
      select format('movement location %s position %s line %s: from %s to %s, which is no location', m.location_id, m.position, m.line, m.source_id, m.target_id)
      from movements m left join locations s on s.id = m.source_id left join locations t on t.id = m.target_id
      where s.id is null or t.id is null`,
  },
  {
    id: 'I3',
    name: 'negative',
    holds: 'a level below zero was allowed to be, and has one open stretch; others have none',
    sql: `
      select format('level location %s sku %s: %s on hand, allowed %s, open stretches %s', l.location_id, l.sku_id, l.on_hand,
        l.is_negative_allowed, coalesce(n.open, 0)) as row_named
      from levels l join locations p on p.id = l.location_id
      left join (select location_id, sku_id, count(*) as open from negative_stretches where closed_position is null group by 1, 2) n
        using (location_id, sku_id)
      where (l.on_hand < 0 and (not l.is_negative_allowed or p.kind <> 'shelf'))
        or coalesce(n.open, 0) <> (l.on_hand < 0)::int
      union all
      select format('negative stretch location %s sku %s opened at %s, closed at %s', location_id, sku_id, opened_position, coalesce(closed_position::text, 'no position'))
      from negative_stretches n
      where closed_position <= opened_position
        or not exists (select from levels l where l.location_id = n.location_id and l.sku_id = n.sku_id)`,
  },
  {
    id: 'I4',
    name: 'reserved',
    holds:
      'what is reserved is the sum of the reservations; of none more is given back or dispatched than it held, and a released one holds nothing',
    sql: `
      with held as (select location_id, sku_id, sum(quantity) as quantity from reservations group by 1, 2)
      select format('level location %s sku %s: reserved %s, its reservations come to %s', location_id, sku_id, coalesce(l.reserved, 0), coalesce(h.quantity, 0)) as row_named
      from levels l full join held h using (location_id, sku_id)
      where coalesce(l.reserved, 0) <> coalesce(h.quantity, 0)
      union all
      select format('reservation %s-%s line %s: %s held, %s given back or dispatched', o.location_id, o.position, o.line, o.quantity, -coalesce(sum(r.quantity), 0)) as row_named
      from reservations o join documents d on d.of_location_id = o.location_id and d.of_position = o.position and d.position is not null
      left join reservations r on r.location_id = d.location_id and r.position = d.position and r.line = o.line and r.sku_id = o.sku_id
      where o.quantity > 0 group by o.location_id, o.position, o.line, o.quantity
      having o.quantity + coalesce(sum(r.quantity), 0) < 0 or (bool_or(d.kind = 'release') and o.quantity + coalesce(sum(r.quantity), 0) <> 0)
      union all
      select format('line %s-%s.%s gives back %s that nobody held', r.location_id, r.position, r.line, r.quantity)
      from reservations r join documents d on d.location_id = r.location_id and d.position = r.position
      left join reservations o on o.location_id = d.of_location_id and o.position = d.of_position and o.line = r.line and o.sku_id = r.sku_id
      where r.quantity < 0 and coalesce(o.quantity, 0) <= 0`,
  },
  {
    id: 'I5',
    name: 'transit',
    holds:
      'what is on its way is what was dispatched less what was received or lost, never below zero; both ends agree',
    sql: `
      with way as (
        select case when s.kind = 'transit' then s.id else t.id end as location_id, m.sku_id,
          sum(case when t.kind = 'transit' then m.quantity else -m.quantity end) as quantity
        from movements m join locations s on s.id = m.source_id join locations t on t.id = m.target_id
        join documents d on d.location_id = m.location_id and d.position = m.position
        where 'transit' in (s.kind, t.kind) and d.kind in ('dispatch', 'receive', 'write_off', 'reversal') and m.quantity > 0 group by 1, 2
      )
      select format('in transit location %s sku %s: %s stand there, dispatched less received and lost is %s', location_id, sku_id, l.on_hand, w.quantity) as row_named
      from (select l.* from levels l join locations p on p.id = l.location_id where p.kind = 'transit') l
      full join way w using (location_id, sku_id)
      where coalesce(l.on_hand, 0) <> coalesce(w.quantity, 0) or l.on_hand < 0
      union all
      select format('movement location %s position %s line %s names the counter end %s-%s, its document %s-%s', m.location_id, m.position, m.line,
        m.counter_location_id, m.counter_position, d.counter_location_id, d.counter_position)
      from movements m join documents d using (location_id, position)
      where m.counter_location_id is not null
        and (m.counter_location_id, m.counter_position) is distinct from (d.counter_location_id, d.counter_position)`,
  },
  {
    id: 'I7',
    name: 'whole',
    holds: 'quantities and money are whole numbers in every table',
    sql: `
      select format('column %s.%s is %s', table_name, column_name, data_type) as row_named
      from information_schema.columns
      where table_schema = 'public' and data_type in ('real', 'double precision', 'numeric', 'money')`,
  },
];
