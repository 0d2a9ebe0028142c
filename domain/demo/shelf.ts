import type { CurveCode } from './curve.ts';

/** A second-level category and the goods on it, as written by hand; `goods.ts` reads the lines. */
export type Shelf = {
  readonly parent: ParentCode;
  readonly zh: string;
  readonly en: string;
  readonly curve: CurveCode;
  readonly shelfLifeDays: number;
  /** Lowest and highest margin, per cent of the price with tax. */
  readonly margin: readonly [number, number];
  readonly taxRateBp: number;
  /** Base units in a case. */
  readonly casePack: number;
  readonly goods: string;
};

export const parents = [
  { code: 'vegetables', zh: '蔬菜', en: 'Vegetables' },
  { code: 'tofu-eggs', zh: '豆制品与蛋', en: 'Tofu and eggs' },
  { code: 'meat-fish', zh: '肉禽水产', en: 'Meat and fish' },
  { code: 'fruit', zh: '水果', en: 'Fruit' },
  { code: 'dairy-bakery', zh: '乳品与早餐', en: 'Dairy and breakfast' },
  { code: 'chilled-frozen', zh: '冷冻', en: 'Frozen' },
  { code: 'pantry', zh: '粮油调味', en: 'Pantry' },
  { code: 'drinks-snacks', zh: '酒饮零食', en: 'Drinks and snacks' },
  { code: 'household', zh: '日用', en: 'Household' },
] as const;

export type ParentCode = (typeof parents)[number]['code'];
