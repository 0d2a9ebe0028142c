import type { Tile } from '#protocol/wall/tile.ts';

/** Figures of a region or the chain: the sum of its tiles, on the client. */
export interface Figures {
  readonly tiles: number;
  /** Σ of the positions the tiles stand at: what "as of #N" says. */
  readonly position: number;
  readonly amount: number;
  readonly quantity: number;
  readonly receipts: number;
  readonly margin: number | null;
  readonly amountBefore: number;
  readonly receiptsBefore: number;
  readonly amountByHour: readonly number[];
  readonly amountByHourBefore: readonly number[];
  readonly stockValue: number | null;
  readonly skus: number;
  readonly outOfStock: number;
  readonly belowReorderPoint: number;
  readonly negative: number;
  /** How many tiles have a negative level. */
  readonly negativeTiles: number;
  readonly inTransit: number;
  readonly inTransitValue: number | null;
}

/** Sums tiles. A figure that any tile hides from the reader is null for all. */
export function sumTiles(tiles: Iterable<Tile>): Figures {
  const sum = {
    tiles: 0,
    position: 0,
    amount: 0,
    quantity: 0,
    receipts: 0,
    margin: 0 as number | null,
    amountBefore: 0,
    receiptsBefore: 0,
    amountByHour: Array.from({ length: 24 }, () => 0),
    amountByHourBefore: Array.from({ length: 24 }, () => 0),
    stockValue: 0 as number | null,
    skus: 0,
    outOfStock: 0,
    belowReorderPoint: 0,
    negative: 0,
    negativeTiles: 0,
    inTransit: 0,
    inTransitValue: 0 as number | null,
  };
  for (const tile of tiles) {
    sum.tiles += 1;
    sum.position += tile.shelfPosition + tile.transitPosition;
    sum.amount += tile.amount;
    sum.quantity += tile.quantity;
    sum.receipts += tile.receipts;
    sum.margin = plus(sum.margin, tile.margin);
    sum.amountBefore += tile.amountBefore;
    sum.receiptsBefore += tile.receiptsBefore;
    addHours(sum.amountByHour, tile.amountByHour);
    addHours(sum.amountByHourBefore, tile.amountByHourBefore);
    sum.stockValue = plus(sum.stockValue, tile.stockValue);
    sum.skus += tile.skus;
    sum.outOfStock += tile.outOfStock;
    sum.belowReorderPoint += tile.belowReorderPoint;
    sum.negative += tile.negative;
    if (tile.negative > 0) sum.negativeTiles += 1;
    sum.inTransit += tile.inTransit;
    sum.inTransitValue = plus(sum.inTransitValue, tile.inTransitValue);
  }
  return sum;
}

/** Part by which a figure differs from the one before: 0.12 is 12 % up. Null where there is nothing to compare with. */
export function changeOf(now: number, before: number): number | null {
  return before > 0 ? (now - before) / before : null;
}

/** `part` of `whole`, null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function plus(sum: number | null, figure: number | null): number | null {
  return sum === null || figure === null ? null : sum + figure;
}

function addHours(sum: number[], hours: readonly number[]): void {
  for (let hour = 0; hour < 24; hour += 1) sum[hour] = (sum[hour] ?? 0) + (hours[hour] ?? 0);
}
