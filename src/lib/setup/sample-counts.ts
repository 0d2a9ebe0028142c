import type { SampleTrade } from '#domain/setup/trade.ts';

/** How many goods each sample has; the goods themselves stay on the server. */
export const sampleCounts: { readonly [T in SampleTrade]: number } = {
  grocery: 37,
  fashion: 93,
  coffee: 35,
  pharmacy: 35,
};
