/** Rows of a broken invariant that are named; beyond it they are only counted as "more". */
export const namedRowsMax = 20;

/**
 * One thing that must always hold, as a query that finds the rows where it does not. Every query gives one column,
 * `row_named`: what a person needs to find the row.
 */
export interface Invariant {
  /** The id in the plan of reliability. */
  readonly id: string;
  /** Tells invariants of one id apart. */
  readonly name: string;
  /** What holds, in a sentence. */
  readonly holds: string;
  readonly sql: string;
}
