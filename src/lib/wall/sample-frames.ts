import type { SnapshotFrame, TickFrame } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';

/** Frames for tests: a chain with cities of so many shops, every figure following from the store's id. */
export function sampleTile(storeId: number, over: Partial<Tile> = {}): Tile {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour >= 7 && hour <= 14 ? 1000 * storeId : 0));
  return {
    storeId,
    shelfPosition: 10 * storeId,
    transitPosition: storeId,
    businessDay: 20_000,
    amount: 8000 * storeId,
    quantity: 8 * storeId,
    receipts: 4 * storeId,
    margin: 2000 * storeId,
    amountBefore: 10_000 * storeId,
    receiptsBefore: 5 * storeId,
    amountByHour: hours,
    amountByHourBefore: hours,
    stockValue: 100_000 * storeId,
    skus: 100,
    outOfStock: 2,
    belowReorderPoint: 5,
    negative: 0,
    inTransit: storeId,
    inTransitValue: 500 * storeId,
    lastAtMs: 0,
    ...over,
  };
}

export function sampleSnapshot(
  storesPerCity: readonly number[],
  over: Partial<SnapshotFrame> = {},
): SnapshotFrame {
  const stores = storesPerCity.flatMap((count, city) =>
    Array.from({ length: count }, () => ({ kind: 'store' as const, regionId: city + 2 })),
  );
  return {
    type: 'snapshot',
    sequence: 7,
    company: { nameZh: '青禾鲜生', nameEn: 'Greenfield Fresh', currency: 'CNY', timeZone: 'Asia/Shanghai' },
    clock: { nowMs: 1_728_021_600_000, speed: 1, isDemo: true },
    regions: [
      { regionId: 1, parentId: null, nameZh: '全国', nameEn: 'China' },
      ...storesPerCity.map((_, city) => ({
        regionId: city + 2,
        parentId: 1,
        nameZh: `城${city + 1}`,
        nameEn: `City ${city + 1}`,
      })),
    ],
    stores: stores.map((store, index) => ({
      ...store,
      storeId: index + 1,
      code: `S${index + 1}`,
      nameZh: `店${index + 1}`,
      nameEn: `Shop ${index + 1}`,
    })),
    tiles: stores.map((_, index) => sampleTile(index + 1)),
    ticker: [],
    top: [],
    stalled: [],
    alerts: [],
    hasMargin: true,
    hasCost: true,
    ...over,
  };
}

export function sampleTick(
  sequence: number,
  tiles: readonly Tile[],
  over: Partial<TickFrame> = {},
): TickFrame {
  return {
    type: 'tick',
    sequence,
    clock: { nowMs: 1_728_021_600_100, speed: 1, isDemo: true },
    tiles: [...tiles],
    ticker: [],
    ...over,
  };
}
