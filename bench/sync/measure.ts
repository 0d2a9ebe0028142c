import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openPostgresCpu } from '../platform/cpu.ts';
import { ownerOf } from '../platform/cluster.ts';
import { median } from '../platform/figure.ts';
import type { CrowdAnswer, CrowdOrder } from './crowd.ts';
import type { ServerName, SyncStage } from './servers.ts';

export interface Measured extends CrowdAnswer {
  /** CPU of the server, ms for 1,000 edits; Postgres not in it. */
  readonly cpuOfThousand: number;
  readonly postgresOfThousand: number;
}

type Work = Omit<CrowdOrder, 'url' | 'flavour'>;

/** The same crowd at each server in turn, round after round, so that what the machine does meanwhile falls on all of them. */
export async function measureAll(
  stage: SyncStage,
  names: readonly ServerName[],
  rounds: number,
  work: (round: number) => Work,
  say: (line: string) => void,
): Promise<ReadonlyMap<ServerName, readonly Measured[]>> {
  const found = new Map<ServerName, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const measured = await measureOne(stage, name, work(round));
      found.get(name)?.push(measured);
      say(
        `${name}: ${measured.cpuOfThousand.toFixed(0)} ms CPU for 1,000 edits (Postgres ${measured.postgresOfThousand.toFixed(0)}), p50 ${measured.p50.toFixed(1)} p99 ${measured.p99.toFixed(1)} ms, lost ${measured.lost}, extra ${measured.extra}` +
          (name === 'ours' && measured.savedP50
            ? `, saved p50 ${measured.savedP50.toFixed(1)} p99 ${measured.savedP99.toFixed(1)}`
            : ''),
      );
    }
  }
  return found;
}

async function measureOne(stage: SyncStage, name: ServerName, work: Work): Promise<Measured> {
  const server = await stage.start(name);
  const owner = ownerOf(stage.cluster, 'bench_sync');
  const postgresCpu = await openPostgresCpu(owner);
  const cpu = (): { server: number; postgres: number } => ({
    server: server.cpuMs(),
    postgres: postgresCpu() ?? Number.NaN,
  });
  try {
    const order: CrowdOrder = {
      ...work,
      url: server.url,
      flavour: server.flavour,
      savesAreTimed: name === 'ours' && work.savesAreTimed,
    };
    const { answer, before, after } = await runCrowd(order, cpu);
    return {
      ...answer,
      cpuOfThousand: ((after.server - before.server) / answer.edits) * 1000,
      postgresOfThousand: ((after.postgres - before.postgres) / answer.edits) * 1000,
    };
  } finally {
    await owner.end();
    await server.kill();
  }
}

function runCrowd<Cpu>(
  order: CrowdOrder,
  cpu: () => Cpu,
): Promise<{ answer: CrowdAnswer; before: Cpu; after: Cpu }> {
  const child = fork(fileURLToPath(new URL('crowd.ts', import.meta.url)));
  let before = cpu();
  return new Promise<{ answer: CrowdAnswer; before: Cpu; after: Cpu }>((resolve, reject) => {
    child.on('message', (told: { warm?: true; done?: CrowdAnswer; failed?: string }) => {
      if (told.warm) before = cpu();
      if (told.failed !== undefined) reject(new Error(told.failed));
      if (told.done) resolve({ answer: told.done, before, after: cpu() });
    });
    child.once('exit', (code) => reject(new Error(`the crowd ended with ${code}`)));
    child.send(order);
  }).finally(() => child.kill());
}

export function medianOf(measured: readonly Measured[] | undefined, what: keyof Measured): number {
  return measured && measured.length > 0 ? median(measured.map((one) => one[what])) : Number.NaN;
}
