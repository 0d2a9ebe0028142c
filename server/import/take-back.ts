import { randomUUID } from 'node:crypto';
import { mayReach, type Viewer } from '#domain/identity/viewer.ts';
import { audit } from '../identity/audit.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { Ledger } from '../stock/stock.ts';
import { change, positionsOf, type ImportServices, type StoredJob } from './jobs.ts';
import { undoGoods } from './task.ts';

/** Why a job can't be taken back now. */
export type TakeBackRefusal = 'unreached' | 'stock.insufficient';

/** Whether all that a job brought could go back now: nothing of it is out of the viewer's reach, nor has left since. */
export async function refusalOf(
  sql: Queries,
  viewer: Viewer,
  job: StoredJob,
): Promise<TakeBackRefusal | undefined> {
  const positions = positionsOf(job);
  if (!positions.every(([location]) => mayReach(viewer, location))) return 'unreached';
  const [short] = await sql`
    select from (
      select m.target_id as location_id, m.sku_id, sum(m.quantity) as quantity
      from unnest(${numberArray(positions, ([location]) => location)}::text::int[], ${numberArray(positions, ([, position]) => position)}::text::bigint[]) p (location, position)
      join movements m on m.location_id = p.location and m.position = p.position
      where not exists (select from documents r where r.of_location_id = p.location and r.of_position = p.position
        and r.kind = 'reversal' and r.position is not null)
      group by 1, 2
    ) brought left join levels l using (location_id, sku_id)
    where brought.quantity > coalesce(l.on_hand - l.reserved, 0) limit 1`;
  return short ? 'stock.insufficient' : undefined;
}

/**
 * Takes a job back behind the request: its stock by mirrored documents, its goods by the worker that wrote them. One that
 * was cut off is begun anew from the start: what was taken back already stays as it is.
 */
export async function takeBack(
  company: Company,
  services: ImportServices,
  viewer: Viewer,
  job: StoredJob,
): Promise<void> {
  const { ledgerSql: sql } = company;
  const actor = { accountId: viewer.accountId, session: viewer.session };
  const total = job.counts.total ?? 0;
  const counts = { ...job.counts, total };
  await mirror(services.ledger, viewer, job);
  let done = 0;
  let [taken, lost] = [0, 0];
  for await (const part of undoGoods({ url: services.databaseUrl, actor, batch: job.id })) {
    done += part.skus;
    taken += part.taken;
    lost += part.lost;
    await change(sql, job.id, { counts: { ...counts, done: Math.min(done, total) } });
  }
  await sql.begin(async (tx) => {
    await audit(tx as Queries, { ...actor, action: 'import.undo', subject: job.fileName });
    await change(tx as Queries, job.id, {
      state: 'undone',
      counts: { ...counts, done: total, undone: { taken, lost } },
    });
  });
}

/** Keys are new each time: the ledger itself mirrors a document once, and a refusal would be kept under its key for ever. */
async function mirror(ledger: Ledger, viewer: Viewer, job: StoredJob): Promise<void> {
  for (const [location, position] of positionsOf(job)) {
    const answer = await ledger.post({
      key: randomUUID(),
      command: { kind: 'reversal', location, of: { location, position } },
      accountId: viewer.accountId,
      session: viewer.session,
      deviceAtMs: null,
    });
    if (answer.outcome === 'refused' && answer.code !== 'reversal.already')
      throw new Error(`the ledger refused: ${answer.code}`);
  }
}
