import type { Queries } from '../platform/database.ts';
import { indexSkus } from './index-skus.ts';
import { readRecords, writeSkus, type Actor } from './write.ts';

export type MergeRefusal = 'unknown' | 'sku.merged_already' | 'sku.units_differ';

/**
 * Makes one SKU of two: the barcodes, units, names and store settings of the one that goes are the other's from now on,
 * its code becomes a name of the other, and its history stays where it was. Its stock was moved before.
 */
export async function mergeSkus(
  sql: Queries,
  actor: Actor,
  batch: string,
  keepId: number,
  dropId: number,
): Promise<MergeRefusal | undefined> {
  const found = await readRecords(sql, [keepId, dropId], true);
  const [keep, drop] = [found.get(keepId), found.get(dropId)];
  if (!keep || !drop || keepId === dropId) return 'unknown';
  const merged =
    await sql`select 1 from skus where id in (${keepId}, ${dropId}) and merged_into_id is not null`;
  if (merged.length > 0) return 'sku.merged_already';
  if (keep.unitZh !== drop.unitZh) return 'sku.units_differ';
  const known = new Set(keep.barcodes.map(({ barcode }) => barcode));
  const units = new Set(keep.packs.map(({ nameZh }) => nameZh));
  await writeSkus(sql, actor, batch, 'merge', [
    {
      id: keepId,
      set: {
        barcodes: [...keep.barcodes, ...drop.barcodes.filter(({ barcode }) => !known.has(barcode))].toSorted(
          (a, b) => a.quantity - b.quantity || (a.barcode < b.barcode ? -1 : 1),
        ),
        packs: [...keep.packs, ...drop.packs.filter(({ nameZh }) => !units.has(nameZh))].toSorted(
          (a, b) => a.quantity - b.quantity || (a.nameZh < b.nameZh ? -1 : 1),
        ),
      },
    },
    { id: dropId, set: { isActive: false, barcodes: [], packs: [] } },
  ]);
  await sql`update skus set merged_into_id = ${keepId} where id = ${dropId} or merged_into_id = ${dropId}`;
  await sql`update sku_aliases set sku_id = ${keepId} where sku_id = ${dropId}`;
  await sql`insert into sku_aliases (location_id, alias, sku_id) values (null, ${drop.code}, ${keepId}) on conflict do nothing`;
  await sql`insert into store_skus (location_id, sku_id, price, minimum, maximum)
    select location_id, ${keepId}, price, minimum, maximum from store_skus where sku_id = ${dropId} on conflict do nothing`;
  await sql`delete from store_skus where sku_id = ${dropId}`;
  await indexSkus(sql, [keepId, dropId]);
  return undefined;
}
