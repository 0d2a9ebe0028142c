import type { SkuId } from '../catalog/ids.ts';
import type { SettledLine } from './settle.ts';

/** Why a line may differ: a guess with the fact it rests on, for a person to look into. Nothing is posted because of it. */
export type LikelyCause =
  | {
      readonly cause: 'sold_after_count' | 'unposted_receipt';
      readonly position: number;
      readonly quantity: number;
    }
  | { readonly cause: 'in_transit'; readonly quantity: number }
  /** `isOver`: pieces were taken for cases; else cases for pieces. */
  | {
      readonly cause: 'wrong_pack';
      readonly packQuantity: number;
      readonly packs: number;
      readonly isOver: boolean;
    }
  | { readonly cause: 'neighbour_sku'; readonly sku: SkuId; readonly variance: number };

/** A movement after the window: signed at the location. */
export interface LaterMovement {
  readonly position: number;
  readonly quantity: number;
  readonly kind: string;
}

export interface CauseFacts {
  /** Soon after the window, oldest first. */
  readonly later: readonly LaterMovement[];
  /** On its way to this store. */
  readonly inTransit: number;
  /** Base units in a case; 1 where there are none. */
  readonly packQuantity: number;
  readonly categoryId: number | null;
}

const causesMax = 3;
/** One piece here and one there is chance; from two on a mirror is worth a look. */
const mirrorUnitsMin = 2;

/** Likely causes of every line that differs, the most telling first. */
export function likelyCausesOf(
  lines: readonly SettledLine[],
  factsOf: (sku: SkuId) => CauseFacts,
): Map<SkuId, LikelyCause[]> {
  const differing = lines.filter((line) => line.variance !== 0);
  const byVariance = Map.groupBy(differing, (line) => line.variance);
  const found = new Map<SkuId, LikelyCause[]>();
  for (const { sku, variance } of differing) {
    const facts = factsOf(sku);
    const causes: LikelyCause[] = [];
    // Handed over before the count, rung up after it; put on the shelf before it was booked in.
    // Only the very next movement of the SKU tells anything: in a day of trade some sale fits every difference.
    const [later] = facts.later;
    if (later?.quantity === variance) {
      const { position, quantity } = later;
      if (variance < 0 && later.kind === 'sale')
        causes.push({ cause: 'sold_after_count', position, quantity });
      if (variance > 0 && (later.kind === 'receipt' || later.kind === 'receive'))
        causes.push({ cause: 'unposted_receipt', position, quantity });
    }
    if (variance > 0 && facts.inTransit === variance)
      causes.push({ cause: 'in_transit', quantity: facts.inTransit });
    // A case scanned as one piece is short by a case less one; a piece taken for a case is over by as much.
    const slip = facts.packQuantity - 1;
    if (slip > 1 && variance % slip === 0) {
      causes.push({
        cause: 'wrong_pack',
        packQuantity: facts.packQuantity,
        packs: Math.abs(variance / slip),
        isOver: variance > 0,
      });
    }
    const neighbour = (Math.abs(variance) < mirrorUnitsMin ? undefined : byVariance.get(-variance))?.find(
      (other) => facts.categoryId !== null && factsOf(other.sku).categoryId === facts.categoryId,
    );
    if (neighbour) causes.push({ cause: 'neighbour_sku', sku: neighbour.sku, variance: neighbour.variance });
    if (causes.length > 0) found.set(sku, causes.slice(0, causesMax));
  }
  return found;
}
