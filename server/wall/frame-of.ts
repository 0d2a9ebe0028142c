import { dayElapsed, dayOver } from '#domain/store/business-day.ts';
import { sumUpTo, type TileFold } from '#domain/wall/tile-fold.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { LocationDirectory } from '../platform/company.ts';

/** Which columns a group of readers may see. */
export interface Clearance {
  readonly hasMargin: boolean;
  readonly hasCost: boolean;
}

/** A tile as readers of a clearance get it. The comparison runs up to `nowMs`, company time. */
export function tileOf(
  tile: TileFold,
  nowMs: number,
  locations: LocationDirectory,
  clearance: Clearance,
): Tile {
  const place = locations.of(tile.shelf);
  const now = place && dayElapsed(nowMs, place.timeZone, place.dayCutMinutes);
  // A day that has turned elsewhere and not yet here is over.
  const elapsed =
    now?.day === tile.businessDay ? now : dayOver({ day: tile.businessDay, first: now?.first ?? 0 });
  const amount = tile.amount;
  return {
    storeId: tile.storeId,
    shelfPosition: tile.shelfPosition,
    transitPosition: tile.transitPosition,
    businessDay: tile.businessDay,
    amount,
    quantity: tile.quantity,
    receipts: tile.receipts,
    margin: clearance.hasMargin ? amount - tile.cost : null,
    amountBefore: sumUpTo(tile.before.amount, elapsed),
    receiptsBefore: sumUpTo(tile.before.receipts, elapsed),
    amountByHour: [...tile.amountByHour],
    amountByHourBefore: [...tile.before.amount],
    stockValue: clearance.hasCost ? tile.stockValue : null,
    skus: tile.skus,
    outOfStock: tile.outOfStock,
    belowReorderPoint: tile.belowReorderPoint,
    negative: tile.negative,
    inTransit: tile.inTransit,
    inTransitValue: clearance.hasCost ? tile.inTransitValue : null,
    lastAtMs: tile.lastAtMs,
  };
}
