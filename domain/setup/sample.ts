import { checkDigitOf } from '../catalog/barcode.ts';
import { coffeeCategories, coffeeGoods } from './goods-coffee.ts';
import { fashionCategories, fashionStyles } from './goods-fashion.ts';
import { groceryCategories, groceryGoods } from './goods-grocery.ts';
import { pharmacyCategories, pharmacyGoods } from './goods-pharmacy.ts';
import type { SampleTrade } from './trade.ts';

export interface SampleCategory {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** What several SKUs that differ in colour and size have in common. */
export interface SampleProduct {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** Money in fen for a base unit. */
export interface SampleSku {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly category: string;
  readonly product: string | undefined;
  readonly color: string;
  readonly size: string;
  readonly spec: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly price: number;
  readonly cost: number;
  readonly packQuantity: number;
  readonly barcode: string;
  /** Base units that a shop has on its shelf when it opens. */
  readonly onShelf: number;
}

export interface Sample {
  readonly categories: readonly SampleCategory[];
  readonly products: readonly SampleProduct[];
  readonly skus: readonly SampleSku[];
}

/** The goods that a company of the trade may begin with. Always the same: who looks twice finds the same codes. */
export function sampleOf(trade: SampleTrade): Sample {
  return trade === 'fashion' ? styles() : goods(trade);
}

const listed = {
  grocery: { goods: groceryGoods, categories: groceryCategories, prefix: 'G', range: 1 },
  coffee: { goods: coffeeGoods, categories: coffeeCategories, prefix: 'C', range: 2 },
  pharmacy: { goods: pharmacyGoods, categories: pharmacyCategories, prefix: 'P', range: 3 },
} as const;
const fashionRange = 4;

function goods(trade: keyof typeof listed): Sample {
  const { goods: text, categories, prefix, range } = listed[trade];
  const skus = linesOf(text).map((line, index): SampleSku => {
    const [category, nameZh, nameEn, spec, specEn, unitZh, unitEn, price, cost, pack] = partsOf(line, 10);
    const isByWeight = unitEn === 'g';
    const named = isByWeight || specEn === '';
    return {
      code: `${prefix}${String(index + 1).padStart(4, '0')}`,
      nameZh,
      nameEn: named ? nameEn : `${nameEn} ${specEn}`,
      category,
      product: undefined,
      color: '',
      size: '',
      spec,
      unitZh,
      unitEn,
      price: fenOf(price),
      cost: fenOf(cost),
      packQuantity: Number(pack),
      barcode: isByWeight ? scaleCode(index + 1) : ownBarcode(range, index + 1),
      onShelf: isByWeight ? 20_000 : shelfOf(Number(pack), fenOf(price), index),
    };
  });
  return { categories: categoriesOf(categories), products: [], skus };
}

function styles(): Sample {
  const products: SampleProduct[] = [];
  const skus: SampleSku[] = [];
  for (const [index, line] of linesOf(fashionStyles).entries()) {
    const [category, nameZh, nameEn, colors, sizes, unitZh, unitEn, price, cost] = partsOf(line, 9);
    const code = `F${String(index + 1).padStart(3, '0')}`;
    products.push({ code, nameZh, nameEn });
    for (const [colorPlace, color] of colors.split(',').entries()) {
      for (const [sizePlace, size] of sizes.split(',').entries()) {
        const [zh = '', en = ''] = color.split('/');
        const [sizeZh = ''] = size.split('/');
        skus.push({
          code: `${code}-${colorPlace + 1}${String(sizePlace + 1)}`,
          nameZh,
          nameEn: `${nameEn}, ${en}`,
          category,
          product: code,
          color: zh,
          size: sizeZh,
          spec: '',
          unitZh,
          unitEn,
          price: fenOf(price),
          cost: fenOf(cost),
          packQuantity: 1,
          barcode: ownBarcode(fashionRange, skus.length + 1),
          onShelf: 2 + ((index + colorPlace + sizePlace) % 4),
        });
      }
    }
  }
  return { categories: categoriesOf(fashionCategories), products, skus };
}

/** Cheap goods stand there by the case, dear ones by the piece. */
function shelfOf(pack: number, price: number, index: number): number {
  if (price >= 10_000) return 2 + (index % 3);
  if (price >= 3_000) return 6 + (index % 5);
  return Math.min(pack, 60) + 6 * (index % 4);
}

/** An EAN-13 of the range for use inside one company (prefix 20): it never meets a real good. */
function ownBarcode(range: number, number: number): string {
  const body = `20${range}${String(number).padStart(9, '0')}`;
  return body + checkDigitOf(body);
}

/** The seven digits by which a scale's label names goods that are sold by weight. */
function scaleCode(number: number): string {
  return `21${String(number).padStart(5, '0')}`;
}

function categoriesOf(text: string): readonly SampleCategory[] {
  return linesOf(text).map((line) => {
    const [code, nameZh, nameEn] = partsOf(line, 3);
    return { code, nameZh, nameEn };
  });
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

type Parts = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  ...string[],
];

/** Throws where a line of our own lists is not whole: that is a mistake of who wrote it. */
function partsOf(line: string, count: number): Parts {
  const parts = line.split('|');
  if (parts.length !== count) throw new Error(`${count} parts are wanted: ${line}`);
  return [...parts, ...Array.from({ length: 10 }, () => '')] as unknown as Parts;
}

function fenOf(yuan: string): number {
  return Math.round(Number(yuan) * 100);
}
