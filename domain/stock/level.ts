import { fen, shareOfValue, zeroFen, type Fen } from '../money.ts';
import { quantity, zeroQuantity, type Quantity } from '../quantity.ts';

/** What stands at one location for one SKU. Available = on hand − reserved. */
export interface Level {
  readonly onHand: Quantity;
  readonly reserved: Quantity;
  /** Value at cost of what is on hand, by moving average. Quantity 0 is always value 0. */
  readonly value: Fen;
  /** The last known average as value ÷ quantity, kept for goods that leave when none are on hand. */
  readonly costValue: Fen;
  readonly costQuantity: Quantity;
  readonly reorderPoint: Quantity | null;
}

export const emptyLevel: Level = {
  onHand: zeroQuantity,
  reserved: zeroQuantity,
  value: zeroFen,
  costValue: zeroFen,
  costQuantity: zeroQuantity,
  reorderPoint: null,
};

export function availableOf(level: Level): Quantity {
  return quantity(level.onHand - level.reserved);
}

/** Below its reorder point, and there is one. */
export function isDue(onHand: Quantity, reorderPoint: Quantity | null): boolean {
  return reorderPoint !== null && onHand < reorderPoint;
}

/**
 * The value at cost of `units` leaving: the average rounded half up to whole fen, the last unit takes the rest.
 * What is not on hand leaves at the last known average (a sale made offline), to be trued up at the next receipt.
 */
export function issueValue(level: Level, units: Quantity): Fen {
  if (units <= level.onHand) return shareOfValue(level.value, units, level.onHand);
  const held = level.onHand > 0 ? level.onHand : 0;
  const missing = quantity(units - held);
  const heldValue = held > 0 ? level.value : 0;
  const basisValue = level.onHand > 0 ? level.value : level.costValue;
  const basisUnits = level.onHand > 0 ? level.onHand : level.costQuantity;
  return fen(heldValue + (basisUnits === 0 ? 0 : shareOfValue(basisValue, missing, basisUnits)));
}

/** The value of `units` at the level's average, or at the last known one where nothing is on hand. */
export function averageValue(level: Level, units: Quantity): Fen {
  if (level.onHand > 0) return shareOfValue(level.value, units, level.onHand);
  return level.costQuantity === 0 ? zeroFen : shareOfValue(level.costValue, units, level.costQuantity);
}

/** The level after `units` worth `value` left. */
export function issued(level: Level, units: Quantity, value: Fen): Level {
  const onHand = quantity(level.onHand - units);
  const basis = level.onHand > 0 ? { costValue: level.value, costQuantity: level.onHand } : {};
  return { ...level, ...basis, onHand, value: fen(level.value - value) };
}

/** The level after `units` worth `value` came, before any variance. */
export function received(level: Level, units: Quantity, value: Fen): Level {
  const onHand = quantity(level.onHand + units);
  const basis = units > 0 ? { costValue: value, costQuantity: units } : {};
  return { ...level, ...(onHand > 0 ? {} : basis), onHand, value: fen(level.value + value) };
}

/**
 * The value that must go to the variance location when `units` worth `value` come to a level below zero: the missing
 * units had left at an estimate, now their cost is known. 0 where the level is not below zero.
 */
export function trueUp(before: Level, units: Quantity, value: Fen): Fen {
  if (before.onHand >= 0 || units === 0) return zeroFen;
  const missing = quantity(-before.onHand);
  const settled = units < missing ? units : missing;
  const estimated = shareOfValue(fen(-before.value), settled, missing);
  return fen(shareOfValue(value, settled, units) - estimated);
}

/** What must go to the variance location so that no goods carry no value and goods never carry less than none. */
export function strayValue(level: Level): Fen {
  if (level.onHand === 0) return level.value;
  return level.onHand > 0 && level.value < 0 ? level.value : zeroFen;
}
