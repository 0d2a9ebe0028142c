import type { SkuId } from '#domain/catalog/ids.ts';
import type { Entry, EntryKey } from '#domain/stocktake/entry.ts';
import { parseEntry } from '#protocol/stocktake/sheet-values.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { Queries } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

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

/** A row with the entry it is about: its own, or the one that it voids, in the frozen sheet or late itself. */
export interface LateAbout {
  readonly row: LateRow;
  readonly entry: Entry;
  /** What the entry comes to: said in the sheet or, meanwhile, by the catalogue. */
  readonly meaning: { readonly sku: SkuId; readonly quantity: number } | undefined;
}

/** Late rows of one stocktake that are looked at; what waits comes first. */
export const lateRowsMax = 20_000;

export function readLate(sql: Queries, id: number): Promise<LateRow[]> {
  return sql<LateRow[]>`
    select l.entry_key as "entryKey", l.is_void as "isVoid", l.value, l.account_id as "accountId", a.name_zh as "accountNameZh",
      a.name_en as "accountNameEn", (extract(epoch from l.received_at) * 1000)::bigint as "receivedAtMs",
      l.received_position as "receivedPosition", l.state, l.correction, l.document_position as "documentPosition"
    from stocktake_late_entries l join accounts a on a.id = l.account_id
    where l.stocktake_id = ${id} order by l.state not in ('waiting', 'posting'), l.received_at, l.entry_key, l.is_void limit ${lateRowsMax}`;
}

/** Late rows with what they are about. A void of what never came at all says nothing and is left out. */
export async function readLateAbout(sql: Queries, id: number, fold: SheetFold): Promise<LateAbout[]> {
  const rows = await readLate(sql, id);
  const late = new Map(
    rows
      .filter(({ isVoid }) => !isVoid)
      .map(({ entryKey, value }) => [entryKey, parseEntry(entryKey, value)]),
  );
  const about = rows.flatMap((row) => {
    const entry = (row.isVoid && fold.sheet.entries.get(row.entryKey)) || late.get(row.entryKey);
    return entry ? [{ row, entry }] : [];
  });
  const known = await readMeanings(
    sql,
    about.flatMap(({ entry }) =>
      entry.counted.kind === 'barcode' && !fold.sheet.meaningOf(entry) ? [entry.counted.barcode] : [],
    ),
  );
  return about.map(({ row, entry }) => {
    const found = entry.counted.kind === 'barcode' ? known.get(entry.counted.barcode) : undefined;
    const meaning =
      fold.sheet.meaningOf(entry) ?? (found && { sku: found.sku, quantity: found.quantity * entry.quantity });
    return { row, entry, meaning };
  });
}

/** Codes that the catalogue has learnt since, and that name one SKU. */
async function readMeanings(
  sql: Queries,
  barcodes: readonly string[],
): Promise<Map<string, { readonly sku: SkuId; readonly quantity: number }>> {
  if (barcodes.length === 0) return new Map();
  const rows = await sql<{ barcode: string; sku: SkuId; quantity: number }[]>`
    select barcode, min(sku_id) as sku, min(quantity) as quantity from barcodes
    where barcode = any(${textArray([...new Set(barcodes)])}::text::text[]) group by barcode having count(*) = 1`;
  return new Map(rows.map(({ barcode, sku, quantity }) => [barcode, { sku, quantity }]));
}
