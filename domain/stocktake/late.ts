import type { SkuId } from '../catalog/ids.ts';
import type { EntryKey } from './entry.ts';
import type { CountedLine, Window } from './window.ts';

/** An entry of one SKU that reached the server after the freeze, or the void of one. */
export interface LateAct extends Window {
  readonly entryKey: EntryKey;
  readonly isVoid: boolean;
  /** Base units of the entry. */
  readonly quantity: number;
  readonly round: number;
}

/** What became of earlier ones of the same SKU. */
export interface ClosedLateAct extends LateAct {
  readonly state: 'posted' | 'dismissed';
  readonly correction: number;
}

/** The SKU's line as the freeze kept it; `isPosted`: what it came to was posted (or was nothing). */
export type FrozenLine = CountedLine & { readonly isPosted: boolean };

/** Either so much more than was posted, or a count of its own that is yet to be held against the books. */
export type LateOutcome =
  | { readonly kind: 'change'; readonly quantity: number }
  | { readonly kind: 'count'; readonly line: CountedLine };

/**
 * What all late acts of a SKU come to, together [SK-14]: ten pieces that were scanned one by one are one count of ten, and an entry
 * that was voided before it arrived is nothing. Where the line was posted, its count was short by them. Where it was not, they
 * stand against the books as the line they make, once: what comes still later is a change of that.
 */
export function lateOutcome(
  sku: SkuId,
  round: number,
  acts: readonly LateAct[],
  closed: readonly ClosedLateAct[],
  line: FrozenLine | undefined,
): LateOutcome {
  // An entry that was dismissed is in no sum, so its void takes nothing away. Only the round that counts counts.
  const dismissed = new Set(closed.filter(isDismissedEntry).map(({ entryKey }) => entryKey));
  const counting = acts.filter((act) => act.round === round && !(act.isVoid && dismissed.has(act.entryKey)));
  const change = counting.reduce((sum, { isVoid, quantity }) => sum + (isVoid ? -quantity : quantity), 0);
  if (line?.isPosted || wasSettled(closed, round)) return { kind: 'change', quantity: change };
  const voided = new Set(counting.filter(({ isVoid }) => isVoid).map(({ entryKey }) => entryKey));
  const standing = counting.filter(({ isVoid, entryKey }) => !isVoid && !voided.has(entryKey));
  if (!line && standing.length === 0) return { kind: 'change', quantity: 0 };
  const windows: readonly Window[] = line ? [line, ...standing] : standing;
  return {
    kind: 'count',
    line: {
      sku,
      round,
      counted: (line?.counted ?? 0) + change,
      from: Math.min(...windows.map(({ from }) => from)),
      through: Math.max(...windows.map(({ through }) => through)),
      entries: (line?.entries ?? 0) + standing.length,
    },
  };
}

const isDismissedEntry = ({ state, isVoid }: ClosedLateAct): boolean => state === 'dismissed' && !isVoid;

/** Whether earlier late acts were held against the books already: they moved something, or one of them still stands. */
function wasSettled(closed: readonly ClosedLateAct[], round: number): boolean {
  const posted = closed.filter(({ state }) => state === 'posted');
  if (posted.some(({ correction }) => correction !== 0)) return true;
  const voided = new Set(posted.filter(({ isVoid }) => isVoid).map(({ entryKey }) => entryKey));
  return posted.some((act) => !act.isVoid && act.round === round && !voided.has(act.entryKey));
}
