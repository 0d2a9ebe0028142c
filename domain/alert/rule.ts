import type { LocationId } from '../store/ids.ts';

/** What a rule may be about. Days are business days of the store. */
export const ruleKinds = ['short', 'over', 'none', 'negative', 'stalled', 'running_out'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** In which unit a kind is bounded and measured; null: it needs no bound. */
export const boundOf: {
  readonly [Kind in RuleKind]: { readonly unit: 'units' | 'days'; readonly isOptional: boolean } | null;
} = {
  short: { unit: 'units', isOptional: true },
  over: { unit: 'units', isOptional: true },
  none: { unit: 'days', isOptional: false },
  negative: null,
  stalled: { unit: 'days', isOptional: false },
  running_out: { unit: 'days', isOptional: false },
};

/** What a store sells at, it sells at over this many days. */
export const paceDays = 28;
export const ruleDaysMax = 365;
export const ruleUnitsMax = 1_000_000_000;
/** Units and days are shown as they are up to here: nobody tells more apart. */
const measureMax = 2_000_000_000;

export interface Rule {
  readonly id: number;
  readonly kind: RuleKind;
  /** Units or days, by kind; null: the store's own least and most. */
  readonly amount: number | null;
}

/** A SKU on a shelf as a rule looks at it. `undefined`: not known at this moment, so that what was found stays found. */
export interface ShelfFacts {
  readonly onHand: number;
  /** Whether the chain still sells it: nobody misses what it gave up. */
  readonly isOffered: boolean;
  /** The least and the most that the store keeps of it; null where nobody said. */
  readonly least: number | null;
  readonly most: number | null;
  /** Units a day; undefined where it is not known yet. */
  readonly pace: number | undefined;
  /** For how many days there has been none. */
  readonly outDays: number | undefined;
  /** For how many days it has lain there and nobody bought any. */
  readonly stillDays: number | undefined;
}

/** Whether a rule has something to say of a SKU on a shelf, and what it measured; undefined where it can't be told now. */
export function judge(
  rule: Rule,
  facts: ShelfFacts,
): { readonly isFound: boolean; readonly measure: number } | undefined {
  const { onHand } = facts;
  switch (rule.kind) {
    case 'negative':
      return found(onHand < 0, onHand);
    case 'short':
      if (!facts.isOffered) return found(false, 0);
      if (rule.amount !== null) return found(onHand <= rule.amount, onHand);
      return found(facts.least !== null && onHand < facts.least, onHand);
    case 'over': {
      const bound = rule.amount ?? facts.most;
      return found(bound !== null && onHand > bound, onHand);
    }
    case 'none':
      if (onHand > 0 || !facts.isOffered) return found(false, 0);
      return facts.outDays === undefined ? undefined : found(facts.outDays >= days(rule), facts.outDays);
    case 'stalled':
      if (onHand <= 0) return found(false, 0);
      return facts.stillDays === undefined
        ? undefined
        : found(facts.stillDays >= days(rule), facts.stillDays);
    case 'running_out': {
      // What has run out already is another rule's.
      if (onHand <= 0 || !facts.isOffered) return found(false, 0);
      if (facts.pace === undefined) return undefined;
      const left = facts.pace > 0 ? onHand / facts.pace : Infinity;
      return found(left < days(rule), Math.floor(Math.min(left, measureMax)));
    }
  }
}

function days({ amount }: Rule): number {
  return Math.max(1, amount ?? 1);
}

function found(isFound: boolean, measure: number) {
  return { isFound, measure: Math.min(Math.max(measure, -measureMax), measureMax) };
}

/** Which end of a rule's measure presses most: the fewest units or days, or the most. */
export function isPressedByMore(kind: RuleKind): boolean {
  return kind === 'over' || kind === 'none' || kind === 'stalled';
}

/** Where a rule looks: a shelf with its store and the regions above it. */
export interface Place {
  readonly location: LocationId;
  readonly storeId: number;
  readonly regionIds: ReadonlySet<number>;
  /** A warehouse sells to nobody: how fast it sells says nothing. */
  readonly isShop: boolean;
}

export interface RuleScope {
  readonly kind: RuleKind;
  readonly regionIds: readonly number[];
  readonly storeIds: readonly number[];
  /** Whose rule it is reaches these; `all`, or locations. */
  readonly reach: 'all' | ReadonlySet<LocationId>;
}

/** Whether a rule looks at a place at all. */
export function looksAt({ kind, regionIds, storeIds, reach }: RuleScope, place: Place): boolean {
  if (reach !== 'all' && !reach.has(place.location)) return false;
  if (!place.isShop && (kind === 'stalled' || kind === 'running_out')) return false;
  if (regionIds.length === 0 && storeIds.length === 0) return true;
  return storeIds.includes(place.storeId) || regionIds.some((id) => place.regionIds.has(id));
}
