// The real chain as a company: its shops, items and pairs, under the names of the invented one. The data has codes only.
import { inStoreBarcode } from '../barcode.ts';
import { demoCompany, type DemoCompany } from '../company.ts';
import type { DemoSku } from '../goods.ts';

/** A pair of a shop and an item, by their places in the lists of shops and items. */
export interface ReplayPair {
  readonly storeIndex: number;
  readonly itemIndex: number;
  /** Mean pieces a day. */
  readonly rate: number;
}

export interface ReplayChain {
  /** City codes of the shops, in order. */
  readonly cityByStore: readonly string[];
  /** First-level category codes of the items, in order. */
  readonly categoryByItem: readonly string[];
  readonly pairs: readonly ReplayPair[];
}

/**
 * Shops take the names of the invented chain's, city by city; an item takes a name of its own category's shelf while
 * there are some, then any that is left, then a larger pack of one that is taken. There are no warehouses: goods come
 * to the shops from suppliers.
 */
export function replayCompany(seed: number, chain: ReplayChain): DemoCompany {
  const invented = demoCompany(seed);
  const cities = [...new Set(chain.cityByStore)];
  const taken = new Map<number, number>();
  const stores = chain.cityByStore.map((city, storeIndex) => {
    const regionIndex = 1 + cities.indexOf(city);
    const namesakes = invented.stores.filter((store) => store.regionIndex === regionIndex);
    const turn = taken.get(regionIndex) ?? 0;
    taken.set(regionIndex, turn + 1);
    const name = namesakes[turn % Math.max(1, namesakes.length)];
    const round = Math.floor(turn / Math.max(1, namesakes.length));
    return {
      code: `S${String(storeIndex + 1).padStart(3, '0')}`,
      zh: `${name?.zh ?? `${regionIndex}区店`}${round > 0 ? round + 1 : ''}`,
      en: `${name?.en ?? `Region ${regionIndex} store`}${round > 0 ? ` ${round + 1}` : ''}`,
      regionIndex,
      warehouseIndex: 0,
      address: name?.address ?? '',
      isFranchise: false,
      pairs: chain.pairs
        .filter((pair) => pair.storeIndex === storeIndex)
        .map(({ itemIndex, rate }) => ({
          skuIndex: itemIndex,
          rate,
          orderPoint: Math.max(1, Math.ceil(rate)),
          reorderPoint: Math.max(1, Math.ceil(rate / 4)),
        }))
        .sort((a, b) => a.skuIndex - b.skuIndex),
    };
  });
  return {
    ...invented,
    regions: invented.regions.slice(0, cities.length + 1),
    warehouses: [],
    stores,
    skus: named(invented.skus, chain.categoryByItem),
    people: invented.people.filter(({ scope }) => scope.kind !== 'warehouse'),
  };
}

function named(goods: readonly DemoSku[], categoryByItem: readonly string[]): DemoSku[] {
  const free = new Set(goods);
  const picked = categoryByItem.map((category) => {
    const good = goods.find((one) => free.has(one) && one.curve === `c${category}`);
    if (good) free.delete(good);
    return good;
  });
  return picked.map((good, index) => {
    const own = good ?? [...free][0];
    if (own) free.delete(own);
    const base = own ?? goods[index % goods.length];
    if (!base) throw new Error('the generator has no goods');
    const numbers = {
      code: `G${String(index + 1).padStart(4, '0')}`,
      barcode: inStoreBarcode(200_001 + index),
    };
    if (own) return { ...base, ...numbers };
    // The name is taken: a larger pack of it, at a larger pack’s price.
    return {
      ...base,
      ...numbers,
      zh: `${base.zh} 家庭装`,
      en: `${base.en}, family pack`,
      price: base.price * 2,
      cost: base.cost * 2,
    };
  });
}
