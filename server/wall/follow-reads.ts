import type { PostedDocument } from '#domain/stock/document.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DaySums, TileFold } from '#domain/wall/tile-fold.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { readFeed } from '../stream/read-feed.ts';
import { readHours, readTiles } from './read-tiles.ts';

/** The port between the wall's fold and the ledger's tables: Postgres in the product, a model in the simulation. */
export interface FollowReads {
  readHeads(): Promise<readonly { readonly location: LocationId; readonly position: number }[]>;
  readFeed(location: LocationId, after: number): Promise<PostedDocument[]>;
  /** Tiles in one snapshot. */
  readTiles(
    places: readonly (readonly [shelf: HoldingLocation, transit: LocationId])[],
    nowMs: number,
  ): Promise<TileFold[]>;
  /** The sales of days that begin and of those a week before, with the heads they stand at, in one snapshot. */
  readDays(shelves: readonly { readonly shelf: LocationId; readonly day: number }[]): Promise<{
    readonly heads: ReadonlyMap<LocationId, number>;
    readonly today: ReadonlyMap<LocationId, DaySums>;
    readonly before: ReadonlyMap<LocationId, DaySums>;
  }>;
}

export function postgresReads(sql: Sql): FollowReads {
  return {
    readHeads: () => sql<{ location: LocationId; position: number }[]>`
      select location_id as location, position from location_heads`,
    readFeed: (location, after) => readFeed(sql, location, after),
    readTiles: (places, nowMs) => inSnapshot(sql, (queries) => readTiles(queries, places, nowMs)),
    readDays: (shelves) =>
      inSnapshot(sql, async (queries) => ({
        heads: await readHeadsOf(
          queries,
          shelves.map(({ shelf }) => shelf),
        ),
        today: await readHours(queries, shelves),
        before: await readHours(
          queries,
          shelves.map(({ shelf, day }) => ({ shelf, day: day - 7 })),
        ),
      })),
  };
}

async function inSnapshot<Result>(sql: Sql, run: (queries: Queries) => Promise<Result>): Promise<Result> {
  const result = await sql.begin('isolation level repeatable read read only', (queries) =>
    run(queries as Queries),
  );
  return result as Result;
}

async function readHeadsOf(sql: Queries, shelves: readonly LocationId[]): Promise<Map<LocationId, number>> {
  const rows = await sql<{ location: LocationId; position: number }[]>`
    select location_id as location, position from location_heads where location_id = any(${`{${shelves.join(',')}}`}::text::int[])`;
  return new Map(rows.map(({ location, position }) => [location, position]));
}
