import { businessDayStart, businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { Sql } from '../platform/database.ts';
import type { Feed } from '../stream/feed.ts';
import type { Ledger } from '../stock/stock.ts';
import type { Transfers } from '../transfer/transfer.ts';
import { demoZone } from './day.ts';
import type { DemoEvent } from './event.ts';
import { Trader } from './trader.ts';
import { readLevelsAt } from './read-world.ts';
import type { DemoWorld } from './world.ts';

/** The most commands under way at once: enough to fill the ledger's batches, few enough to stop quickly. */
const underWayMax = 1500;

/** Later than anything that was posted: the levels as they stand. */
const farFutureMs = 4e14;

interface DriverParts {
  readonly sql: Sql;
  readonly feed: Feed;
  readonly ledger: Ledger;
  readonly transfers: Transfers;
  readonly world: DemoWorld;
}

/** Makes the demo's company time happen: every event up to a moment is posted, in time order, once. */
export class DemoDriver {
  readonly #parts: DriverParts;
  readonly #trader: Trader;
  readonly #levels: Awaited<ReturnType<typeof readLevelsAt>>;
  readonly #unfollow: () => void;
  /** Sorted by time, latest first: the next event is popped. */
  #queue: DemoEvent[];
  #day: BusinessDay;
  #madeThroughMs: number;

  private constructor(
    parts: DriverParts,
    levels: DemoDriver['levels'],
    queue: DemoEvent[],
    day: BusinessDay,
    madeThroughMs: number,
  ) {
    this.#parts = parts;
    this.#levels = levels;
    this.#trader = new Trader(parts.world, levels, parts.ledger, parts.transfers);
    this.#unfollow = parts.feed.subscribe((documents) => this.#trader.follow(documents));
    this.#queue = queue;
    this.#day = day;
    this.#madeThroughMs = madeThroughMs;
  }

  /** Goes on from where the world was made to: the day's plan is made anew from its midnight, what is past is left out. */
  static async open(parts: DriverParts, madeThroughMs: number): Promise<DemoDriver> {
    const { day } = businessMoment(madeThroughMs, demoZone, 0);
    const midnight = await readLevelsAt(parts.sql, parts.world, businessDayStart(day, demoZone, 0));
    const levels = await readLevelsAt(parts.sql, parts.world, farFutureMs);
    const queue = parts.world.eventsOf(day, midnight).filter((event) => event.atMs >= madeThroughMs);
    return new DemoDriver(parts, levels, queue.reverse(), day, madeThroughMs);
  }

  get levels(): Awaited<ReturnType<typeof readLevelsAt>> {
    return this.#levels;
  }

  get madeThroughMs(): number {
    return this.#madeThroughMs;
  }

  /** Posts everything that happens before `untilMs`. Resolves when all of it is answered. */
  async makeThrough(untilMs: number, onProgress: (posted: number) => void = () => undefined): Promise<void> {
    let posted = 0;
    let underWay: Promise<void>[] = [];
    while (this.#madeThroughMs < untilMs) {
      const dayEndMs = businessDayStart((this.#day + 1) as BusinessDay, demoZone, 0);
      const endMs = Math.min(untilMs, dayEndMs);
      for (let event = this.#queue.at(-1); event && event.atMs < endMs; event = this.#queue.at(-1)) {
        this.#queue.pop();
        underWay.push(this.#trader.act(event));
        posted += 1;
        if (underWay.length < underWayMax) continue;
        await Promise.all(underWay);
        underWay = [];
        onProgress(posted);
      }
      await Promise.all(underWay);
      underWay = [];
      this.#madeThroughMs = endMs;
      if (endMs === dayEndMs) this.#turnDay();
    }
    onProgress(posted);
  }

  async remember(): Promise<void> {
    await this.#parts
      .sql`update demo_state set made_through = to_timestamp(${this.#madeThroughMs / 1000}::float8)`;
  }

  close(): void {
    this.#unfollow();
  }

  #turnDay(): void {
    this.#day = (this.#day + 1) as BusinessDay;
    this.#trader.forgetSales();
    const left = this.#queue;
    this.#queue = [...this.#parts.world.eventsOf(this.#day, this.#levels), ...left].sort(
      (a, b) => b.atMs - a.atMs,
    );
  }
}
