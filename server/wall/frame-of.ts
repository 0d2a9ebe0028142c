import { businessMoment } from '#domain/store/business-day.ts';
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
  const moment = place
    ? businessMoment(nowMs, place.timeZone, place.dayCutMinutes)
    : { day: tile.businessDay, hour: 23 };
  const hour = moment.day > tile.businessDay ? 24 : moment.hour;
  const elapsedShare = (nowMs % 3_600_000) / 3_600_000;
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
    amountBefore: sumUpTo(tile.before.amount, hour, elapsedShare),
    receiptsBefore: sumUpTo(tile.before.receipts, hour, elapsedShare),
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
