import type { ShelfPlan } from '#domain/demo/replay/shelf-plan.ts';

/** One SKU in one shop over all days. */
export interface ReplayShelf {
  readonly storeIndex: number;
  readonly skuIndex: number;
  /** Pieces by hour, from the first day's first. */
  readonly sold: Uint16Array;
  readonly plan: ShelfPlan;
  /** Share of the list price by day. */
  readonly paid: Float32Array;
}
