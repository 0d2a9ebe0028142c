// What a day is like: weekday, public holiday, rain in a city, and the week's reduced prices.
import { Chance, cumulate } from './chance.ts';
import type { DemoCompany } from './company.ts';
import { curveOf } from './curve.ts';
import { holidayEffect, promotionBands, rainBands } from './curves.ts';

/** Days are local business dates counted from 1970-01-01 (a Thursday). 0 = Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Public holidays with a fixed date: New Year, Qingming, Labour Day, National Day. */
export function isHoliday(day: number): boolean {
  const date = new Date(day * 86_400_000);
  return holidayDates.has((date.getUTCMonth() + 1) * 100 + date.getUTCDate());
}

/** Effect of weather and holidays on a city's demand that day; about 1. */
export function dayEffect(seed: number, regionIndex: number, day: number): number {
  const band = rainBands[new Chance(seed, regionIndex, day, salts.rain).place(rainShares)];
  return (band?.effect ?? 1) * (isHoliday(day) ? holidayEffect : 1);
}

export type Offer = {
  /** Fen a base unit, tax included. */
  readonly unitPrice: number;
  readonly isReduced: boolean;
  /** Effect on demand, so that it is 1 in the long mean. */
  readonly effect: number;
};

/** Price of a SKU in a city that day. Reduced prices hold from Thursday to Wednesday and are the same in all shops of the city. */
export function offerOf(
  company: DemoCompany,
  seed: number,
  regionIndex: number,
  skuIndex: number,
  day: number,
): Offer {
  const sku = company.skus[skuIndex];
  if (sku === undefined) throw new Error(`No SKU ${skuIndex}`);
  const curve = curveOf(sku.curve);
  const chance = new Chance(seed, regionIndex, skuIndex, Math.floor(day / 7), salts.promotion);
  const band = chance.isLucky(curve.reduced) ? promotionBands[chance.place(bandShares)] : undefined;
  if (band === undefined) return { unitPrice: sku.price, isReduced: false, effect: 1 / curve.upliftMean };
  const unitPrice = Math.max(10, Math.round((sku.price * band.pricePaid) / 10) * 10);
  return {
    unitPrice: Math.min(unitPrice, sku.price),
    isReduced: true,
    effect: band.uplift / curve.upliftMean,
  };
}

const salts = { rain: 11, promotion: 12 } as const;
const holidayDates = new Set([101, 404, 405, 501, 502, 503, 504, 505, 1001, 1002, 1003]);
const rainShares = cumulate(rainBands.map((band) => band.share));
const bandShares = cumulate(promotionBands.map((band) => band.share));
