// Reads the hand-written goods into categories and SKUs.
import { inStoreBarcode } from './barcode.ts';
import { Chance } from './chance.ts';
import type { CurveCode } from './curve.ts';
import { freshShelves } from './names-goods-fresh.ts';
import { pantryShelves } from './names-goods-pantry.ts';
import { parents, type Shelf } from './shelf.ts';

export type DemoCategory = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Index of the first-level category; undefined on the first level. */
  readonly parentIndex: number | undefined;
};

export type DemoSku = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly categoryIndex: number;
  readonly unit: { readonly zh: string; readonly en: string };
  /** EAN-13, prefix 20. */
  readonly barcode: string;
  /** Base units in a case. */
  readonly casePack: number;
  /** Fen a base unit, tax included. */
  readonly price: number;
  /** Fen a base unit, tax included. */
  readonly cost: number;
  readonly taxRateBp: number;
  readonly shelfLifeDays: number;
  readonly curve: CurveCode;
  readonly supplierIndex: number;
};

export type Goods = { readonly categories: readonly DemoCategory[]; readonly skus: readonly DemoSku[] };

/** The category tree and the goods; costs vary with the seed inside each category's margin. */
export function demoGoods(seed: number): Goods {
  const categories: DemoCategory[] = parents.map(({ code, zh, en }) => ({
    code,
    zh,
    en,
    parentIndex: undefined,
  }));
  const skus: DemoSku[] = [];
  for (const shelf of [...freshShelves, ...pantryShelves]) {
    const parentIndex = parents.findIndex((parent) => parent.code === shelf.parent);
    const siblings = categories.filter((category) => category.parentIndex === parentIndex).length;
    categories.push({ code: `${shelf.parent}-${siblings + 1}`, zh: shelf.zh, en: shelf.en, parentIndex });
    for (const line of shelf.goods.trim().split('\n')) {
      const [zh = '', en = '', ...packs] = line.split('|');
      for (const pack of packs)
        skus.push(sku(seed, skus.length, categories.length - 1, shelf, { zh, en, pack }));
    }
  }
  return { categories, skus };
}

const unitEnByZh: Readonly<Record<string, string>> = {
  袋: 'bag',
  份: 'portion',
  斤: 'jin',
  个: 'piece',
  盒: 'box',
  瓶: 'bottle',
  罐: 'can',
  板: 'tray',
  支: 'tube',
  杯: 'cup',
  桶: 'tub',
  提: 'multipack',
  包: 'pack',
};

type Written = { readonly zh: string; readonly en: string; readonly pack: string };

function sku(seed: number, index: number, categoryIndex: number, shelf: Shelf, written: Written): DemoSku {
  const [size = '', yuan = ''] = written.pack.split(' ');
  const unitZh = size.slice(-1);
  const unitEn = unitEnByZh[unitZh];
  const price = Math.round(Number(yuan) * 100);
  if (unitEn === undefined || !(price > 0))
    throw new Error(`Cannot read the good: ${written.zh} ${written.pack}`);
  const [marginMin, marginMax] = shelf.margin;
  const margin = marginMin + new Chance(seed, index, salt).next() * (marginMax - marginMin);
  const content = size.slice(0, -1);
  return {
    code: `G${String(index + 1).padStart(4, '0')}`,
    zh: content === '1' ? written.zh : `${written.zh} ${content}`,
    en: content === '1' ? written.en : `${written.en}, ${contentEn(content)}`,
    categoryIndex,
    unit: { zh: unitZh, en: unitEn },
    barcode: inStoreBarcode(100_001 + index),
    casePack: shelf.casePack,
    price,
    cost: Math.max(1, Math.round(price * (1 - margin / 100))),
    taxRateBp: shelf.taxRateBp,
    shelfLifeDays: shelf.shelfLifeDays,
    curve: shelf.curve,
    supplierIndex: supplierIndexByCurve[shelf.curve] ?? 0,
  };
}

const salt = 0x600d;

/** Index in `suppliers` of who delivers the goods of a curve. */
const supplierIndexByCurve: Readonly<Partial<Record<CurveCode, number>>> = {
  c4: 0,
  c20: 1,
  c21: 1,
  c8: 2,
  c10: 3,
  c18: 4,
  c16: 5,
  c15: 6,
  c5: 7,
  c28: 7,
  c31: 8,
  c30: 8,
  c29: 9,
  c23: 9,
  c7: 10,
  c24: 11,
  c11: 12,
  c25: 13,
  c27: 13,
  c0: 14,
};

function contentEn(content: string): string {
  if (content === '散称') return 'loose';
  if (content.startsWith('半')) return 'half';
  const [, number = '', counter = ''] = /^([\d.]+)(.*)$/.exec(content) ?? [];
  const word = { 卷: 'rolls', 包: 'packs', 盒: 'boxes' }[counter];
  if (/^[a-zA-Z]+$/.test(counter)) return `${number} ${counter}`;
  return number === '1' ? 'single' : `${number} ${word ?? 'pieces'}`;
}
