import type { SkuId } from '#domain/catalog/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { uuidOf } from '../transfer/posting.ts';
import type { TransferAnswer, Transfers } from '../transfer/transfer.ts';

export interface ChosenLine {
  readonly id: number;
  readonly quantity: number;
}

export interface ChosenDocument {
  readonly sourceId: number;
  readonly targetId: number;
  readonly note: string;
  readonly lines: readonly ChosenLine[];
}

export type Decision =
  | { readonly outcome: 'done'; readonly transferId: number | null }
  /** Somebody else has decided meanwhile, or goods of it have been promised since. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'short'; readonly skuIds: readonly number[] };

/** People and their sessions, as every slice's commands carry them. */
function senderOf(viewer: Viewer) {
  return { accountId: viewer.accountId, session: viewer.session, deviceAtMs: null };
}

/**
 * Takes up a document of suggestions, with the quantities as the person left them (0: not this line). All or nothing:
 * claimed first, then made a draft under a key that follows from the lines; where that fails they are open again.
 */
export async function accept(
  company: Company,
  transfers: Transfers,
  viewer: Viewer,
  chosen: ChosenDocument,
): Promise<Decision> {
  const source = company.locations.of(chosen.sourceId as LocationId);
  const target = company.locations.of(chosen.targetId as LocationId);
  const lines = chosen.lines.filter(({ quantity }) => quantity > 0);
  if (!source || !target || lines.length === 0) return { outcome: 'gone' };
  const now = new Date(company.clock.now());
  const claimed = await company.ledgerSql.begin(async (sql) => {
    const open = await readOpen(sql as Queries, chosen);
    if (open.length !== chosen.lines.length) return { outcome: 'gone' as const };
    // What was free at night may be promised by now: never more than is there to give.
    const short = lines.filter(
      ({ id, quantity }) => (open.find((row) => row.id === id)?.free ?? 0) < quantity,
    );
    if (short.length > 0)
      return {
        outcome: 'short' as const,
        skuIds: short.map(({ id }) => open.find((row) => row.id === id)?.skuId ?? 0),
      };
    for (const { id, quantity } of chosen.lines)
      await sql`update suggestions set state = ${quantity > 0 ? 'accepted' : 'rejected'}, chosen = ${quantity},
        decided_by = ${viewer.accountId}, decided_at = ${now} where id = ${id}`;
    return { outcome: 'done' as const, open };
  });
  if (claimed.outcome !== 'done') return claimed;
  const skuOf = new Map(claimed.open.map(({ id, skuId }) => [id, skuId]));
  const attempt = Math.max(...claimed.open.map(({ undone }) => undone));
  const key = uuidOf(`suggestions ${chosen.lines.map(({ id }) => id).join(' ')} ${attempt}`);
  const ids = chosen.lines.map(({ id }) => id);
  const reopen = () => company.ledgerSql`
    update suggestions set state = 'open', chosen = null, decided_by = null, decided_at = null
    where id in ${company.ledgerSql(ids)}`;
  let answer: TransferAnswer;
  try {
    answer = await transfers.createDraftFromSuggestion(
      {
        key,
        source: source.storeId,
        target: target.storeId,
        note: chosen.note,
        lines: lines.map(({ id, quantity }) => ({ sku: (skuOf.get(id) ?? 0) as SkuId, quantity })),
      },
      senderOf(viewer),
    );
  } catch (error) {
    await reopen();
    throw error;
  }
  if (answer.outcome !== 'done') {
    await reopen();
    return { outcome: 'gone' };
  }
  await company.ledgerSql`
    update suggestions set transfer_id = ${answer.transfer}
    where id in ${company.ledgerSql(ids)} and state = 'accepted'`;
  return { outcome: 'done', transferId: answer.transfer };
}

interface OpenRow {
  readonly id: number;
  readonly skuId: number;
  readonly undone: number;
  /** Units at the source that nobody has reserved and the store need not keep. */
  readonly free: number;
}

async function readOpen(sql: Queries, chosen: ChosenDocument): Promise<OpenRow[]> {
  return sql<OpenRow[]>`
    select g.id, g.sku_id as "skuId", g.undone,
      coalesce(v.on_hand - v.reserved, 0) - s.keep_back as free
    from suggestions g join locations l on l.id = g.source_id join stores s on s.id = l.store_id
      left join levels v on v.location_id = g.source_id and v.sku_id = g.sku_id
    where g.id in ${sql(chosen.lines.map(({ id }) => id))} and g.state = 'open'
      and g.source_id = ${chosen.sourceId} and g.target_id = ${chosen.targetId}
    order by g.id for update of g`;
}

export async function reject(
  company: Company,
  viewer: Viewer,
  ids: readonly number[],
  reason: string,
): Promise<Decision> {
  const sql = company.ledgerSql;
  const rows = await sql`
    update suggestions set state = 'rejected', reason = ${reason}, chosen = 0, decided_by = ${viewer.accountId},
      decided_at = ${new Date(company.clock.now())} where id in ${sql([...ids])} and state = 'open' returning id`;
  return rows.length === ids.length ? { outcome: 'done', transferId: null } : { outcome: 'gone' };
}

/** Back to open: a rejection at once, an acceptance as long as its transfer can be cancelled. */
export async function undo(
  company: Company,
  transfers: Transfers,
  viewer: Viewer,
  ids: readonly number[],
): Promise<Decision> {
  const sql = company.ledgerSql;
  const rows = await sql<{ id: number; transferId: number | null; undone: number }[]>`
    select id, transfer_id as "transferId", undone from suggestions where id in ${sql([...ids])} and state <> 'open'`;
  if (rows.length !== ids.length) return { outcome: 'gone' };
  for (const transferId of new Set(rows.map((row) => row.transferId).filter((id) => id !== null))) {
    const key = uuidOf(`suggestions undone ${transferId}`);
    const [before] = await sql<{ state: string }[]>`select state from transfers where id = ${transferId}`;
    if (!before || !beforePicking.has(before.state)) return { outcome: 'gone' };
    const answer = await transfers.act(
      { key, transfer: transferId as TransferId, act: { kind: 'cancel' }, sides: ['source', 'target'] },
      senderOf(viewer),
    );
    if (answer.outcome !== 'done') return { outcome: 'gone' };
  }
  await sql`update suggestions set state = 'open', chosen = null, reason = null, decided_by = null, decided_at = null,
    transfer_id = null, undone = undone + 1 where id in ${sql([...ids])}`;
  return { outcome: 'done', transferId: null };
}

/** From picking on people carry boxes: a suggestion is not taken back under their hands. */
const beforePicking = new Set(['suggested', 'asked', 'talks', 'agreed']);
