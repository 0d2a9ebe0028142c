import type { Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseId } from '#domain/purchase/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Purchases } from '../purchase/purchase.ts';
import { uuidOf } from '../transfer/posting.ts';
import type { Transfers } from '../transfer/transfer.ts';
import { nothingMade, senderOf, type Decision, type Desks } from './decide.ts';

/**
 * Back to open: a rejection at once, an acceptance as long as what was made of it can be cancelled. A draft that a fork made
 * may carry what no suggestion brought: it is cancelled only by who knows that and wants it (`isWhole`), and then all
 * suggestions in it are open again.
 */
export async function undo(
  company: Company,
  desks: Desks,
  viewer: Viewer,
  ids: readonly number[],
  isWhole = false,
): Promise<Decision> {
  const sql = company.ledgerSql;
  const rows = await sql<{ transferId: number | null; purchaseId: number | null }[]>`
    select transfer_id as "transferId", purchase_id as "purchaseId" from suggestions
    where id in ${sql([...ids])} and state <> 'open'`;
  if (rows.length !== ids.length) return { outcome: 'gone' };
  const each = (made: readonly (number | null)[]) => [...new Set(made.filter((id) => id !== null))];
  const transferIds = each(rows.map((row) => row.transferId));
  const others = await countOthers(sql, transferIds, ids);
  if (others > 0 && !isWhole) return { outcome: 'shared', lines: others };
  for (const id of transferIds)
    if (!(await takeBackTransfer(sql, desks.transfers, viewer, id as TransferId))) return { outcome: 'gone' };
  for (const id of each(rows.map((row) => row.purchaseId)))
    if (!(await takeBackPurchase(sql, desks.purchases, viewer, id as PurchaseId))) return { outcome: 'gone' };
  await sql`update suggestions set state = 'open', chosen = null, reason = null, decided_by = null, decided_at = null,
    transfer_id = null, purchase_id = null, undone = undone + 1
    where id in ${sql([...ids])} or (state = 'accepted' and transfer_id = any(${transferIds}::int[]))`;
  return { outcome: 'done', ...nothingMade };
}

/** Lines of drafts that forks made, of which these suggestions brought nothing or not all [FK-5]. */
async function countOthers(
  sql: Queries,
  transferIds: readonly number[],
  ids: readonly number[],
): Promise<number> {
  if (transferIds.length === 0) return 0;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from replenish_fork_drafts d
      join transfers t on t.id = d.transfer_id and t.state <> 'cancelled'
      cross join lateral jsonb_to_recordset(d.lines) as l (sku int, quantity bigint)
    where d.transfer_id in ${sql([...transferIds])} and l.quantity > coalesce((
      select sum(g.chosen) from suggestions g
      where g.id in ${sql([...ids])} and g.transfer_id = d.transfer_id and g.sku_id = l.sku), 0)`;
  return row?.count ?? 0;
}

/** From picking on people carry boxes: a suggestion is not taken back under their hands. */
const beforePicking = new Set(['suggested', 'asked', 'talks', 'agreed']);

async function takeBackTransfer(
  sql: Queries,
  transfers: Transfers,
  viewer: Viewer,
  transfer: TransferId,
): Promise<boolean> {
  const [before] = await sql<{ state: string }[]>`select state from transfers where id = ${transfer}`;
  if (before?.state === 'cancelled') return true;
  if (!before || !beforePicking.has(before.state)) return false;
  const key = uuidOf(`suggestions undone ${transfer}`);
  const answer = await transfers.act(
    { key, transfer, act: { kind: 'cancel' }, sides: ['source', 'target'] },
    senderOf(viewer),
  );
  return answer.outcome === 'done';
}

/** Once it was sent the supplier has it: it is cancelled there, by who speaks with them. */
const beforeSending = new Set(['draft', 'waiting', 'approved']);

async function takeBackPurchase(
  sql: Queries,
  purchases: Purchases,
  viewer: Viewer,
  purchase: PurchaseId,
): Promise<boolean> {
  const [before] = await sql<{ state: string }[]>`select state from purchases where id = ${purchase}`;
  if (before?.state === 'cancelled') return true;
  if (!before || !beforeSending.has(before.state)) return false;
  const key = uuidOf(`suggestions undone purchase ${purchase}`);
  const answer = await purchases.act(
    { key, purchase, act: { kind: 'cancel' }, mayExceed: false },
    senderOf(viewer),
  );
  return answer.outcome === 'done';
}
