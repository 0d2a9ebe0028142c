import type { PostedDocument } from '#domain/stock/document.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import type { StockTurn } from '#domain/wall/tile-fold.ts';
import type { Company } from '../platform/company.ts';
import { feedReadMax } from '../stream/read-feed.ts';
import type { FollowReads } from './follow-reads.ts';
import { noSums } from './read-tiles.ts';

export type FollowListener = (tile: TileFold, document: PostedDocument, turns: readonly StockTurn[]) => void;

type FollowedCompany = Pick<Company, 'clock' | 'feed' | 'locations'>;

/**
 * Keeps every tile of a company at the head of the ledger: what this process posts comes in by the feed, what others
 * posted is seen as a hole or by the poll, and read from the database.
 */
export class Follower {
  readonly tiles = new Map<StoreId, TileFold>();
  readonly #company: FollowedCompany;
  readonly #reads: FollowReads;
  readonly #listener: FollowListener;
  readonly #onTurn: (tile: TileFold) => void;
  readonly #tileByLocation = new Map<LocationId, TileFold>();
  readonly #positions = new Map<LocationId, number>();
  readonly #behind = new Set<LocationId>();
  /** Locations of no store that can be shown; not looked for again. */
  readonly #strangers = new Set<LocationId>();
  #unsubscribe: () => void = () => undefined;
  /** Documents of the ledger that were not folded when the database was last asked. */
  lag = 0;
  #reading: Promise<void> | undefined;

  constructor(
    company: FollowedCompany,
    reads: FollowReads,
    listener: FollowListener,
    onTurn: (tile: TileFold) => void,
  ) {
    this.#company = company;
    this.#reads = reads;
    this.#listener = listener;
    this.#onTurn = onTurn;
  }

  async open(): Promise<void> {
    this.#unsubscribe = this.#company.feed.subscribe((documents) => this.#hear(documents));
    await this.#loadStores();
    await this.catchUp();
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * Compares with the database what every location stands at, and reads what is missing: the poll that nothing
   * escapes. Answers whether a store was met that the wall did not know, which it then does.
   */
  async catchUp(): Promise<boolean> {
    const rows = await this.#reads.readHeads();
    const strangers = rows.filter(
      ({ location }) => !this.#positions.has(location) && !this.#strangers.has(location),
    );
    const hasNewStore = strangers.length > 0 && (await this.#loadStores());
    for (const { location } of strangers) if (!this.#positions.has(location)) this.#strangers.add(location);
    let lag = 0;
    for (const { location, position } of rows) {
      const missing = position - (this.#positions.get(location) ?? position);
      if (missing > 0) this.#behind.add(location);
      lag += Math.max(0, missing);
    }
    this.lag = lag;
    await this.#readBehind();
    return hasNewStore;
  }

  /** Begins the new business day of every store whose clock says so. */
  async turnDays(nowMs: number): Promise<void> {
    const due = [...this.tiles.values()].filter((tile) => this.dayOf(tile, nowMs) > tile.businessDay);
    if (due.length === 0) return;
    const shelves = due.map((tile) => ({ shelf: tile.shelf, day: this.dayOf(tile, nowMs) }));
    const { heads, today, before } = await this.#reads.readDays(shelves);
    for (const [shelf, position] of heads)
      if (position > (this.#positions.get(shelf) ?? position)) this.#behind.add(shelf);
    await this.#readBehind();
    for (const tile of due) {
      const head = heads.get(tile.shelf) ?? 0;
      if (head > tile.shelfPosition) continue;
      const [sums, week] = [today.get(tile.shelf) ?? noSums(), before.get(tile.shelf) ?? noSums()];
      tile.turnTo(this.dayOf(tile, nowMs), sums, week, head);
      this.#onTurn(tile);
    }
  }

  dayOf(tile: TileFold, nowMs: number): BusinessDay {
    const place = this.#company.locations.of(tile.shelf);
    return place ? businessMoment(nowMs, place.timeZone, place.dayCutMinutes).day : tile.businessDay;
  }

  /** Loads the tiles of stores that are not on the wall yet. What is posted meanwhile shows as a hole afterwards. */
  async #loadStores(): Promise<boolean> {
    const { locations } = this.#company;
    await locations.reload?.();
    const fresh: (readonly [HoldingLocation, LocationId])[] = [];
    for (const place of locations.all()) {
      const transit = locations.transitOf(place.storeId);
      if (place.kind === 'shelf' && transit !== undefined && !this.tiles.has(place.storeId))
        fresh.push([place, transit]);
    }
    const tiles = await this.#reads.readTiles(fresh, this.#company.clock.now());
    for (const tile of tiles) {
      this.tiles.set(tile.storeId, tile);
      this.#tileByLocation.set(tile.shelf, tile).set(tile.transit, tile);
      this.#positions.set(tile.shelf, tile.shelfPosition).set(tile.transit, tile.transitPosition);
    }
    return tiles.length > 0;
  }

  #hear(documents: readonly PostedDocument[]): void {
    for (const document of documents) {
      this.#take(document, document.location, document.position);
      const { counterLocation, counterPosition } = document;
      if (counterLocation !== null && counterPosition !== null)
        this.#take(document, counterLocation, counterPosition);
    }
    // Where the database is away, the locations stay behind and the poll reads them.
    if (this.#behind.size > 0) this.#readBehind().catch(() => undefined);
  }

  /** Folds the side of a document at one of its locations, where it is the next one there; a later one shows a hole. */
  #take(document: PostedDocument, location: LocationId, position: number): void {
    const tile = this.#tileByLocation.get(location);
    const known = this.#positions.get(location);
    if (!tile || known === undefined || position <= known) return;
    if (position > known + 1) {
      this.#behind.add(location);
      return;
    }
    this.#positions.set(location, position);
    this.#listener(tile, document, tile.foldAt(location, position, document));
  }

  #readBehind(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    for (const location of this.#behind) {
      // Taken out first: a hole that is seen while this reads puts it in again, and the loop comes back to it.
      this.#behind.delete(location);
      await this.#readLocation(location).catch((error: unknown) => {
        this.#behind.add(location);
        throw error;
      });
    }
  }

  async #readLocation(location: LocationId): Promise<void> {
    for (;;) {
      const from = this.#positions.get(location) ?? 0;
      const documents = await this.#reads.readFeed(location, from);
      for (const document of documents) {
        const isHome = document.location === location;
        this.#take(document, location, isHome ? document.position : (document.counterPosition ?? 0));
      }
      if (documents.length < feedReadMax || this.#positions.get(location) === from) return;
    }
  }
}
