import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferQueries } from './transfer-store.ts';

/** What the desk asks of the talks: live documents, read and frozen when somebody signs. */
export interface Talks {
  /** What the talk says now; undefined where there is none and never will be: the lines beside the transfer are all there is. */
  read(id: TransferId): Promise<readonly DraftLine[] | undefined>;
  /** Freezes the talk, reads it and runs in one transaction. Where it does not stay frozen, nothing of that transaction stays either. */
  freeze<Step>(
    id: TransferId,
    run: (
      queries: TransferQueries,
      draft: readonly DraftLine[],
    ) => Promise<{ readonly step: Step; readonly stays: boolean }>,
  ): Promise<Step>;
  /** Runs the end of a command, and opens the talk again in the same transaction where the transfer is pencil afterwards. */
  settle<Result>(id: TransferId, run: (queries: TransferQueries) => Promise<Result>): Promise<Result>;
}
