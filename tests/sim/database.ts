import type { Costing } from '#domain/stock/costing.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import { emptyHours, noHours, TileFold, type DaySums } from '#domain/wall/tile-fold.ts';
import type { Batch } from '#server/stock/batch.ts';
import type { LedgerQueries, LedgerStore } from '#server/stock/ledger-store.ts';
import { HeadMoved } from '#server/stock/write-batch.ts';
import { feedReadMax } from '#server/stream/read-feed.ts';
import type { FollowReads } from '#server/wall/follow-reads.ts';
import type { Faults } from './faults.ts';
import type { Tables } from './tables.ts';
import type { Time } from './time.ts';

/** A batch as it came to the tables, or days that were closed, and what became of it: to be held against a real Postgres. */
export type Tried =
  | { readonly batch: Batch; readonly outcome: 'written' | string }
  | { readonly closes: BusinessDay; readonly outcome: 'closed' | 'closed before' }
  | { readonly costs: Costing; readonly outcome: 'changed' | 'not at start' };

const connectionLost = (code: string): Error => Object.assign(new Error(code), { code });

/** How a node that died hears: never again. */
const never = new Promise<never>(() => undefined);

/** A node's connections, or one transaction of it. */
export interface Session {
  isDead: boolean;
  readonly of?: Session;
}

/** A mutant of the port: answers before the batch is durable. */
export interface DatabaseFlaws {
  readonly answersBeforeCommit?: boolean;
}

/**
 * The database as nodes reach it: over a wire that takes time, loses replies and breaks, with locks on heads.
 * What a statement does, it does at one moment between its request and its reply.
 */
export class Database {
  readonly tables: Tables;
  readonly tried: Tried[] = [];
  readonly #time: Time;
  readonly #faults: Faults;
  readonly #flaws: DatabaseFlaws;
  readonly #locks = new Map<LocationId, Session>();
  readonly #onGone = new Set<(session: Session | undefined) => void>();
  #waiting: (() => void)[] = [];
  #goneUntilMs = 0;

  constructor(tables: Tables, time: Time, faults: Faults, flaws: DatabaseFlaws = {}) {
    this.tables = tables;
    this.#time = time;
    this.#faults = faults;
    this.#flaws = flaws;
  }

  /** All of Postgres is killed and comes back: what was committed is there, what was not is not, locks are gone. */
  fail(ms: number): void {
    this.#goneUntilMs = Math.max(this.#goneUntilMs, this.#time.nowMs + ms);
    this.#locks.clear();
    for (const tell of this.#onGone) tell(undefined);
    this.#wake();
  }

  /** A statement of somebody else than the ledger, over the same wire. */
  ask<Result>(session: Session, run: () => Promise<Result>): Promise<Result> {
    return this.#statement(session, async () => {
      const result = await run();
      this.#refuseWhileGone();
      return result;
    });
  }

  /** Told when a node’s connections are gone, or everybody’s: Postgres ends their transactions. */
  onGone(tell: (session: Session | undefined) => void): void {
    this.#onGone.add(tell);
  }

  /** Closes days, as soon as no head is held. */
  async closeDays(through: BusinessDay): Promise<void> {
    await this.#unlocked({ isDead: false }, [...this.tables.heads.keys()]);
    this.tried.push({
      closes: through,
      outcome: this.tables.closeDays(through) ? 'closed' : 'closed before',
    });
  }

  /** Changes the costing, where a period begins, as soon as no head is held. */
  async changeCosting(): Promise<boolean> {
    await this.#unlocked({ isDead: false }, [...this.tables.heads.keys()]);
    const costs = this.tables.costs.costing === 'fifo' ? 'moving_average' : 'fifo';
    const isDone = this.tables.changeCosting();
    this.tried.push({ costs, outcome: isDone ? 'changed' : 'not at start' });
    if (isDone) this.#faults.note('costing changed');
    return isDone;
  }

  /** A connection of a node's own: the node's end ends it. */
  storeFor(session: Session): LedgerStore {
    const ask = <Result>(run: () => Result): Promise<Result> => this.#statement(session, async () => run());
    const reads = {
      // As in Postgres, layers are read by a statement of their own, maybe later than the head stood.
      readHeadsAndLevels: (async (locations, keys, costing) => {
        const read = await ask(() => this.tables.readHeadsAndLevels(locations, keys));
        if (costing === 'moving_average') return read;
        return { ...read, levels: await ask(() => this.tables.costs.withLayers(read.levels)) };
      }) as LedgerQueries['readHeadsAndLevels'],
      readShelf: (async (location, costing) => {
        const shelf = await ask(() => this.tables.readShelf(location));
        return costing === 'moving_average'
          ? shelf
          : ask(() => this.tables.costs.withLayersOf(location, shelf));
      }) as LedgerQueries['readShelf'],
      readLinked: ((refs) => ask(() => this.tables.readLinked(refs))) as LedgerQueries['readLinked'],
      readRules: (() => ask(() => this.tables.readRules())) as LedgerQueries['readRules'],
    };
    return {
      ...reads,
      write: (batch) => this.#write(session, batch),
      readAnswers: (keys) => ask(() => this.tables.readAnswers(keys)),
      underLock: (locations, run) => this.#underLock(session, locations, (write) => run({ ...reads, write })),
    };
  }

  readsFor(session: Session): FollowReads {
    const ask = <Result>(run: () => Result): Promise<Result> => this.#statement(session, async () => run());
    return {
      readHeads: () =>
        ask(() => [...this.tables.heads].map(([location, { position }]) => ({ location, position }))),
      readFeed: (location, after) => ask(() => this.tables.feedOf(location, after, feedReadMax)),
      readTiles: (places, nowMs) =>
        ask(() => places.map(([shelf, transit]) => this.#tile(shelf, transit, nowMs))),
      readDays: (shelves) =>
        ask(() => ({
          heads: new Map(shelves.map(({ shelf }) => [shelf, this.tables.heads.get(shelf)?.position ?? 0])),
          today: new Map(shelves.map(({ shelf, day }) => [shelf, this.#day(shelf, day)])),
          before: new Map(shelves.map(({ shelf, day }) => [shelf, this.#day(shelf, day - 7)])),
        })),
    };
  }

  /** One statement: on its way, done at one moment, on its way back. */
  async #statement<Result>(session: Session, run: () => Promise<Result>): Promise<Result> {
    const { chance } = this.#time;
    const slowMs = this.#faults.happens('slow statement') ? chance.whole(50, 3000) : 0;
    await this.#time.sleep(chance.whole(0, 3) + slowMs);
    this.#refuseWhileGone();
    if (this.#faults.happens('refused before commit'))
      throw connectionLost(chance.pick(['CONNECTION_CLOSED', 'ECONNREFUSED', '57P01', '40001', '53300']));
    if (session.isDead && chance.happens(0.5)) return never;
    const result = await run();
    if (this.#faults.happens('commit without reply')) {
      await this.#time.sleep(chance.whole(1, 40));
      throw connectionLost('CONNECTION_CLOSED');
    }
    await this.#time.sleep(chance.whole(0, 3));
    return session.isDead ? never : result;
  }

  #write(session: Session, batch: Batch): Promise<void> {
    if (this.#flaws.answersBeforeCommit === true) {
      this.tables.check(batch);
      void this.#statement(session, async () => this.#commit(batch)).catch(() => undefined);
      return Promise.resolve();
    }
    return this.#statement(session, async () => {
      await this.#unlocked(session, [...batch.headsBefore.keys()]);
      this.#refuseWhileGone();
      this.#commit(batch);
    });
  }

  #commit(batch: Batch): void {
    try {
      this.tables.check(batch);
    } catch (error) {
      if (error instanceof HeadMoved) this.#faults.note('head moved elsewhere');
      this.tried.push({
        batch,
        outcome: error instanceof HeadMoved ? 'HeadMoved' : String((error as Error).message),
      });
      throw error;
    }
    this.tables.apply(batch);
    this.tried.push({ batch, outcome: 'written' });
  }

  async #underLock<Result>(
    session: Session,
    locations: readonly LocationId[],
    run: (write: (batch: Batch) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    const own: Session = { isDead: false, of: session };
    const held = locations.toSorted((a, b) => a - b);
    const written: Batch[] = [];
    try {
      await this.#statement(session, async () => {
        for (const location of held) {
          await this.#unlocked(own, [location]);
          this.#refuseWhileGone();
          this.#locks.set(location, own);
        }
        // Postgres ends a transaction whose client is gone.
        if (session.isDead) this.#release(own);
      });
      const result = await run((batch) =>
        this.#statement(session, async () => {
          await this.#unlocked(own, [...batch.headsBefore.keys()]);
          this.tables.check(batch);
          written.push(batch);
        }),
      );
      await this.#statement(session, async () => {
        if (held.some((location) => this.#locks.get(location) !== own)) throw connectionLost('57P01');
        for (const batch of written) this.#commit(batch);
        this.#release(own);
      });
      return result;
    } finally {
      this.#release(own);
    }
  }

  /** Lets go of what a dead node holds: Postgres notices the broken connection. */
  async endOf(session: Session): Promise<void> {
    session.isDead = true;
    await this.#time.sleep(this.#time.chance.whole(1, 50));
    for (const [location, holder] of this.#locks) if (holder.of === session) this.#locks.delete(location);
    for (const tell of this.#onGone) tell(session);
    this.#wake();
  }

  async #unlocked(session: Session, locations: readonly LocationId[]): Promise<void> {
    while (
      locations.some((location) => {
        const holder = this.#locks.get(location);
        return holder !== undefined && holder !== session;
      })
    )
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(session: Session): void {
    for (const [location, holder] of this.#locks) if (holder === session) this.#locks.delete(location);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #refuseWhileGone(): void {
    if (this.#time.nowMs < this.#goneUntilMs) throw connectionLost('ECONNREFUSED');
  }

  /** As readTiles makes it from heads, levels and rollups. */
  #tile(shelf: HoldingLocation, transit: LocationId, nowMs: number): TileFold {
    const { day } = businessMoment(nowMs, shelf.timeZone, shelf.dayCutMinutes);
    const tile = new TileFold(shelf.storeId, shelf.id, transit, day);
    tile.shelfPosition = this.tables.heads.get(shelf.id)?.position ?? 0;
    tile.transitPosition = this.tables.heads.get(transit)?.position ?? 0;
    for (const [key, level] of this.tables.levels) {
      const [location, sku] = key.split(' ').map(Number);
      if (location === shelf.id) {
        tile.loadLevel(sku ?? 0, level.onHand, level.reorderPoint);
        tile.stockValue += level.value;
      } else if (location === transit) {
        tile.inTransit += level.onHand;
        tile.inTransitValue += level.value;
      }
    }
    tile.turnTo(day, this.#day(shelf.id, day), this.#day(shelf.id, day - 7), tile.shelfPosition);
    return tile;
  }

  #day(shelf: LocationId, day: number): DaySums {
    const sums = { ...noHours(), amount: emptyHours(), receipts: emptyHours(), quantity: 0, cost: 0 };
    for (let hour = 0; hour < 24; hour++) {
      const row = this.tables.sales.storeHours.get(`${shelf} ${day} ${hour}`);
      if (!row) continue;
      sums.amount[hour] = row.amount;
      sums.receipts[hour] = row.receipts;
      sums.quantity += row.quantity;
      sums.cost += row.cost;
    }
    return sums;
  }
}
