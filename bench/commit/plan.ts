import { skusOfWorld, storesOfWorld } from '../platform/world.ts';

/** What buyers buy: anything anywhere, or one SKU in one store. */
export type Plan =
  | {
      readonly kind: 'any';
      readonly lines: number;
      /** Where the company is not the benches' own world. */
      readonly stores?: number;
      readonly skus?: number;
    }
  | { readonly kind: 'one'; readonly store: number; readonly sku: number };

export interface Sale {
  readonly store: number;
  /** One piece of each. */
  readonly skus: readonly number[];
}

/** What one buyer pays for one piece, fen. */
export const priceOfPiece = 500;

export function nextSale(plan: Plan): Sale {
  if (plan.kind === 'one') return { store: plan.store, skus: [plan.sku] };
  const { stores = storesOfWorld, skus = skusOfWorld } = plan;
  const store = 1 + Math.floor(Math.random() * stores);
  const first = Math.floor(Math.random() * skus);
  const stride = Math.floor(skus / plan.lines);
  return {
    store,
    skus: Array.from({ length: plan.lines }, (_, index) => 1 + ((first + index * stride) % skus)),
  };
}
