import type { Bench } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';
import { loadEngine } from './engine-load.ts';
import { figureOf, interleave } from './rounds.ts';

const clients = 256;
const goal = 3;

/** The ledger called inside the process: single-line sales over 100 stores × 2,000 SKUs. */
export const commitEngine: Bench = {
  name: 'commit-engine',
  run: async (say) => {
    await using stage = await openStage(say);
    const rounds = await interleave(stage.ceiling, 'doc1', [16, 64], (seconds) =>
      loadEngine(stage.world, { plan: { kind: 'any', lines: 1 }, clients, seconds }),
    );
    const isOk = (ratio: number): boolean => ratio >= goal && rounds.middle.refused === 0;
    return [figureOf('commit-engine', `>= ${goal} x doc1`, rounds, isOk, { clients })];
  },
};
