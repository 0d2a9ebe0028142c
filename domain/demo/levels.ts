// Stock of the demo as two flat arrays: place × SKU, the warehouses first, then the shops.
import { Chance } from './chance.ts';
import type { DemoCompany } from './company.ts';
import { isFresh } from './freshness.ts';

export type Place =
  { readonly kind: 'warehouse'; readonly index: number } | { readonly kind: 'store'; readonly index: number };

/** Whole base units by `levelIndex`. In transit = on its way to the place. */
export type Levels = { readonly onHand: ArrayLike<number>; readonly inTransit: ArrayLike<number> };

export function levelCount(company: DemoCompany): number {
  return (company.warehouses.length + company.stores.length) * company.skus.length;
}

export function levelIndex(company: DemoCompany, place: Place, skuIndex: number): number {
  const row = place.kind === 'warehouse' ? place.index : company.warehouses.length + place.index;
  return row * company.skus.length + skuIndex;
}

/** What stands on the shelves and in the warehouses before the first day of the demo. */
export function openingLevels(company: DemoCompany, seed: number): Levels {
  const onHand = new Int32Array(levelCount(company));
  company.stores.forEach((store, index) => {
    const place: Place = { kind: 'store', index };
    for (const { skuIndex, rate } of store.pairs) {
      const chance = new Chance(seed, index, skuIndex, salt);
      const days = isFresh(company.skus[skuIndex]?.shelfLifeDays ?? 1) ? 0.3 : 3;
      onHand[levelIndex(company, place, skuIndex)] = Math.round(rate * days * (0.6 + 0.8 * chance.next()));
    }
  });
  const rates = ratesByRegion(company);
  company.warehouses.forEach((warehouse, index) => {
    const days = warehouse.kind === 'central' ? 12 : 5;
    company.skus.forEach((sku, skuIndex) => {
      const rate = rates[warehouse.regionIndex]?.[skuIndex] ?? 0;
      if (!isFresh(sku.shelfLifeDays))
        onHand[levelIndex(company, { kind: 'warehouse', index }, skuIndex)] = Math.ceil(rate * days);
    });
  });
  return { onHand, inTransit: new Int32Array(onHand.length) };
}

/** Mean demand in pieces a day by region and SKU; region 0 is the chain. */
export function ratesByRegion(company: DemoCompany): readonly Float64Array[] {
  const rates = company.regions.map(() => new Float64Array(company.skus.length));
  for (const store of company.stores) {
    for (const { skuIndex, rate } of store.pairs) {
      for (const regionIndex of [0, store.regionIndex]) {
        const region = rates[regionIndex];
        if (region !== undefined) region[skuIndex] = (region[skuIndex] ?? 0) + rate;
      }
    }
  }
  return rates;
}

const salt = 31;
