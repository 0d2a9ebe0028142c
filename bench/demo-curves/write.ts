// Prints the figures as a TypeScript file: three or four significant digits, no row of the data.
import type { Trade } from '#server/demo/replay/trade.ts';
import type { holidayEffect, lumpiness, promotion, rain, rateSpread, shelves, shops } from './figures.ts';
import type { Fit, Week } from './walk.ts';

type Figures = {
  readonly spread: ReturnType<typeof rateSpread>;
  readonly fit: Fit;
  readonly week: Week;
  readonly lumps: ReturnType<typeof lumpiness>;
  readonly shelves: ReturnType<typeof shelves>;
  readonly promotion: ReturnType<typeof promotion>;
  readonly rain: ReturnType<typeof rain>;
  readonly holiday: ReturnType<typeof holidayEffect>;
  readonly shops: ReturnType<typeof shops>;
};

/** Categories with fewer pairs than this say too little to draw a curve from. */
const pairsMin = 35;

export function curvesFile(trade: Trade, figures: Figures, command: string): string {
  const kept = trade.categories.filter(
    (category) => (figures.spread.byCategory.get(category)?.pairs ?? 0) >= pairsMin,
  );
  const entries = kept.map((category) => `  c${category}: {\n${categoryLines(figures, category)}\n  },`);
  return `// Written by a program; do not edit. Aggregate figures measured from FreshRetailNet-50K by Dingdong (CC BY 4.0, arXiv 2505.16319),
// the part with ${figures.shops.length} cities, ${trade.cityByStore.size} shops, ${trade.pairs.length} store-item pairs, ${trade.dates.length} days; hours marked out of stock are left out, so rates are of demand.
// The publisher's categories are codes without names: c4 is first-level category 4. The names of the demo's categories are ours.
//   ${command}

/** Figures of one first-level category. Rates are pieces a day per store-item pair; Bp = in ten-thousandths. */
export type CategoryCurve = {
  readonly pairs: number;
  readonly items: number;
  /** Share of the day's demand by hour 0..23. */
  readonly hoursBp: readonly number[];
  /** Demand by weekday, Monday first; mean 1. */
  readonly weekdays: readonly number[];
  /** Mean and deviation of the natural logarithm of the rate. */
  readonly rateLog: readonly [mean: number, deviation: number];
  /** Mean pieces of one sale, from hours so quiet that a sale is nearly always one customer. */
  readonly piecesPerSale: number;
  /** Of the pair-hours with a sale, the share with 1, 2, .. 10 or more pieces. */
  readonly piecesBp: readonly number[];
  /** Squared coefficient of variation of a pair's demand from day to day, beyond what single sales explain. */
  readonly dayVariance: number;
  /** Share of pair-hours out of stock. */
  readonly outOfStock: number;
  /** Share of pair-days sold under 98 % of list price. */
  readonly reduced: number;
};

// prettier-ignore
export const curves = {
${entries.join('\n')}
} as const satisfies Record<string, CategoryCurve>;

/** Deviation of the logarithm of a pair's rate within its category, by what it comes from. */
export const rateSpread = ${flat({ item: figures.spread.itemLogSd, store: figures.spread.storeLogSd, rest: figures.spread.restLogSd })} as const;

/** Share of pair-hours out of stock by hour 0..23. */
// prettier-ignore
export const outOfStockByHour = ${list(figures.shelves.byHour)} as const;

/** Share of pair-days marked as promoted by the publisher. */
export const promotedShare = ${round(figures.promotion.promoted)};

/** Reduced days by band of price paid: their share, mean share of list price, demand against the pair's plain days. */
export const promotionBands = [
${figures.promotion.bands.map((band) => `  ${flat(band)},`).join('\n')}
] as const;

/** Rain a day in millimetres: share of store-days and demand against the mean. */
export const rainBands = [
${figures.rain.map((band) => `  ${flat(band)},`).join('\n')}
] as const;

/** Demand on a public holiday against an ordinary day of the same weekday. */
export const holidayEffect = ${round(figures.holiday)};

/** Per city: shops, SKUs a shop, pieces a day a shop when all is in stock, and the spread of shop size. */
// prettier-ignore
export const cityShapes = [
${figures.shops.map((city) => `  ${flat(city)},`).join('\n')}
] as const;
`;
}

function categoryLines(figures: Figures, category: string): string {
  const spread = figures.spread.byCategory.get(category);
  const lumps = figures.lumps.get(category);
  if (spread === undefined || lumps === undefined) throw new Error(`No figures for category ${category}`);
  return [
    `pairs: ${spread.pairs}, items: ${spread.items},`,
    `hoursBp: ${basisPoints(figures.fit.hours.get(category) ?? [])},`,
    `weekdays: ${list(figures.week.get(category) ?? [], 3)},`,
    `rateLog: ${list([spread.logMean, spread.logSd])},`,
    `piecesPerSale: ${round(lumps.perSale)}, piecesBp: ${basisPoints(lumps.perHour)},`,
    `dayVariance: ${round(lumps.dayVariance)}, outOfStock: ${round(figures.shelves.byCategory.get(category) ?? 0)}, reduced: ${round(figures.promotion.byCategory.get(category) ?? 0)},`,
  ]
    .map((line) => `    ${line}`)
    .join('\n');
}

const round = (value: number, digits = 4) => Number(value.toPrecision(digits));
const list = (values: ArrayLike<number>, digits = 4) =>
  `[${Array.from(values, (value) => round(value, digits)).join(', ')}]`;
const basisPoints = (shares: ArrayLike<number>) =>
  `[${Array.from(shares, (share) => Math.round(share * 10_000)).join(', ')}]`;
const flat = (record: Readonly<Record<string, number>>) =>
  `{ ${Object.entries(record)
    .map(([key, value]) => `${key}: ${round(value)}`)
    .join(', ')} }`;
