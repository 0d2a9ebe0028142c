/** Plan on a copy: moves laid over what stands in the stores now, and what they would mean. */
import { worthOf, type Move, type TransferItem } from './transfer-instance.ts';

export const forkPlacesMax = 60;
export const forkGoodsMax = 60;
export const forkCellsMax = 2400;
export const forkMovesMax = 2000;
export const forkQuantityMax = 100_000;
/** Units each way from what stood there for which chances are kept. */
export const forkChancesMax = 120;
/** A unit that would sell with so much is missed where it is not there, and with so little it is too many [FK-4]. */
const shortFrom = 0.5;
const overBelow = 0.05;
const countedMax = 400;

/** One SKU in one place, as it was copied. */
export interface ForkCell {
  readonly locationId: number;
  readonly skuId: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly inTransit: number;
  /** Available, in transit and on order when its chances were reckoned; null until then, and in places that sell nothing. */
  readonly base: number | null;
  readonly perDay: number | null;
  readonly take: readonly number[];
  readonly give: readonly number[];
}

/** What stands there now. */
export interface ForkLevel {
  readonly onHand: number;
  readonly reserved: number;
  readonly inTransit: number;
  /** With a supplier, less what came: as good as on its way [PU-10]. */
  readonly onOrder: number;
}

export interface ForkMove {
  readonly sku: number;
  readonly from: number;
  readonly to: number;
  readonly quantity: number;
}

export interface CellFigures {
  /** On the shelf and nobody's, before and after the moves. */
  readonly available: number;
  readonly after: number;
  readonly inTransit: number;
  readonly onOrder: number;
  /** Days that what will be there lasts; undefined where nothing sells or nothing is known. */
  readonly coverDays: number | undefined;
  readonly coverDaysBefore: number | undefined;
  readonly short: number;
  readonly over: number;
  /** What the shelf has more or less than when it was copied. */
  readonly drift: number;
  /** What may still be taken from it. */
  readonly free: number;
  /** Units laid beyond what is free. */
  readonly beyond: number;
}

/** What moves take from a cell, and bring to it. */
export interface Laid {
  readonly out: number;
  readonly in: number;
}

export function laidOn(moves: readonly ForkMove[], location: number, sku: number): Laid {
  let out = 0;
  let into = 0;
  for (const move of moves) {
    if (move.sku !== sku) continue;
    if (move.from === location) out += move.quantity;
    if (move.to === location) into += move.quantity;
  }
  return { out, in: into };
}

/** Chance that a unit sells before ordinary supply helps: rank 1 is the first that is not there, 0 the last that is. */
export function chanceAt(cell: ForkCell, rank: number): number {
  if (cell.base === null) return 0;
  return rank > 0 ? (cell.take[rank - 1] ?? 0) : (cell.give[-rank] ?? (cell.perDay ? 1 : 0));
}

/** Units that a cell has gained or lost since its chances were reckoned: ranks shift by so many. */
function shiftOf(cell: ForkCell, level: ForkLevel): number {
  return cell.base === null ? 0 : level.onHand - level.reserved + level.inTransit + level.onOrder - cell.base;
}

export function figuresOf(cell: ForkCell, level: ForkLevel, laid: Laid, keepBack: number): CellFigures {
  const available = level.onHand - level.reserved;
  const after = available - laid.out + laid.in;
  const spare = Math.max(0, available - keepBack);
  const rank = shiftOf(cell, level) + laid.in - laid.out;
  let short = 0;
  while (short < countedMax && chanceAt(cell, rank + short + 1) >= shortFrom) short++;
  let over = 0;
  if (cell.base !== null)
    while (over < Math.min(countedMax, after) && chanceAt(cell, rank - over) < overBelow) over++;
  const cover = (units: number): number | undefined =>
    cell.perDay !== null && cell.perDay > 0.0005 ? Math.max(0, units) / cell.perDay : undefined;
  return {
    available,
    after,
    inTransit: level.inTransit,
    onOrder: level.onOrder,
    coverDays: cover(after + level.inTransit),
    coverDaysBefore: cover(available + level.inTransit),
    short,
    over,
    drift: level.onHand - level.reserved - (cell.onHand - cell.reserved),
    free: Math.max(0, spare - laid.out),
    beyond: Math.max(0, laid.out - spare),
  };
}

/** So many units that each sells likelier at the target than at the source; at least one, at most what is free. */
export function fittingQuantity(
  source: { readonly cell: ForkCell; readonly level: ForkLevel; readonly laid: Laid },
  target: { readonly cell: ForkCell; readonly level: ForkLevel; readonly laid: Laid },
  free: number,
): number {
  const from = shiftOf(source.cell, source.level) + source.laid.in - source.laid.out;
  const to = shiftOf(target.cell, target.level) + target.laid.in - target.laid.out;
  let units = 0;
  while (units < free && chanceAt(target.cell, to + units + 1) > chanceAt(source.cell, from - units) + 0.001)
    units++;
  return Math.max(Math.min(1, free), units);
}

/** Everything that a worth is reckoned from. `margin` is fen a sale earns. */
export interface ForkWorld {
  readonly places: readonly number[];
  readonly goods: readonly { readonly skuId: number; readonly margin: number }[];
  readonly unitCost: number;
  readonly docCost: number;
  cellOf(location: number, sku: number): ForkCell | undefined;
  levelOf(location: number, sku: number): ForkLevel;
}

/** Fen that the moves bring after freight, by the planner's own measure [RP-7][FK-4]. */
export function forkWorth(world: ForkWorld, moves: readonly ForkMove[]): number {
  const placeAt = new Map(world.places.map((location, at) => [location, at]));
  const itemAt = new Map(world.goods.map(({ skuId }, at) => [skuId, at]));
  const planned = moves.flatMap(({ sku, from, to, quantity }): Move[] => {
    const [source, target, item] = [placeAt.get(from), placeAt.get(to), itemAt.get(sku)];
    return source === undefined || target === undefined || item === undefined
      ? []
      : [{ from: source, to: target, item, quantity }];
  });
  const units = moves.reduce((sum, { quantity }) => sum + quantity, 0);
  const items = world.goods.map(({ skuId, margin }): TransferItem => {
    const isMoved = planned.some(({ item }) => item === itemAt.get(skuId));
    const ranks = isMoved ? Math.min(units, 2 * forkChancesMax) : 0;
    const chances = world.places.map((location) => {
      const cell = world.cellOf(location, skuId);
      if (!cell || ranks === 0) return { take: [], give: [] };
      const shift = shiftOf(cell, world.levelOf(location, skuId));
      return {
        take: Array.from({ length: ranks }, (_, n) => chanceAt(cell, shift + n + 1)),
        give: Array.from({ length: ranks }, (_, n) => chanceAt(cell, shift - n)),
      };
    });
    return {
      sku: skuId,
      margin,
      x: world.places.map(() => 0),
      take: chances.map(({ take }) => take),
      give: chances.map(({ give }) => give),
    };
  });
  return Math.round(
    worthOf(
      { stores: world.places.length, unitCost: world.unitCost, docCost: world.docCost, items },
      planned,
    ),
  );
}

/** Documents that moves make: each pair of stores one. */
export function pairsOf<Move extends ForkMove>(
  moves: readonly Move[],
): readonly { readonly from: number; readonly to: number; readonly moves: readonly Move[] }[] {
  return [...Map.groupBy(moves, ({ from, to }) => `${from}>${to}`).values()].flatMap((list) => {
    const [first] = list;
    return first ? [{ from: first.from, to: first.to, moves: list }] : [];
  });
}

export function freightOf(
  { unitCost, docCost }: Pick<ForkWorld, 'unitCost' | 'docCost'>,
  moves: readonly ForkMove[],
): number {
  return pairsOf(moves).length * docCost + moves.reduce((sum, { quantity }) => sum + quantity, 0) * unitCost;
}

/** What the moves of a pair come to by SKU: the lines of its draft. */
export function linesOf(
  moves: readonly ForkMove[],
): readonly { readonly sku: number; readonly quantity: number }[] {
  const bySku = new Map<number, number>();
  for (const { sku, quantity } of moves) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return [...bySku].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => a.sku - b.sku);
}
