import type { Viewer } from '#domain/identity/viewer.ts';
import { accountOf } from '#domain/stocktake/entry.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { UnknownCode } from '#protocol/stocktake/views.ts';
import type { Queries } from '../platform/database.ts';
import { readNames } from './progress.ts';

/** Codes that one page shows. */
const codesMax = 1000;

export async function readUnknownCodes(
  sql: Queries,
  viewer: Viewer,
  id: number,
  fold: SheetFold,
): Promise<UnknownCode[]> {
  if (fold.sheet.unknown.size === 0) return [];
  const photos = await readPhotos(sql, id);
  const accounts = new Set([...fold.sheet.counters.keys()].map(accountOf));
  return unknownCodes(fold, await readNames(sql, viewer, [...accounts]), photos);
}

export function unknownCodes(
  fold: SheetFold,
  people: ReadonlyMap<number, string>,
  photos: readonly PhotoRow[],
): UnknownCode[] {
  return [...fold.sheet.unknown].slice(0, codesMax).map(([barcode, keys]) => {
    const entries = [...keys].flatMap((key) => fold.sheet.entries.get(key) ?? []);
    return {
      barcode,
      scans: entries.reduce((sum, { quantity }) => sum + quantity, 0),
      people: [...new Set(entries.map(({ counter }) => people.get(accountOf(counter)) ?? ''))],
      photos: photos.filter((photo) => photo.barcode === barcode).map(({ number }) => number),
    };
  });
}

export interface PhotoRow {
  readonly number: number;
  readonly barcode: string | null;
  readonly skuId: number | null;
}

export function readPhotos(sql: Queries, id: number): Promise<PhotoRow[]> {
  return sql<PhotoRow[]>`
    select number, barcode, sku_id as "skuId" from stocktake_photos where stocktake_id = ${id} order by number`;
}
