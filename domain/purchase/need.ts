/** Days between two orders of a list that nobody plans. */
const reviewDays = 7;

export interface Standing {
  readonly available: number;
  readonly inTransit: number;
  readonly onOrder: number;
  readonly perDay: number;
  readonly reorderPoint: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly leadDays: number;
  readonly pack: number;
  readonly packsMin: number;
}

/**
 * Base units, in whole packs, that bring a SKU back to where it should be. Where somebody set a most it is filled up to
 * that once it is at its least; else to what is sold until the order after the next has come. What is on its way counts.
 */
export function proposalOf(standing: Standing): {
  readonly proposed: number;
  readonly basis: 'maximum' | 'cover' | 'none';
} {
  const { available, inTransit, onOrder, perDay, reorderPoint, minimum, maximum, leadDays } = standing;
  const position = available + inTransit + onOrder;
  if (maximum !== null) {
    const least = minimum ?? reorderPoint ?? maximum;
    return { proposed: position <= least ? inPacks(maximum - position, standing) : 0, basis: 'maximum' };
  }
  const target = Math.max(reorderPoint ?? 0, Math.ceil(perDay * (leadDays + reviewDays)));
  return { proposed: inPacks(target - position, standing), basis: target > 0 ? 'cover' : 'none' };
}

function inPacks(units: number, { pack, packsMin }: Standing): number {
  return units <= 0 ? 0 : Math.max(packsMin, Math.ceil(units / pack)) * pack;
}
