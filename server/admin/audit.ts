import type { Viewer } from '#domain/identity/viewer.ts';
import { auditRowsMax, type AuditChainView, type AuditView } from '#protocol/admin/audit.ts';
import type { Queries } from '../platform/database.ts';
import { verifyAudit } from '../stock/seal.ts';

export interface AuditQuery {
  /** Entries before this id; the newest where there is none. */
  readonly before: number | undefined;
  /** The beginning of an action: `session` finds them all. */
  readonly action: string;
  /** Part of a person's name or login. */
  readonly person: string;
}

/** The book of deeds, the newest first. Who reaches the whole company reads all of it, others their own deeds. */
export async function readAudit(
  sql: Queries,
  viewer: Viewer,
  { before, action, person }: AuditQuery,
): Promise<readonly AuditView[]> {
  const name = viewer.language === 'en' ? sql`a.name_en` : sql`a.name_zh`;
  return sql<AuditView[]>`
    select e.id, (extract(epoch from e.at) * 1000)::bigint as "atMs", ${name} as "accountName", a.role, e.session,
      e.action, e.subject, e.detail
    from audit_entries e left join accounts a on a.id = e.account_id
    where (${viewer.scope.kind === 'all'} or e.account_id = ${viewer.accountId})
      and (${before ?? null}::int is null or e.id < ${before ?? null}::int)
      and starts_with(e.action, ${action})
      and (${person} = '' or strpos(lower(concat_ws(' ', a.login, a.name_zh, a.name_en)), lower(${person})) > 0)
    order by e.id desc limit ${auditRowsMax}`;
}

/** The chain of the book of deeds, read through now: what was changed or taken out is named. */
export async function readChain(sql: Queries): Promise<AuditChainView> {
  const [counted] = await sql<
    { through: number }[]
  >`select coalesce(max(id), 0)::int as through from audit_entries`;
  const { sealedThrough, broken } = await verifyAudit(sql);
  return {
    sealedThrough,
    entriesThrough: counted?.through ?? 0,
    broken: broken
      ? { from: Number(broken.from), through: Number(broken.through), reason: broken.reason }
      : null,
  };
}
