import type { Network, PlannedSku } from '#domain/replenish/network.ts';
import type { Span, Trade } from '#domain/replenish/world.ts';

/** Settings are chosen on the one half of the stores, or seeds, and figures told of the other. */
export type Half = 'tune' | 'judge';

/** A chain to replay, with what it is held against. */
export interface Chain {
  readonly name: string;
  readonly trade: Trade;
  readonly network: Network;
  readonly span: Span;
  readonly against: 'safety' | 'cover';
  /** Stock at equal fill, in percent of the rule's, that was promised. */
  readonly goal: number | null;
}

/** Demand store-major, day after day, before it is cut into halves. */
export interface Table {
  readonly firstDay: number;
  readonly days: number;
  readonly stores: readonly string[];
  readonly skuNames: readonly string[];
  readonly skus: readonly PlannedSku[];
  readonly regions: readonly number[];
  readonly demand: Float32Array;
}

/** Every other store by size, so that both halves are alike. */
export function halfOf(table: Table, half: Half): Table {
  const { stores, skus, days, demand } = table;
  const cells = stores.length * skus.length;
  const sold = new Float64Array(stores.length);
  for (let i = 0; i < demand.length; i++) sold[Math.floor((i % cells) / skus.length)]! += demand[i]!;
  const kept = Array.from(sold.keys())
    .toSorted((a, b) => sold[b]! - sold[a]!)
    .filter((_, rank) => rank % 2 === (half === 'tune' ? 0 : 1))
    .toSorted((a, b) => a - b);
  const part = new Float32Array(days * kept.length * skus.length);
  for (let day = 0; day < days; day++)
    kept.forEach((s, at) => {
      const from = day * cells + s * skus.length;
      part.set(demand.subarray(from, from + skus.length), (day * kept.length + at) * skus.length);
    });
  return {
    ...table,
    stores: kept.map((s) => stores[s]!),
    regions: kept.map((s) => table.regions[s]!),
    demand: part,
  };
}

export function tradeOf({ demand, days, stores, skus, firstDay }: Table): Trade {
  // 1970-01-01 was a Thursday; Monday is 0.
  return { demand, days, cells: stores.length * skus.length, startWeekday: (((firstDay + 3) % 7) + 7) % 7 };
}

export function networkOf(table: Table, part: Partial<Network> = {}): Network {
  return {
    stores: table.stores.length,
    skus: table.skus,
    regions: Int32Array.from(table.regions),
    step: 1,
    review: 7,
    lead: 2,
    central: false,
    supplierReview: 7,
    supplierLead: 7,
    season: false,
    transfer: { lead: 1, every: 3, docCost: 12, unitCost: 0.6 },
    holding: 0.25,
    ...part,
  };
}
