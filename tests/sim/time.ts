import { Chance } from './chance.ts';

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Nothing happens for so much of the simulation's time: somebody waits for ever. */
const eventsMax = 400_000;

/** Time of the simulation: it stands still while code runs, and jumps to the next event when all code waits. */
export class Time {
  nowMs = 0;
  readonly chance: Chance;
  #events: Event[] = [];
  #order = 0;

  constructor(seed: number) {
    this.chance = new Chance(seed);
  }

  /** Counts what happens, for an order of moments that is finer than their time. */
  stamp(): number {
    return ++this.#order;
  }

  after(ms: number, run: () => void): void {
    const event = { atMs: this.nowMs + ms, order: this.stamp(), run };
    // A heap: the earliest first, and of one time the first that was made.
    this.#events.push(event);
    let child = this.#events.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(event, this.#at(parent))) break;
      this.#events[child] = this.#at(parent);
      child = parent;
    }
    this.#events[child] = event;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs events until it is done. Throws where nothing can happen any more, or where it never ends. */
  async runUntil(isDone: () => boolean): Promise<void> {
    for (let count = 0; ; count++) {
      await settle();
      if (isDone()) return;
      const event = this.#take();
      if (!event) throw new Error('everybody waits and nothing comes');
      if (count > eventsMax) throw new Error('it does not come to an end');
      this.nowMs = event.atMs;
      event.run();
    }
  }

  #take(): Event | undefined {
    const first = this.#events[0];
    const last = this.#events.pop();
    if (!first || !last || this.#events.length === 0) return first;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= this.#events.length) break;
      if (child + 1 < this.#events.length && isBefore(this.#at(child + 1), this.#at(child))) child += 1;
      if (!isBefore(this.#at(child), last)) break;
      this.#events[parent] = this.#at(child);
      parent = child;
    }
    this.#events[parent] = last;
    return first;
  }

  #at(index: number): Event {
    const event = this.#events[index];
    if (!event) throw new RangeError('no event there');
    return event;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** All that is ready to run has run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
