import type { Clock } from '../platform/clock.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Sql } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import type { Talks } from './talks.ts';

/** Too many commands for one transfer at once: nothing was done, send the same key again. */
export class TransferBusy extends Error {}

export interface DeskParts {
  /** A pool of its own: a transfer never waits for the ledger while it holds a connection. */
  readonly sql: Sql;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly locations: LocationDirectory;
  /** The talks as live documents; without them the lines beside the transfer are the talk. */
  readonly talks?: Talks;
}
