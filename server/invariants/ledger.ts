import type { Invariant } from './invariant.ts';

const written = `'documents', 'movements', 'reservations', 'reorder_points', 'layer_draws', 'costing_changes', 'seals', 'audit_entries'`;

/** Documents as each of their locations counts them. */
const placed = `
  select location_id, position, effective_at from documents where position is not null
  union all
  select counter_location_id, counter_position, effective_at from documents where counter_position is not null`;

export const ledgerInvariants: readonly Invariant[] = [
  {
    id: 'I9',
    name: 'insert only',
    holds: 'the app can neither change nor delete what was written, and owns nothing',
    sql: `
      select format('tongpan_app may %s %s', right_, table_) as row_named
      from unnest(array[${written}]) table_, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) right_
      where has_table_privilege('tongpan_app', table_, right_)
      union all
      select format('tongpan_app may UPDATE %s.%s', c.relname, a.attname)
      from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) acl
      where c.relnamespace = 'public'::regnamespace and c.relname in (${written}) and acl.privilege_type = 'UPDATE' and acl.grantee <> c.relowner
      union all
      select format('tongpan_app owns %s', c.relname) from pg_class c
      where c.relnamespace = 'public'::regnamespace and pg_get_userbyid(c.relowner) = 'tongpan_app'`,
  },
  {
    id: 'I9',
    name: 'mirrors',
    holds: 'a document is reversed once at most, and the mirror moves line for line what the original moved',
    sql: `
      select format('document %s-%s was undone %s times', of_location_id, of_position, count(*)) as row_named
      from documents where kind in ('reversal', 'release') and position is not null
      group by of_location_id, of_position, kind having count(*) > 1
      union all
      select format('reversal %s-%s does not mirror %s-%s in sku %s', d.location_id, d.position, d.of_location_id, d.of_position, sku_id)
      from documents d, lateral (
        select sku_id from (
          select m.sku_id, m.source_id, m.target_id, m.quantity from movements m
          where m.location_id = d.location_id and m.position = d.position and m.of_line is not null
          union all
          select o.sku_id, o.target_id, o.source_id, -o.quantity from movements o
          where o.location_id = d.of_location_id and o.position = d.of_position) both_
        group by sku_id, source_id, target_id having sum(quantity) <> 0) unequal
      where d.kind = 'reversal' and d.position is not null`,
  },
  {
    id: 'I14',
    name: 'returns',
    holds:
      'no line came back that was not sold, none more often than it was sold, and none of a sale that was reversed',
    sql: `
      with back as (
        select d.of_location_id, d.of_position, m.of_line, m.sku_id, sum(m.quantity) as quantity
        from documents d join movements m on m.location_id = d.location_id and m.position = d.position and m.of_line is not null
        where d.kind = 'return' and d.position is not null and not exists (select from documents u
          where u.of_location_id = d.location_id and u.of_position = d.position and u.kind = 'reversal' and u.position is not null)
        group by 1, 2, 3, 4
      )
      select format('sale %s-%s line %s sku %s: %s of %s came back', b.of_location_id, b.of_position, b.of_line, b.sku_id, b.quantity,
        coalesce(m.quantity, 0)) as row_named
      from back b left join movements m on m.location_id = b.of_location_id and m.position = b.of_position and m.line = b.of_line and m.sku_id = b.sku_id
      where b.quantity > coalesce(m.quantity, 0)
      union all
      select distinct format('sale %s-%s was reversed and returned', b.of_location_id, b.of_position)
      from back b join documents u on u.of_location_id = b.of_location_id and u.of_position = b.of_position
      where u.kind = 'reversal' and u.position is not null`,
  },
  {
    // No row says when a day was closed; the transaction that wrote it does. A restored copy has lost that order, then
    // no document is older than the settings and nothing is claimed.
    id: 'I10',
    name: 'closed days',
    holds: 'nothing was posted into a business day after it was closed',
    sql: `
      with closed as (select closed_through, age(xmin) as age from company_settings where closed_through is not null)
      select format('document %s-%s stands on closed business day %s', d.location_id, d.position, d.business_day) as row_named
      from documents d, closed c
      where d.position is not null and d.business_day <= c.closed_through and age(d.xmin) < c.age
        and d.recorded_at > (select max(o.recorded_at) from documents o where age(o.xmin) > c.age)`,
  },
  {
    id: 'I16',
    name: 'one key one effect',
    holds: 'a command key has one answer, a position one document, and a refused command no effect',
    sql: `
      select format('command %s was answered %s times', command_key, count(*)) as row_named
      from documents group by command_key having count(*) > 1
      union all
      select format('position %s-%s has %s documents', location_id, position, count(*))
      from documents where position is not null group by location_id, position having count(*) > 1
      union all
      select format('refused command %s has no reason', command_key) from documents where position is null and answer->>'code' is null
      union all
      select format('refused command %s stands at a counter position', command_key) from documents where position is null and counter_position is not null
      union all
      select format('the rule that keeps %s is gone', missing) from unnest(array['documents_pkey', 'documents_position']) missing
      where not exists (select from pg_constraint where conname = missing and convalidated)`,
  },
  {
    id: 'I17',
    name: 'no orphans',
    holds: 'nothing is in the ledger without its command, and no posted command without its lines',
    sql: `
      select format('%s at location %s position %s has no document', what, location_id, position) as row_named from (
        select 'movement' as what, location_id, position from movements
        union all select 'reservation', location_id, position from reservations
        union all select 'reorder point', location_id, position from reorder_points) line
      where not exists (select from documents d where d.location_id = line.location_id and d.position = line.position)
      union all
      select format('document %s-%s names location %s, which is not there', location_id, position, location_id) from documents d
      where not exists (select from locations l where l.id = d.location_id)
      union all
      select format('movement %s-%s line %s names SKU %s, which is not there', location_id, position, line, sku_id) from movements m
      where not exists (select from skus s where s.id = m.sku_id)
      union all
      select format('the net %s is gone', net) from unnest(array['documents_known', 'movements_known']) net
      where not exists (select from pg_trigger t where t.tgname = net and t.tgenabled in ('O', 'A'))
      union all
      select format('%s %s-%s has no lines', d.kind, d.location_id, d.position) from documents d
      where d.position is not null and not case
        when d.kind in ('reserve', 'release') then exists (select from reservations r where r.location_id = d.location_id and r.position = d.position)
        when d.kind = 'reorder_point' then exists (select from reorder_points r where r.location_id = d.location_id and r.position = d.position)
        else exists (select from movements m where m.location_id = d.location_id and m.position = d.position) end`,
  },
  {
    id: 'I18',
    name: 'dense positions',
    holds:
      'positions of a location run from 1 to its head without hole or repeat, and time never goes back along them',
    sql: `
      with placed as (${placed}), counted as (
        select location_id, count(*) as documents, count(distinct position) as positions, min(position) as first, max(position) as last
        from placed group by 1
      )
      select format('location %s: head at %s, %s documents at %s positions from %s to %s', location_id, h.position, c.documents, c.positions, c.first, c.last) as row_named
      from location_heads h full join counted c using (location_id)
      where coalesce(c.documents, 0) <> coalesce(h.position, -1) or c.documents <> c.positions or c.last <> c.documents or c.first <> 1
      union all
      select format('location %s position %s took effect at %s, the one before at %s', location_id, position, effective_at, before)
      from (select *, lag(effective_at) over (partition by location_id order by position) as before from placed) p
      where effective_at < before
      union all
      select format('location %s: head says %s, its last document took effect at %s', h.location_id, h.effective_at, p.effective_at)
      from location_heads h join placed p on p.location_id = h.location_id and p.position = h.position
      where abs(extract(epoch from h.effective_at - p.effective_at)) >= 0.001`,
  },
];
