import type { Sql } from '../platform/database.ts';

/** Drafts that nobody has touched for so long promise nothing. */
const draftDaysMax = 7;

/** Units that people have agreed or are about to, and that no shelf shows yet: nobody is told a second time to carry or to buy them. */
export interface Pending {
  /** Null: from a supplier. */
  readonly sourceId: number | null;
  readonly targetId: number;
  readonly skuId: number;
  readonly units: number;
  /** Reserved at its source already. */
  readonly isHeld: boolean;
}

export async function readPending(sql: Sql, nowMs: number): Promise<readonly Pending[]> {
  const since = new Date(nowMs - draftDaysMax * 86_400_000);
  return sql<Pending[]>`
    select t.source_id as "sourceId", t.target_id as "targetId", l.sku_id as "skuId", t.is_held as "isHeld",
      case when t.state in ('agreed', 'picking') then l.agreed - l.shipped
        else coalesce(l.ruled, least(l.asked, l.offered)) end as units
    from transfers t join transfer_lines l on l.transfer_id = t.id
    where t.state in ('agreed', 'picking') or t.state in ('suggested', 'asked', 'talks') and t.state_since > ${since}
    union all
    select null, p.location_id, l.sku_id, false, l.pack::bigint * l.packs
    from purchases p join purchase_lines l on l.purchase_id = p.id
    where p.state in ('waiting', 'approved') or p.state = 'draft' and p.state_since > ${since}`;
}
