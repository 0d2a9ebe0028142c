import { anySale, loadEngine } from './engine-load.ts';
import { interleave } from './rounds.ts';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';

const linesOfDocument = 10;
const goals: readonly (readonly [clients: number, goal: number])[] = [
  [16, 0.6],
  [64, 1],
];

/** Ten-line sales against ten-line postings of pgbench. */
export const commitLines: Bench = {
  name: 'commit-lines',
  run: async (say) => {
    await using stage = await openStage(say);
    const { world, ceiling } = stage;
    const figures: Figure[] = [];
    for (const [clients, goal] of goals) {
      const against = clients === 64 ? [16, 64] : [clients];
      const rounds = await interleave(ceiling, 'doc10', against, (seconds) =>
        loadEngine(world, clients, seconds, () => anySale(linesOfDocument)),
      );
      figures.push({
        name: `commit-lines-${clients}`,
        value: rounded(rounds.perSecond),
        unit: 'documents/s',
        ratio: rounds.ratio === null ? null : rounded(rounds.ratio, 2),
        against: rounds.ceilingPerSecond === null ? null : rounded(rounds.ceilingPerSecond),
        goal: `>= ${goal} x doc10`,
        ok: rounds.ratio !== null && rounds.ratio >= goal && rounds.middle.refused === 0,
        detail: { path: 'in process', clients, ...rounds.middle, rounds: rounds.all },
      });
    }
    return figures;
  },
};
