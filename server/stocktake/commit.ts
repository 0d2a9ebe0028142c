import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import { isApproved, needsApproval, varianceValues } from '#domain/stocktake/approval.ts';
import type { SettledLine } from '#domain/stocktake/settle.ts';
import { boundary } from '#domain/store/location.ts';
import type { CommitRequest } from '#protocol/stocktake/requests.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { audit } from '../identity/audit.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { numberArray, textArray } from '../stock/pg-array.ts';
import type { Ledger } from '../stock/stock.ts';
import type { LiveDocuments } from '../sync/kind.ts';
import { isRefused, refused, RefusedInside, type Refused } from './refused.ts';
import { readStocktake, stocktakeColumns, type StocktakeRecord } from './rows.ts';
import { settleSheet, zeroLines, type SettledSheet } from './settle-sheet.ts';
import { foldContent } from './sheets.ts';

export interface CommitParts {
  readonly sql: Sql;
  readonly ledger: Ledger;
  readonly live: LiveDocuments;
}

/**
 * Commit, in steps that can each be begun again [SK-12]:
 *
 *   counting ─ freeze, settle, keep the lines and the key ─▶ posting ─ ledger: one document by that key ─▶ committed
 *                (one transaction; others wait for its row)            (again: the same answer)
 */
export async function commitStocktake(
  parts: CommitParts,
  viewer: Viewer,
  id: number,
  request: CommitRequest,
): Promise<StocktakeRecord | Refused> {
  const before = await readStocktake(parts.sql, id);
  if (!before || before.state === 'cancelled') return refused('stocktake.not_counting');
  if (before.state === 'counting') {
    const trouble = await freezeAndKeep(parts, viewer, id, request);
    if (trouble) return trouble;
  }
  return finishPosting(parts, id);
}

/** Posts what a frozen stocktake keeps, and marks it committed. Any number of callers, at any time: one posting. */
export async function finishPosting(parts: CommitParts, id: number): Promise<StocktakeRecord | Refused> {
  const { sql, ledger, live } = parts;
  const record = await readStocktake(sql, id);
  if (!record || record.state === 'counting' || record.state === 'cancelled')
    return refused('stocktake.not_counting');
  if (record.state === 'committed') return record;
  const { postKey, committedBy, committedSession } = record;
  if (postKey === null || committedBy === null) throw new Error(`stocktake ${id} is posting and has no key`);
  const lines = await sql<{ sku: SkuId; variance: number }[]>`
    select sku_id as sku, variance from stocktake_lines where stocktake_id = ${id} and variance <> 0 order by sku_id`;
  let position: number | null = null;
  if (lines.length > 0) {
    try {
      const answer = await ledger.post({
        key: postKey,
        command: {
          kind: 'adjustment',
          location: record.locationId,
          cause: 'counted',
          happened: true,
          lines: lines.map(({ sku, variance }) => ({ sku, quantity: quantity(variance) })),
        },
        accountId: committedBy as AccountId,
        session: (committedSession ?? '') as SessionHandle,
        deviceAtMs: null,
      });
      if (answer.outcome === 'refused') {
        // Nothing was posted under this key and nothing ever will be: the next try needs another.
        await sql`update stocktakes set post_key = gen_random_uuid() where id = ${id} and state = 'posting' and post_key = ${postKey}`;
        return refused('stocktake.not_posted', { reason: answer.code });
      }
      position = answer.position;
    } catch (error) {
      if (error instanceof LedgerBusy) return refused('stocktake.busy');
      throw error;
    }
  }
  await sql`
    update stocktakes t set state = 'committed', committed_at = now(), document_position = ${position}, gain = v.gain, loss = v.loss
    from (
      select coalesce(sum(value) filter (where source_id = ${boundary.count}), 0)::bigint as gain,
        coalesce(sum(value) filter (where target_id = ${boundary.count}), 0)::bigint as loss
      from movements where location_id = ${record.locationId} and position = ${position ?? 0}) v
    where t.id = ${id} and t.state = 'posting'`;
  await live.refresh('stocktake', String(id));
  const after = await readStocktake(sql, id);
  if (!after) throw new Error(`stocktake ${id} is gone`);
  return after;
}

async function freezeAndKeep(
  { live }: CommitParts,
  viewer: Viewer,
  id: number,
  request: CommitRequest,
): Promise<Refused | undefined> {
  try {
    await live.freeze('stocktake', String(id), async (sql, content) => {
      const [record] = await sql<StocktakeRecord[]>`${stocktakeColumns(sql)} where t.id = ${id} for update`;
      if (record?.state !== 'counting') return;
      const fold = foldContent(content);
      const settled = await settleSheet(sql, record, fold);
      await mustBeApproved(sql, viewer, record, settled, request);
      await keepLines(sql, viewer, record, settled, request.isUncountedZero, fold);
    });
    return undefined;
  } catch (error) {
    if (error instanceof RefusedInside) return error.refusal;
    throw error;
  }
}

/** What the person saw is what is posted, and above the limit a second person has said yes to exactly that. */
async function mustBeApproved(
  sql: Queries,
  viewer: Viewer,
  record: StocktakeRecord,
  settled: SettledSheet,
  request: CommitRequest,
): Promise<void> {
  const hash = settled.hashOf(request.isUncountedZero);
  if (hash !== request.linesHash) throw new RefusedInside(refused('stocktake.changed'));
  const lines = request.isUncountedZero ? [...settled.lines, ...zeroLines(settled)] : settled.lines;
  const amounts = await readAmounts(sql, lines);
  if (!needsApproval({ total: record.totalLimit, line: record.lineLimit }, varianceValues(amounts.values())))
    return;
  const approvals = await sql<{ accountId: number; hash: string }[]>`
    select account_id as "accountId", lines_hash as hash from stocktake_approvals where stocktake_id = ${record.id} and lines_hash = ${hash}`;
  if (approvals.some((approval) => isApproved(approval, viewer.accountId, hash))) return;
  throw new RefusedInside(
    refused(approvals.length > 0 ? 'stocktake.own_approval' : 'stocktake.needs_approval'),
  );
}

/** Differences at selling price, fen, by SKU: everybody who counts may know it, so a limit tells nothing of cost. */
export async function readAmounts(sql: Queries, lines: readonly SettledLine[]): Promise<Map<SkuId, number>> {
  const differing = lines.filter(({ variance }) => variance !== 0);
  if (differing.length === 0) return new Map();
  const rows = await sql<{ sku: SkuId; price: number }[]>`
    select id as sku, price from skus where id = any(${numberArray(differing.map(({ sku }) => sku))}::text::int[])`;
  const priceBySku = new Map(rows.map(({ sku, price }) => [sku, price]));
  return new Map(differing.map(({ sku, variance }) => [sku, variance * (priceBySku.get(sku) ?? 0)]));
}

async function keepLines(
  sql: Queries,
  viewer: Viewer,
  record: StocktakeRecord,
  settled: SettledSheet,
  isUncountedZero: boolean,
  fold: SheetFold,
): Promise<void> {
  const lines = isUncountedZero ? [...settled.lines, ...zeroLines(settled)] : settled.lines;
  const counted = (line: SettledLine) => settled.countedBySku.get(line.sku);
  await sql`
    insert into stocktake_lines (stocktake_id, sku_id, state, counted, round, entries, from_position, through_position, book, moved_in,
      moved_out, variance)
    select ${record.id}, * from unnest(
      ${numberArray(lines.map(({ sku }) => sku))}::text::int[],
      ${textArray(lines.map(({ state }) => state))}::text::text[],
      ${numberArray(lines.map((line) => line.counted))}::text::bigint[],
      ${numberArray(lines.map((line) => counted(line)?.round ?? 1))}::text::int[],
      ${numberArray(lines.map((line) => counted(line)?.entries ?? 0))}::text::int[],
      ${numberArray(lines.map(({ from }) => from))}::text::bigint[],
      ${numberArray(lines.map(({ through }) => through))}::text::bigint[],
      ${numberArray(lines.map(({ book }) => book))}::text::bigint[],
      ${numberArray(lines.map(({ movedIn }) => movedIn))}::text::bigint[],
      ${numberArray(lines.map(({ movedOut }) => movedOut))}::text::bigint[],
      ${numberArray(lines.map(({ variance }) => variance))}::text::bigint[])`;
  const totals = {
    entries: fold.sheet.entries.size - fold.sheet.voided.size,
    units: fold.sheet.units,
    people: new Set([...fold.sheet.counters.keys()].map((counter) => counter.split('-')[0])).size,
    countedSkus: settled.countedBySku.size,
  };
  await sql`
    update stocktakes set state = 'posting', settled_position = ${settled.position}, is_uncounted_zero = ${isUncountedZero},
      lines_hash = ${settled.hashOf(isUncountedZero)}, post_key = gen_random_uuid(), committed_by = ${viewer.accountId},
      committed_session = ${viewer.session}, totals = ${JSON.stringify(totals)}::text::jsonb
    where id = ${record.id}`;
  await audit(sql, {
    accountId: viewer.accountId,
    session: viewer.session,
    action: 'stocktake.commit',
    subject: String(record.id),
    detail: {
      lines: lines.length,
      hash: settled.hashOf(isUncountedZero),
      uncountedZero: isUncountedZero ? 1 : 0,
    },
  });
}

/** After a restart: postings that a crash cut short are finished. */
export async function resumePostings(parts: CommitParts): Promise<void> {
  const rows = await parts.sql<
    { id: number }[]
  >`select id from stocktakes where state = 'posting' order by id`;
  for (const { id } of rows) {
    const answer = await finishPosting(parts, id);
    if (isRefused(answer)) continue;
  }
}
