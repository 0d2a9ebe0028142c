import { createHash } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { Entry, EntryKey } from '#domain/stocktake/entry.ts';
import { lateCorrection, settleLine } from '#domain/stocktake/settle.ts';
import { parseEntry } from '#protocol/stocktake/sheet-values.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { audit } from '../identity/audit.ts';
import type { Sql } from '../platform/database.ts';
import { LedgerBusy } from '../stock/ledger.ts';
import type { Ledger } from '../stock/stock.ts';
import { readBooks } from './book.ts';
import { refused, type Refused } from './refused.ts';
import type { StocktakeRecord } from './rows.ts';

export interface LateRow {
  readonly entryKey: EntryKey;
  readonly isVoid: boolean;
  readonly value: string;
  readonly accountId: number;
  readonly accountNameZh: string;
  readonly accountNameEn: string;
  readonly receivedAtMs: number;
  readonly receivedPosition: number;
  readonly state: 'waiting' | 'posting' | 'posted' | 'dismissed';
  readonly correction: number | null;
  readonly documentPosition: number | null;
}

const lateRowsMax = 2000;

export function readLate(sql: Sql, id: number): Promise<LateRow[]> {
  return sql<LateRow[]>`
    select l.entry_key as "entryKey", l.is_void as "isVoid", l.value, l.account_id as "accountId", a.name_zh as "accountNameZh",
      a.name_en as "accountNameEn", (extract(epoch from l.received_at) * 1000)::bigint as "receivedAtMs",
      l.received_position as "receivedPosition", l.state, l.correction, l.document_position as "documentPosition"
    from stocktake_late_entries l join accounts a on a.id = l.account_id
    where l.stocktake_id = ${id} order by l.received_at, l.entry_key limit ${lateRowsMax}`;
}

/** The entry a late row is about: its own, or the one in the frozen sheet that it voids. */
export function entryOfLate(
  row: Pick<LateRow, 'entryKey' | 'isVoid' | 'value'>,
  fold: SheetFold,
): Entry | undefined {
  return row.isVoid ? fold.sheet.entries.get(row.entryKey) : parseEntry(row.entryKey, row.value);
}

/** Posts a late entry's correction, or says that none is wanted; each row once. [SK-14] */
export async function closeLate(
  { sql, ledger }: { readonly sql: Sql; readonly ledger: Ledger },
  viewer: Viewer,
  record: StocktakeRecord,
  fold: SheetFold,
  asked: { readonly entryKey: string; readonly isVoid: boolean; readonly act: 'post' | 'dismiss' },
): Promise<{ readonly correction: number } | Refused> {
  const row = (await readLate(sql, record.id)).find(
    (one) => one.entryKey === asked.entryKey && one.isVoid === asked.isVoid,
  );
  if (!row || row.state === 'posted' || row.state === 'dismissed') return refused('stocktake.late_closed');
  const where = sql`stocktake_id = ${record.id} and entry_key = ${row.entryKey} and is_void = ${row.isVoid}`;
  const note = (detail: Record<string, string | number>) =>
    audit(sql, {
      accountId: viewer.accountId,
      session: viewer.session,
      action: 'stocktake.late',
      subject: `${record.id} ${row.entryKey}`,
      detail,
    });
  if (asked.act === 'dismiss') {
    const done =
      await sql`update stocktake_late_entries set state = 'dismissed', closed_by = ${viewer.accountId}
      where ${where} and state = 'waiting' returning 1`;
    if (done.length === 0) return refused('stocktake.late_closed');
    await note({ act: 'dismiss' });
    return { correction: 0 };
  }
  const correction = await correctionOf(sql, record, fold, row);
  if (correction === undefined) return refused('stocktake.late_unknown');
  // Kept before it is posted, with who closes it: a crash in between posts the same again, under the same key.
  const [kept] = await sql<{ correction: number; closedBy: number }[]>`
    update stocktake_late_entries set state = 'posting', correction = coalesce(correction, ${correction.quantity}),
      closed_by = coalesce(closed_by, ${viewer.accountId}) where ${where} and state in ('waiting', 'posting')
    returning correction, closed_by as "closedBy"`;
  if (!kept) return refused('stocktake.late_closed');
  let position: number | null = null;
  if (kept.correction !== 0) {
    try {
      const answer = await ledger.post({
        key: keyOf(record.planKey, row),
        command: {
          kind: 'adjustment',
          location: record.locationId,
          cause: 'counted',
          happened: true,
          lines: [{ sku: correction.sku, quantity: quantity(kept.correction) }],
        },
        accountId: kept.closedBy as Viewer['accountId'],
        session: viewer.session,
        deviceAtMs: null,
      });
      if (answer.outcome === 'refused') return refused('stocktake.not_posted', { reason: answer.code });
      position = answer.position;
    } catch (error) {
      if (error instanceof LedgerBusy) return refused('stocktake.busy');
      throw error;
    }
  }
  await sql`update stocktake_late_entries set state = 'posted', document_position = ${position} where ${where} and state = 'posting'`;
  await note({ act: 'post', correction: kept.correction });
  return { correction: kept.correction };
}

async function correctionOf(
  sql: Sql,
  record: StocktakeRecord,
  fold: SheetFold,
  row: LateRow,
): Promise<{ sku: SkuId; quantity: number } | undefined> {
  const entry = entryOfLate(row, fold);
  const meaning = entry && (fold.sheet.meaningOf(entry) ?? (await meaningByCatalogue(sql, entry)));
  if (!entry || !meaning) return undefined;
  const [line] = await sql<{ counted: number; state: string; from: number; through: number }[]>`
    select counted, state, from_position as from, through_position as through from stocktake_lines
    where stocktake_id = ${record.id} and sku_id = ${meaning.sku}`;
  const late = { quantity: meaning.quantity, isVoid: row.isVoid };
  const wasPosted = line !== undefined && line.state !== 'asked' && line.state !== 'left';
  if (wasPosted) return { sku: meaning.sku, quantity: lateCorrection(late, { wasCounted: true }, undefined) };
  const window = {
    sku: meaning.sku,
    counted: (line?.counted ?? 0) + (row.isVoid ? -meaning.quantity : meaning.quantity),
    from: Math.min(entry.position, line?.from ?? entry.position),
    through: Math.max(row.receivedPosition, line?.through ?? 0),
    entries: 1,
    round: entry.round,
  };
  const books = await readBooks(sql, record.locationId, [window]);
  const alone = settleLine(
    window,
    books.get(meaning.sku) ?? { book: 0, movedIn: 0, movedOut: 0 },
    'use_count',
  );
  return {
    sku: meaning.sku,
    quantity: line ? alone.variance : lateCorrection(late, { wasCounted: false }, alone),
  };
}

async function meaningByCatalogue(
  sql: Sql,
  entry: Entry,
): Promise<{ sku: SkuId; quantity: number } | undefined> {
  if (entry.counted.kind !== 'barcode') return undefined;
  const rows = await sql<{ sku: SkuId; quantity: number }[]>`
    select sku_id as sku, quantity from barcodes where barcode = ${entry.counted.barcode} limit 2`;
  const [only] = rows;
  return only && rows.length === 1 ? { sku: only.sku, quantity: only.quantity * entry.quantity } : undefined;
}

/** The key of a correction is made of what it corrects: pressed twice, it is posted once. */
function keyOf(planKey: string, row: Pick<LateRow, 'entryKey' | 'isVoid'>): string {
  const hex = createHash('sha256').update(`${planKey} ${row.entryKey} ${row.isVoid}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
