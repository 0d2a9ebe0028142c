import type { WallRegion, WallStore } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import { needOf, type Need, type Usual } from './need.ts';

export interface TileGroup {
  readonly region: WallRegion;
  readonly stores: readonly WallStore[];
}

/** Tiles keep their places at least this long: nothing jumps while somebody reads. */
export const resortMsMin = 10_000;

/** The regions and their stores, those that need somebody first; shops before warehouses where both are calm. */
export function sortGroups(
  regions: readonly WallRegion[],
  stores: readonly WallStore[],
  tileByStore: ReadonlyMap<number, Tile>,
  usual: Usual,
): readonly TileGroup[] {
  const storesByRegion = new Map<number, WallStore[]>();
  const scoreByStore = new Map<number, number>();
  for (const store of stores) {
    const tile = tileByStore.get(store.storeId);
    if (!tile) continue;
    scoreByStore.set(store.storeId, scoreOf(store, needOf(tile, store, usual)));
    const list = storesByRegion.get(store.regionId);
    if (list) list.push(store);
    else storesByRegion.set(store.regionId, [store]);
  }
  const score = (store: WallStore | undefined): number => scoreByStore.get(store?.storeId ?? -1) ?? 0;
  const groups = regions.flatMap((region) => {
    const list = storesByRegion.get(region.regionId);
    if (!list) return [];
    return [{ region, stores: list.sort((a, b) => score(b) - score(a) || a.storeId - b.storeId) }];
  });
  return groups.sort(
    (a, b) => score(b.stores[0]) - score(a.stores[0]) || a.region.regionId - b.region.regionId,
  );
}

function scoreOf(store: WallStore, need: Need): number {
  return store.kind === 'warehouse' && need.level === 'calm' ? need.score - 10 : need.score;
}

/** A region and every region below it. */
export function regionAndBelow(regions: readonly WallRegion[], regionId: number): ReadonlySet<number> {
  const inside = new Set([regionId]);
  for (let grew = true; grew;) {
    grew = false;
    for (const region of regions) {
      if (region.parentId === null || inside.has(region.regionId) || !inside.has(region.parentId)) continue;
      inside.add(region.regionId);
      grew = true;
    }
  }
  return inside;
}
