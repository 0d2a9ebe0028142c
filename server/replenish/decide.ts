import type { SkuId } from '#domain/catalog/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { SupplierId } from '#domain/purchase/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Purchases } from '../purchase/purchase.ts';
import { uuidOf } from '../transfer/posting.ts';
import type { Transfers } from '../transfer/transfer.ts';

export interface ChosenLine {
  readonly id: number;
  readonly quantity: number;
  /** The sentence that the person read, kept on an order's line. */
  readonly reason?: string | undefined;
}

/** Lines of one document, with the quantities as the person left them (0: not this line). */
export interface ChosenDocument {
  /** Null: from the supplier. */
  readonly sourceId: number | null;
  readonly supplierId: number | null;
  readonly targetId: number;
  readonly note: string;
  readonly lines: readonly ChosenLine[];
}

export type Decision =
  | { readonly outcome: 'done'; readonly transferId: number | null; readonly purchaseId: number | null }
  /** Somebody else has decided meanwhile, or goods of it have been promised since. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'short'; readonly skuIds: readonly number[] }
  /** What was made of it carries so many lines more, which somebody laid on a fork. */
  | { readonly outcome: 'shared'; readonly lines: number };

export interface Desks {
  readonly transfers: Transfers;
  readonly purchases: Purchases;
}

export const nothingMade = { transferId: null, purchaseId: null };
type Made = Omit<Extract<Decision, { outcome: 'done' }>, 'outcome'>;

/** People and their sessions, as every slice's commands carry them. */
export function senderOf(viewer: Viewer) {
  return { accountId: viewer.accountId, session: viewer.session, deviceAtMs: null };
}

/** Nothing of the document can be made: what was claimed is given back with the transaction. */
class NothingMade extends Error {}

/** Takes up a document of suggestions, all or nothing: claimed, made a draft and linked to it in one transaction. */
export async function accept(
  company: Company,
  desks: Desks,
  viewer: Viewer,
  chosen: ChosenDocument,
): Promise<Decision> {
  if (!chosen.lines.some(({ quantity }) => quantity > 0)) return { outcome: 'gone' };
  try {
    return (await company.ledgerSql.begin((tx) =>
      take(tx as unknown as Queries, company, desks, viewer, chosen),
    )) as Decision;
  } catch (error) {
    if (error instanceof NothingMade) return { outcome: 'gone' };
    throw error;
  }
}

async function take(
  sql: Queries,
  company: Company,
  desks: Desks,
  viewer: Viewer,
  chosen: ChosenDocument,
): Promise<Decision> {
  const claimed = await claim(sql, company, viewer, chosen);
  if (claimed.outcome !== 'done') return claimed;
  const { open } = claimed;
  const attempt = Math.max(...open.map(({ undone }) => undone));
  const ids = chosen.lines.map(({ id }) => id);
  const key = uuidOf(`suggestions ${ids.join(' ')} ${attempt}`);
  const skuOf = new Map(open.map(({ id, skuId }) => [id, skuId as SkuId]));
  const lines = chosen.lines.flatMap(({ id, quantity, reason }) => {
    const sku = skuOf.get(id);
    return quantity > 0 && sku !== undefined ? [{ sku, quantity, reason: reason ?? chosen.note }] : [];
  });
  const draft = { key, note: chosen.note, lines };
  const made = await (chosen.supplierId === null
    ? carried(sql, company, desks.transfers, viewer, chosen, draft)
    : bought(sql, company, desks.purchases, viewer, chosen, draft));
  if (!made) throw new NothingMade();
  await sql`
    update suggestions set transfer_id = ${made.transferId}, purchase_id = ${made.purchaseId}
    where id in ${sql(ids)} and state = 'accepted'`;
  return { outcome: 'done', ...made };
}

interface Draft {
  readonly key: string;
  readonly note: string;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number; readonly reason: string }[];
}

async function carried(
  sql: Queries,
  { locations }: Company,
  transfers: Transfers,
  viewer: Viewer,
  { sourceId, targetId }: ChosenDocument,
  { key, note, lines }: Draft,
): Promise<Made | undefined> {
  const source = locations.of(sourceId as LocationId);
  const target = locations.of(targetId as LocationId);
  if (!source || !target) return undefined;
  const answer = await transfers.createDraftFromSuggestion(
    { key, source: source.storeId, target: target.storeId, note, lines },
    senderOf(viewer),
    sql,
  );
  return answer.outcome === 'done' ? { transferId: answer.transfer, purchaseId: null } : undefined;
}

async function bought(
  sql: Queries,
  { locations }: Company,
  purchases: Purchases,
  viewer: Viewer,
  { supplierId, targetId }: ChosenDocument,
  { key, note, lines }: Draft,
): Promise<Made | undefined> {
  const target = locations.of(targetId as LocationId);
  if (!target) return undefined;
  const drafted = await purchases.draft(
    { key, store: target.storeId, supplier: supplierId as SupplierId, origin: 'plan', note, lines },
    senderOf(viewer),
    sql,
  );
  const [purchaseId] = drafted.purchases;
  // A supplier that was put to rest since the night supplies nothing.
  return purchaseId === undefined ? undefined : { transferId: null, purchaseId };
}

type Claim = Exclude<Decision, { outcome: 'done' }> | { readonly outcome: 'done'; readonly open: OpenRow[] };

/** Whoever comes first has the lines; of what another place gives, never more than is free there now. */
async function claim(sql: Queries, company: Company, viewer: Viewer, chosen: ChosenDocument): Promise<Claim> {
  const now = new Date(company.clock.now());
  const open = await readOpen(sql, chosen);
  if (open.length !== chosen.lines.length) return { outcome: 'gone' };
  const byId = new Map(open.map((row) => [row.id, row]));
  const short = chosen.lines.flatMap(({ id, quantity }) => {
    const row = byId.get(id);
    return row && row.free !== null && row.free < quantity ? [row.skuId] : [];
  });
  if (short.length > 0) return { outcome: 'short', skuIds: short };
  for (const { id, quantity } of chosen.lines)
    await sql`update suggestions set state = ${quantity > 0 ? 'accepted' : 'rejected'}, chosen = ${quantity},
      decided_by = ${viewer.accountId}, decided_at = ${now} where id = ${id}`;
  return { outcome: 'done', open };
}

interface OpenRow {
  readonly id: number;
  readonly skuId: number;
  readonly undone: number;
  /** Units at the source that nobody has reserved and it need not keep; null: a supplier's. */
  readonly free: number | null;
}

async function readOpen(sql: Queries, chosen: ChosenDocument): Promise<OpenRow[]> {
  return sql<OpenRow[]>`
    select g.id, g.sku_id as "skuId", g.undone,
      case when g.source_id is not null then coalesce(v.on_hand - v.reserved, 0) - coalesce(s.keep_back, 0) end as free
    from suggestions g left join locations l on l.id = g.source_id left join stores s on s.id = l.store_id
      left join levels v on v.location_id = g.source_id and v.sku_id = g.sku_id
    where g.id in ${sql(chosen.lines.map(({ id }) => id))} and g.state = 'open'
      and g.source_id is not distinct from ${chosen.sourceId}::int and g.supplier_id is not distinct from ${chosen.supplierId}::int
      and g.target_id = ${chosen.targetId}
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
  return rows.length === ids.length ? { outcome: 'done', ...nothingMade } : { outcome: 'gone' };
}
