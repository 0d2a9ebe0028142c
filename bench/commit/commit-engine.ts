import { anySale, loadEngine } from './engine-load.ts';
import { interleave } from './rounds.ts';
import { rounded, type Bench } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';

const callers = 256;
const goal = 3;

/** The ledger called inside the process: single-line sales over 100 stores × 2,000 SKUs. */
export const commitEngine: Bench = {
  name: 'commit-engine',
  run: async (say) => {
    await using stage = await openStage(say);
    const { world, ceiling } = stage;
    const rounds = await interleave(ceiling, 'doc1', [16, 64], (seconds) =>
      loadEngine(world, callers, seconds, () => anySale(1)),
    );
    return [
      {
        name: 'commit-engine',
        value: rounded(rounds.perSecond),
        unit: 'documents/s',
        ratio: rounds.ratio === null ? null : rounded(rounds.ratio, 2),
        against: rounds.ceilingPerSecond === null ? null : rounded(rounds.ceilingPerSecond),
        goal: `>= ${goal} x doc1`,
        ok: rounds.ratio !== null && rounds.ratio >= goal && rounds.middle.refused === 0,
        detail: { callers, ...rounds.middle, rounds: rounds.all },
      },
    ];
  },
};
