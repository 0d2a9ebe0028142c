import type { Invariant } from './invariant.ts';

/** Movements as a location sees them: signed, at its own positions. */
const seen = `
  select location_id, position, sku_id, (target_id = location_id)::int * quantity - (source_id = location_id)::int * quantity as units
  from movements where location_id in (source_id, target_id)
  union all
  select counter_location_id, counter_position, sku_id,
    (target_id = counter_location_id)::int * quantity - (source_id = counter_location_id)::int * quantity
  from movements where counter_location_id is not null`;

/** What count documents moved: found is positive. Location 4 is the count's edge. */
const counted = `
  select location_id, position, sku_id, sum(case when source_id = 4 then quantity else -quantity end)::bigint as units
  from movements where 4 in (source_id, target_id) group by 1, 2, 3`;

export const stocktakeInvariants: readonly Invariant[] = [
  {
    id: 'I6',
    name: 'settled',
    holds:
      'each line of a stocktake is what was counted against the books at its own window, and movements after it are not in it',
    sql: `
      with lines as (
        select n.*, t.location_id from stocktake_lines n join stocktakes t on t.id = n.stocktake_id
      ), books as (
        select l.stocktake_id, l.sku_id, coalesce(sum(s.units) filter (where s.position <= l.from_position), 0) as book,
          coalesce(sum(s.units) filter (where s.position > l.from_position and s.units > 0), 0) as moved_in,
          coalesce(-sum(s.units) filter (where s.position > l.from_position and s.units < 0), 0) as moved_out
        from lines l left join (${seen}) s on s.location_id = l.location_id and s.sku_id = l.sku_id and s.position <= l.through_position
        group by 1, 2
      )
      select format('stocktake %s sku %s (%s): counted %s, book %s +%s −%s, variance %s; the ledger says book %s +%s −%s', l.stocktake_id, l.sku_id,
        l.state, l.counted, l.book, l.moved_in, l.moved_out, l.variance, b.book, b.moved_in, b.moved_out) as row_named
      from lines l join books b using (stocktake_id, sku_id)
      where l.book <> b.book or l.moved_in <> b.moved_in or l.moved_out <> b.moved_out
        or l.variance <> case
          when l.state in ('asked', 'left') then 0
          else greatest(l.counted - (l.book + l.moved_in), 0) + least(l.counted - (l.book - l.moved_out), 0) end
        or (l.state in ('fine', 'uncounted') and l.moved_in + l.moved_out <> 0)`,
  },
  {
    id: 'I6',
    name: 'posted once',
    holds:
      'a committed stocktake is one document with exactly its differences, and no count was posted by anything else',
    sql: `
      with counts as (${counted}),
      owed as (
        select t.location_id, case t.state when 'committed' then t.document_position else d.position end as position, n.sku_id, n.variance as units
        from stocktakes t join stocktake_lines n on n.stocktake_id = t.id left join documents d on d.command_key = t.post_key
        where n.variance <> 0 and (t.state = 'committed' or (t.state = 'posting' and d.position is not null))
      )
      select format('stocktake difference at location %s position %s sku %s: %s owed, %s posted', location_id, position, sku_id, o.units, c.units) as row_named
      from owed o full join (
        select c.* from counts c join documents d using (location_id, position) join stocktakes t on t.post_key = d.command_key) c
        using (location_id, position, sku_id)
      where o.units is distinct from c.units
      union all
      select format('document location %s position %s is a count of no stocktake', d.location_id, d.position)
      from documents d where d.kind = 'adjustment' and d.cause = 'counted' and d.position is not null
        and not exists (select from stocktakes t where t.post_key = d.command_key and t.location_id = d.location_id
          and (t.state = 'posting' or t.document_position = d.position))
        and not exists (select from stocktake_late_entries e join stocktakes t on t.id = e.stocktake_id
          where t.location_id = d.location_id and (e.document_position = d.position or e.state = 'posting'))
      union all
      select format('late entry %s of stocktake %s: corrected by %s, its document moved %s', e.entry_key, e.stocktake_id, e.correction, c.units)
      from stocktake_late_entries e join stocktakes t on t.id = e.stocktake_id
      left join (select location_id, position, sum(units) as units from counts group by 1, 2) c
        on c.location_id = t.location_id and c.position = e.document_position
      where e.state = 'posted' and e.correction <> coalesce(c.units, 0)`,
  },
  {
    id: 'I6',
    name: 'untouched',
    holds: 'SKUs that nobody counted are taken as 0 only where that was chosen',
    sql: `
      select format('stocktake %s sku %s was not counted and is taken as %s', n.stocktake_id, n.sku_id, n.counted) as row_named
      from stocktake_lines n join stocktakes t on t.id = n.stocktake_id
      where n.state = 'uncounted' and (not coalesce(t.is_uncounted_zero, false) or n.counted <> 0)`,
  },
];
