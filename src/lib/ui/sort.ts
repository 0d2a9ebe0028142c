/** What a column is sorted by: a number, a text, or nothing known, which comes last either way. */
export type SortValue = number | string | null;

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The next sorting when a head is pressed: numbers begin with the largest, texts with the first; then the other way; then as it was. */
export function nextSorting(
  now: Sorting | undefined,
  column: string,
  isNumber: boolean,
): Sorting | undefined {
  if (now?.column !== column) return { column, isDescending: isNumber };
  return now.isDescending === isNumber ? { column, isDescending: !isNumber } : undefined;
}

/** Sorted anew; equal rows keep their order. Chinese goes by pinyin. */
export function sorted<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  isDescending: boolean,
  language: string,
): Row[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const turn = isDescending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return turn * (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b)));
  });
}
