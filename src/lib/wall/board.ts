import type {
  GoodsRow,
  SnapshotFrame,
  TickerEntry,
  TickFrame,
  WallAlert,
  WallRegion,
  WallStore,
} from '#protocol/wall/frame.ts';
import { tickerEntriesMax } from '#protocol/wall/bounds.ts';
import type { Tile } from '#protocol/wall/tile.ts';

/** The wall at one moment: a snapshot, and the ticks folded into it. Not reactive; `WallState` says when it changed. */
export class Board {
  readonly company: SnapshotFrame['company'];
  readonly regions: readonly WallRegion[];
  readonly stores: readonly WallStore[];
  readonly storeById: ReadonlyMap<number, WallStore>;
  readonly regionById: ReadonlyMap<number, WallRegion>;
  readonly hasMargin: boolean;
  readonly hasCost: boolean;
  readonly tileByStore: Map<number, Tile>;
  clock: SnapshotFrame['clock'];
  /** Newest first. */
  ticker: readonly TickerEntry[];
  top: readonly GoodsRow[];
  stalled: readonly GoodsRow[];
  alerts: readonly WallAlert[];

  constructor(frame: SnapshotFrame) {
    this.company = frame.company;
    this.regions = frame.regions;
    this.stores = frame.stores;
    this.storeById = new Map(frame.stores.map((store) => [store.storeId, store]));
    this.regionById = new Map(frame.regions.map((region) => [region.regionId, region]));
    this.hasMargin = frame.hasMargin;
    this.hasCost = frame.hasCost;
    this.tileByStore = new Map(frame.tiles.map((tile) => [tile.storeId, tile]));
    this.clock = frame.clock;
    this.ticker = frame.ticker.toReversed();
    this.top = frame.top;
    this.stalled = frame.stalled;
    this.alerts = frame.alerts;
  }

  /** Folds a tick in. Its stores are added to `changed`. */
  apply(tick: TickFrame, changed: Set<number>): void {
    this.clock = tick.clock;
    for (const tile of tick.tiles) {
      if (!this.storeById.has(tile.storeId)) continue;
      this.tileByStore.set(tile.storeId, tile);
      changed.add(tile.storeId);
    }
    if (tick.ticker.length > 0) this.ticker = joined(tick.ticker, this.ticker);
    if (tick.top) this.top = tick.top;
    if (tick.stalled) this.stalled = tick.stalled;
    if (tick.alerts) this.alerts = tick.alerts;
  }
}

/** Newest first. A tick tells again what a snapshot had already where its room had not been told of it before. */
function joined(fresh: readonly TickerEntry[], known: readonly TickerEntry[]): readonly TickerEntry[] {
  const keyOf = ({ locationId, position }: TickerEntry): string => `${locationId} ${position}`;
  const told = new Set(fresh.map(keyOf));
  const rest = known.filter((entry) => !told.has(keyOf(entry)));
  return [...fresh.toReversed(), ...rest].slice(0, tickerEntriesMax);
}
