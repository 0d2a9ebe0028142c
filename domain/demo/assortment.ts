// Which shop keeps which SKU and how fast it sells there: breadth, speed and spread as measured (curves.ts).
import { Chance } from './chance.ts';
import { curveOf } from './curve.ts';
import { cityShapes, curves, rateSpread } from './curves.ts';
import type { DemoSku } from './goods.ts';
import { isFresh } from './freshness.ts';

export type DemoPair = {
  readonly skuIndex: number;
  /** Mean demand in pieces a day (an expectation, so not whole). */
  readonly rate: number;
  /** Whole base units. Supply orders dry goods here: what is expected while the next delivery is on its way, and a third more. */
  readonly orderPoint: number;
  /** Whole base units. What the shop set as its warning: a quarter of a day of what comes fresh each night, else two thirds of `orderPoint`. */
  readonly reorderPoint: number;
};

/**
 * Mean demand of the chain in pieces a day. In the data 49,800 pieces a day were sold while a quarter of the shelf hours were
 * out of stock; full shelves would have sold about 60,000. The demo wants about what the data sold, with fewer empty shelves.
 */
export const chainPiecesPerDay = 51_000;

/** Pairs by shop, in the order of `cityByStore` (index of the shop's city). */
export function assortments(
  seed: number,
  skus: readonly DemoSku[],
  cityByStore: readonly number[],
): DemoPair[][] {
  const popularity = skus.map((_sku, skuIndex) => new Chance(seed, skuIndex, salts.item).normal());
  const raw = cityByStore.map((city, store) => {
    const size = new Chance(seed, store, salts.size).normal() * rateSpread.store;
    return breadth(seed, skus, popularity, store, city).map((skuIndex) => {
      const chance = new Chance(seed, store, skuIndex, salts.pair);
      return { skuIndex, rate: rawRate(skus, skuIndex, popularity[skuIndex] ?? 0, size, chance) };
    });
  });
  const total = raw.flat().reduce((sum, pair) => sum + pair.rate, 0);
  return raw.map((pairs) =>
    pairs.map(({ skuIndex, rate }) => pair(skus, skuIndex, (rate * chainPiecesPerDay) / total)),
  );
}

const salts = { item: 1, size: 2, pair: 3, shelf: 4, breadth: 5 } as const;
/** How strongly a popular SKU is found in more shops. */
const reach = 1.1;
/** How much of a rate's spread within its category belongs to the pair, not to the item: measured over all categories. */
const pairShare = rateSpread.rest / Math.hypot(rateSpread.rest, rateSpread.item);

function pair(skus: readonly DemoSku[], skuIndex: number, rate: number): DemoPair {
  const shelfLifeDays = skus[skuIndex]?.shelfLifeDays ?? 1;
  const isDaily = isFresh(shelfLifeDays);
  const orderPoint = Math.max(1, Math.ceil((rate * (isDaily ? 1 : 2) * 4) / 3));
  const reorderPoint = Math.max(1, Math.ceil(isDaily ? rate / 4 : (orderPoint * 2) / 3));
  return { skuIndex, rate, orderPoint, reorderPoint };
}

function rawRate(
  skus: readonly DemoSku[],
  skuIndex: number,
  popular: number,
  size: number,
  chance: Chance,
): number {
  const sku = skus[skuIndex];
  if (sku === undefined) return 0;
  const curve = curveOf(sku.curve);
  const own = popular * Math.sqrt(1 - pairShare ** 2) + chance.normal() * pairShare;
  return Math.exp(curve.rateLogMean + curve.rateLogDeviation * own + size);
}

/** SKUs of a shop: weighted drawing without putting back (Efraimidis and Spirakis), as many as the city's shops keep. */
function breadth(
  seed: number,
  skus: readonly DemoSku[],
  popularity: readonly number[],
  store: number,
  city: number,
): number[] {
  const shape = cityShapes[city];
  if (shape === undefined) throw new Error(`No measured city ${city}`);
  const spread = Math.max(-2, Math.min(2, new Chance(seed, store, salts.breadth).normal()));
  const count = Math.round(shape.skusMean + shape.skusSd * spread);
  const keys = skus.map((sku, skuIndex) => {
    const measured = curves[sku.curve];
    const weight = (measured.pairs / measured.items) * Math.exp(reach * (popularity[skuIndex] ?? 0));
    return { skuIndex, key: Math.log(1 - new Chance(seed, store, skuIndex, salts.shelf).next()) / weight };
  });
  return keys
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ skuIndex }) => skuIndex)
    .sort((a, b) => a - b);
}
