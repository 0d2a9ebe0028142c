import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import { dropCompany } from '#server/company/companies.ts';
import { openCluster } from '../platform/cluster.ts';
import { median, rounded, type Bench } from '../platform/figure.ts';
import {
  buildWorld,
  shelfOf,
  skusOfWorld,
  storesOfWorld,
  submissionOf,
  type World,
} from '../platform/world.ts';
import { loadEngine } from './engine-load.ts';
import type { LoadResult } from './load.ts';

const clients = 64;
const lines = 10;
const rounds = 3;
const secondsOfRound = 4;
const goal = 0.7;
const receiptsBehind = 3;

/**
 * What it costs to value what leaves by layers: ten-line sales in a company that costs first in, first out, with four
 * layers of each SKU on each shelf, against the same in one that averages.
 */
export const commitFifo: Bench = {
  name: 'commit-fifo',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.adopt(await openCluster(), (open) => open.stop());
    const average = stack.adopt(await buildWorld(cluster, say), (open) => open.close());
    stack.defer(() => dropCompany(cluster, 'bench-fifo'));
    const layered = stack.adopt(await buildWorld(cluster, say, 'bench-fifo', 'fifo'), (open) => open.close());
    for (const world of [average, layered]) await receiveMore(world);
    const sell = (world: World, seconds: number): Promise<LoadResult> =>
      loadEngine(world, { plan: { kind: 'any', lines }, clients, seconds });
    for (const world of [average, layered]) await sell(world, secondsOfRound);
    const seen: { average: LoadResult; fifo: LoadResult }[] = [];
    for (let round = 0; round < rounds; round++) {
      const pair = {
        average: await sell(average, secondsOfRound),
        fifo: await sell(layered, secondsOfRound),
      };
      seen.push(pair);
      say(`average ${pair.average.perSecond}/s, first in first out ${pair.fifo.perSecond}/s`);
    }
    const ratio = median(seen.map((pair) => pair.fifo.perSecond / pair.average.perSecond));
    return [
      {
        name: 'commit-fifo',
        value: rounded(median(seen.map(({ fifo }) => fifo.perSecond))),
        unit: 'documents/s',
        ratio: rounded(ratio, 2),
        against: rounded(median(seen.map((pair) => pair.average.perSecond))),
        goal: `>= ${goal} x moving average`,
        ok: ratio >= goal,
        detail: { clients, lines, rounds: seen },
      },
    ];
  },
};

/** More receipts of every SKU, each at a cost of its own, so that layers lie behind the first. */
async function receiveMore({ ledger }: World): Promise<void> {
  const linesOfReceipt = 500;
  for (let receipt = 1; receipt <= receiptsBehind; receipt++)
    for (let store = 1; store <= storesOfWorld; store++)
      await Promise.all(
        Array.from({ length: skusOfWorld / linesOfReceipt }, (_, part) =>
          ledger.post(
            submissionOf({
              kind: 'receipt',
              location: shelfOf(store),
              lines: Array.from({ length: linesOfReceipt }, (_, index) => ({
                sku: (1 + part * linesOfReceipt + index) as SkuId,
                quantity: quantity(1000),
                value: fen((300 + receipt) * 1000),
              })),
            }),
          ),
        ),
      );
}
