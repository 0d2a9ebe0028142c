import { businessMoment } from '#domain/store/business-day.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { emptyHours, noHours, TileFold, type DaySums } from '#domain/wall/tile-fold.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** Levels that are in memory at once while tiles are loaded. */
const levelsMax = 5000;

/**
 * Tiles of shelves and their transits as the ledger stands, from heads, levels and rollups. Must run in one snapshot:
 * the positions are those of the figures.
 */
export async function readTiles(
  sql: Queries,
  places: readonly (readonly [shelf: HoldingLocation, transit: LocationId])[],
  nowMs: number,
): Promise<TileFold[]> {
  const tiles = places.map(([shelf, transit]) => {
    const { day } = businessMoment(nowMs, shelf.timeZone, shelf.dayCutMinutes);
    return new TileFold(shelf.storeId, shelf.id, transit, day);
  });
  if (tiles.length === 0) return tiles;
  const tileByLocation = new Map(
    tiles.flatMap((tile) => [[tile.shelf, tile] as const, [tile.transit, tile] as const]),
  );
  const ids = numbers([...tileByLocation.keys()]);
  const heads = await sql<{ location: LocationId; position: number; effective: number }[]>`
    select location_id as location, position,
      coalesce(nullif(extract(epoch from effective_at), '-infinity') * 1000, 0)::bigint as effective
    from location_heads where location_id = any(${ids}::text::int[])`;
  for (const { location, position, effective } of heads) {
    const tile = tileByLocation.get(location);
    if (tile?.shelf === location) tile.shelfPosition = position;
    else if (tile) tile.transitPosition = position;
    if (tile) tile.lastAtMs = Math.max(tile.lastAtMs, effective);
  }
  await readLevels(sql, ids, tileByLocation);
  const today = await readHours(
    sql,
    tiles.map((tile) => ({ shelf: tile.shelf, day: tile.businessDay })),
  );
  const before = await readHours(
    sql,
    tiles.map((tile) => ({ shelf: tile.shelf, day: tile.businessDay - 7 })),
  );
  for (const tile of tiles) {
    const [sums, week] = [today.get(tile.shelf) ?? noSums(), before.get(tile.shelf) ?? noSums()];
    tile.turnTo(tile.businessDay, sums, week, tile.shelfPosition);
  }
  return tiles;
}

async function readLevels(
  sql: Queries,
  ids: string,
  tileByLocation: ReadonlyMap<LocationId, TileFold>,
): Promise<void> {
  const levels = sql<
    { location: LocationId; sku: number; onHand: number; value: number; point: number | null }[]
  >`
    select location_id as location, sku_id as sku, on_hand as "onHand", value, reorder_point as point
    from levels where location_id = any(${ids}::text::int[])`;
  for await (const rows of levels.cursor(levelsMax)) {
    for (const { location, sku, onHand, value, point } of rows) {
      const tile = tileByLocation.get(location);
      if (tile?.shelf === location) {
        tile.loadLevel(sku, onHand, point);
        tile.stockValue += value;
      } else if (tile) {
        tile.inTransit += onHand;
        tile.inTransitValue += value;
      }
    }
  }
}

/** The sales of one business day each of some shelves, by hour. A shelf that sold nothing is not in the answer. */
export async function readHours(
  sql: Queries,
  asked: readonly { readonly shelf: LocationId; readonly day: number }[],
): Promise<Map<LocationId, DaySums>> {
  const rows = await sql<
    { location: LocationId; hour: number; amount: number; receipts: number; quantity: number; cost: number }[]
  >`
    select h.location_id as location, h.hour, h.amount, h.receipts, h.quantity, h.cost
    from unnest(${numbers(asked.map(({ shelf }) => shelf))}::text::int[], ${numbers(asked.map(({ day }) => day))}::text::int[]) as t(location, day)
    join store_hours h on h.location_id = t.location and h.business_day = t.day`;
  const sumsByShelf = new Map<LocationId, { -readonly [Key in keyof DaySums]: DaySums[Key] }>();
  for (const { location, hour, amount, receipts, quantity, cost } of rows) {
    let sums = sumsByShelf.get(location);
    if (!sums)
      sumsByShelf.set(
        location,
        (sums = { amount: emptyHours(), receipts: emptyHours(), quantity: 0, cost: 0 }),
      );
    sums.amount[hour] = amount;
    sums.receipts[hour] = receipts;
    sums.quantity += quantity;
    sums.cost += cost;
  }
  return sumsByShelf;
}

export function noSums(): DaySums {
  return { ...noHours(), quantity: 0, cost: 0 };
}
