import type { PostedDocument } from '#domain/stock/document.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { emptyHours, TileFold, type HourSums, type StockTurn } from '#domain/wall/tile-fold.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { feedReadMax, readFeed } from '../stream/read-feed.ts';

export type FollowListener = (tile: TileFold, document: PostedDocument, turns: readonly StockTurn[]) => void;

/**
 * Keeps every tile of a company at the head of the ledger: what this process posts comes in by the feed, what others
 * posted is seen as a hole or by the poll, and read from the database.
 */
export class Follower {
  readonly tiles = new Map<StoreId, TileFold>();
  readonly dirty = new Set<TileFold>();
  readonly #company: Company;
  readonly #listener: FollowListener;
  readonly #tileByLocation = new Map<LocationId, TileFold>();
  readonly #positions = new Map<LocationId, number>();
  readonly #behind = new Set<LocationId>();
  #early: PostedDocument[] | undefined = [];
  #unsubscribe: () => void = () => undefined;
  #catchingUp: Promise<void> | undefined;

  constructor(company: Company, listener: FollowListener) {
    this.#company = company;
    this.#listener = listener;
  }

  async open(): Promise<void> {
    this.#unsubscribe = this.#company.feed.subscribe((documents) => this.#hear(documents));
    await this.#company.ledgerSql.begin('isolation level repeatable read read only', (sql) => this.#load(sql as Queries));
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#hear(early);
    await this.catchUp();
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Compares with the database what every location stands at, and reads what is missing. The poll that nothing escapes. */
  async catchUp(): Promise<void> {
    const rows = await this.#company.ledgerSql<{ location: LocationId; position: number }[]>`
      select location_id as location, position from location_heads`;
    for (const { location, position } of rows) if (position > (this.#positions.get(location) ?? 0)) this.#behind.add(location);
    await this.#readBehind();
  }

  /** Begins the new business day of every store whose clock says so. */
  async turnDays(nowMs: number): Promise<void> {
    const due = [...this.tiles.values()].filter((tile) => this.#dayOf(tile, nowMs) > tile.businessDay);
    if (due.length === 0) return;
    const before = await this.#readHours(this.#company.ledgerSql, due.map((tile) => tile.shelf), (tile) => this.#dayOf(tile, nowMs) - 7);
    for (const tile of due) {
      tile.turnTo(this.#dayOf(tile, nowMs), before.get(tile.shelf) ?? noHours());
      this.dirty.add(tile);
    }
  }

  async #load(sql: Queries): Promise<void> {
    const nowMs = this.#company.clock.now();
    const { locations } = this.#company;
    for (const place of locations.all()) {
      if (place.kind !== 'shelf') continue;
      const transit = locations.transitOf(place.storeId);
      if (transit === undefined) continue;
      const { day } = businessMoment(nowMs, place.timeZone, place.dayCutMinutes);
      const tile = new TileFold(place.storeId, place.id, transit, day);
      this.tiles.set(place.storeId, tile);
      this.#tileByLocation.set(place.id, tile);
      this.#tileByLocation.set(transit, tile);
    }
    const heads = await sql<{ location: LocationId; position: number; effective: number }[]>`
      select location_id as location, position, coalesce(nullif(extract(epoch from effective_at), '-infinity') * 1000, 0)::bigint as effective
      from location_heads`;
    for (const { location, position, effective } of heads) {
      this.#positions.set(location, position);
      const tile = this.#tileByLocation.get(location);
      if (tile?.shelf === location) tile.shelfPosition = position;
      if (tile?.transit === location) tile.transitPosition = position;
      if (tile) tile.lastAtMs = Math.max(tile.lastAtMs, effective);
    }
    const levels = sql<{ location: LocationId; sku: number; onHand: number; value: number; point: number | null }[]>`
      select location_id as location, sku_id as sku, on_hand as "onHand", value, reorder_point as point from levels`;
    for await (const rows of levels.cursor(5000)) {
      for (const { location, sku, onHand, value, point } of rows) {
        const tile = this.#tileByLocation.get(location);
        if (tile?.shelf === location) {
          tile.loadLevel(sku, onHand, point);
          tile.stockValue += value;
        } else if (tile) {
          tile.inTransit += onHand;
          tile.inTransitValue += value;
        }
      }
    }
    const shelves = [...this.tiles.values()].map((tile) => tile.shelf);
    const before = await this.#readHours(sql, shelves, (tile) => tile.businessDay - 7);
    const today = await this.#readHours(sql, shelves, (tile) => tile.businessDay);
    for (const tile of this.tiles.values()) {
      tile.before = before.get(tile.shelf) ?? noHours();
      const hours = today.get(tile.shelf);
      if (!hours) continue;
      tile.amountByHour = [...hours.amount];
      tile.receipts = hours.receipts.reduce((sum, count) => sum + count, 0);
      tile.quantity = hours.quantity;
      tile.cost = hours.cost;
    }
  }

  async #readHours(
    sql: Queries,
    shelves: readonly LocationId[],
    dayOf: (tile: TileFold) => number,
  ): Promise<Map<LocationId, HourSums & { quantity: number; cost: number }>> {
    const days = shelves.map((shelf) => {
      const tile = this.#tileByLocation.get(shelf);
      return tile ? dayOf(tile) : 0;
    });
    const rows = await sql<{ location: LocationId; hour: number; amount: number; receipts: number; quantity: number; cost: number }[]>`
      select h.location_id as location, h.hour, h.amount, h.receipts, h.quantity, h.cost
      from unnest(${`{${shelves.join(',')}}`}::text::int[], ${`{${days.join(',')}}`}::text::int[]) as t(location, day)
      join store_hours h on h.location_id = t.location and h.business_day = t.day`;
    const hoursByShelf = new Map<LocationId, { amount: number[]; receipts: number[]; quantity: number; cost: number }>();
    for (const { location, hour, amount, receipts, quantity, cost } of rows) {
      let hours = hoursByShelf.get(location);
      if (!hours) hoursByShelf.set(location, (hours = { amount: emptyHours(), receipts: emptyHours(), quantity: 0, cost: 0 }));
      hours.amount[hour] = amount;
      hours.receipts[hour] = receipts;
      hours.quantity += quantity;
      hours.cost += cost;
    }
    return hoursByShelf;
  }

  #hear(documents: readonly PostedDocument[]): void {
    if (this.#early) {
      for (const document of documents) this.#early.push(document);
      return;
    }
    for (const document of documents) this.#take(document);
    if (this.#behind.size > 0) void this.#readBehind();
  }

  /** Folds a document at each of its two locations where it is the next one there; a later one shows a hole. */
  #take(document: PostedDocument): void {
    const { location, position, counterLocation, counterPosition } = document;
    const mine = this.#stepOf(location, position);
    const other = counterLocation === null || counterPosition === null ? 'known' : this.#stepOf(counterLocation, counterPosition);
    if (mine === 'hole') this.#behind.add(location);
    if (other === 'hole' && counterLocation !== null) this.#behind.add(counterLocation);
    if (mine === 'next') this.#foldAt(location, position, document);
    if (other === 'next' && counterLocation !== null && counterPosition !== null) this.#foldAt(counterLocation, counterPosition, document);
  }

  #stepOf(location: LocationId, position: number): 'next' | 'known' | 'hole' {
    const known = this.#positions.get(location) ?? 0;
    if (position <= known) return 'known';
    return position === known + 1 ? 'next' : 'hole';
  }

  /** Only the side of this location: the other side comes in its own order. */
  #foldAt(location: LocationId, position: number, document: PostedDocument): void {
    this.#positions.set(location, position);
    const tile = this.#tileByLocation.get(location);
    if (!tile) return;
    const turns = tile.foldAt(location, position, document);
    this.dirty.add(tile);
    this.#listener(tile, document, turns);
  }

  #readBehind(): Promise<void> {
    this.#catchingUp ??= this.#readAll().finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  async #readAll(): Promise<void> {
    for (const location of this.#behind) {
      this.#behind.delete(location);
      for (;;) {
        const documents = await readFeed(this.#company.ledgerSql, location, this.#positions.get(location) ?? 0);
        for (const document of documents) {
          const position = document.location === location ? document.position : (document.counterPosition ?? 0);
          if (this.#stepOf(location, position) === 'next') this.#foldAt(location, position, document);
        }
        if (documents.length < feedReadMax) break;
      }
    }
  }

  #dayOf(tile: TileFold, nowMs: number): BusinessDay {
    const place = this.#company.locations.of(tile.shelf);
    return place ? businessMoment(nowMs, place.timeZone, place.dayCutMinutes).day : tile.businessDay;
  }
}

function noHours(): HourSums {
  return { amount: emptyHours(), receipts: emptyHours() };
}
