import type { SkuId } from '../catalog/ids.ts';

/** Days after which a SKU of a class is due to be counted again. */
export const cycleDays = { A: 30, B: 90, C: 180 } as const;
export type AbcClass = keyof typeof cycleDays;
/** Shares of the turnover that A, and A with B, make up. */
const shareOfA = 0.8;
const shareOfAb = 0.95;

export interface CycleSku {
  readonly sku: SkuId;
  /** What it turned over lately, fen. */
  readonly turnover: number;
  /** Days since it was last counted; null: never. */
  readonly daysSinceCount: number | null;
}

/** Classes by turnover: the SKUs that make the first 80 % are A, those to 95 % are B. */
export function abcClasses(skus: readonly CycleSku[]): Map<SkuId, AbcClass> {
  const total = skus.reduce((sum, { turnover }) => sum + turnover, 0);
  let before = 0;
  const classes = new Map<SkuId, AbcClass>();
  for (const { sku, turnover } of skus.toSorted((a, b) => b.turnover - a.turnover || a.sku - b.sku)) {
    const share = total === 0 ? 1 : before / total;
    classes.set(sku, share < shareOfA && turnover > 0 ? 'A' : share < shareOfAb && turnover > 0 ? 'B' : 'C');
    before += turnover;
  }
  return classes;
}

/** How overdue a SKU is: 1 and more is due, never counted is the most. */
function overdue({ daysSinceCount }: CycleSku, abc: AbcClass): number {
  return daysSinceCount === null ? Number.POSITIVE_INFINITY : daysSinceCount / cycleDays[abc];
}

/** The SKUs most overdue for counting, measured against the days of their class; those never counted come first. */
export function cyclePick(skus: readonly CycleSku[], most: number): SkuId[] {
  const classes = abcClasses(skus);
  const overdueOf = (one: CycleSku) => overdue(one, classes.get(one.sku) ?? 'C');
  return skus
    .filter((one) => overdueOf(one) >= 1)
    .sort((a, b) => {
      const [first, second] = [overdueOf(a), overdueOf(b)];
      return first === second ? b.turnover - a.turnover || a.sku - b.sku : second - first;
    })
    .slice(0, most)
    .map(({ sku }) => sku);
}

export interface ClassDue {
  readonly abc: AbcClass;
  readonly skus: number;
  readonly due: number;
}

/** What is due in each class: what a cycle count would choose from. */
export function cycleDue(skus: readonly CycleSku[]): ClassDue[] {
  const classes = abcClasses(skus);
  return (['A', 'B', 'C'] as const).map((abc) => {
    const inClass = skus.filter(({ sku }) => classes.get(sku) === abc);
    return { abc, skus: inClass.length, due: inClass.filter((one) => overdue(one, abc) >= 1).length };
  });
}
