import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { StockTurn, TileFold } from '#domain/wall/tile-fold.ts';
import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import { heartbeatMs, tickMsMin } from '#protocol/wall/bounds.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import { Alerts } from './alerts.ts';
import { Checkpoints } from './checkpoints.ts';
import { postgresReads } from './follow-reads.ts';
import { Follower, type FollowListener } from './follower.ts';
import { tileOf } from './frame-of.ts';
import { readStalled, readTop } from './goods.ts';
import { Group, type FrameTally } from './group.ts';
import { readHeader, withParents, type WallHeader } from './header.ts';
import type { ReaderLine } from './reader-line.ts';
import { Room, type Lists, type WallScope } from './room.ts';
import { Ticker } from './ticker.ts';

const goodsMsMin = 10_000;
/** Lists of goods are read so seldom that reading them takes at most this share of the time. */
const goodsShareMax = 1 / 20;
/** A room is kept for so long after its last reader, for those who ask again and again without a socket. */
const emptyRoomMsMax = 30_000;
/** Every tile is sent again within so many tends, though nothing moved: its comparison moves with the clock. */
const tendsPerRound = 15;

/** The living wall of one company: tiles in memory, frames for every room of readers. */
export class Wall {
  readonly follower: Follower;
  readonly alerts: Alerts;
  readonly checkpoints: Checkpoints;
  readonly #company: Company;
  readonly #real: Clock;
  readonly #speed: () => { speed: number; isDemo: boolean };
  readonly #ticker: Ticker;
  readonly #rooms = new Map<string, Room>();
  readonly frames: FrameTally = { sent: 0, dropped: 0, closed: 0 };
  readonly #opening = new Map<string, Promise<Room>>();
  readonly #dirty = new Set<TileFold>();
  readonly #listeners = new Set<FollowListener>();
  #header: WallHeader | undefined;
  #shops = new Set<LocationId>();
  #round = 0;

  constructor(company: Company, real: Clock, speed: () => { speed: number; isDemo: boolean }) {
    this.#company = company;
    this.#real = real;
    this.#speed = speed;
    this.#ticker = new Ticker(company.ledgerSql);
    this.alerts = new Alerts(company.ledgerSql);
    this.checkpoints = new Checkpoints(company, real);
    this.follower = new Follower(company, postgresReads(company.ledgerSql), this.#hear.bind(this), (tile) =>
      this.#dirty.add(tile),
    );
  }

  async open(): Promise<void> {
    await this.#ticker.readNames();
    await this.follower.open();
    await this.#readStores();
    await this.alerts.mend([...this.#shops], this.#company.clock.now());
  }

  close(): void {
    this.follower.close();
    this.#closeRooms();
  }

  /**
   * Tells every room what changed, at most ten times a second each, or a heartbeat where nothing did. A room that was
   * quiet is told at once, and busy rooms are told at different moments: nobody waits for the whole house to be told.
   */
  tick(): void {
    const nowMs = this.#real.now();
    const clock = this.#clock();
    for (const room of this.#rooms.values()) {
      if (room.group.size === 0) {
        room.forget();
        if (nowMs - room.usedAtMs > emptyRoomMsMax) this.#rooms.delete(room.scope.key);
        continue;
      }
      room.hear(this.#dirty, this.#ticker.fresh);
      const quietMs = nowMs - room.toldAtMs;
      const isDue = room.hasNews ? quietMs >= tickMsMin : quietMs >= heartbeatMs;
      if (room.group.isSending || !isDue) continue;
      room.toldAtMs = nowMs;
      room.tell(clock, (tile) => this.#draw(tile, room.scope));
    }
    this.#dirty.clear();
    this.#ticker.turn();
  }

  /** Now and then: the change of days, the poll, alerts, lists and checkpoints. */
  async tend(): Promise<void> {
    await this.follower.turnDays(this.#company.clock.now());
    if (await this.follower.catchUp()) {
      await this.#readStores();
      this.#closeRooms();
    }
    this.#markRound();
    await this.#ticker.readNames();
    await this.alerts.flush();
    await this.#renewLists();
    await this.checkpoints.write();
  }

  /** After stores were made or changed, here or elsewhere: readers come back to what they are now. */
  async storesChanged(): Promise<void> {
    await this.follower.catchUp();
    const before = JSON.stringify(this.#header);
    await this.#readStores();
    if (JSON.stringify(this.#header) !== before) this.#closeRooms();
  }

  /** Calls `listener` with every document that is folded, whoever posted it; answers how to stop. */
  follow(listener: FollowListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a reader in; answers how to let it go. */
  async join(viewer: Viewer, line: ReaderLine): Promise<() => void> {
    const room = await this.#roomOf(this.scopeOf(viewer));
    if (!line.isOpen) return () => undefined;
    room.group.add(line);
    return () => room.group.remove(line);
  }

  async snapshot(viewer: Viewer): Promise<SnapshotFrame> {
    const room = await this.#roomOf(this.scopeOf(viewer));
    return this.#snapshot(room.scope, room.lists, room.group.sequence);
  }

  /** Whose goods are listed: warehouses sell nothing. */
  shopsOf(scope: WallScope): readonly TileFold[] {
    return scope.tiles.filter((tile) => this.#shops.has(tile.shelf));
  }

  scopeOf(viewer: Pick<Viewer, 'locations' | 'role'>): WallScope {
    const { locations } = viewer;
    const all = [...this.follower.tiles.values()];
    const tiles = locations === 'all' ? all : all.filter((tile) => locations.has(tile.shelf));
    const hasMargin = maySee(viewer, 'margin');
    const hasCost = maySee(viewer, 'cost');
    const reach = locations === 'all' ? 'all' : tiles.map((tile) => tile.storeId).join(',');
    return {
      key: `${reach} ${hasMargin} ${hasCost}`,
      tiles,
      shelves: tiles.map((tile) => tile.shelf),
      hasMargin,
      hasCost,
    };
  }

  #hear(tile: TileFold, document: PostedDocument, turns: readonly StockTurn[]): void {
    this.#dirty.add(tile);
    if (turns.length > 0 && this.#shops.has(tile.shelf)) this.alerts.hear(tile, turns);
    if (document.location === tile.shelf) this.#ticker.note(tile.storeId, document);
    for (const listener of this.#listeners) listener(tile, document, turns);
  }

  /** Readers of all rooms now. */
  get readers(): number {
    let sum = 0;
    for (const { group } of this.#rooms.values()) sum += group.size;
    return sum;
  }

  /** A room is opened once, however many readers come at the same time. */
  async #roomOf(scope: WallScope): Promise<Room> {
    const known = this.#rooms.get(scope.key);
    if (known) {
      known.usedAtMs = this.#real.now();
      return known;
    }
    let opening = this.#opening.get(scope.key);
    if (!opening) {
      opening = this.#openRoom(scope).finally(() => this.#opening.delete(scope.key));
      this.#opening.set(scope.key, opening);
    }
    return opening;
  }

  async #openRoom(scope: WallScope): Promise<Room> {
    const startMs = this.#real.now();
    const lists = { ...(await this.#readGoods(scope)), alerts: await this.alerts.read(scope.shelves) };
    const group = new Group({
      nowMs: () => this.#real.now(),
      snapshot: (sequence) => this.#snapshot(room.scope, room.lists, sequence),
      tally: this.frames,
    });
    const room: Room = new Room(scope, group, lists, this.#goodsDueAfter(startMs));
    room.usedAtMs = this.#real.now();
    this.#rooms.set(scope.key, room);
    return room;
  }

  async #renewLists(): Promise<void> {
    const changed = this.alerts.takeChanged();
    for (const room of this.#rooms.values()) {
      const { scope } = room;
      if (scope.shelves.some((shelf) => changed.has(shelf)))
        room.renew({ alerts: await this.alerts.read(scope.shelves) });
      const startMs = this.#real.now();
      if (startMs < room.goodsDueAtMs) continue;
      room.renew(await this.#readGoods(scope));
      room.goodsDueAtMs = this.#goodsDueAfter(startMs);
    }
  }

  #goodsDueAfter(startMs: number): number {
    const nowMs = this.#real.now();
    return nowMs + Math.max(goodsMsMin, (nowMs - startMs) / goodsShareMax);
  }

  async #readGoods(scope: WallScope): Promise<Pick<Lists, 'top' | 'stalled'>> {
    const shops = this.shopsOf(scope);
    const sql = this.#company.ledgerSql;
    return { top: await readTop(sql, shops), stalled: await readStalled(sql, shops) };
  }

  #snapshot(scope: WallScope, lists: Lists, sequence: number): SnapshotFrame {
    const header = this.#header;
    if (!header) throw new Error('the wall is not open');
    const ids = new Set(scope.tiles.map((tile) => tile.storeId as number));
    const stores = header.stores.filter((store) => ids.has(store.storeId));
    const regionIds = withParents(new Set(stores.map((store) => store.regionId)), header.regions);
    return {
      type: 'snapshot',
      sequence,
      company: header.company,
      clock: this.#clock(),
      regions: header.regions.filter((region) => regionIds.has(region.regionId)),
      stores,
      tiles: scope.tiles.map((tile) => this.#draw(tile, scope)),
      ticker: this.#ticker.keptOf(ids),
      ...lists,
      hasMargin: scope.hasMargin,
      hasCost: scope.hasCost,
    };
  }

  #draw(tile: TileFold, scope: WallScope): SnapshotFrame['tiles'][number] {
    return tileOf(tile, this.#company.clock.now(), this.#company.locations, scope);
  }

  #clock(): SnapshotFrame['clock'] {
    return { nowMs: this.#company.clock.now(), ...this.#speed() };
  }

  #markRound(): void {
    this.#round = (this.#round + 1) % tendsPerRound;
    let index = this.#round;
    for (const tile of this.follower.tiles.values()) if (index++ % tendsPerRound === 0) this.#dirty.add(tile);
  }

  async #readStores(): Promise<void> {
    this.#header = await readHeader(this.#company.ledgerSql);
    const shopIds = new Set(
      this.#header.stores.filter((store) => store.kind === 'store').map((store) => store.storeId),
    );
    const shops = [...this.follower.tiles.values()].filter((tile) => shopIds.has(tile.storeId));
    this.#shops = new Set(shops.map((tile) => tile.shelf));
  }

  /** Readers come back by themselves and find everything new. */
  #closeRooms(): void {
    for (const room of this.#rooms.values()) room.group.close(1012, 'restarting');
    this.#rooms.clear();
  }
}
