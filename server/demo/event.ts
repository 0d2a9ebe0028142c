import type { SupplyEvent } from '#domain/demo/supply-event.ts';

/** Something that happens in the demo at a company time: a customer at the till, or the trade behind it. */
export type DemoEvent = { readonly atMs: number; readonly key: string } & (
  | {
      readonly kind: 'till';
      readonly storeIndex: number;
      readonly receiptIndex: number;
      readonly lines: readonly TillLine[];
    }
  | { readonly kind: 'supply'; readonly event: SupplyEvent }
);

export interface TillLine {
  readonly skuIndex: number;
  readonly quantity: number;
  readonly unitPrice: number;
}
