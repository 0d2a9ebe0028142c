import type { Region, StoreRecord } from './organisation-api.ts';

export type TreeRow =
  | {
      readonly kind: 'region';
      readonly region: Region;
      readonly depth: number;
      /** Stores in it and below it. */
      readonly stores: number;
    }
  | { readonly kind: 'store'; readonly store: StoreRecord; readonly depth: number };

/** Regions with their stores, those below under their parent; what hangs in the air stands on top. */
export function treeOf(regions: readonly Region[], stores: readonly StoreRecord[]): readonly TreeRow[] {
  const known = new Set(regions.map(({ id }) => id));
  const below = Map.groupBy(regions, ({ parentId }) =>
    parentId !== null && known.has(parentId) ? parentId : null,
  );
  const storesIn = Map.groupBy(stores, ({ regionId }) => regionId);
  const rows: TreeRow[] = [];
  const walk = (parent: number | null, depth: number): number => {
    let sum = 0;
    for (const region of below.get(parent) ?? []) {
      const at = rows.push({ kind: 'region', region, depth, stores: 0 }) - 1;
      const own = storesIn.get(region.id) ?? [];
      for (const store of own) rows.push({ kind: 'store', store, depth: depth + 1 });
      const count = own.length + walk(region.id, depth + 1);
      rows[at] = { kind: 'region', region, depth, stores: count };
      sum += count;
    }
    return sum;
  };
  walk(null, 0);
  return rows;
}
