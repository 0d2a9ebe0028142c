import type { Clock } from './clock.ts';

/** Askers held in memory; the one that asked longest ago is forgotten first, and begins anew. */
const askersMax = 10_000;

export interface RateLimitOptions {
  /** How many may come at once. */
  readonly burst: number;
  /** How many come back each second. */
  readonly perSecond: number;
  readonly clock: Clock;
}

/** Counts what each asker takes: a bucket that fills by itself. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, { left: number; atMs: number }>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Takes one; answers 0, or the whole seconds to wait where none is left. */
  take(asker: string): number {
    const { burst, perSecond, clock } = this.#options;
    const nowMs = clock.now();
    const known = this.#buckets.get(asker);
    this.#buckets.delete(asker);
    const refilled = known ? known.left + (Math.max(0, nowMs - known.atMs) / 1000) * perSecond : burst;
    const left = Math.min(burst, refilled);
    const isGiven = left >= 1;
    this.#buckets.set(asker, { left: isGiven ? left - 1 : left, atMs: nowMs });
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined && this.#buckets.size > askersMax) this.#buckets.delete(oldest);
    return isGiven ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }
}
