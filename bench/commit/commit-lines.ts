import type { Bench, Figure } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';
import { figureOf, interleave } from './rounds.ts';

const lines = 10;
const goals = [
  { clients: 16, goal: 0.6, ceilingClients: [16] },
  { clients: 64, goal: 1, ceilingClients: [16, 64] },
] as const;

/** Ten-line sales over HTTP against ten-line postings of pgbench. */
export const commitLines: Bench = {
  name: 'commit-lines',
  run: async (say) => {
    await using stage = await openStage(say);
    const load = await stage.openHttp();
    const figures: Figure[] = [];
    for (const { clients, goal, ceilingClients } of goals) {
      const rounds = await interleave(stage.ceiling, 'doc10', ceilingClients, (seconds) =>
        load({ plan: { kind: 'any', lines }, clients, seconds }),
      );
      const isOk = (ratio: number): boolean => ratio >= goal && rounds.middle.refused === 0;
      figures.push(
        figureOf(`commit-lines-${clients}`, `>= ${goal} x doc10`, rounds, isOk, { clients, lines }),
      );
    }
    return figures;
  },
};
