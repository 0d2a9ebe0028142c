import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Log } from '../platform/log.ts';
import type { Ledger } from '../stock/stock.ts';
import { DemoClock, demoSpeedDefault } from './demo-clock.ts';
import { DemoDriver } from './driver.ts';
import { readWorld } from './world.ts';

/** How often what is due is posted, and how often the database is told how far the world is made, ms. */
const stepMs = 100;
const rememberMs = 5000;

/** The demo's clock, where a company is a demo: it goes on from where its world was made to. */
export async function readDemoClock(
  sql: Company['ledgerSql'],
): Promise<{ clock: DemoClock; seed: number } | undefined> {
  const [row] = await sql<{ seed: number; made: number; speed: number }[]>`
    select seed, (extract(epoch from made_through) * 1000)::bigint as made, speed from demo_state`;
  return (
    row && { clock: new DemoClock(systemClock, row.made, row.speed || demoSpeedDefault), seed: row.seed }
  );
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
    ledger: Ledger,
    demo: { clock: DemoClock; seed: number },
    log: Log,
  ): Promise<LiveDemo> {
    const world = await readWorld(company.ledgerSql, demo.seed);
    const driver = await DemoDriver.open(
      { sql: company.ledgerSql, feed: company.feed, ledger, world },
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
