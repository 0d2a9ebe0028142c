import type { SkuId } from '../catalog/ids.ts';
import type { CountedLine, Window } from './window.ts';

/** What a person chose for a line that moved while it was counted, or that he wants left out. */
export type Choice = 'use_count' | 'leave';

/** What the books say of a SKU around its window. */
export interface BookLine {
  /** On hand at `from`. */
  readonly book: number;
  /** Units that came and went after `from`, through `through`. */
  readonly movedIn: number;
  readonly movedOut: number;
}

/**
 * A line against the books. `variance` is what commit posts: a difference, never a level.
 * - `fine`: nothing moved while it was counted; the variance is exact.
 * - `asked`: it moved inside its window, so any count from `least` through `most` agrees with the books; a person says
 *   "Recount" or "Use my count". Until then nothing of it is posted.
 * - `chosen`: "Use my count": only what no order of counting and moving explains is posted.
 * - `left`: a person left it out.
 * - `uncounted`: nobody counted it; posted as counted 0 only where the whole stocktake was told to.
 */
export type SettledLine = Window & {
  readonly sku: SkuId;
  readonly counted: number;
  readonly book: number;
  readonly movedIn: number;
  readonly movedOut: number;
  readonly least: number;
  readonly most: number;
  readonly variance: number;
  readonly state: 'fine' | 'asked' | 'chosen' | 'left' | 'uncounted';
};

/**
 * Counted against the books at the moment of counting [SK-7].
 *
 *   ledger  ──98──99──100═══101═══102──103──   book: on hand at 100
 *   window            [from    through]         moved: what went in 101 and 102
 *                                               103 came later and says nothing about this count
 */
export function settleLine(line: CountedLine, books: BookLine, choice: Choice | undefined): SettledLine {
  const { sku, counted, from, through } = line;
  const { book, movedIn, movedOut } = books;
  const least = book - movedOut;
  const most = book + movedIn;
  const difference = counted < least ? counted - least : counted > most ? counted - most : 0;
  const settled = { sku, counted, from, through, book, movedIn, movedOut, least, most };
  if (choice === 'leave') return { ...settled, variance: 0, state: 'left' };
  if (movedIn === 0 && movedOut === 0) return { ...settled, variance: difference, state: 'fine' };
  if (choice === 'use_count') return { ...settled, variance: difference, state: 'chosen' };
  return { ...settled, variance: 0, state: 'asked' };
}

/** A SKU that nobody counted, taken as counted 0 at a position: "treat as zero", chosen for the whole stocktake. */
export function settleUncounted(sku: SkuId, book: number, position: number): SettledLine {
  return {
    sku,
    counted: 0,
    from: position,
    through: position,
    book,
    movedIn: 0,
    movedOut: 0,
    least: book,
    most: book,
    variance: book === 0 ? 0 : -book,
    state: 'uncounted',
  };
}

/** What commit posts: lines that differ, by SKU, so that the same sheet always makes the same document. */
export function postedLines(lines: readonly SettledLine[]): { sku: SkuId; quantity: number }[] {
  return lines
    .filter((line) => line.variance !== 0)
    .map(({ sku, variance }) => ({ sku, quantity: variance }))
    .sort((a, b) => a.sku - b.sku);
}
