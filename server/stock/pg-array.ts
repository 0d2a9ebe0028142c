/** Array literals for set-based statements: cheaper to make than the driver's; of values, or of what rows have of them. */
export function numberArray(values: readonly (number | null)[]): string;
export function numberArray<Row>(rows: readonly Row[], of: (row: Row) => number | null): string;
export function numberArray<Row>(
  rows: readonly Row[],
  of: (row: Row) => number | null = itself as (row: Row) => number | null,
): string {
  let text = '{';
  for (const row of rows) {
    if (text.length > 1) text += ',';
    text += of(row) ?? 'NULL';
  }
  return `${text}}`;
}

/** Any text, quoted: quotes and backslashes can't break out of the element. */
export function textArray(values: readonly (string | null)[]): string;
export function textArray<Row>(rows: readonly Row[], of: (row: Row) => string | null): string;
export function textArray<Row>(
  rows: readonly Row[],
  of: (row: Row) => string | null = itself as (row: Row) => string | null,
): string {
  let text = '{';
  for (const row of rows) {
    if (text.length > 1) text += ',';
    const value = of(row);
    text += value === null ? 'NULL' : `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  }
  return `${text}}`;
}

function itself(value: unknown): unknown {
  return value;
}
