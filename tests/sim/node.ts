import type { Answer } from '#domain/stock/outcome.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import { GroupCommit } from '#server/stock/ledger.ts';
import type { Submission } from '#server/stock/stock.ts';
import { Feed } from '#server/stream/feed.ts';
import { Follower } from '#server/wall/follower.ts';
import type { Database, Session } from './database.ts';
import type { Faults } from './faults.ts';
import type { Time } from './time.ts';
import { directoryOf } from './trade.ts';

/** The company's time when a run begins: an hour before the business day turns, so that runs see it turn. */
export const beginsMs = Date.parse('2026-11-24T15:00:00Z');
const pollMs = 1000;

/** What a process runs beside the ledger: dies with it, and comes up with it. */
export interface Beside {
  readonly session: Session;
  readonly ledger: GroupCommit;
  readonly clock: { now(): number };
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * A process of the product: the real group commit with its cache, the real feed and the real fold of the wall. It dies
 * at any moment and is started again with nothing but the database.
 */
export class Node {
  readonly name: string;
  #life: Life | undefined;
  #skewMs = 0;
  readonly #time: Time;
  readonly #faults: Faults;
  readonly #database: Database;
  readonly #places: readonly HoldingLocation[];
  readonly #beside: ((beside: Beside) => void) | undefined;

  constructor(
    name: string,
    parts: {
      time: Time;
      faults: Faults;
      database: Database;
      places: readonly HoldingLocation[];
      /** Brings up what else runs in the process, whenever it starts. */
      beside?: (beside: Beside) => void;
    },
  ) {
    this.name = name;
    this.#time = parts.time;
    this.#faults = parts.faults;
    this.#database = parts.database;
    this.#places = parts.places;
    this.#beside = parts.beside;
    this.start();
  }

  get tiles(): ReadonlyMap<StoreId, TileFold> | undefined {
    return this.#life?.follower.tiles;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  /** Turns its clock: forward or back, as machines' clocks do. */
  turnClock(ms: number): void {
    this.#skewMs += ms;
  }

  /** Its clock says a later day than this one. */
  turnBeyond(day: BusinessDay): void {
    while (businessMoment(this.#nowMs, 'Asia/Shanghai', 0).day <= day) this.#skewMs += 86_400_000;
  }

  get #nowMs(): number {
    return beginsMs + this.#skewMs + Math.floor(this.#time.nowMs);
  }

  /** Answers when the command is durable; never, where the node dies before. */
  post(submission: Submission): Promise<Answer> {
    if (!this.#life) return new Promise(() => undefined);
    return this.#life.ledger.post(submission);
  }

  kill(): void {
    const life = this.#life;
    if (!life) return;
    this.#life = undefined;
    life.follower.close();
    void this.#database.endOf(life.session);
  }

  start(): void {
    if (this.#life) return;
    const session: Session = { isDead: false };
    const sleep = (ms: number): Promise<void> =>
      this.#time.sleep(ms).then(() => (session.isDead ? new Promise<void>(() => undefined) : undefined));
    const feed = new Feed();
    const company = {
      clock: { now: () => this.#nowMs },
      feed,
      locations: directoryOf(this.#places),
    };
    const ledger = new GroupCommit(company, this.#database.storeFor(session), {
      sleep,
      turn: () => sleep(0),
      lanes: this.#time.chance.whole(1, 3),
    });
    const follower = new Follower(
      company,
      this.#database.readsFor(session),
      () => undefined,
      () => undefined,
    );
    this.#life = { session, ledger, follower };
    this.#beside?.({ session, ledger, clock: company.clock, sleep });
    void this.#follow(session, follower, sleep);
  }

  /** Opens the wall and polls, as `Wall.tend` does; where the database is away, it tries again. */
  async #follow(session: Session, follower: Follower, sleep: (ms: number) => Promise<void>): Promise<void> {
    let isOpen = false;
    while (!session.isDead) {
      try {
        if (!isOpen) await follower.open();
        isOpen = true;
        await follower.turnDays(this.#nowMs);
        if (!this.#faults.happens('wake-up lost')) await follower.catchUp();
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        if (!isOpen) follower.close();
      }
      await sleep(pollMs);
    }
  }

  /** What the wall must come to when nothing is posted any more. */
  async catchUp(): Promise<void> {
    await this.#life?.follower.catchUp();
  }
}

interface Life {
  readonly session: Session;
  readonly ledger: GroupCommit;
  readonly follower: Follower;
}
