import { join } from 'node:path';
import { plainSource, type Source } from './source.ts';
import type { Step } from './load.ts';

export interface Preset {
  readonly currency: string;
  readonly timeZone: string;
  steps(folder: string): readonly Step[];
}

/** Public sets of data whose shape is known: one command loads each. Nothing of the data stands here. */
export const presets: Readonly<Record<string, Preset>> = {
  'toy-chain': {
    currency: 'USD',
    timeZone: 'America/Mexico_City',
    steps: (folder) => {
      const sales: Source = {
        ...plainSource,
        kind: 'sales',
        files: [join(folder, 'sales-2022.csv.gz'), join(folder, 'sales-2023h1.csv.gz')],
        map: { date: 'date', store: 'store_id', sku: 'product_id', quantity: 'units', document: 'sale_id' },
      };
      return [
        [
          stores(join(folder, 'stores.csv'), { store: 'Store_ID', name: 'Store_Name', region: 'Store_City' }),
          products(join(folder, 'products.csv'), {
            sku: 'Product_ID',
            name: 'Product_Name',
            category: 'Product_Category',
            cost: 'Product_Cost',
            price: 'Product_Price',
          }),
        ],
        [
          {
            ...plainSource,
            kind: 'opening',
            files: [join(folder, 'inventory.csv')],
            map: { store: 'Store_ID', sku: 'Product_ID', quantity: 'Stock_On_Hand' },
            closingOf: [sales],
          },
        ],
        [sales],
      ];
    },
  },
  'online-retail-uk': {
    currency: 'GBP',
    timeZone: 'Europe/London',
    steps: (folder) => [
      [
        {
          ...plainSource,
          kind: 'sales',
          files: [join(folder, 'lines-2010-12-to-2011-08.csv.gz')],
          map: {
            date: 'invoice_date',
            store: 'country',
            sku: 'stock_code',
            quantity: 'quantity',
            price: 'unit_price',
            document: 'invoice',
            note: 'description',
            customer: 'customer',
          },
          createsMissing: true,
          rules: {
            noGoods: /^(?:POST|DOT|M|D|S|B|C2|CRUK|BANK CHARGES|AMAZONFEE|gift_\d.*)$/i,
            freeIsAdjustment: true,
            spoilt:
              /damag|thr[ao]w|broke|wet|rust|mould|crush|crack|smash|faulty|smudge|dirty|unsale|can't sell/i,
            found: /^$|^\?|found|adjust|check|amazon|ebay|dotcom|wrong|return|credit|came coded|mailout/i,
          },
        },
      ],
    ],
  },
  'liquor-warehouse-iowa': {
    currency: 'USD',
    timeZone: 'America/Chicago',
    steps: (folder) => [
      [
        stores(join(folder, 'stores.csv'), { store: 'store', name: 'name', region: 'city' }),
        products(join(folder, 'products.csv.gz'), {
          sku: 'item',
          name: 'description',
          category: 'category',
          cost: 'bottle_cost',
          price: 'bottle_price',
          barcode: 'upc',
          pack: 'bottles_per_case',
        }),
      ],
      [
        {
          ...plainSource,
          kind: 'receipts',
          files: [join(folder, 'shipments-2021.csv.gz'), join(folder, 'shipments-2022-01-to-07.csv.gz')],
          map: {
            date: 'date',
            store: 'store',
            sku: 'item',
            quantity: 'bottles',
            amount: 'amount',
            document: 'doc',
          },
          createsMissing: true,
        },
      ],
    ],
  },
  foodmart: {
    currency: 'USD',
    timeZone: 'America/Los_Angeles',
    steps: (folder) => [
      [
        stores(join(folder, 'store.csv'), { store: 'store_id', name: 'store_name', region: 'store_state' }),
        products(join(folder, 'product.csv.gz'), {
          sku: 'product_id',
          name: 'product_name',
          price: 'SRP',
          barcode: 'SKU',
          pack: 'units_per_case',
        }),
      ],
      [
        {
          ...plainSource,
          kind: 'receipts',
          files: [join(folder, 'inventory_1997.csv.gz')],
          map: {
            date: 'date',
            store: 'store_id',
            sku: 'product_id',
            quantity: 'units_shipped',
            amount: 'store_invoice',
          },
          joinsRuns: true,
          rules: { zeroIsNothing: true },
        },
        {
          ...plainSource,
          kind: 'sales',
          files: [join(folder, 'sales_1997.csv.gz')],
          map: {
            date: 'date',
            store: 'store_id',
            sku: 'product_id',
            quantity: 'unit_sales',
            amount: 'store_sales',
            document: 'customer_id',
          },
        },
      ],
    ],
  },
};

function stores(file: string, map: Source['map']): Source {
  return { ...plainSource, kind: 'stores', files: [file], map };
}

function products(file: string, map: Source['map']): Source {
  return { ...plainSource, kind: 'products', files: [file], map };
}
