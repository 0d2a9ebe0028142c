import { fen, shareOfValue, zeroFen, type Fen } from '../money.ts';
import { quantity, zeroQuantity, type Quantity } from '../quantity.ts';
import type { Costing } from './costing.ts';
import { drawLayers, leftOf, type CostLayer } from './layer.ts';
import type { SoldHour } from './sales-rollup.ts';

/** What stands at one location for one SKU. Available = on hand − reserved. */
export interface Level {
  readonly onHand: Quantity;
  readonly reserved: Quantity;
  /** Value at cost of what is on hand. Quantity 0 is always value 0. */
  readonly value: Fen;
  /** The last known cost as value ÷ quantity, kept for goods that leave when none are on hand. */
  readonly costValue: Fen;
  readonly costQuantity: Quantity;
  readonly reorderPoint: Quantity | null;
  /** First in, first out: what is on hand, layer by layer, oldest first. Absent: moving average. */
  readonly layers?: readonly CostLayer[];
  /** What the hour in which it last sold has sold since the level took it up. Absent: it never sold. */
  readonly sold?: SoldHour;
}

export const emptyLevel: Level = {
  onHand: zeroQuantity,
  reserved: zeroQuantity,
  value: zeroFen,
  costValue: zeroFen,
  costQuantity: zeroQuantity,
  reorderPoint: null,
};

const emptyLayered: Level = { ...emptyLevel, layers: [] };

export function emptyLevelOf(costing: Costing): Level {
  return costing === 'fifo' ? emptyLayered : emptyLevel;
}

/** The level as this method needs it, where it was kept by this method; else undefined. Only what is on hand has layers. */
export function levelBy(costing: Costing, level: Level): Level | undefined {
  if (costing === 'moving_average') return level.layers ? undefined : level;
  if (level.layers) return level;
  return level.onHand > 0 ? undefined : { ...level, layers: [] };
}

export function availableOf(level: Level): Quantity {
  return quantity(level.onHand - level.reserved);
}

/** Below its reorder point, and there is one. */
export function isDue(onHand: Quantity, reorderPoint: Quantity | null): boolean {
  return reorderPoint !== null && onHand < reorderPoint;
}

/**
 * The value at cost of `units` leaving: by average, rounded half up to whole fen, or by the layers they come from; the
 * last unit takes the rest. What is not on hand leaves at the last known cost (a sale made offline), to be trued up at
 * the next receipt.
 */
export function issueValue(level: Level, units: Quantity): Fen {
  if (units <= level.onHand)
    return level.layers
      ? drawLayers(level.layers, units).value
      : shareOfValue(level.value, units, level.onHand);
  const held = level.onHand > 0 ? level.onHand : 0;
  const heldValue = held > 0 ? level.value : 0;
  return fen(heldValue + knownValue(level, quantity(units - held)));
}

/**
 * The value of `units` whose cost nobody told (found, brought back without a sale): by the level's average or its newest
 * layer, or by the last known cost where nothing is on hand.
 */
export function knownValue(level: Level, units: Quantity): Fen {
  const basis = basisOf(level);
  return basis.costQuantity === 0 ? zeroFen : shareOfValue(basis.costValue, units, basis.costQuantity);
}

function basisOf(level: Level): Pick<Level, 'costValue' | 'costQuantity'> {
  if (level.onHand <= 0) return level;
  const newest = level.layers?.at(-1);
  return newest
    ? { costValue: newest.leftValue, costQuantity: newest.left }
    : { costValue: level.value, costQuantity: level.onHand };
}

/** The level after `units` worth `value` left; its layers are drawn by whoever writes the movement. */
export function issued(level: Level, units: Quantity, value: Fen): Level {
  const { costValue, costQuantity } = basisOf(level);
  const onHand = quantity(level.onHand - units);
  return { ...level, costValue, costQuantity, onHand, value: fen(level.value - value) };
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

/** What of `units` worth `value` that come is on hand then, and not owed: what becomes a layer. */
export function layered(before: Level, units: Quantity, value: Fen): { quantity: Quantity; value: Fen } {
  const owed = before.onHand < 0 ? Math.min(-before.onHand, units) : 0;
  const owedValue = owed === 0 ? 0 : shareOfValue(value, quantity(owed), units);
  return { quantity: quantity(units - owed), value: fen(value - owedValue) };
}

/**
 * What must go to the variance location so that no goods carry no value, goods never carry less than none, and layers
 * carry all of it.
 */
export function strayValue(level: Level): Fen {
  if (level.layers) return level.onHand < 0 ? zeroFen : fen(level.value - leftOf(level.layers).value);
  if (level.onHand === 0) return level.value;
  return level.onHand > 0 && level.value < 0 ? level.value : zeroFen;
}
