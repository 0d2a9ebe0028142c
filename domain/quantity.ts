import type { Brand } from './brand.ts';

/** A count of whole base units of one SKU; a safe integer, may be negative where it is a difference. */
export type Quantity = Brand<number, 'Quantity'>;

/** The most units one line may carry; keeps every sum far inside the safe integers. */
export const lineQuantityMax = 1_000_000_000;

/** Takes a number as a quantity. Throws where it is not a safe integer: that is a bug, input is parsed at the edge. */
export function quantity(units: number): Quantity {
  if (!Number.isSafeInteger(units)) throw new RangeError(`not whole units: ${units}`);
  return (units === 0 ? 0 : units) as Quantity;
}

export const zeroQuantity = quantity(0);
