import type { Demand } from '#domain/replenish/demand.ts';
import type { Chain, KnownEvent } from './read-chain.ts';
import { reviewDays } from './read-rhythm.ts';

/** What people have told of the days to come, where it moves a line. */
export interface Told {
  /** The one that weighs most, and by how many percent all of them together move the sales expected. */
  readonly eventId: number;
  readonly percent: number;
}

export class ToldAhead {
  private readonly chain: Chain;
  private readonly demand: Demand;
  private readonly events: readonly KnownEvent[];

  constructor(chain: Chain, demand: Demand, events: readonly KnownEvent[]) {
    this.chain = chain;
    this.demand = demand;
    const last = chain.today + reviewDays - 1;
    this.events = events
      .filter(({ firstDay, lastDay }) => firstDay <= last && lastDay >= chain.today)
      .toSorted((a, b) => Math.abs(b.percent) - Math.abs(a.percent));
  }

  /** Of a SKU in some stores; undefined where nothing was told, or not enough to show. */
  of(stores: readonly number[], sku: number): Told | undefined {
    const { ahead } = this.demand;
    if (!ahead || this.events.length === 0) return undefined;
    const goods = this.chain.skus[sku]!;
    const event = this.events.find(
      ({ locationId, skuId, categoryId }) =>
        (skuId === null || skuId === goods.id) &&
        (categoryId === null || categoryId === goods.categoryId) &&
        (locationId === null || stores.some((s) => this.chain.stores[s]!.locationId === locationId)),
    );
    if (!event) return undefined;
    let usual = 0;
    let told = 0;
    for (const s of stores) {
      const cell = s * this.chain.skus.length + sku;
      const rate = this.demand.rate[cell]!;
      usual += rate;
      told += rate * ahead[cell]!;
    }
    const percent = usual > 0 ? Math.round(100 * (told / usual - 1)) : 0;
    return percent === 0 ? undefined : { eventId: event.id, percent };
  }
}
