import type { LocationId, StoreId } from '../store/ids.ts';
import type { HoldingLocation } from '../store/location.ts';
import type { BusinessDay } from '../store/business-day.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { Fen } from '../money.ts';
import type { Quantity } from '../quantity.ts';
import type { Book } from './book.ts';
import type { Command } from './command.ts';
import { post } from './post.ts';
import type { LinkedDocument, Posting, PostingContext } from './posting.ts';

// What tests of the rules stand on: two stores, of which the first may go below zero, and one good.

export const shelfA = 1001 as LocationId;
export const transitA = 1002 as LocationId;
export const shelfB = 1003 as LocationId;
export const transitB = 1004 as LocationId;
export const rice = 1 as SkuId;
export const units = (count: number) => count as Quantity;
export const yuan = (amount: number) => Math.round(amount * 100) as Fen;

function location(id: LocationId, kind: 'shelf' | 'transit', store: number): HoldingLocation {
  const negativePolicy = kind === 'shelf' && store === 1 ? 'flag' : 'refuse';
  return { id, kind, storeId: store as StoreId, negativePolicy, timeZone: 'Asia/Shanghai', dayCutMinutes: 0 };
}

const locations = new Map(
  [
    location(shelfA, 'shelf', 1),
    location(transitA, 'transit', 1),
    location(shelfB, 'shelf', 2),
    location(transitB, 'transit', 2),
  ].map((row) => [row.id, row]),
);

export function context(linked?: LinkedDocument, closedThrough: BusinessDay | null = null): PostingContext {
  return {
    locationOf: (id) => locations.get(id),
    linkedOf: () => linked,
    nextPositionOf: () => 1,
    businessDay: 20_000 as BusinessDay,
    closedThrough,
  };
}

export function posting(command: Command, book: Book, linked?: LinkedDocument): Posting {
  const outcome = post(command, book, context(linked));
  if (outcome.outcome !== 'posting') throw new Error(outcome.code);
  return outcome;
}

export const receipt = (at: LocationId, count: number, value: number): Command => ({
  kind: 'receipt',
  location: at,
  lines: [{ sku: rice, quantity: units(count), value: yuan(value) }],
});
export const sale = (at: LocationId, count: number, happened = false): Command => ({
  kind: 'sale',
  location: at,
  happened,
  lines: [{ sku: rice, quantity: units(count), amount: yuan(count * 20) }],
});
