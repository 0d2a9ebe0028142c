import { parseMoney } from '#domain/ingest/decimal.ts';

/** Fen from what a person types as yuan: at most two decimals, not below zero. Undefined where it is no such amount. */
export function parseYuan(text: string): number | undefined {
  const read = parseMoney(text.normalize('NFKC'));
  return read === undefined || read < 0 || read % 100 !== 0 ? undefined : read / 100;
}

/** `4.5` for 450 fen: what stands in a field. */
export function yuanText(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** A whole number from `least` on, or undefined. */
export function parseWhole(text: string, least = 1): number | undefined {
  const plain = text.normalize('NFKC').trim().replaceAll(',', '');
  const value = /^\d{1,10}$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least ? value : undefined;
}
