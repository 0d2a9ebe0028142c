import type { DatabaseFlaws } from './database.ts';
import type { TableFlaws } from './tables.ts';

/** A bug that somebody could make. The simulation must find each (sim.test.ts). */
export interface Mutant {
  /** What is wrong with it. */
  readonly what: string;
  /** A worse database. */
  readonly flaws?: TableFlaws & DatabaseFlaws;
  /** Where it must be found; without it, at the tills. */
  readonly world?: 'ledger' | 'transfers';
  /** A worse product: a text of its source, and what stands there instead. */
  readonly edit?: { readonly file: string; readonly find: string; readonly instead: string };
  /** Where it is rare: the first seed of those that find it. */
  readonly from?: number;
}
