import { createHash } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import { lateOutcome, type ClosedLateAct, type FrozenLine, type LateAct } from '#domain/stocktake/late.ts';
import { settleLine } from '#domain/stocktake/settle.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { audit } from '../identity/audit.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import { textArray } from '../stock/pg-array.ts';
import type { Ledger } from '../stock/stock.ts';
import { readBooks } from './book.ts';
import { readLateAbout, type LateAbout, type LateRow } from './late-rows.ts';
import { isRefused, refused, type Refused } from './refused.ts';
import type { StocktakeRecord } from './rows.ts';

interface LateParts {
  readonly sql: Sql;
  readonly ledger: Ledger;
}

interface Asked {
  readonly entryKey: string;
  readonly isVoid: boolean;
  readonly act: 'post' | 'dismiss';
}

/** A correction that is kept but not posted yet. */
interface Kept {
  readonly sku: SkuId;
  readonly correction: number;
  readonly closedBy: AccountId;
  /** Rows that it closes; the first one carries it. */
  readonly rows: readonly LateRow[];
}

/**
 * Posts the correction that all waiting late entries of these goods come to, or says that none is wanted; each row once. [SK-14]
 *
 *   waiting ─ keep what it comes to, with who closes it ─▶ posting ─ ledger, by the first row's key ─▶ posted
 *                (one transaction; others wait for the stocktake's row)   (again: the same answer)
 */
export async function closeLate(
  parts: LateParts,
  viewer: Viewer,
  record: StocktakeRecord,
  fold: SheetFold,
  asked: Asked,
): Promise<{ readonly correction: number } | Refused> {
  const note = (detail: Record<string, string | number>) =>
    audit(parts.sql, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'stocktake.late',
      subject: `${record.id} ${asked.entryKey}`,
      detail,
    });
  if (asked.act === 'dismiss') {
    const count = await dismiss(parts.sql, viewer, record, fold, asked);
    if (count === 0) return refused('stocktake.late_closed');
    await note({ act: 'dismiss', entries: count });
    return { correction: 0 };
  }
  const kept = await keep(parts.sql, viewer, record, fold, asked);
  if (isRefused(kept)) return kept;
  const trouble = await post(parts, viewer, record, kept);
  if (trouble) return trouble;
  await note({ act: 'post', correction: kept.correction, entries: kept.rows.length });
  return { correction: kept.correction };
}

async function dismiss(
  sql: Sql,
  viewer: Viewer,
  record: StocktakeRecord,
  fold: SheetFold,
  asked: Asked,
): Promise<number> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    await lock(tx, record.id);
    const { rows } = groupOf(await readLateAbout(tx, record.id, fold), asked);
    const waiting = rows.filter(({ row }) => row.state === 'waiting').map(({ row }) => row);
    const done = await tx`
      update stocktake_late_entries l set state = 'dismissed', closed_by = ${viewer.accountId} where ${isOneOf(tx, record.id, waiting)}
      returning 1`;
    return done.length;
  })) as number;
}

/** Kept before it is posted: a crash in between posts the same again, under the same key. */
async function keep(
  sql: Sql,
  viewer: Viewer,
  record: StocktakeRecord,
  fold: SheetFold,
  asked: Asked,
): Promise<Kept | Refused> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    await lock(tx, record.id);
    const { first, rows } = groupOf(await readLateAbout(tx, record.id, fold), asked);
    const { row } = first ?? {};
    if (!row || row.state === 'posted' || row.state === 'dismissed') return refused('stocktake.late_closed');
    const sku = first?.meaning?.sku;
    if (sku === undefined) return refused('stocktake.late_unknown');
    if (row.state === 'posting') {
      const [kept] = await tx<{ closedBy: AccountId }[]>`
        select closed_by as "closedBy" from stocktake_late_entries l where ${isOneOf(tx, record.id, [row])}`;
      return {
        sku,
        correction: row.correction ?? 0,
        closedBy: kept?.closedBy ?? viewer.accountId,
        rows: [row],
      };
    }
    const waiting = rows
      .filter((one) => one.row.state === 'waiting' && one.row !== row)
      .map((one) => one.row);
    const correction = await correctionOf(tx, record, fold, sku, rows);
    await tx`update stocktake_late_entries l set state = 'posting', correction = 0, closed_by = ${viewer.accountId}
      where ${isOneOf(tx, record.id, [row, ...waiting])}`;
    await tx`update stocktake_late_entries l set correction = ${correction} where ${isOneOf(tx, record.id, [row])}`;
    return { sku, correction, closedBy: viewer.accountId, rows: [row, ...waiting] };
  })) as Kept | Refused;
}

async function post(
  { sql, ledger }: LateParts,
  viewer: Viewer,
  record: StocktakeRecord,
  { sku, correction, closedBy, rows }: Kept,
): Promise<Refused | undefined> {
  const [first, ...others] = rows;
  if (!first) throw new Error('a late correction of nothing');
  let position: number | null = null;
  if (correction !== 0) {
    try {
      const answer = await ledger.post({
        key: keyOf(record.planKey, first),
        command: {
          kind: 'adjustment',
          location: record.locationId,
          cause: 'counted',
          happened: true,
          lines: [{ sku, quantity: quantity(correction) }],
        },
        accountId: closedBy,
        session: viewer.session,
        deviceAtMs: null,
      });
      if (answer.outcome === 'refused') {
        // Nothing was posted: they wait again, and may be dismissed.
        await sql`update stocktake_late_entries l set state = 'waiting', correction = null, closed_by = null
          where ${isOneOf(sql, record.id, rows)} and l.state = 'posting'`;
        return refused('stocktake.not_posted', { reason: answer.code });
      }
      position = answer.position;
    } catch (error) {
      if (error instanceof LedgerBusy) return refused('stocktake.busy');
      throw error;
    }
  }
  await sql`update stocktake_late_entries l set state = 'posted', document_position = ${position}
    where ${isOneOf(sql, record.id, [first])} and l.state = 'posting'`;
  // They are in the first one's correction; with nothing of their own to post they can be closed again at any time.
  await sql`update stocktake_late_entries l set state = 'posted'
    where ${isOneOf(sql, record.id, others)} and l.state = 'posting' and l.correction = 0`;
  return undefined;
}

/** All late rows of the goods that the asked one is about. */
function groupOf(
  about: readonly LateAbout[],
  { entryKey, isVoid }: Asked,
): { readonly first: LateAbout | undefined; readonly rows: readonly LateAbout[] } {
  const first = about.find(({ row }) => row.entryKey === entryKey && row.isVoid === isVoid);
  const goods = first && goodsOf(first);
  return { first, rows: about.filter((one) => goodsOf(one) === goods) };
}

/** What late rows are put together by: the SKU or, while it is not known, the code. */
function goodsOf({ entry, meaning }: LateAbout): string {
  if (meaning) return `sku ${meaning.sku}`;
  return entry.counted.kind === 'barcode' ? `code ${entry.counted.barcode}` : `sku ${entry.counted.sku}`;
}

async function correctionOf(
  sql: Queries,
  record: StocktakeRecord,
  fold: SheetFold,
  sku: SkuId,
  rows: readonly LateAbout[],
): Promise<number> {
  const [line] = await sql<FrozenLine[]>`
    select sku_id as sku, counted, from_position as from, through_position as through, entries, round,
      state not in ('asked', 'left') as "isPosted"
    from stocktake_lines where stocktake_id = ${record.id} and sku_id = ${sku}`;
  const waiting = rows.filter(({ row }) => row.state === 'waiting');
  const closed = rows.filter(({ row }) => row.state !== 'waiting');
  const outcome = lateOutcome(
    sku,
    fold.sheet.roundOf(sku),
    waiting.map(actOf),
    closed.map(closedActOf),
    line,
  );
  if (outcome.kind === 'change') return outcome.quantity;
  const books = await readBooks(sql, record.locationId, [outcome.line]);
  const book = books.get(sku) ?? { book: 0, movedIn: 0, movedOut: 0 };
  return settleLine(outcome.line, book, 'use_count').variance;
}

function actOf({ row, entry, meaning }: LateAbout): LateAct {
  return {
    entryKey: row.entryKey,
    isVoid: row.isVoid,
    quantity: meaning?.quantity ?? 0,
    round: entry.round,
    from: Math.min(entry.position, row.receivedPosition),
    through: row.receivedPosition,
  };
}

function closedActOf(about: LateAbout): ClosedLateAct {
  const { state, correction } = about.row;
  return {
    ...actOf(about),
    state: state === 'dismissed' ? 'dismissed' : 'posted',
    correction: correction ?? 0,
  };
}

/** Whoever closes late entries of a stocktake does so one after the other. */
async function lock(sql: Queries, id: number): Promise<void> {
  await sql`select from stocktakes where id = ${id} for update`;
}

/** The rows of a stocktake by key, as `l`. */
function isOneOf(sql: Queries | Sql, id: number, rows: readonly LateRow[]) {
  return sql`l.stocktake_id = ${id} and (l.entry_key, l.is_void) in (select k, v = 'v' from unnest(
    ${textArray(rows.map(({ entryKey }) => entryKey))}::text::text[],
    ${textArray(rows.map(({ isVoid }) => (isVoid ? 'v' : 'e')))}::text::text[]) as t(k, v))`;
}

/** The key of a correction is made of what it corrects: pressed twice, it is posted once. */
function keyOf(planKey: string, row: Pick<LateRow, 'entryKey' | 'isVoid'>): string {
  const hex = createHash('sha256').update(`${planKey} ${row.entryKey} ${row.isVoid}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
