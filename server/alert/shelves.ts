import { looksAt, type Place } from '#domain/alert/rule.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { Queries } from '../platform/database.ts';
import type { WatchedRule } from './rules.ts';

/** A shelf with the rules that look at it. */
export interface Shelf {
  readonly tile: TileFold;
  readonly place: Place;
  readonly rules: readonly WatchedRule[];
}

/** The shelves of the wall by location; no rule looks at a store that was closed for good. */
export async function readShelves(
  sql: Queries,
  tiles: Iterable<TileFold>,
  rules: readonly WatchedRule[],
): Promise<Map<LocationId, Shelf>> {
  const stores = await sql<{ id: number; isShop: boolean; isActive: boolean; regionIds: number[] }[]>`
    select s.id, s.kind = 'store' as "isShop", s.is_active as "isActive",
      array(with recursive above as (
        select id, parent_id from regions where id = s.region_id union select r.id, r.parent_id from regions r join above a on a.parent_id = r.id
      ) select id from above) as "regionIds"
    from stores s`;
  const storeById = new Map(stores.map((store) => [store.id, store]));
  const shelves = new Map<LocationId, Shelf>();
  for (const tile of tiles) {
    const store = storeById.get(tile.storeId);
    if (!store) continue;
    const { isShop, isActive, regionIds } = store;
    const place = { location: tile.shelf, storeId: tile.storeId, regionIds: new Set(regionIds), isShop };
    shelves.set(tile.shelf, {
      tile,
      place,
      rules: isActive ? rules.filter((rule) => looksAt(rule, place)) : [],
    });
  }
  return shelves;
}
