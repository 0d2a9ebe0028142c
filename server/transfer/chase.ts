import type { Viewer } from '#domain/identity/viewer.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { audit } from '../identity/audit.ts';
import { at } from '../identity/rights.ts';
import type { Sql } from '../platform/database.ts';

/** Reminds the other side: the board shows that somebody did, and when. Once a minute counts once. */
export async function chase(sql: Sql, id: TransferId, viewer: Viewer, nowMs: number): Promise<void> {
  await sql.begin(async (tx) => {
    const rows = await tx`
      update transfers set chased = least(chased + 1, 999), chased_at = ${at(tx as never, nowMs)}, version = version + 1
      where id = ${id} and state not in ('received', 'closed', 'cancelled')
        and (chased_at is null or chased_at < ${at(tx as never, nowMs - 60_000)}) returning id`;
    const { accountId, session } = viewer;
    if (rows.length > 0)
      await audit(tx as never, { accountId, session, action: 'transfer.chase', subject: `T${id}` });
  });
}
