import type { Invariant } from './invariant.ts';

/** What receipts brought that stand in the ledger and were not undone, by order and SKU. */
const came = `
  select l.purchase_id, l.sku_id, sum(l.quantity) as quantity, sum(l.gift) as gift, sum(l.value) as value
  from purchase_receipt_lines l join purchase_postings p on p.command_key = l.command_key and p.kind = 'receipt' and p.is_posted
  where not exists (select from purchase_postings u where u.undoes = l.command_key and u.is_posted) group by 1, 2`;

export const purchaseInvariants: readonly Invariant[] = [
  {
    id: 'PU-10',
    name: 'purchase lines',
    holds: 'what a line has received is the sum of its receipts, so that on order is ordered less received',
    sql: `
      with came as (${came})
      select format('purchase %s sku %s: its line says %s and %s gifts, its receipts come to %s and %s', purchase_id, sku_id,
        l.received, l.gifts, c.quantity, c.gift) as row_named
      from purchase_lines l full join came c using (purchase_id, sku_id) join purchases p on p.id = purchase_id
      where p.pending_key is null and (coalesce(l.received, 0), coalesce(l.gifts, 0)) is distinct from (coalesce(c.quantity, 0), coalesce(c.gift, 0))
      union all
      select format('purchase %s is %s, its lines say otherwise', p.id, p.state) from purchases p
      join lateral (select bool_or(received > 0 or gifts > 0) as some, bool_and(pack::bigint * packs <= received) as every
        from purchase_lines where purchase_id = p.id) l on true
      where p.state = 'sent' and l.some or p.state = 'partial' and (not l.some or l.every) or p.state = 'received' and not l.every
        or p.state in ('draft', 'waiting', 'approved', 'cancelled') and l.some
      union all
      select format('purchase %s sums to %s received and %s worth, its lines and receipts to %s and %s', p.id, p.units_received, p.received_value, l.units, r.value)
      from purchases p join lateral (select coalesce(sum(received), 0) as units from purchase_lines where purchase_id = p.id) l on true
      join lateral (select coalesce(sum(value), 0) as value from came where purchase_id = p.id) r on true
      where p.units_received <> l.units or p.received_value <> r.value`,
  },
  {
    id: 'PU-10',
    name: 'purchase receipts',
    holds:
      'a receipt moved from the supplier to the shelf what it says, at the value it says; an undone one is mirrored whole',
    sql: `
      with moved as (
        select p.command_key, m.sku_id, sum(m.quantity) as quantity, sum(m.value) as value
        from purchase_postings p join documents d on d.command_key = p.ledger_key and d.position is not null
        join movements m on m.location_id = d.location_id and m.position = d.position and m.source_id = 1
        where p.kind = 'receipt' and p.is_posted group by 1, 2
      )
      select format('receipt %s sku %s: %s at %s, the ledger moved %s at %s', command_key, sku_id, l.quantity + l.gift, l.value, m.quantity, m.value) as row_named
      from purchase_receipt_lines l full join moved m using (command_key, sku_id)
      where (l.quantity + l.gift, l.value) is distinct from (m.quantity, m.value)
      union all
      select format('receipt %s came to purchase %s, the ledger has it at location %s', p.command_key, p.purchase_id, d.location_id)
      from purchase_postings p join documents d on d.command_key = p.ledger_key and d.position is not null join purchases o on o.id = p.purchase_id
      where d.location_id <> o.location_id
      union all
      select format('receipt %s was undone %s times', undoes, count(*)) from purchase_postings where is_posted and undoes is not null group by undoes having count(*) > 1`,
  },
  {
    id: 'I17',
    name: 'purchase postings',
    holds:
      'what an order says was posted is in the ledger where it says, and what waits belongs to the command that the order waits for',
    sql: `
      select format('posting %s of purchase %s says %s at %s-%s, the ledger has %s-%s', p.ledger_key, p.purchase_id,
        case when p.is_posted then 'posted' else 'refused' end, p.posted_id, p.posted_position, d.location_id, d.position) as row_named
      from purchase_postings p left join documents d on d.command_key = p.ledger_key
      where p.is_posted is not null and (d.position is not null) is distinct from p.is_posted
        or p.is_posted and (d.location_id, d.position) is distinct from (p.posted_id, p.posted_position)
      union all
      select format('posting %s of purchase %s waits, its order does not', p.ledger_key, p.purchase_id)
      from purchase_postings p join purchases o on o.id = p.purchase_id where p.is_posted is null and o.pending_key is distinct from p.command_key
      union all
      select format('command %s of purchase %s has no answer, its order does not wait for it', c.key, c.purchase_id)
      from purchase_commands c join purchases o on o.id = c.purchase_id where c.answer is null and o.pending_key is distinct from c.key`,
  },
];
