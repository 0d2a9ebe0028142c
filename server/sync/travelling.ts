import type { Connection } from './connection.ts';
import type { StrictUpdate } from './strict-update.ts';

/** An update under way to the log, or just come from there. */
export interface Travelling {
  readonly sequence: number;
  readonly update: Uint8Array;
  readonly read: StrictUpdate;
  readonly from: Connection | undefined;
  /** When it was let in. */
  readonly atMs: number;
  /**
   * Whether pages may see it before it is committed: its writers are in the log already and it takes nothing away, so that its
   * place in a state vector tells whoever saw it that a server which came back has it not. [LD-13]
   */
  readonly isShownEarly: boolean;
}
