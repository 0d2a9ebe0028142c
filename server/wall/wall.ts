import type { WebSocket } from 'ws';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import { businessMoment } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import {
  heartbeatMs,
  tickerEntriesMax,
  type GoodsRow,
  type SnapshotFrame,
  type TickerEntry,
  type WallAlert,
  type WallRegion,
  type WallStore,
} from '#protocol/wall/frame.ts';
import type { Company } from '../platform/company.ts';
import type { Clock } from '../platform/clock.ts';
import { Alerts } from './alerts.ts';
import { Follower } from './follower.ts';
import { tileOf, type Clearance } from './frame-of.ts';
import { readStalled, readTop } from './goods.ts';
import { Group } from './hub.ts';

/** What readers of one group share: which stores, which columns. */
export interface WallScope extends Clearance {
  readonly key: string;
  readonly tiles: readonly TileFold[];
  readonly shelves: readonly LocationId[];
}

interface Lists {
  readonly top: GoodsRow[];
  readonly stalled: GoodsRow[];
  readonly alerts: WallAlert[];
}

const goodsMs = 10_000;
const tickerKeptMax = 400;

/** The living wall of one company: tiles in memory, frames for every group of readers. */
export class Wall {
  readonly follower: Follower;
  readonly alerts: Alerts;
  readonly #company: Company;
  readonly #real: Clock;
  readonly #speed: () => { speed: number; isDemo: boolean };
  readonly #groups = new Map<string, Group<WallScope>>();
  readonly #lists = new Map<string, Lists>();
  readonly #skuNames = new Map<number, { zh: string; en: string }>();
  #header: Pick<SnapshotFrame, 'company' | 'regions' | 'stores'> | undefined;
  #ticker: TickerEntry[] = [];
  #fresh: TickerEntry[] = [];
  #sentAtMs = 0;
  #listedAtMs = 0;
  #alertsListed = 0;
  #isListing = false;

  constructor(company: Company, real: Clock, speed: () => { speed: number; isDemo: boolean }) {
    this.#company = company;
    this.#real = real;
    this.#speed = speed;
    this.alerts = new Alerts(company.ledgerSql);
    this.follower = new Follower(company, (tile, document, turns) => {
      if (this.#header?.stores.find((store) => store.storeId === tile.storeId)?.kind === 'store') this.alerts.hear(tile, turns);
      if (document.location === tile.shelf) this.#note(tile, document);
    });
  }

  async open(): Promise<void> {
    const sql = this.#company.ledgerSql;
    const [settings] = await sql<SnapshotFrame['company'][]>`
      select name_zh as "nameZh", name_en as "nameEn", currency, time_zone as "timeZone" from company_settings`;
    const regions = await sql<WallRegion[]>`
      select id as "regionId", parent_id as "parentId", name_zh as "nameZh", name_en as "nameEn" from regions order by id`;
    const stores = await sql<WallStore[]>`
      select id as "storeId", code, name_zh as "nameZh", name_en as "nameEn", kind, region_id as "regionId" from stores order by code`;
    for (const { id, zh, en } of await sql<{ id: number; zh: string; en: string }[]>`select id, name_zh as zh, name_en as en from skus`) {
      this.#skuNames.set(id, { zh, en });
    }
    if (settings) this.#header = { company: settings, regions, stores };
    await this.follower.open();
  }

  close(): void {
    this.follower.close();
    for (const group of this.#groups.values()) group.close(1012, 'restarting');
    this.#groups.clear();
  }

  /** Once a tick: sends what changed, or a heartbeat where nothing did. */
  tick(): void {
    const nowMs = this.#real.now();
    const isQuiet = this.follower.dirty.size === 0 && this.#fresh.length === 0;
    if (isQuiet && nowMs - this.#sentAtMs < heartbeatMs) return;
    this.#sentAtMs = nowMs;
    const dirty = this.follower.dirty;
    for (const group of this.#groups.values()) {
      if (group.size === 0) {
        this.#groups.delete(group.scope.key);
        this.#lists.delete(group.scope.key);
        continue;
      }
      const stores = new Set(group.scope.tiles.map((tile) => tile.storeId as number));
      group.sequence += 1;
      group.send(
        {
          type: 'tick',
          sequence: group.sequence,
          clock: this.#clock(),
          tiles: group.scope.tiles.filter((tile) => dirty.has(tile)).map((tile) => this.#tile(tile, group.scope)),
          ticker: this.#fresh.filter((entry) => stores.has(entry.storeId)).slice(-tickerEntriesMax),
          ...(this.#changedLists.has(group.scope.key) ? this.#lists.get(group.scope.key) : {}),
        },
        () => this.#snapshot(group.scope, group.sequence),
      );
    }
    this.#changedLists.clear();
    dirty.clear();
    this.#fresh = [];
  }

  readonly #changedLists = new Set<string>();

  /** Now and then: the poll, the change of days, alerts and lists. */
  async tend(): Promise<void> {
    await this.follower.turnDays(this.#company.clock.now());
    await this.follower.catchUp();
    await this.alerts.flush();
    const nowMs = this.#real.now();
    const isDue = nowMs - this.#listedAtMs >= goodsMs || this.alerts.version !== this.#alertsListed;
    if (!isDue || this.#isListing) return;
    this.#isListing = true;
    try {
      this.#listedAtMs = nowMs;
      this.#alertsListed = this.alerts.version;
      for (const { scope } of this.#groups.values()) {
        this.#lists.set(scope.key, await this.#readLists(scope));
        this.#changedLists.add(scope.key);
      }
    } finally {
      this.#isListing = false;
    }
  }

  async join(viewer: Viewer, socket: WebSocket): Promise<void> {
    const scope = this.scopeOf(viewer);
    if (!this.#lists.has(scope.key)) this.#lists.set(scope.key, await this.#readLists(scope));
    let group = this.#groups.get(scope.key);
    if (!group) this.#groups.set(scope.key, (group = new Group(scope, () => this.#real.now())));
    if (socket.readyState === socket.OPEN) group.add(socket, this.#snapshot(group.scope, group.sequence));
  }

  leave(viewer: Viewer, socket: WebSocket): void {
    this.#groups.get(this.scopeOf(viewer).key)?.remove(socket);
  }

  async snapshot(viewer: Viewer): Promise<SnapshotFrame> {
    const scope = this.scopeOf(viewer);
    if (!this.#lists.has(scope.key)) this.#lists.set(scope.key, await this.#readLists(scope));
    return this.#snapshot(scope, this.#groups.get(scope.key)?.sequence ?? 0);
  }

  scopeOf(viewer: Viewer): WallScope {
    const { locations } = viewer;
    const all = [...this.follower.tiles.values()];
    const tiles = locations === 'all' ? all : all.filter((tile) => locations.has(tile.shelf));
    const hasMargin = maySee(viewer, 'margin');
    const hasCost = maySee(viewer, 'cost');
    const key = `${locations === 'all' ? 'all' : tiles.map((tile) => tile.storeId).join(',')} ${hasMargin} ${hasCost}`;
    return { key, tiles, shelves: tiles.map((tile) => tile.shelf), hasMargin, hasCost };
  }

  #snapshot(scope: WallScope, sequence: number): SnapshotFrame {
    const lists = this.#lists.get(scope.key) ?? { top: [], stalled: [], alerts: [] };
    const ids = new Set(scope.tiles.map((tile) => tile.storeId as number));
    const header = this.#header ?? { company: { nameZh: '', nameEn: '', currency: 'CNY', timeZone: 'Asia/Shanghai' }, regions: [], stores: [] };
    const stores = header.stores.filter((store) => ids.has(store.storeId));
    const regionIds = withParents(new Set(stores.map((store) => store.regionId)), header.regions);
    return {
      type: 'snapshot',
      sequence,
      company: header.company,
      clock: this.#clock(),
      regions: header.regions.filter((region) => regionIds.has(region.regionId)),
      stores,
      tiles: scope.tiles.map((tile) => this.#tile(tile, scope)),
      ticker: this.#ticker.filter((entry) => ids.has(entry.storeId)).slice(-tickerEntriesMax),
      ...lists,
      hasMargin: scope.hasMargin,
      hasCost: scope.hasCost,
    };
  }

  async #readLists(scope: WallScope): Promise<Lists> {
    const sql = this.#company.ledgerSql;
    const { day } = businessMoment(this.#company.clock.now(), this.#header?.company.timeZone ?? 'Asia/Shanghai', 0);
    const kindById = new Map(this.#header?.stores.map((store) => [store.storeId, store.kind]));
    const shops = scope.tiles.filter((tile) => kindById.get(tile.storeId) === 'store').map((tile) => tile.shelf);
    return {
      top: await readTop(sql, shops, day),
      stalled: await readStalled(sql, shops, day),
      alerts: await this.alerts.read(scope.shelves),
    };
  }

  #tile(tile: TileFold, scope: WallScope): SnapshotFrame['tiles'][number] {
    return tileOf(tile, this.#company.clock.now(), this.#company.locations, scope);
  }

  #clock(): SnapshotFrame['clock'] {
    return { nowMs: this.#company.clock.now(), ...this.#speed() };
  }

  #note(tile: TileFold, document: PostedDocument): void {
    const first = document.movements.find((movement) => movement.quantity > 0);
    if (!first) return;
    const names = this.#skuNames.get(first.sku);
    this.#fresh.push({
      storeId: tile.storeId,
      locationId: document.location,
      position: document.position,
      kind: document.kind,
      atMs: document.effectiveAtMs,
      amount: document.movements.reduce((sum, movement) => sum + movement.amount, 0),
      quantity: document.movements.reduce((sum, movement) => sum + movement.quantity, 0),
      lines: document.movements.length,
      skuId: first.sku,
      skuNameZh: names?.zh ?? '',
      skuNameEn: names?.en ?? '',
    });
    this.#ticker.push(...this.#fresh.slice(-1));
    if (this.#ticker.length > tickerKeptMax) this.#ticker = this.#ticker.slice(-tickerKeptMax / 2);
    if (this.#fresh.length > tickerKeptMax) this.#fresh = this.#fresh.slice(-tickerKeptMax / 2);
  }
}

function withParents(ids: Set<number>, regions: readonly WallRegion[]): Set<number> {
  const parentById = new Map(regions.map((region) => [region.regionId, region.parentId]));
  for (const id of ids) {
    const parent = parentById.get(id);
    if (parent !== null && parent !== undefined) ids.add(parent);
  }
  return ids;
}
