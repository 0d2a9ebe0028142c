import type { Invariant } from './invariant.ts';

/** What the ledger moved for each transfer and SKU, told by the documents that its postings became. */
const moved = `
  select p.transfer_id, m.sku_id,
    sum(case when t.kind = 'transit' then m.quantity else 0 end) as shipped,
    sum(case when s.kind = 'transit' and p.kind = 'receive' then m.quantity else 0 end) as received,
    sum(case when s.kind = 'transit' and p.kind = 'lose' then m.quantity else 0 end) as lost,
    sum(case when s.kind = 'transit' and p.kind = 'take_back' then m.quantity else 0 end) as returned,
    sum(case when p.kind = 'over' then m.quantity else 0 end) as over
  from transfer_postings p join documents d on d.command_key = p.ledger_key and d.position is not null
  join movements m on m.location_id = d.location_id and m.position = d.position and m.quantity > 0
  join locations s on s.id = m.source_id join locations t on t.id = m.target_id group by 1, 2`;

export const transferInvariants: readonly Invariant[] = [
  {
    id: 'I5',
    name: 'transfer lines',
    holds:
      'shipped = received + lost + returned + in transit on every line, as the ledger moved it; what is over has nothing on its way',
    sql: `
      with moved as (${moved})
      select format('transfer %s sku %s: its line says %s %s %s %s %s, the ledger moved %s %s %s %s %s (shipped, received, lost, returned, over)',
        transfer_id, sku_id, l.shipped, l.received, l.lost, l.returned, l.over, m.shipped, m.received, m.lost, m.returned, m.over) as row_named
      from transfer_lines l full join moved m using (transfer_id, sku_id) join transfers t on t.id = transfer_id
      where t.pending_key is null and (coalesce(l.shipped, 0), coalesce(l.received, 0), coalesce(l.lost, 0), coalesce(l.returned, 0), coalesce(l.over, 0))
        is distinct from (coalesce(m.shipped, 0), coalesce(m.received, 0), coalesce(m.lost, 0), coalesce(m.returned, 0), coalesce(m.over, 0))
      union all
      select format('transfer %s sku %s: %s shipped, %s accounted for', transfer_id, sku_id, shipped, received + lost + returned)
      from transfer_lines where shipped < received + lost + returned
      union all
      select format('transfer %s is %s and has %s of sku %s on its way', t.id, t.state, l.shipped - l.received - l.lost - l.returned, l.sku_id)
      from transfers t join transfer_lines l on l.transfer_id = t.id
      where t.state not in ('in_transit') and t.pending_key is null and l.shipped <> l.received + l.lost + l.returned
      union all
      select format('transfer %s is in transit and has nothing on its way', t.id) from transfers t
      where t.state = 'in_transit' and t.pending_key is null
        and not exists (select from transfer_lines l where l.transfer_id = t.id and l.shipped > l.received + l.lost + l.returned)`,
  },
  {
    // Imported books may have lorries that no transfer knows: they keep their own goods and never touch a transfer's.
    id: 'I5',
    name: 'transit is transfers',
    holds:
      'what stands in a transit is the sum over its transfers, and over imported lorries that no transfer knows, neither below zero',
    sql: `
      with steps as (
        select case when t.kind = 'transit' then t.id else s.id end as location_id, m.sku_id, p.transfer_id,
          case when t.kind = 'transit' then m.quantity else -m.quantity end as quantity
        from movements m join locations s on s.id = m.source_id join locations t on t.id = m.target_id
        join documents d on d.location_id = m.location_id and d.position = m.position
        left join transfer_postings p on p.ledger_key = d.command_key
        where 'transit' in (s.kind, t.kind) and m.quantity > 0
      ), way as (
        select location_id, sku_id, transfer_id, sum(quantity) as quantity from steps group by 1, 2, 3
      ), summed as (select location_id, sku_id, sum(quantity) as quantity from way group by 1, 2)
      select format('in transit location %s sku %s: %s stand there, its transfers come to %s', location_id, sku_id, l.on_hand, s.quantity) as row_named
      from (select l.* from levels l join locations p on p.id = l.location_id where p.kind = 'transit') l
      full join summed s using (location_id, sku_id) where coalesce(l.on_hand, 0) <> coalesce(s.quantity, 0)
      union all
      select format('in transit location %s sku %s: %s has %s', location_id, sku_id,
        coalesce('transfer ' || transfer_id, 'what no transfer knows'), quantity)
      from way where quantity < 0
      union all
      select format('transfer %s has goods in location %s, its own transit is %s', w.transfer_id, w.location_id, t.transit_id)
      from way w join transfers t on t.id = w.transfer_id where t.transit_id <> w.location_id and w.quantity <> 0`,
  },
  {
    id: 'I4',
    name: 'held for transfers',
    holds:
      'a transfer that holds stock holds what is agreed and not yet shipped; one that holds none has nothing reserved',
    sql: `
      with held as (
        select p.transfer_id, r.sku_id, sum(r.quantity + coalesce((
          select sum(u.quantity) from documents w join reservations u on u.location_id = w.location_id and u.position = w.position
          where w.of_location_id = r.location_id and w.of_position = r.position and w.position is not null and u.line = r.line), 0)) as quantity
        from transfer_postings p join documents d on d.command_key = p.ledger_key and d.position is not null
        join reservations r on r.location_id = d.location_id and r.position = d.position
        where p.kind = 'reserve' group by 1, 2
      )
      select format('transfer %s sku %s: %s held, %s agreed and not shipped (%s)', t.id, sku_id, coalesce(h.quantity, 0),
        case when t.is_held then greatest(0, l.agreed - l.shipped) else 0 end, case when t.is_held then 'holds' else 'holds nothing' end) as row_named
      from transfer_lines l full join held h using (transfer_id, sku_id) join transfers t on t.id = transfer_id
      where t.pending_key is null and coalesce(h.quantity, 0) <> case when t.is_held then greatest(0, l.agreed - l.shipped) else 0 end`,
  },
  {
    id: 'I17',
    name: 'transfer postings',
    holds:
      'what a transfer says was posted is in the ledger where it says, and what waits belongs to the command that its transfer waits for',
    sql: `
      select format('posting %s of transfer %s says %s at %s-%s, the ledger has %s-%s', p.ledger_key, p.transfer_id,
        case when p.is_posted then 'posted' else 'refused' end, p.posted_id, p.posted_position, d.location_id, d.position) as row_named
      from transfer_postings p left join documents d on d.command_key = p.ledger_key
      where p.is_posted is not null and (d.position is not null) is distinct from p.is_posted
        or p.is_posted and (d.location_id, d.position) is distinct from (p.posted_id, p.posted_position)
      union all
      select format('posting %s of transfer %s waits, its transfer does not', p.ledger_key, p.transfer_id)
      from transfer_postings p join transfers t on t.id = p.transfer_id
      where p.is_posted is null and t.pending_key is distinct from p.command_key
      union all
      select format('command %s of transfer %s has no answer, its transfer does not wait for it', c.key, c.transfer_id)
      from transfer_commands c join transfers t on t.id = c.transfer_id
      where c.answer is null and t.pending_key is distinct from c.key
      union all
      select format('transfer %s holds %s, its signatures are of other versions', t.id, t.agreement_hash) from transfers t
      where t.agreement_hash is not null
        and not exists (select from transfer_signatures s where s.transfer_id = t.id and s.hash = t.agreement_hash)`,
  },
];
