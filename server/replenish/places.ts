import type { Queries } from '../platform/database.ts';

/** A store or a warehouse, and where its goods come from. */
export interface Place {
  readonly locationId: number;
  readonly transitId: number;
  readonly kind: 'store' | 'warehouse';
  readonly regionId: number;
  readonly keepBack: number;
  /** The place, by number, that its goods come from; −1 where there is none. */
  readonly upstream: number;
}

type PlaceRow = Omit<Place, 'upstream'>;

/** The stores named first, in that order (all of them where none are), then the warehouses. */
export async function readPlaces(
  sql: Queries,
  first?: readonly { readonly locationId: number }[],
): Promise<readonly Place[]> {
  const rows = await sql<PlaceRow[]>`
    select shelf.id as "locationId", transit.id as "transitId", s.kind, s.region_id as "regionId", s.keep_back as "keepBack"
    from stores s join locations shelf on shelf.store_id = s.id and shelf.kind = 'shelf'
      join locations transit on transit.store_id = s.id and transit.kind = 'transit' where s.is_active order by s.id`;
  const regions = await sql<{ id: number; parentId: number | null }[]>`
    select id, parent_id as "parentId" from regions`;
  const parentOf = new Map(regions.map(({ id, parentId }) => [id, parentId]));
  const byLocation = new Map(rows.map((row) => [row.locationId, row]));
  const stores = first
    ? first.flatMap(({ locationId }) => byLocation.get(locationId) ?? [])
    : rows.filter(({ kind }) => kind === 'store');
  const warehouses = rows.filter(({ kind }) => kind === 'warehouse');
  const ordered = [...stores, ...warehouses];
  return ordered.map((row) => {
    const from = upstreamOf(row, warehouses, parentOf);
    return { ...row, upstream: from ? ordered.indexOf(from) : -1 };
  });
}

/** The warehouse next above in the tree of regions: in the place's own region, or a region over it; else one below such. */
export function upstreamOf<Row extends Pick<PlaceRow, 'kind' | 'regionId' | 'locationId'>>(
  place: Row,
  warehouses: readonly Row[],
  parentOf: ReadonlyMap<number, number | null>,
): Row | undefined {
  const path = pathOf(place.regionId, parentOf);
  for (const region of place.kind === 'warehouse' ? path.slice(1) : path) {
    const here = warehouses.find(({ regionId }) => regionId === region);
    if (here) return here;
  }
  if (place.kind === 'warehouse') return undefined;
  for (const region of path) {
    const below = warehouses.find(({ regionId }) => pathOf(regionId, parentOf).includes(region));
    if (below) return below;
  }
  return undefined;
}

function pathOf(region: number, parentOf: ReadonlyMap<number, number | null>): readonly number[] {
  const path: number[] = [];
  for (let at: number | null | undefined = region; at != null && !path.includes(at); at = parentOf.get(at))
    path.push(at);
  return path;
}
