import type { Brand } from './brand.ts';
import type { Quantity } from './quantity.ts';

/** Money in whole fen of the company's currency; a safe integer, may be negative. */
export type Fen = Brand<number, 'Fen'>;

/** Takes a number as fen. Throws where it is not a safe integer: that is a bug, input is parsed at the edge. */
export function fen(amount: number): Fen {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not whole fen: ${amount}`);
  return (amount === 0 ? 0 : amount) as Fen;
}

export const zeroFen = fen(0);

/** The most fen one document may carry, 10 billion yuan: thousands of such still sum far inside the safe integers. */
export const documentMoneyMax = 1_000_000_000_000;

/**
 * The part of `value` that `part` of `whole` units carries, rounded half up (away from zero for negatives),
 * exact for all safe integers. The whole takes the whole value, so that quantity 0 is always value 0.
 */
export function shareOfValue(value: Fen, part: Quantity, whole: Quantity): Fen {
  if (part === whole) return value;
  if (whole === 0) throw new RangeError('no share of nothing');
  const product = value * part;
  if (Number.isSafeInteger(product * 2)) return fen(divideHalfUp(product, whole));
  return fen(Number(divideHalfUpBig(BigInt(value) * BigInt(part), BigInt(whole))));
}

function divideHalfUp(dividend: number, divisor: number): number {
  const negative = dividend < 0 !== divisor < 0;
  const over = Math.abs(dividend);
  const under = Math.abs(divisor);
  const rest = over % under;
  const quotient = (over - rest) / under + (rest * 2 >= under ? 1 : 0);
  return negative ? -quotient : quotient;
}

function divideHalfUpBig(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const over = dividend < 0n ? -dividend : dividend;
  const under = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * over + under) / (2n * under);
  return negative ? -quotient : quotient;
}
