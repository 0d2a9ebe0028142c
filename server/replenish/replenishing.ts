import { Worker } from 'node:worker_threads';
import { businessMoment } from '#domain/store/business-day.ts';
import type { WhatIf } from '#protocol/replenish/views.ts';
import type { Company } from '../platform/company.ts';
import type { Log } from '../platform/log.ts';
import type { Desks } from './decide.ts';
import type { Job, JobAnswer } from './job.ts';

const nightHour = 3;
const lookMs = 60_000;
/** A demo's nights come quickly: so much real time lies between two plannings. */
const betweenMsMin = 15 * 60_000;
const heapMbMax = 1536;
/** Replays that are kept for who asks the same again on the same day. */
const replaysKeptMax = 24;

/** The planning of one company: at night and when asked, one job at a time, each in a thread. */
export class Replenishing {
  /** Where what was suggested becomes a draft. */
  readonly desks: Desks;
  readonly #company: Company;
  readonly #url: string;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<JobAnswer> | undefined;
  #worker: Worker | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;
  #trouble: string | null = null;
  readonly #replays = new Map<string, WhatIf>();

  constructor(company: Company, url: string, desks: Desks, log: Log) {
    this.#company = company;
    this.#url = url;
    this.desks = desks;
    this.#log = log;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why the last planning failed. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** From now on plans each night, and once soon where nothing was ever planned. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), lookMs).unref();
    setTimeout(() => void this.#look(), 20_000).unref();
  }

  /** Plans now, unless something runs already. Answers whether it began. */
  plan(accountId: number | null): boolean {
    if (this.#running) return false;
    this.#lastMs = performance.now();
    this.#run({ ...this.#base(), kind: 'suggest', accountId }).then(
      () => (this.#trouble = null),
      (error: unknown) => {
        this.#trouble = error instanceof Error ? error.message : String(error);
        this.#log.error({ err: error }, 'the planning failed');
      },
    );
    return true;
  }

  /** Replays the last weeks, once a day for each reach and level; undefined where something runs already. */
  async whatIf(level: number, locations: readonly number[] | 'all'): Promise<WhatIf | undefined> {
    const key = JSON.stringify([await this.#asked(), level, locations]);
    const kept = this.#replays.get(key);
    if (kept) return kept;
    if (this.#running) return undefined;
    const answer = await this.#run({ ...this.#base(), kind: 'what-if', level, locations });
    if (answer.kind !== 'what-if') return undefined;
    const [oldest] = this.#replays.keys();
    if (oldest !== undefined && this.#replays.size >= replaysKeptMax) this.#replays.delete(oldest);
    this.#replays.set(key, answer.result);
    return answer.result;
  }

  /** Puts the planner's chances beside a fork's levels, unless something runs: then whoever asks next begins it. */
  reckon(forkId: number): void {
    if (this.#running) return;
    this.#run({ ...this.#base(), kind: 'fork', forkId }).catch((error: unknown) =>
      this.#log.error({ err: error, forkId }, 'the chances of a fork could not be reckoned'),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker?.terminate();
    await this.#running?.catch(() => undefined);
  }

  #base(): { readonly url: string; readonly nowMs: number } {
    return { url: this.#url, nowMs: this.#company.clock.now() };
  }

  /** What a replay depends on beside who asks and how: the day, and what carrying costs. */
  async #asked(): Promise<readonly unknown[]> {
    const place = this.#company.locations.all()[0];
    const day = place && businessMoment(this.#company.clock.now(), place.timeZone, place.dayCutMinutes).day;
    const settings = await this.#company.ledgerSql<object[]>`
      select doc_cost, unit_cost, hurdle_percent from replenish_settings`;
    return [day, ...settings];
  }

  async #look(): Promise<void> {
    if (this.#running || performance.now() - this.#lastMs < betweenMsMin) return;
    const place = this.#company.locations.all()[0];
    if (!place) return;
    const { day, hour } = businessMoment(this.#company.clock.now(), place.timeZone, place.dayCutMinutes);
    try {
      const [last] = await this.#company.ledgerSql<{ day: number | null }[]>`
        select max(business_day) as day from replenish_runs`;
      const isNever = last?.day == null;
      if (isNever || (last.day !== null && last.day < day && hour >= nightHour)) this.plan(null);
    } catch (error) {
      this.#log.warn({ err: error }, 'could not see when was planned last');
    }
  }

  #run(job: Job): Promise<JobAnswer> {
    const running = new Promise<JobAnswer>((resolve, reject) => {
      const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), {
        workerData: job,
        resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
      });
      this.#worker = worker;
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the planning thread ended before it answered')));
    }).finally(() => {
      this.#running = undefined;
      this.#worker = undefined;
    });
    this.#running = running;
    return running;
  }
}
