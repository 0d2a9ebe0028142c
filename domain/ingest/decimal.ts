import type { Brand } from '../brand.ts';
import { fen, type Fen } from '../money.ts';

/** Money read from a file, in ten-thousandths of the major unit: exact to four decimals, before rounding to fen. */
export type Exact = Brand<number, 'Exact'>;

const decimals = 4;
const perFen = 100;

export function exact(tenThousandths: number): Exact {
  if (!Number.isSafeInteger(tenThousandths))
    throw new RangeError(`not whole ten-thousandths: ${tenThousandths}`);
  return (tenThousandths === 0 ? 0 : tenThousandths) as Exact;
}

const plain = /^([+-]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d*))?$/;
const bracketed = /^\((.*)\)$/;
const currencySign = /^([+-]?)\s*(?:US\$|[$¥￥£€])\s*|\s*元$/g;

/**
 * `"$9.99 "` → 99900. Takes a currency sign, grouping by thousands and accounting brackets for negatives; refuses
 * everything that could be read in two ways (a decimal comma), and decimals beyond the fourth that are not 0.
 */
export function parseMoney(text: string): Exact | undefined {
  let body = text.trim();
  const inBrackets = bracketed.exec(body);
  if (inBrackets) body = (inBrackets[1] ?? '').trim();
  const scaled = scaledOf(body.replace(currencySign, '$1'), decimals);
  if (scaled === undefined || (inBrackets && scaled < 0)) return undefined;
  return exact(inBrackets ? -scaled : scaled);
}

/** Whole base units: the number times `scale` (1000 for kilograms kept as grams) must be whole. */
export function parseUnits(text: string, scale: number): number | undefined {
  const scaled = scaledOf(text.trim(), decimals);
  if (scaled === undefined) return undefined;
  const product = scaled * scale;
  const unit = 10 ** decimals;
  return Number.isSafeInteger(product) && product % unit === 0 ? product / unit + 0 : undefined;
}

function scaledOf(text: string, places: number): number | undefined {
  const match = plain.exec(text);
  if (!match) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > places) return undefined;
  const value = Number((match[2] ?? '').replaceAll(',', '') + fraction.padEnd(places, '0'));
  if (!Number.isSafeInteger(value)) return undefined;
  return match[1] === '-' && value !== 0 ? -value : value;
}

/** Whole fen, rounded half away from zero. */
export function toFen(amount: Exact): Fen {
  const size = Math.abs(amount);
  const rest = size % perFen;
  const rounded = (size - rest) / perFen + (rest * 2 >= perFen ? 1 : 0);
  return fen(amount < 0 ? -rounded : rounded);
}

/** `5761931.382` for a sum of exact amounts. */
export function exactText(amount: number): string {
  const size = Math.abs(amount);
  const unit = 10 ** decimals;
  const fraction = String(size % unit)
    .padStart(decimals, '0')
    .replace(/0{1,2}$/, '');
  return `${amount < 0 ? '-' : ''}${Math.floor(size / unit)}.${fraction}`;
}
