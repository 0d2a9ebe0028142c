import type { CompanySlug } from '#domain/identity/ids.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { Clock } from './clock.ts';
import type { Sql } from './database.ts';
import type { Feed } from '../stream/feed.ts';

/** The locations of a company, held in memory and read anew when stores change. */
export interface LocationDirectory {
  of(id: LocationId): HoldingLocation | undefined;
  all(): readonly HoldingLocation[];
  shelfOf(store: StoreId): LocationId | undefined;
  transitOf(store: StoreId): LocationId | undefined;
  /** The `location_heads.rules` under which a location was read: where a head says others, it must be read anew. */
  rulesOf?(id: LocationId): number | undefined;
  reload?(): Promise<void>;
}

/** One open company: its own database, clock and feed. Made by the composition root, handed to every slice. */
export interface Company {
  readonly slug: CompanySlug;
  /** Reaches every row; for the ledger, the wall's fold and jobs. */
  readonly ledgerSql: Sql;
  /** Shows nothing until `withViewer`. For everything that a person asks. */
  readonly viewerSql: Sql;
  /** Company time: the machine's, or the demo's. */
  readonly clock: Clock;
  readonly feed: Feed;
  readonly locations: LocationDirectory;
}

/** The company is being opened anew: whoever asks again in a moment is answered. */
export class CompanyAway extends Error {}
