import type { LocationId, StoreId } from './ids.ts';

/** Locations that hold stock have levels and a position; the others are the edge of the company. */
export type HoldingKind = 'shelf' | 'transit';
export type BoundaryKind = 'supplier' | 'customer' | 'loss' | 'count' | 'opening' | 'variance';

/** What a sale does where stock runs out: refuse it, or post it and flag it (the goods left the shop already). */
export type NegativePolicy = 'refuse' | 'flag';

export interface HoldingLocation {
  readonly id: LocationId;
  readonly kind: HoldingKind;
  readonly storeId: StoreId;
  readonly negativePolicy: NegativePolicy;
  /** IANA name of the store's time zone. */
  readonly timeZone: string;
  /** Minutes after midnight at which the store's business day begins. */
  readonly dayCutMinutes: number;
}

/** The edge of the company: one location a kind, the same ids in every company, seeded by the first migration. */
export const boundary: { readonly [Kind in BoundaryKind]: LocationId } = {
  supplier: 1 as LocationId,
  customer: 2 as LocationId,
  loss: 3 as LocationId,
  count: 4 as LocationId,
  opening: 5 as LocationId,
  variance: 6 as LocationId,
};

/** Ids below this are the edge of the company; holding locations come after it. */
export const firstHoldingId = 1001;

export function isBoundary(location: LocationId): boolean {
  return location < firstHoldingId;
}
