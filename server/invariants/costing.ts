import type { Invariant } from './invariant.ts';

/** How a location costed at a position: as it was before the first change that came after it, else as it is today. */
const costingAt = (location: string, position: string): string => `coalesce(
  (select c.was from costing_changes c where c.location_id = ${location} and c.position >= ${position} order by c.change limit 1),
  (select s.costing from company_settings s))`;

/** Goods that came to a location while it costed by layers, less what was owed: what layers are made of. */
const entering = `
  select location_id, sku_id, position, line, held as quantity,
    value - case when held = quantity then 0 else round(value::numeric * (quantity - held) / quantity)::bigint end as value
  from (
    select location_id, sku_id, position, line, quantity, value, least(quantity, greatest(on_hand_after, 0)) as held
    from movements where target_id = location_id and quantity > 0
    union all
    select counter_location_id, sku_id, counter_position, line, quantity, value, least(quantity, greatest(counter_on_hand_after, 0))
    from movements where target_id = counter_location_id and quantity > 0) came
  where held > 0 and ${costingAt('came.location_id', 'came.position')} = 'fifo'`;

/** Goods that left a location while it costed by layers: what was on hand of them, and whether that is all their value. */
const leaving = `
  select g.location_id, g.sku_id, g.position, g.line, g.quantity - missing as quantity, g.value, missing = 0 and d.kind <> 'reversal' as is_whole
  from (
    select location_id as at, position as at_position, location_id, sku_id, position, line, quantity, value,
      least(quantity, greatest(-on_hand_after, 0)) as missing
    from movements where source_id = location_id and quantity > 0
    union all
    select location_id, position, counter_location_id, sku_id, counter_position, line, quantity, value,
      least(quantity, greatest(-counter_on_hand_after, 0))
    from movements where source_id = counter_location_id and quantity > 0) g
  join documents d on d.location_id = g.at and d.position = g.at_position
  where ${costingAt('g.location_id', 'g.position')} = 'fifo'`;

export const costingInvariants: readonly Invariant[] = [
  {
    id: 'I12',
    name: 'average',
    holds: 'by moving average, what leaves takes its share of the value that stood there, to the fen',
    sql: `
      select format('movement %s-%s line %s sku %s: %s of %s worth %s left at %s', m.location_id, m.position, m.line, m.sku_id, m.quantity,
        m.on_hand_after + m.quantity, m.value_after + m.value, m.value) as row_named
      from movements m join documents d using (location_id, position)
      where m.source_id = m.location_id and m.quantity > 0 and m.on_hand_after >= 0 and d.kind <> 'reversal'
        and m.value <> round((m.value_after + m.value)::numeric * m.quantity / (m.on_hand_after + m.quantity))
        and ${costingAt('m.location_id', 'm.position')} = 'moving_average'`,
  },
  {
    id: 'I12',
    name: 'layers',
    holds: 'open layers add up to the level, in quantity and value; where nothing is on hand none is open',
    sql: `
      with open as (
        select location_id, sku_id, sum(quantity_left) as quantity, sum(value_left) as value from cost_layers where quantity_left > 0 group by 1, 2
      ), held as (
        select location_id, sku_id, on_hand, v.value from levels v, company_settings s where s.costing = 'fifo' and on_hand > 0
      )
      select format('level location %s sku %s: %s worth %s by layers, its layers come to %s worth %s', location_id, sku_id,
        coalesce(h.on_hand, 0), coalesce(h.value, 0), coalesce(o.quantity, 0), coalesce(o.value, 0)) as row_named
      from held h full join open o using (location_id, sku_id)
      where coalesce(h.on_hand, 0) <> coalesce(o.quantity, 0) or coalesce(h.value, 0) <> coalesce(o.value, 0)`,
  },
  {
    id: 'I12',
    name: 'layers drawn',
    holds:
      'of every layer, what was drawn and what is left are what it came with, and nothing is left below zero',
    sql: `
      with drawn as (
        select location_id, sku_id, layer_position, layer_line, sum(quantity) as quantity, sum(value) as value from layer_draws group by 1, 2, 3, 4
      )
      select format('layer %s-%s line %s sku %s: %s worth %s came, %s worth %s drawn, %s worth %s left', l.location_id, l.position, l.line,
        l.sku_id, l.quantity, l.value, coalesce(d.quantity, 0), coalesce(d.value, 0), l.quantity_left, l.value_left) as row_named
      from cost_layers l left join drawn d on d.location_id = l.location_id and d.sku_id = l.sku_id
        and d.layer_position = l.position and d.layer_line = l.line
      where l.quantity_left + coalesce(d.quantity, 0) <> l.quantity or l.value_left + coalesce(d.value, 0) <> l.value
        or l.quantity_left < 0 or l.value_left < 0
      union all
      select format('draw %s-%s line %s sku %s is of layer %s line %s, which is not there', d.location_id, d.position, d.line, d.sku_id,
        d.layer_position, d.layer_line)
      from layer_draws d where not exists (select from cost_layers l where l.location_id = d.location_id and l.sku_id = d.sku_id
        and l.position = d.layer_position and l.line = d.layer_line)`,
  },
  {
    // Summed by SKU: where very many are open, what comes joins the newest.
    id: 'I12',
    name: 'layers brought',
    holds:
      'layers came with what movements brought, less what was owed; others stood there at a change of costing',
    sql: `
      with brought as (
        select location_id, sku_id, sum(quantity) as quantity, sum(value) as value from (${entering}) e group by 1, 2
      ), kept as (
        select location_id, sku_id, sum(quantity) as quantity, sum(value) as value from cost_layers where line > 0 group by 1, 2
      )
      select format('layers of location %s sku %s came with %s worth %s, movements brought %s worth %s', location_id, sku_id,
        coalesce(k.quantity, 0), coalesce(k.value, 0), coalesce(b.quantity, 0), coalesce(b.value, 0)) as row_named
      from kept k full join brought b using (location_id, sku_id)
      where coalesce(k.quantity, 0) <> coalesce(b.quantity, 0) or coalesce(k.value, 0) <> coalesce(b.value, 0)
      union all
      select format('layer %s-%s line %s sku %s began at no change of costing', l.location_id, l.position, l.line, l.sku_id)
      from cost_layers l where l.line <= 0 and not exists (select from costing_changes c
        where c.location_id = l.location_id and c.position = l.position and c.change = -l.line and c.costing = 'fifo')`,
  },
  {
    id: 'I12',
    name: 'lines drawn',
    holds: 'by layers, every line that left drew what was on hand of it, at its value; nothing else drew',
    sql: `
      with drawn as (
        select location_id, sku_id, position, line, sum(quantity) as quantity, sum(value) as value from layer_draws where line > 0 group by 1, 2, 3, 4
      ), lines as (${leaving})
      select format('movement %s-%s line %s sku %s: %s worth %s left, %s worth %s drawn from layers', location_id, position, line, sku_id,
        coalesce(l.quantity, 0), l.value, coalesce(d.quantity, 0), d.value) as row_named
      from lines l full join drawn d using (location_id, sku_id, position, line)
      where coalesce(l.quantity, 0) <> coalesce(d.quantity, 0) or (l.is_whole and l.value <> d.value)`,
  },
  {
    id: 'I12',
    name: 'first in, first out',
    holds:
      'no line but a mirror drew from a layer while an older one had some left, and each took its share of the value',
    sql: `
      with drawn as (
        select *, case when line > 0 then position * 65536 + line else position * 65536 + 65535 end as moment from layer_draws
      ), emptied as (
        select l.location_id, l.sku_id, l.position, l.line,
          case when l.quantity_left > 0 then 9223372036854775807
            else (select max(d.moment) from drawn d where d.location_id = l.location_id and d.sku_id = l.sku_id
              and d.layer_position = l.position and d.layer_line = l.line) end as moment
        from cost_layers l
      ), before as (
        select *, max(moment) over (partition by location_id, sku_id order by position, line
          rows between unbounded preceding and 1 preceding) as older from emptied
      )
      select format('movement %s-%s line %s sku %s drew from layer %s line %s, an older one was not empty', d.location_id, d.position, d.line,
        d.sku_id, d.layer_position, d.layer_line) as row_named
      from drawn d join before b on b.location_id = d.location_id and b.sku_id = d.sku_id and b.position = d.layer_position and b.line = d.layer_line
      where b.older > d.moment and d.line > 0 and not exists (select from documents r where r.kind = 'reversal'
        and ((r.location_id = d.location_id and r.position = d.position) or (r.counter_location_id = d.location_id and r.counter_position = d.position)))
      union all
      select format('movement %s-%s line %s sku %s drew %s of %s worth %s for %s', location_id, position, line, sku_id, quantity, units, worth, value)
      from (
        select d.*, l.quantity - coalesce(sum(d.quantity) over earlier, 0) as units, l.value - coalesce(sum(d.value) over earlier, 0) as worth
        from drawn d join cost_layers l on l.location_id = d.location_id and l.sku_id = d.sku_id
          and l.position = d.layer_position and l.line = d.layer_line
        window earlier as (partition by d.location_id, d.sku_id, d.layer_position, d.layer_line order by d.moment
          rows between unbounded preceding and 1 preceding)) share
      where units > 0 and value <> round(worth::numeric * quantity / units)`,
  },
];
