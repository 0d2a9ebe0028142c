import type { JobName, JobState } from '#protocol/admin/overview.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** Does the work; answers what came of it, and whether that is as it should be. */
export type Job = () => Promise<{ readonly isGood: boolean; readonly detail: string }>;

const detailLengthMax = 500;

/** Jobs of one company: one of a name at a time, and how each went last. */
export class Jobs {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #jobs: { readonly [Name in JobName]: Job };
  readonly #states = new Map<JobName, JobState>();
  readonly #running = new Map<JobName, Promise<boolean>>();

  constructor(clock: Clock, log: Log, jobs: { readonly [Name in JobName]: Job }) {
    this.#clock = clock;
    this.#log = log;
    this.#jobs = jobs;
  }

  stateOf(name: JobName): JobState {
    return this.#states.get(name) ?? { state: 'never' };
  }

  /** Begins it, or waits for the one that is running. Answers whether all was as it should be; never throws. */
  run(name: JobName): Promise<boolean> {
    let running = this.#running.get(name);
    if (!running) {
      running = this.#run(name).finally(() => this.#running.delete(name));
      this.#running.set(name, running);
    }
    return running;
  }

  /** Waits for what is running. */
  async settle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #run(name: JobName): Promise<boolean> {
    const startedAtMs = this.#clock.now();
    this.#states.set(name, { state: 'running', startedAtMs });
    const end = (state: 'done' | 'failed', detail: string): boolean => {
      const endedAtMs = this.#clock.now();
      this.#states.set(name, { state, startedAtMs, endedAtMs, detail: detail.slice(0, detailLengthMax) });
      return state === 'done';
    };
    try {
      const { isGood, detail } = await this.#jobs[name]();
      if (!isGood) this.#log.error({ job: name, detail }, 'a job found something amiss');
      return end(isGood ? 'done' : 'failed', detail);
    } catch (error) {
      this.#log.error({ err: error, job: name }, 'a job failed');
      return end('failed', error instanceof Error ? error.message : String(error));
    }
  }
}
