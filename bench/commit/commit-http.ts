import type { Bench, Figure } from '../platform/figure.ts';
import { openStage } from '../platform/stage.ts';
import { figureOf, interleave } from './rounds.ts';

const cpuMsMax = 0.5;

/** The whole way of a posting, with so many clients: session, role and scope, idempotency, audit, valuation. */
function commitHttp(clients: number, goal: number, ceilingClients: readonly number[]): Bench {
  const name = `commit-http-${clients}`;
  return {
    name,
    run: async (say): Promise<readonly Figure[]> => {
      await using stage = await openStage(say);
      const load = await stage.openHttp();
      const rounds = await interleave(stage.ceiling, 'doc1', ceilingClients, (seconds) =>
        load({ plan: { kind: 'any', lines: 1 }, clients, seconds }),
      );
      const { serverCpuMs, postgresCpuMs, refused } = rounds.middle;
      const cpuMs = (serverCpuMs ?? Number.NaN) + (postgresCpuMs ?? Number.NaN);
      const isOk = (ratio: number): boolean => ratio >= goal && cpuMs <= cpuMsMax && refused === 0;
      return [
        figureOf(name, `>= ${goal} x doc1, CPU <= ${cpuMsMax} ms a document`, rounds, isOk, { clients }),
      ];
    },
  };
}

export const commitHttp16 = commitHttp(16, 0.5, [16]);
export const commitHttp64 = commitHttp(64, 1, [16, 64]);
