import type { AccountId } from '#domain/identity/ids.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { Place } from '#domain/demo/levels.ts';
import type { DemoCompany } from '#domain/demo/company.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { DemoEvent } from './event.ts';

/** The demo's plan beside the ids that the database gave its stores, goods and people. */
export interface DemoWorld {
  readonly seed: number;
  readonly plan: DemoCompany;
  readonly skuIds: readonly SkuId[];
  readonly skuIndexById: ReadonlyMap<number, number>;
  /** Warehouses first, then stores, as in the plan's levels. */
  readonly storeIds: readonly StoreId[];
  readonly shelves: readonly LocationId[];
  readonly transits: readonly LocationId[];
  readonly rowByLocation: ReadonlyMap<
    number,
    { readonly row: number; readonly kind: 'onHand' | 'inTransit' }
  >;
  /** Who rings, receives and counts there; one account a place where there is one, else the chain's own. */
  readonly accountOf: (place: Place) => AccountId;
  /** All that is to happen on a day, in time order, decided from the levels at its midnight. */
  readonly eventsOf: (day: BusinessDay, midnight: DemoLevels) => DemoEvent[];
}

/** What stands where, whole base units by `levelIndex`; kept equal to the ledger by following the feed. */
export interface DemoLevels {
  readonly onHand: Int32Array;
  readonly inTransit: Int32Array;
}

export function rowOf(world: DemoWorld, place: Place): number {
  return place.kind === 'warehouse' ? place.index : world.plan.warehouses.length + place.index;
}
