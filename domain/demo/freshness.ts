/** Goods that keep this many days or less come every morning from the city's warehouse. */
export const freshDaysMax = 21;

export function isFresh(shelfLifeDays: number): boolean {
  return shelfLifeDays <= freshDaysMax;
}
