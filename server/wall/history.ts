import type { Viewer } from '#domain/identity/viewer.ts';
import { dayElapsed, type DayElapsed } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import { sumUpTo, type TileFold } from '#domain/wall/tile-fold.ts';
import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { Company } from '../platform/company.ts';
import { withViewer, type Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import type { Clearance } from './frame-of.ts';
import { readStalledAt, readTickerAt, readTopAt } from './lists-at.ts';
import { noSums, readHours } from './read-tiles.ts';
import type { WallScope } from './room.ts';
import { foldOn, type Standing } from './standing.ts';
import type { Wall } from './wall.ts';

/** Where a location stood at a moment, and the checkpoint before it. */
interface Place {
  readonly location: LocationId;
  readonly since: number;
  readonly upto: number;
  readonly atMs: number;
  readonly from: Standing | null;
}

type Asker = { readonly viewer: Viewer; readonly company: Company };

/**
 * The wall as it stood at a company time: each location at the position it had then, folded on from the nearest
 * checkpoint before it. A location never goes back in effective time, so a moment is a position.
 */
export async function wallAt(wall: Wall, { viewer, company }: Asker, atMs: number): Promise<SnapshotFrame> {
  const live = await wall.snapshot(viewer);
  const scope = wall.scopeOf(viewer);
  const placeOf = (shelf: LocationId): HoldingLocation => {
    const place = company.locations.of(shelf);
    if (!place) throw new RangeError(`no holding location ${shelf}`);
    return place;
  };
  const elapsedByShelf = new Map(
    scope.tiles.map(({ shelf }) => {
      const { timeZone, dayCutMinutes } = placeOf(shelf);
      return [shelf, dayElapsed(atMs, timeZone, dayCutMinutes)];
    }),
  );
  const past = await withViewer(company.viewerSql, viewer, async (sql) => {
    const places = await readPlaces(
      sql,
      scope.tiles.flatMap(({ shelf, transit }) => [shelf, transit]),
      atMs,
    );
    const shops = new Set(wall.shopsOf(scope).map(({ shelf }) => shelf));
    const shelves = places.flatMap(({ location, upto, atMs: lastAtMs }) => {
      const elapsed = elapsedByShelf.get(location);
      if (!elapsed) return [];
      const isCutWithin = placeOf(location).dayCutMinutes % 60 !== 0;
      return [{ shelf: location, upto, lastAtMs, elapsed, isCutWithin, isShop: shops.has(location) }];
    });
    // The past moves no more: what is read side by side belongs together.
    const [tiles, ticker, top, stalled, alerts] = await Promise.all([
      tilesAt(sql, scope, places, elapsedByShelf),
      readTickerAt(sql, shelves),
      readTopAt(sql, shelves, atMs),
      readStalledAt(sql, shelves, atMs),
      wall.alerts.read(scope.shelves, atMs),
    ]);
    return { tiles, ticker, top, stalled, alerts };
  });
  return { ...live, ...past, sequence: 0, clock: { ...live.clock, nowMs: atMs } };
}

async function tilesAt(
  sql: Queries,
  scope: WallScope,
  places: readonly Place[],
  elapsedByShelf: ReadonlyMap<LocationId, DayElapsed>,
): Promise<Tile[]> {
  const elapsedOf = (tile: TileFold): DayElapsed => {
    const elapsed = elapsedByShelf.get(tile.shelf);
    if (!elapsed) throw new RangeError(`no day at location ${tile.shelf}`);
    return elapsed;
  };
  const dayByLocation = new Map<LocationId, number>();
  for (const tile of scope.tiles) {
    const { day } = elapsedOf(tile);
    dayByLocation.set(tile.shelf, day).set(tile.transit, day);
  }
  const placeByLocation = new Map(places.map((place) => [place.location, place]));
  const standings = await foldOn(
    sql,
    places.map((place) => ({ ...place, day: dayByLocation.get(place.location) ?? 0 })),
  );
  const week = await readHours(
    sql,
    scope.tiles.map((tile) => ({ shelf: tile.shelf, day: elapsedOf(tile).day - 7 })),
  );
  return scope.tiles.flatMap((tile) => {
    const [shelf, transit] = [standings.get(tile.shelf), standings.get(tile.transit)];
    if (!shelf || !transit) return [];
    const { amount, receipts } = week.get(tile.shelf) ?? noSums();
    const elapsed = elapsedOf(tile);
    const [home, away] = [placeByLocation.get(tile.shelf), placeByLocation.get(tile.transit)];
    return [
      {
        ...figuresOf(shelf, transit, scope),
        storeId: tile.storeId,
        shelfPosition: home?.upto ?? 0,
        transitPosition: away?.upto ?? 0,
        businessDay: elapsed.day,
        amountBefore: sumUpTo(amount, elapsed),
        receiptsBefore: sumUpTo(receipts, elapsed),
        amountByHourBefore: amount,
        lastAtMs: Math.max(home?.atMs ?? 0, away?.atMs ?? 0),
      },
    ];
  });
}

function figuresOf(shelf: Standing, transit: Standing, { hasMargin, hasCost }: Clearance) {
  const amount = shelf.amountByHour.reduce((sum, one) => sum + one, 0);
  return {
    amount,
    quantity: shelf.quantity,
    receipts: shelf.receipts,
    margin: hasMargin ? amount - shelf.cost : null,
    amountByHour: [...shelf.amountByHour],
    stockValue: hasCost ? shelf.value : null,
    skus: shelf.skus,
    outOfStock: shelf.outOfStock,
    belowReorderPoint: shelf.belowReorderPoint,
    negative: shelf.negative,
    inTransit: transit.units,
    inTransitValue: hasCost ? transit.value : null,
  };
}

/** Looks for the last position of a moment between two checkpoints only. */
async function readPlaces(sql: Queries, locations: readonly LocationId[], atMs: number): Promise<Place[]> {
  return sql<Place[]>`
    with asked as (
      select place, to_timestamp(${atMs / 1000}::float8) as moment from unnest(${numbers(locations)}::text::int[]) as t(place)
    )
    select a.place as location, coalesce(c.position, 0) as since, c.tile as from,
      greatest(coalesce(c.position, 0), home.position, away.position)::bigint as upto,
      coalesce(extract(epoch from greatest(c.effective_at, home.effective_at, away.effective_at)) * 1000, 0)::bigint as "atMs"
    from asked a
    left join lateral (
      select position, effective_at, tile from tile_checkpoints
      where location_id = a.place and effective_at <= a.moment order by position desc limit 1
    ) c on true
    left join lateral (
      select position from tile_checkpoints where location_id = a.place and position > coalesce(c.position, 0) order by position limit 1
    ) n on true
    left join lateral (
      select position, effective_at from documents
      where location_id = a.place and position > coalesce(c.position, 0) and (n.position is null or position < n.position)
        and effective_at <= a.moment order by position desc limit 1
    ) home on true
    left join lateral (
      select counter_position as position, effective_at from documents
      where counter_location_id = a.place and counter_position > coalesce(c.position, 0)
        and (n.position is null or counter_position < n.position) and effective_at <= a.moment order by counter_position desc limit 1
    ) away on true`;
}
