import type { Clock } from '../platform/clock.ts';
import type { Ledger } from '../stock/stock.ts';
import type { Talks } from './talks.ts';
import type { TransferStore } from './transfer-store.ts';

/** Too many commands for one transfer at once: nothing was done, send the same key again. */
export class TransferBusy extends Error {}

export interface DeskParts {
  /** With a pool of its own: a transfer never waits for the ledger while it holds a connection. */
  readonly store: TransferStore;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** The talks as live documents; without them the lines beside the transfer are the talk. */
  readonly talks?: Talks;
}
