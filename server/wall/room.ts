import type { LocationId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { GoodsRow, TickFrame, TickerEntry, WallAlert } from '#protocol/wall/frame.ts';
import { tickerEntriesMax } from '#protocol/wall/bounds.ts';
import type { Clearance } from './frame-of.ts';
import type { Group } from './group.ts';

/** What readers of one room share: which stores, which columns. */
export interface WallScope extends Clearance {
  readonly key: string;
  readonly tiles: readonly TileFold[];
  readonly shelves: readonly LocationId[];
}

export interface Lists {
  readonly top: GoodsRow[];
  readonly stalled: GoodsRow[];
  readonly alerts: WallAlert[];
}

/** A scope with its readers, and what they have not been told yet: the last value of each tile, never a queue. */
export class Room {
  readonly scope: WallScope;
  readonly group: Group;
  readonly storeIds: ReadonlySet<number>;
  lists: Lists;
  /** When the lists of goods are due again: the longer they take to read, the seldomer. */
  goodsDueAtMs: number;
  usedAtMs = 0;
  toldAtMs = 0;
  readonly #tiles: ReadonlySet<TileFold>;
  readonly #dirty = new Set<TileFold>();
  #fresh: TickerEntry[] = [];
  #news: Partial<Lists> = {};

  constructor(scope: WallScope, group: Group, lists: Lists, goodsDueAtMs: number) {
    this.scope = scope;
    this.group = group;
    this.lists = lists;
    this.goodsDueAtMs = goodsDueAtMs;
    this.#tiles = new Set(scope.tiles);
    this.storeIds = new Set(scope.tiles.map((tile) => tile.storeId));
  }

  renew(lists: Partial<Lists>): void {
    this.lists = { ...this.lists, ...lists };
    this.#news = { ...this.#news, ...lists };
  }

  hear(dirty: ReadonlySet<TileFold>, fresh: readonly TickerEntry[]): void {
    for (const tile of dirty) if (this.#tiles.has(tile)) this.#dirty.add(tile);
    for (const entry of fresh) if (this.storeIds.has(entry.storeId)) this.#fresh.push(entry);
    if (this.#fresh.length > tickerEntriesMax) this.#fresh = this.#fresh.slice(-tickerEntriesMax);
  }

  /** Nobody is here: whoever comes gets a snapshot, and nothing of before again. */
  forget(): void {
    this.#dirty.clear();
    this.#fresh = [];
    this.#news = {};
  }

  get hasNews(): boolean {
    return this.#dirty.size > 0 || this.#fresh.length > 0 || Object.keys(this.#news).length > 0;
  }

  /** Tells the readers; afterwards there is no news. */
  tell(clock: TickFrame['clock'], draw: (tile: TileFold) => TickFrame['tiles'][number]): void {
    const tiles = [...this.#dirty].map(draw);
    this.group.send({ type: 'tick', clock, tiles, ticker: this.#fresh, ...this.#news });
    this.forget();
  }
}
