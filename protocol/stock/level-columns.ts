import { rowsOf } from '../client/rows-of.ts';
import type { LevelColumns } from './level-columns-schema.ts';
import type { LevelView } from './views.ts';

/**
 * One row a level, with what its place and its SKU are called; by SKU, and within it in the order of the places. A level
 * whose place or SKU is not named is left out: it is not the reader's.
 */
export function levelRows({ locations, skus, levels }: LevelColumns): LevelView[] {
  const placeById = new Map(rowsOf(locations).map((place, order) => [place.locationId, { place, order }]));
  const skuById = new Map(rowsOf(skus).map((sku) => [sku.skuId, sku]));
  return rowsOf(levels)
    .flatMap((level) => {
      const found = placeById.get(level.locationId);
      const sku = skuById.get(level.skuId);
      if (!found || !sku) return [];
      const row = { ...found.place, ...sku, ...level, available: level.onHand - level.reserved };
      return [{ row, order: found.order }];
    })
    .sort((a, b) => a.row.skuId - b.row.skuId || a.order - b.order)
    .map(({ row }) => row);
}

/** What `levelRows` makes rows of. Whether values are kept from the reader does not show in how many rows there are. */
export function levelColumns(rows: readonly LevelView[], hasValue: boolean): LevelColumns {
  const places = [...new Map(rows.map((row) => [row.locationId, row])).values()];
  const skus = [...new Map(rows.map((row) => [row.skuId, row])).values()];
  const column = <Name extends keyof LevelView>(from: readonly LevelView[], name: Name) =>
    from.map((row) => row[name]);
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    locations: {
      locationId: column(places, 'locationId'),
      locationKind: column(places, 'locationKind'),
      storeId: column(places, 'storeId'),
      storeCode: column(places, 'storeCode'),
      storeNameZh: column(places, 'storeNameZh'),
      storeNameEn: column(places, 'storeNameEn'),
    },
    skus: {
      skuId: column(skus, 'skuId'),
      skuCode: column(skus, 'skuCode'),
      skuNameZh: column(skus, 'skuNameZh'),
      skuNameEn: column(skus, 'skuNameEn'),
    },
    levels: {
      locationId: column(rows, 'locationId'),
      skuId: column(rows, 'skuId'),
      onHand: column(rows, 'onHand'),
      reserved: column(rows, 'reserved'),
      reorderPoint: column(rows, 'reorderPoint'),
      value: hasValue ? values : null,
      position: column(rows, 'position'),
    },
  };
}
