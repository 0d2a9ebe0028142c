import { call } from '../call/call.ts';
import { LiveSocket, type LinkState } from '../live/live-socket.ts';
import type { SnapshotFrame, TickerEntry, WallFrame } from '#protocol/wall/frame.ts';
import { tickerEntriesMax } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { VerifyAnswer } from '#protocol/wall/verify.ts';
import { frameReader } from './read-frame.ts';
import { resortMsMin, sortGroups, type TileGroup } from './tile-order.ts';
import { sumTiles } from './figures.ts';

export type Verification =
  { state: 'none' } | { state: 'running' } | { state: 'done'; answer: VerifyAnswer } | { state: 'failed' };

/** What the wall shows: the live picture, or the past while somebody looks back. */
export class LiveWall {
  link = $state<LinkState>('connecting');
  snapshot = $state.raw<SnapshotFrame>();
  tiles = $state.raw<ReadonlyMap<number, Tile>>(new Map());
  ticker = $state.raw<readonly TickerEntry[]>([]);
  groups = $state.raw<readonly TileGroup[]>([]);
  past = $state.raw<SnapshotFrame>();
  verification = $state.raw<Verification>({ state: 'none' });
  #sequence = 0;
  #sortedAtMs = 0;
  #socket: LiveSocket | undefined;

  start(): void {
    const read = frameReader(
      (frame) => this.take(frame),
      () => this.#socket?.reconnect(),
    );
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/wall`;
    this.#socket = new LiveSocket({ url, onMessage: read, onState: (state) => (this.link = state) });
    this.#socket.start();
  }

  stop(): void {
    this.#socket?.stop();
  }

  /** Applies a frame; a tick that does not follow the last one asks for a new snapshot. */
  take(frame: WallFrame): void {
    if (frame.type === 'snapshot') {
      this.#sequence = frame.sequence;
      this.snapshot = frame;
      this.tiles = new Map(frame.tiles.map((tile) => [tile.storeId, tile]));
      this.ticker = frame.ticker;
      this.#sort(0);
      return;
    }
    if (!this.snapshot || frame.sequence <= this.#sequence) return;
    if (frame.sequence !== this.#sequence + 1) return this.#socket?.reconnect();
    this.#sequence = frame.sequence;
    const {
      clock,
      top = this.snapshot.top,
      stalled = this.snapshot.stalled,
      alerts = this.snapshot.alerts,
    } = frame;
    this.snapshot = { ...this.snapshot, clock, top, stalled, alerts };
    if (frame.tiles.length > 0) {
      const tiles = new Map(this.tiles);
      for (const tile of frame.tiles) tiles.set(tile.storeId, tile);
      this.tiles = tiles;
    }
    if (frame.ticker.length > 0) this.ticker = [...this.ticker, ...frame.ticker].slice(-tickerEntriesMax);
    this.#sort(performance.now());
  }

  /** The tiles in view: the past's while somebody looks back, else the live ones. */
  get shown(): ReadonlyMap<number, Tile> {
    return this.past ? new Map(this.past.tiles.map((tile) => [tile.storeId, tile])) : this.tiles;
  }

  async lookBack(ms: number): Promise<void> {
    this.past = await call<SnapshotFrame>('GET', `/api/wall/at?ms=${Math.round(ms)}`);
    this.verification = { state: 'none' };
  }

  goLive(): void {
    this.past = undefined;
    this.verification = { state: 'none' };
  }

  async verify(): Promise<void> {
    const tiles = [...this.shown.values()];
    this.verification = { state: 'running' };
    try {
      this.verification = {
        state: 'done',
        answer: await call<VerifyAnswer>('POST', '/api/wall/verify', { tiles }),
      };
    } catch {
      this.verification = { state: 'failed' };
    }
  }

  #sort(nowMs: number): void {
    if (!this.snapshot || (nowMs !== 0 && nowMs - this.#sortedAtMs < resortMsMin)) return;
    this.#sortedAtMs = performance.now();
    this.groups = sortGroups(this.snapshot.regions, this.snapshot.stores, this.tiles, usualOf(this.tiles));
  }
}

/** What share of the range is out or due over the whole view. */
export function usualOf(tiles: ReadonlyMap<number, Tile>): { outOfStockShare: number; belowShare: number } {
  const sum = sumTiles(tiles.values());
  const skus = Math.max(1, sum.skus);
  return { outOfStockShare: sum.outOfStock / skus, belowShare: sum.belowReorderPoint / skus };
}
