import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import { openPostgresCpu, ownCpu } from '../platform/cpu.ts';
import { shelfOf, submissionOf, type World } from '../platform/world.ts';
import { less, resultOf, type LoadOptions, type LoadResult, type Seen } from './load.ts';
import { nextSale, priceOfPiece, type Sale } from './plan.ts';

/** Callers of the ledger inside this process. The CPU of the server is then this process's, callers included. */
export async function loadEngine(
  world: World,
  { plan, clients, seconds, asksMax }: LoadOptions,
): Promise<LoadResult> {
  const postgresCpu = await openPostgresCpu(world.owner);
  const seen: Seen = { posted: 0, refused: 0, tookMs: 0, waitsMs: [] };
  let asks = asksMax ?? Number.POSITIVE_INFINITY;
  const { counts } = world.ledger;
  const before = { server: ownCpu(), postgres: postgresCpu(), ...counts };
  const started = performance.now();
  const until = started + seconds * 1000;
  const buy = async (): Promise<void> => {
    let now = started;
    while (now < until && asks-- > 0) {
      const answer = await world.ledger.post(submissionOf(commandOf(nextSale(plan))));
      if (answer.outcome === 'posted') seen.posted += 1;
      else seen.refused += 1;
      const answered = performance.now();
      seen.waitsMs.push(answered - now);
      now = answered;
    }
  };
  await Promise.all(Array.from({ length: clients }, buy));
  seen.tookMs = performance.now() - started;
  const cpu = { server: ownCpu() - before.server, postgres: less(postgresCpu(), before.postgres) };
  return resultOf(seen, cpu, (counts.commands - before.commands) / (counts.batches - before.batches));
}

function commandOf({ store, skus }: Sale): Command {
  const lines = skus.map((sku) => ({ sku: sku as SkuId, quantity: quantity(1), amount: fen(priceOfPiece) }));
  return { kind: 'sale', location: shelfOf(store), happened: false, lines };
}
