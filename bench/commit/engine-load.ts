import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import { percentile, rounded } from '../platform/figure.ts';
import { openPostgresCpu, ownCpu } from '../platform/cpu.ts';
import { shelfOf, skusOfWorld, storesOfWorld, submissionOf, type World } from '../platform/world.ts';

/** What a load came to. */
export interface LoadResult {
  readonly posted: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuMs: number;
  readonly postgresCpuMs: number | null;
  readonly batch: number;
}

/** Callers inside this process, each waiting for its answer before it asks again, for so many seconds. */
export async function loadEngine(
  world: World,
  callers: number,
  seconds: number,
  nextCommand: () => Command | undefined,
): Promise<LoadResult> {
  const postgresCpu = await openPostgresCpu(world.owner);
  const waits: number[] = [];
  let posted = 0;
  let refused = 0;
  const { counts } = world.ledger;
  const before = {
    own: ownCpu(),
    postgres: postgresCpu(),
    batches: counts.batches,
    commands: counts.commands,
  };
  const started = performance.now();
  const until = started + seconds * 1000;
  const call = async (): Promise<void> => {
    for (let now = started; now < until;) {
      const command = nextCommand();
      if (!command) return;
      const answer = await world.ledger.post(submissionOf(command));
      if (answer.outcome === 'posted') posted += 1;
      else refused += 1;
      const end = performance.now();
      waits.push(end - now);
      now = end;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const took = (performance.now() - started) / 1000;
  const postgres = postgresCpu();
  return {
    posted,
    refused,
    perSecond: posted / took,
    p50Ms: rounded(percentile(waits, 0.5), 1),
    p99Ms: rounded(percentile(waits, 0.99), 1),
    serverCpuMs: rounded((ownCpu() - before.own) / (posted + refused), 4),
    postgresCpuMs:
      postgres === undefined || before.postgres === undefined
        ? null
        : rounded((postgres - before.postgres) / (posted + refused), 4),
    batch: rounded((counts.commands - before.commands) / (counts.batches - before.batches), 1),
  };
}

/** A sale of so many SKUs, one piece each, anywhere. */
export function anySale(lines: number): Command {
  const first = Math.floor(Math.random() * skusOfWorld);
  const stride = Math.floor(skusOfWorld / lines);
  return sale(
    1 + Math.floor(Math.random() * storesOfWorld),
    Array.from({ length: lines }, (_, index) => 1 + ((first + index * stride) % skusOfWorld)),
  );
}

export function sale(store: number, skus: readonly number[]): Command {
  const lines = skus.map((sku) => ({ sku: sku as SkuId, quantity: quantity(1), amount: fen(500) }));
  return { kind: 'sale', location: shelfOf(store), happened: false, lines };
}
