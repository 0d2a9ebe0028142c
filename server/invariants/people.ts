import type { Invariant } from './invariant.ts';

/**
 * Tables of a location: those with its column, those that point at one of them, and those that have a policy: a policy
 * that is switched off cuts nothing.
 */
const cut = `with recursive placed as (
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'location_id' and not a.attisdropped
    union select k.conrelid from pg_constraint k join placed p on p.oid = k.confrelid where k.contype = 'f'
  ) select c.relname as table_ from placed join pg_class c using (oid)
  union select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid`;

export const peopleInvariants: readonly Invariant[] = [
  {
    id: 'I30',
    name: 'row-level security',
    holds:
      'every table of a location is cut by row-level security, for its owner too, and the app can’t go around it',
    sql: `
      select format('table %s is not cut by row-level security', table_) as row_named from (${cut}) cut_
      join pg_class c on c.relname = table_ and c.relnamespace = 'public'::regnamespace
      where c.relkind in ('r', 'p') and (not (c.relrowsecurity and c.relforcerowsecurity) or not exists (select from pg_policy p where p.polrelid = c.oid))
      union all
      select format('policy %s on %s lets every row through', polname, polrelid::regclass) from pg_policy
      -- A restrictive one can only cut.
      where polpermissive and pg_get_expr(polqual, polrelid) not like '%app.locations%'
        and not exists (select from pg_class above where above.relrowsecurity and above.relforcerowsecurity and above.oid <> polrelid
          and pg_get_expr(polqual, polrelid) like '%FROM ' || above.relname || '%')
      union all
      select format('role %s goes around row-level security', rolname) from pg_roles where rolname = 'tongpan_app' and (rolsuper or rolbypassrls)`,
  },
  {
    id: 'I31',
    name: 'no way out',
    holds: 'a company’s database has no door to another database',
    sql: `
      select format('extension %s', extname) as row_named from pg_extension where extname in ('dblink', 'postgres_fdw', 'file_fdw', 'adminpack')
      union all select format('foreign server %s', srvname) from pg_foreign_server
      union all select format('publication %s', pubname) from pg_publication
 union all select format('foreign table %s', ftrelid::regclass) from pg_foreign_table`,
  },
  {
    id: 'I32',
    name: 'who may read',
    holds: 'nobody but the owner and the app has rights on a table',
    sql: `
      select distinct format('%s may %s %s', case acl.grantee when 0 then 'everybody' else pg_get_userbyid(acl.grantee) end,
        acl.privilege_type, c.relname) as row_named
      from pg_class c, aclexplode(c.relacl) acl
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and acl.grantee <> c.relowner
        and (acl.grantee = 0 or pg_get_userbyid(acl.grantee) <> 'tongpan_app')`,
  },
  {
    id: 'I33',
    name: 'audit row',
    holds: 'every command names the account and the session that sent it and when, once',
    sql: `
      select format('document %s names account %s and session "%s", which is nobody', command_key, account_id, session) as row_named
      from documents d where session = '' or not exists (select from accounts a where a.id = d.account_id)
      union all
      select format('document %s was recorded at %s, in the future', command_key, recorded_at)
      from documents where recorded_at > now() + interval '1 minute'`,
  },
];
