import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { Bench } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';
import { shelfOf, submissionOf, type World } from '../platform/world.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { figureOf, interleave } from './rounds.ts';

const clients = 64;
const goal = 3;
const p99MsMax = 60;
const piecesLeft = 500;
const buyersOfPiece = 3;

/** One best-seller in one store over HTTP; then the last pieces of another, with three buyers for each. */
export const commitHot: Bench = {
  name: 'commit-hot',
  run: async (say) => {
    await using stage = await openStage(say);
    const load = await stage.openHttp();
    const rounds = await interleave(stage.ceiling, 'hot', [clients], (seconds) =>
      load({ plan: { kind: 'one', store: 1, sku: 1 }, clients, seconds }),
    );
    const last = await sellOut(stage.world, load);
    const isExact =
      last.posted === piecesLeft && last.refused === piecesLeft * (buyersOfPiece - 1) && last.onHand === 0;
    const isOk = (ratio: number): boolean => ratio >= goal && rounds.middle.p99Ms <= p99MsMax && isExact;
    return [
      figureOf('commit-hot', `>= ${goal} x hot, p99 <= ${p99MsMax} ms, refusals exact`, rounds, isOk, {
        clients,
        last,
      }),
    ];
  },
};

/** Writes SKU 2 of store 2 off but for its last pieces, lets the buyers in, and counts on both sides. */
async function sellOut(
  world: World,
  load: (options: LoadOptions) => Promise<LoadResult>,
): Promise<{ pieces: number; posted: number; refused: number; onHand: number }> {
  const location = shelfOf(2);
  const sku = 2 as SkuId;
  const spare = quantity((await onHandOf(world, location, sku)) - piecesLeft);
  await world.ledger.post(
    submissionOf({
      kind: 'write_off',
      cause: 'other',
      happened: false,
      location,
      lines: [{ sku, quantity: spare }],
    }),
  );
  const asksMax = piecesLeft * buyersOfPiece;
  const { posted, refused } = await load({
    plan: { kind: 'one', store: 2, sku },
    clients,
    seconds: 60,
    asksMax,
  });
  return { pieces: piecesLeft, posted, refused, onHand: await onHandOf(world, location, sku) };
}

async function onHandOf(world: World, location: number, sku: number): Promise<number> {
  const [row] = await world.owner<{ on_hand: number }[]>`
    select on_hand from levels where location_id = ${location} and sku_id = ${sku}`;
  if (!row) throw new Error(`no level of ${sku} at ${location}`);
  return row.on_hand;
}
