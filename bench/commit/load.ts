import { percentile, rounded } from '../platform/figure.ts';
import type { Plan } from './plan.ts';

export interface LoadOptions {
  readonly plan: Plan;
  /** Each waits for its answer before it asks again. */
  readonly clients: number;
  readonly seconds: number;
  /** All of them together ask no more often than this. */
  readonly asksMax?: number;
  /** All of them together ask so often; one that waits too long for its answer comes late, and its wait counts from then. */
  readonly asksPerSecond?: number;
}

/** What the clients saw. */
export interface Seen {
  posted: number;
  refused: number;
  tookMs: number;
  waitsMs: number[];
}

/** What a load came to: CPU is per document, of the server and of all of Postgres. */
export interface LoadResult {
  readonly posted: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuMs: number | null;
  readonly postgresCpuMs: number | null;
  /** Commands a batch; null where the ledger runs in another process. */
  readonly batch: number | null;
}

export function resultOf(
  { posted, refused, tookMs, waitsMs }: Seen,
  cpu: { readonly server: number | undefined; readonly postgres: number | undefined },
  batch: number | null,
): LoadResult {
  const each = (ms: number | undefined): number | null =>
    ms === undefined ? null : rounded(ms / (posted + refused), 4);
  return {
    posted,
    refused,
    perSecond: rounded((posted * 1000) / tookMs, 1),
    p50Ms: rounded(percentile(waitsMs, 0.5), 1),
    p99Ms: rounded(percentile(waitsMs, 0.99), 1),
    serverCpuMs: each(cpu.server),
    postgresCpuMs: each(cpu.postgres),
    batch: batch === null ? null : rounded(batch, 1),
  };
}

export function less(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}
