import { loadEngine, sale } from './engine-load.ts';
import { interleave } from './rounds.ts';
import { rounded, type Bench } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';
import { shelfOf, submissionOf, type World } from '../platform/world.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';

const clients = 64;
const goal = 3;
const p99MsMax = 60;
const piecesLeft = 500;
const buyersPerPiece = 3;

/** One best-seller in one store; then its last pieces, with three buyers for each. */
export const commitHot: Bench = {
  name: 'commit-hot',
  run: async (say) => {
    await using stage = await openStage(say);
    const { world, ceiling } = stage;
    const rounds = await interleave(ceiling, 'hot', [clients], (seconds) =>
      loadEngine(world, clients, seconds, () => sale(1, [1])),
    );
    const last = await sellOut(world);
    const isExact =
      last.posted === piecesLeft && last.refused === piecesLeft * (buyersPerPiece - 1) && last.onHand === 0;
    return [
      {
        name: 'commit-hot',
        value: rounded(rounds.perSecond),
        unit: 'documents/s',
        ratio: rounds.ratio === null ? null : rounded(rounds.ratio, 2),
        against: rounds.ceilingPerSecond === null ? null : rounded(rounds.ceilingPerSecond),
        goal: `>= ${goal} x hot, p99 <= ${p99MsMax} ms, refusals exact`,
        ok: rounds.ratio !== null && rounds.ratio >= goal && rounds.middle.p99Ms <= p99MsMax && isExact,
        detail: { path: 'in process', clients, ...rounds.middle, last, rounds: rounds.all },
      },
    ];
  },
};

/** Writes SKU 2 of store 2 down to its last pieces, lets the buyers in, and counts on both sides. */
async function sellOut(
  world: World,
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
  let buyers = piecesLeft * buyersPerPiece;
  const { posted, refused } = await loadEngine(world, clients, 60, () =>
    buyers-- > 0 ? sale(2, [sku]) : undefined,
  );
  return { pieces: piecesLeft, posted, refused, onHand: await onHandOf(world, location, sku) };
}

async function onHandOf(world: World, location: number, sku: number): Promise<number> {
  const [row] = await world.owner<{ on_hand: number }[]>`
    select on_hand from levels where location_id = ${location} and sku_id = ${sku}`;
  if (!row) throw new Error(`no level of ${sku} at ${location}`);
  return row.on_hand;
}
