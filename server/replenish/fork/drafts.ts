import { linesOf, pairsOf } from '#domain/replenish/fork.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { ForkDraft, ForkDrafted, ForkState } from '#protocol/replenish/fork-views.ts';
import { forkShape, standingMoves, type LaidMove, type MoveEntry } from '#protocol/replenish/fork.ts';
import type { Company } from '../../platform/company.ts';
import type { Queries } from '../../platform/database.ts';
import { numberArray as numbers } from '../../stock/pg-array.ts';
import type { Content, LiveDocuments } from '../../sync/kind.ts';
import { uuidOf } from '../../transfer/posting.ts';
import type { Transfers } from '../../transfer/transfer.ts';

export interface ForkParts {
  readonly company: Company;
  readonly live: Pick<LiveDocuments, 'freeze' | 'refresh'>;
  readonly transfers: Pick<Transfers, 'createDraftFromSuggestion'>;
}

type Refused = Extract<ForkDrafted, { outcome: 'refused' }>;
type Refusal = Omit<Refused, 'outcome'>;

/** Thrown out of the freeze: the fork stays open. */
class NotYet extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Turns a fork into draft transfers, once [FK-5]:
 *
 *   freeze: hold the fork, judge its moves, keep the lines of each pair │ make each draft under a key from fork and pair │ mark it
 *
 * Whoever comes later, or after a crash, finds the lines kept and goes on with the same keys.
 */
export async function draftFork(parts: ForkParts, viewer: Viewer, id: number): Promise<ForkDrafted> {
  try {
    await parts.live.freeze(forkShape.kind, String(id), (sql, content) =>
      keepLines(sql, content, id, viewer, parts.company.clock.now()),
    );
  } catch (error) {
    if (error instanceof NotYet) return { outcome: 'refused', ...error.refusal };
    throw error;
  }
  const drafts = await makeDrafts(parts, id);
  await parts.live.refresh(forkShape.kind, String(id));
  return { outcome: 'done', drafts };
}

/** Goes on with what a server that died left half made. */
export async function recoverForks(parts: ForkParts): Promise<void> {
  const rows = await parts.company.ledgerSql<{ id: number }[]>`
    select id from replenish_forks where state = 'drafting' order by id`;
  for (const { id } of rows) await makeDrafts(parts, id);
}

/** Closes a fork without any draft; what was laid stays to be read. Answers whether it was open. */
export async function discardFork(parts: ForkParts, viewer: Viewer, id: number): Promise<boolean> {
  const rows = await parts.company.ledgerSql`
    update replenish_forks set state = 'discarded', ended_by = ${viewer.accountId}, ended_session = ${viewer.session},
      ended_at = ${new Date(parts.company.clock.now())} where id = ${id} and state = 'open' returning id`;
  await parts.live.refresh(forkShape.kind, String(id));
  return rows.length > 0;
}

async function keepLines(
  sql: Queries,
  content: Content,
  id: number,
  viewer: Viewer,
  nowMs: number,
): Promise<void> {
  const [fork] = await sql<
    { state: ForkState }[]
  >`select state from replenish_forks where id = ${id} for update`;
  if (fork?.state === 'drafting' || fork?.state === 'drafted') return;
  if (fork?.state !== 'open') throw new NotYet({ code: 'replenish.fork_over', skuIds: [] });
  const moves = movesOf(content);
  if (moves.length === 0) throw new NotYet({ code: 'replenish.fork_empty', skuIds: [] });
  const short = await shortOf(sql, moves);
  if (short.length > 0) throw new NotYet({ code: 'replenish.short', skuIds: short });
  const gone = await acceptSuggestions(sql, moves, viewer, nowMs);
  if (gone.length > 0) throw new NotYet({ code: 'replenish.gone', skuIds: gone });
  for (const { from, to, moves: laid } of pairsOf(moves))
    await sql`
      insert into replenish_fork_drafts (fork_id, source_id, target_id, lines, suggestion_ids)
      values (${id}, ${from}, ${to}, ${sql.json(linesOf(laid).map((line) => ({ ...line })))}, ${numbers(suggestionsOf(laid))}::text::int[])`;
  await sql`
    update replenish_forks set state = 'drafting', ended_by = ${viewer.accountId}, ended_session = ${viewer.session},
      ended_at = ${new Date(nowMs)} where id = ${id}`;
}

function movesOf({ roots }: Content): readonly LaidMove[] {
  const entries = [...(roots.get('moves') ?? [])].map(
    ([key, { value }]) => [key, value as MoveEntry] as const,
  );
  const voids = roots.get('voids');
  return standingMoves(entries, (key) => voids?.has(key) === true);
}

function suggestionsOf(moves: readonly LaidMove[]): number[] {
  return [...new Set(moves.flatMap(({ suggestion }) => suggestion ?? []))];
}

/** Goods of which more is laid than the source has free now: nothing reserved, nothing that it keeps back. */
async function shortOf(sql: Queries, moves: readonly LaidMove[]): Promise<number[]> {
  const cells = [...Map.groupBy(moves, ({ from, sku }) => `${from} ${sku}`).values()].flatMap((laid) => {
    const [first] = laid;
    return first ? [{ ...first, units: laid.reduce((sum, { quantity }) => sum + quantity, 0) }] : [];
  });
  const rows = await sql<{ sku: number }[]>`
    select distinct c.sku from unnest(${numbers(cells, ({ from }) => from)}::text::int[], ${numbers(cells, ({ sku }) => sku)}::text::int[],
      ${numbers(cells, ({ units }) => units)}::text::bigint[]) as c (location, sku, units)
    join locations l on l.id = c.location join stores s on s.id = l.store_id
    left join levels v on v.location_id = c.location and v.sku_id = c.sku
    where c.units > coalesce(v.on_hand - v.reserved, 0) - s.keep_back order by 1`;
  return rows.map(({ sku }) => sku);
}

/** Takes the suggestions that were laid on the fork; answers the goods of those that are not what they were. */
async function acceptSuggestions(
  sql: Queries,
  moves: readonly LaidMove[],
  viewer: Viewer,
  nowMs: number,
): Promise<number[]> {
  const gone: number[] = [];
  for (const suggestion of suggestionsOf(moves)) {
    const laid = moves.filter((move) => move.suggestion === suggestion);
    const [first] = laid;
    if (!first) continue;
    const { sku, from, to } = first;
    const units = laid.reduce((sum, { quantity }) => sum + quantity, 0);
    const taken = await sql`
      update suggestions set state = 'accepted', chosen = ${units}, decided_by = ${viewer.accountId}, decided_at = ${new Date(nowMs)}
      where id = ${suggestion} and state = 'open' and sku_id = ${sku} and source_id = ${from} and target_id = ${to} returning id`;
    if (taken.length === 0 || laid.some((move) => move.sku !== sku || move.from !== from || move.to !== to))
      gone.push(sku);
  }
  return gone;
}

interface KeptDraft extends ForkDraft {
  readonly name: string;
  readonly lines: readonly { readonly sku: number; readonly quantity: number }[];
  readonly suggestionIds: readonly number[];
  readonly accountId: AccountId;
  readonly session: SessionHandle;
}

async function makeDrafts({ company, transfers }: ForkParts, id: number): Promise<readonly ForkDraft[]> {
  const sql = company.ledgerSql;
  const kept = await sql<KeptDraft[]>`
    select d.source_id as "sourceId", d.target_id as "targetId", d.transfer_id as "transferId", d.lines, d.suggestion_ids as "suggestionIds",
      f.name, f.ended_by as "accountId", f.ended_session as session
    from replenish_fork_drafts d join replenish_forks f on f.id = d.fork_id where d.fork_id = ${id} order by 1, 2`;
  const drafts: ForkDraft[] = [];
  for (const draft of kept) {
    const { sourceId, targetId } = draft;
    const transferId = draft.transferId ?? (await makeDraft(draft));
    drafts.push({ sourceId, targetId, transferId });
  }
  await sql`update replenish_forks set state = 'drafted' where id = ${id} and state = 'drafting'`;
  return drafts;

  async function makeDraft({
    sourceId,
    targetId,
    name,
    lines,
    suggestionIds,
    accountId,
    session,
  }: KeptDraft) {
    const source = company.locations.of(sourceId as LocationId);
    const target = company.locations.of(targetId as LocationId);
    if (!source || !target) throw new RangeError(`no way from ${sourceId} to ${targetId}`);
    const answer = await transfers.createDraftFromSuggestion(
      {
        key: uuidOf(`fork ${id} ${sourceId} ${targetId}`),
        source: source.storeId,
        target: target.storeId,
        note: name,
        lines: lines.map(({ sku, quantity }) => ({ sku: sku as SkuId, quantity })),
      },
      { accountId, session, deviceAtMs: null },
    );
    if (answer.outcome !== 'done') throw new Error(`a draft of fork ${id} was refused: ${answer.code}`);
    await sql.begin(async (tx) => {
      await tx`update replenish_fork_drafts set transfer_id = ${answer.transfer}
        where fork_id = ${id} and source_id = ${sourceId} and target_id = ${targetId}`;
      await tx`update suggestions set transfer_id = ${answer.transfer}
        where id = any(${numbers(suggestionIds)}::text::int[]) and state = 'accepted' and transfer_id is null`;
    });
    return answer.transfer;
  }
}
