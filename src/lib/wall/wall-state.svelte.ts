import type { SnapshotFrame, TickFrame, WallFrame } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { LinkState } from '#lib/live/live-socket.ts';
import { Board } from './board.ts';
import { sumTiles, type Figures } from './figures.ts';
import { usualOf, type Usual } from './need.ts';
import { regionAndBelow, resortMsMin, sortGroups, type TileGroup } from './tile-order.ts';

/** What the wall's state needs of the page. */
export interface WallPage {
  /** Runs `call` with the next frame of the screen. */
  readonly nextFrame: (call: () => void) => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Asks the server for a new snapshot. */
  readonly askAnew: () => void;
}

/** A page that is not drawn (a hidden tab) gets no frames: so many ticks are folded in without one. */
export const waitingTicksMax = 20;

/**
 * All that the wall shows. Frames come in by `accept`, are folded in together once a frame of the screen, and
 * everything drawn follows from `revision`. History is another board beside the live one, which goes on meanwhile.
 */
export class WallState {
  link = $state<LinkState>('connecting');
  /** Counts what was folded in; whoever draws from `board` reads it first. */
  revision = $state(0);
  region = $state<number | null>(null);
  history = $state.raw<{ readonly ms: number; readonly board: Board } | null>(null);
  #live = $state.raw<Board | null>(null);
  #groups = $state.raw<readonly TileGroup[]>([]);

  readonly board = $derived(this.history?.board ?? this.#live);
  readonly isLive = $derived(this.history === null);
  readonly regionIds = $derived(
    this.board && this.region !== null ? regionAndBelow(this.board.regions, this.region) : null,
  );
  /** The tiles in view: everything in scope, or a region's. */
  readonly tiles = $derived.by(() => this.#tilesInView());
  readonly figures: Figures = $derived(sumTiles(this.tiles));
  readonly figuresByRegion: ReadonlyMap<number, Figures> = $derived.by(() => this.#sumRegions());
  readonly usual: Usual = $derived.by(() => {
    void this.revision;
    return usualOf(this.board?.stores ?? [], this.board?.tileByStore ?? new Map());
  });
  /** Regions and stores in the order they are drawn; changes at most every ten seconds. */
  readonly groups = $derived.by(() => {
    const ids = this.regionIds;
    return ids ? this.#groups.filter((group) => ids.has(group.region.regionId)) : this.#groups;
  });

  readonly #page: WallPage;
  readonly #watchers = new Set<(changed: ReadonlySet<number>) => void>();
  #sequence = -1;
  #waiting: TickFrame[] = [];
  #isScheduled = false;
  #isAsking = false;
  #sortedAtMs = Number.NEGATIVE_INFINITY;
  #clockAtMs = 0;

  constructor(page: WallPage) {
    this.#page = page;
  }

  /** Takes a frame. A tick that does not follow the frame before it is thrown away, and a snapshot asked for. */
  accept(frame: WallFrame): void {
    if (frame.type === 'snapshot') return this.#begin(frame);
    if (this.#isAsking || this.#live === null || frame.sequence !== this.#sequence + 1) {
      if (!this.#isAsking) this.#page.askAnew();
      this.#isAsking = true;
      return;
    }
    this.#sequence = frame.sequence;
    this.#waiting.push(frame);
    if (this.#waiting.length >= waitingTicksMax) this.#fold();
    else this.#schedule();
  }

  /** Company time now, ms: the newest frame's, carried on at the clock's speed while frames come. */
  companyMs(): number {
    if (this.history) return this.history.ms;
    const clock = this.#live?.clock;
    if (!clock) return 0;
    return this.link === 'live'
      ? clock.nowMs + (this.#page.now() - this.#clockAtMs) * clock.speed
      : clock.nowMs;
  }

  get liveClock(): SnapshotFrame['clock'] | undefined {
    return this.#live?.clock;
  }

  showHistory(ms: number, frame: SnapshotFrame): void {
    this.history = { ms, board: new Board(frame) };
    this.#sort();
  }

  showLive(): void {
    this.history = null;
    this.#sort();
  }

  /** Tells which stores' tiles changed, after each fold; everything is drawn anew where the set is empty. */
  watch(call: (changed: ReadonlySet<number>) => void): () => void {
    this.#watchers.add(call);
    return () => this.#watchers.delete(call);
  }

  #begin(frame: SnapshotFrame): void {
    this.#sequence = frame.sequence;
    this.#isAsking = false;
    this.#waiting = [];
    this.#live = new Board(frame);
    this.#clockAtMs = this.#page.now();
    this.#sort();
    this.revision += 1;
    for (const call of this.#watchers) call(new Set());
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#page.nextFrame(() => {
      this.#isScheduled = false;
      this.#fold();
    });
  }

  #fold(): void {
    const board = this.#live;
    if (!board || this.#waiting.length === 0) return;
    const changed = new Set<number>();
    for (const tick of this.#waiting) board.apply(tick, changed);
    this.#waiting = [];
    this.#clockAtMs = this.#page.now();
    this.revision += 1;
    if (!this.isLive) return;
    if (this.#page.now() - this.#sortedAtMs >= resortMsMin) this.#sort();
    for (const call of this.#watchers) call(changed);
  }

  #sort(): void {
    const board = this.board;
    if (!board) return;
    this.#sortedAtMs = this.#page.now();
    const usual = usualOf(board.stores, board.tileByStore);
    this.#groups = sortGroups(board.regions, board.stores, board.tileByStore, usual);
  }

  #tilesInView(): readonly Tile[] {
    void this.revision;
    const board = this.board;
    if (!board) return [];
    const ids = this.regionIds;
    if (!ids) return [...board.tileByStore.values()];
    return board.stores.flatMap((store) => {
      const tile = ids.has(store.regionId) ? board.tileByStore.get(store.storeId) : undefined;
      return tile ? [tile] : [];
    });
  }

  #sumRegions(): ReadonlyMap<number, Figures> {
    void this.revision;
    const board = this.board;
    const tilesByRegion = new Map<number, Tile[]>();
    for (const tile of board?.tileByStore.values() ?? []) {
      const regionId = board?.storeById.get(tile.storeId)?.regionId ?? -1;
      const list = tilesByRegion.get(regionId);
      if (list) list.push(tile);
      else tilesByRegion.set(regionId, [tile]);
    }
    return new Map([...tilesByRegion].map(([regionId, tiles]) => [regionId, sumTiles(tiles)]));
  }
}
