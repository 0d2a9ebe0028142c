import type { Category } from './catalog-api.ts';

export interface Branch {
  readonly category: Category;
  readonly depth: number;
  /** Goods in it and below it. */
  readonly skus: number;
}

/** The categories as a tree read from the top, children under their parent; what hangs in the air stands on top. */
export function branchesOf(categories: readonly Category[]): readonly Branch[] {
  const known = new Set(categories.map(({ id }) => id));
  const below = new Map<number | null, Category[]>();
  for (const category of categories) {
    const parent = category.parentId !== null && known.has(category.parentId) ? category.parentId : null;
    below.set(parent, [...(below.get(parent) ?? []), category]);
  }
  const branches: Branch[] = [];
  const walk = (parent: number | null, depth: number): number => {
    let sum = 0;
    for (const category of below.get(parent) ?? []) {
      const at = branches.push({ category, depth, skus: 0 }) - 1;
      const skus = category.skus + walk(category.id, depth + 1);
      branches[at] = { category, depth, skus };
      sum += skus;
    }
    return sum;
  };
  walk(null, 0);
  return branches;
}
