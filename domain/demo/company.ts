// The demo company 青禾鲜生 / Greenfield Fresh: who, where and what. Everything follows from the seed.
import { assortments, type DemoPair } from './assortment.ts';
import { demoGoods, type DemoCategory, type DemoSku } from './goods.ts';
import { demoPeople, type DemoPerson } from './names-people.ts';
import { chainName, cities, suppliers, type PlaceName } from './names-places.ts';

export type DemoRegion = PlaceName & {
  readonly code: string;
  /** Index of the region above; undefined for the chain, which is region 0. */
  readonly parentIndex: number | undefined;
};

export type DemoWarehouse = PlaceName & {
  readonly code: string;
  readonly regionIndex: number;
  readonly kind: 'central' | 'regional';
  readonly address: string;
};

export type DemoStore = PlaceName & {
  readonly code: string;
  readonly regionIndex: number;
  /** The regional warehouse that supplies the shop. */
  readonly warehouseIndex: number;
  readonly address: string;
  /** Run by somebody else under the chain's name. */
  readonly isFranchise: boolean;
  /** What the shop keeps, sorted by SKU. */
  readonly pairs: readonly DemoPair[];
};

export type DemoSupplier = PlaceName & { readonly code: string; readonly fresh: boolean };

export type DemoCompany = {
  readonly seed: number;
  readonly name: PlaceName;
  /** 0 is the chain; 1, 2, 3 are the cities. */
  readonly regions: readonly DemoRegion[];
  /** 0 is the central warehouse; 1, 2, 3 are the cities' own. */
  readonly warehouses: readonly DemoWarehouse[];
  readonly stores: readonly DemoStore[];
  readonly suppliers: readonly DemoSupplier[];
  readonly categories: readonly DemoCategory[];
  readonly skus: readonly DemoSku[];
  readonly people: readonly DemoPerson[];
};

/** The last shops of the list are run by others. */
const franchiseShops = 2;

/** The whole company. Indices into its arrays are the references used by `demand.ts` and `supply.ts`. */
export function demoCompany(seed: number): DemoCompany {
  const { categories, skus } = demoGoods(seed);
  const shops = cities.flatMap((city, index) =>
    written(city.shops).map((name) => ({ name, city, cityIndex: index })),
  );
  const pairsByStore = assortments(
    seed,
    skus,
    shops.map((shop) => shop.cityIndex),
  );
  return {
    seed,
    name: chainName,
    regions: [
      { code: 'CN', ...chainName, parentIndex: undefined },
      ...cities.map(({ code, zh, en }) => ({ code, zh, en, parentIndex: 0 })),
    ],
    warehouses: [
      {
        ...{ code: 'W00', zh: '中央仓', en: 'Central warehouse', regionIndex: 0, kind: 'central' },
        address: `${cities[0]?.zh}市物流园 1 号`,
      },
      ...cities.map((city, index) => ({
        code: code('W', index + 1),
        zh: `${city.zh}区域仓`,
        en: `${city.en} warehouse`,
        regionIndex: index + 1,
        kind: 'regional' as const,
        address: `${city.zh}市物流园 ${index + 2} 号`,
      })),
    ],
    stores: shops.map((shop, index) => ({
      code: code('S', index + 1),
      zh: `${shop.city.zh}${shop.name.zh}店`,
      en: `${shop.name.en}, ${shop.city.en}`,
      regionIndex: shop.cityIndex + 1,
      warehouseIndex: shop.cityIndex + 1,
      address: `${shop.city.zh}市${shop.name.zh} ${7 + ((index * 37) % 160)} 号`,
      isFranchise: index >= shops.length - franchiseShops,
      pairs: pairsByStore[index] ?? [],
    })),
    suppliers: suppliers.map((supplier, index) => ({ code: code('V', index + 1), ...supplier })),
    categories,
    skus,
    people: demoPeople,
  };
}

/** S001, W01, V01: shops have three digits, the others two. */
const code = (letter: 'S' | 'W' | 'V', number: number) =>
  letter + String(number).padStart(letter === 'S' ? 3 : 2, '0');

function written(lines: string): PlaceName[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [zh = '', en = ''] = line.split('|');
      return { zh, en };
    });
}
