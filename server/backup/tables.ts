import type { Queries } from '../platform/database.ts';

/** Not kept: what a restored company must not trust (open sessions), and what the migrations bring themselves. */
const leftOut = ['sessions', 'rate_limits', 'migrations'];

export interface BackupTable {
  readonly name: string;
  /** In the order of the table; generated ones are left out. */
  readonly columns: readonly string[];
}

/** The tables of a company, each after those it points at. Throws where two point at each other. */
export async function readTables(sql: Queries): Promise<readonly BackupTable[]> {
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relname = any(${leftOut})
    group by 1 order by 1`;
  const links = await sql<{ from: string; to: string }[]>`
    select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint
    where contype = 'f' and conrelid <> confrelid and connamespace = 'public'::regnamespace`;
  const ordered: BackupTable[] = [];
  const placed = new Set<string>();
  let left = [...tables];
  while (left.length > 0) {
    const next = left.filter(({ name }) =>
      links.every(({ from, to }) => from !== name || placed.has(to) || leftOut.includes(to)),
    );
    if (next.length === 0)
      throw new Error(`Tables point at each other: ${left.map((one) => one.name).join(', ')}`);
    for (const table of next) placed.add(table.name);
    ordered.push(...next);
    left = left.filter((table) => !placed.has(table.name));
  }
  return ordered;
}

/**
 * A row-level rule that the backup's own reach does not open would leave rows out: throws and names the table. A rule
 * is opened by `app.locations` or `app.blind`, or by another table's rows, which that table's own rule opens.
 */
export async function assertAllInReach(sql: Queries): Promise<void> {
  const [closed] = await sql<{ name: string }[]>`
    select polrelid::regclass::text as name from pg_policy
    where pg_get_expr(polqual, polrelid) not similar to '%app.(locations|blind)%' and pg_get_expr(polqual, polrelid) <> 'true'
      and not exists (select from pg_class above where above.relrowsecurity and above.oid <> polrelid
        and pg_get_expr(polqual, polrelid) like '%FROM ' || above.relname || '%') limit 1`;
  if (closed) throw new Error(`The rows of ${closed.name} are cut by a rule that a backup can’t open.`);
}

/** One hash over where every location stands. */
export async function readHead(sql: Queries): Promise<string> {
  const [row] = await sql<{ head: string }[]>`
    select encode(sha256(convert_to(coalesce(string_agg(location_id || ':' || position, ',' order by location_id), ''), 'UTF8')), 'hex') as head
    from location_heads`;
  return row?.head ?? '';
}

/** Opens every row to this transaction, and lets it take as long as it takes. */
export async function openReach(sql: Queries): Promise<void> {
  await sql`select set_config('app.locations', 'all', true), set_config('app.blind', 'off', true),
    set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`;
}
