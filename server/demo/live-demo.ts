import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Ledger } from '../stock/stock.ts';
import type { Transfers } from '../transfer/transfer.ts';
import { DemoClock, demoSpeedDefault } from './demo-clock.ts';
import { DemoDriver } from './driver.ts';
import { replaySeed, type Replay } from './replay/replay.ts';
import { readWorld } from './read-world.ts';
import type { DemoWorld } from './world.ts';

/** How often what is due is posted, and how often the database is told how far the world is made, ms. */
const stepMs = 100;
const rememberMs = 5000;

export interface DemoState {
  readonly clock: DemoClock;
  /** How its world is read; absent where a real chain is replayed whose rows are not at hand: its clock stands still. */
  readonly readWorld: ((sql: Queries) => Promise<DemoWorld>) | undefined;
}

/** The demo's clock, where a company is a demo: it goes on from where its world was made to. */
export async function readDemoClock(
  sql: Company['ledgerSql'],
  replay: Replay | undefined,
): Promise<DemoState | undefined> {
  const [row] = await sql<{ seed: number; made: number; speed: number }[]>`
    select seed, (extract(epoch from made_through) * 1000)::bigint as made, speed from demo_state`;
  if (!row) return undefined;
  const { seed, made } = row;
  const readPlan =
    seed === replaySeed ? replay && replay.readWorld : (queries: Queries) => readWorld(queries, seed);
  const speed = readPlan ? row.speed || demoSpeedDefault : 0;
  return { clock: new DemoClock(systemClock, made, speed), readWorld: readPlan };
}

/** The trade of the demo while the server runs. */
export class LiveDemo {
  readonly #driver: DemoDriver;
  readonly #clock: DemoClock;
  readonly #log: Log;
  readonly #sql: Company['ledgerSql'];
  #timer: NodeJS.Timeout | undefined;
  #step: Promise<void> | undefined;
  #rememberedAtMs = 0;

  private constructor(driver: DemoDriver, clock: DemoClock, sql: Company['ledgerSql'], log: Log) {
    this.#driver = driver;
    this.#clock = clock;
    this.#sql = sql;
    this.#log = log;
  }

  static async open(
    company: Company,
    doors: { readonly ledger: Ledger; readonly transfers: Transfers },
    demo: DemoState,
    log: Log,
  ): Promise<LiveDemo | undefined> {
    if (!demo.readWorld) return undefined;
    const world = await demo.readWorld(company.ledgerSql);
    const driver = await DemoDriver.open(
      { sql: company.ledgerSql, feed: company.feed, ...doors, world },
      demo.clock.now(),
    );
    const live = new LiveDemo(driver, demo.clock, company.ledgerSql, log);
    live.#timer = setInterval(() => (live.#step ??= live.#post()), stepMs);
    return live;
  }

  async setSpeed(speed: number): Promise<void> {
    this.#clock.setSpeed(speed);
    await this.#sql`update demo_state set speed = ${speed}`;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#step;
    await this.#driver.remember();
    this.#driver.close();
  }

  async #post(): Promise<void> {
    try {
      await this.#driver.makeThrough(this.#clock.now());
      if (systemClock.now() - this.#rememberedAtMs > rememberMs) {
        this.#rememberedAtMs = systemClock.now();
        await this.#driver.remember();
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the demo could not post; it tries again');
    } finally {
      this.#step = undefined;
    }
  }
}
