import { openCeiling, type Ceiling } from '../ceiling/ceiling.ts';
import { openCluster, type Cluster } from './cluster.ts';
import { buildWorld, type World } from './world.ts';

/** Cluster, company and ceiling of one bench; disposed together. */
export interface Stage extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly world: World;
  readonly ceiling: Ceiling;
}

export async function openStage(say: (line: string) => void): Promise<Stage> {
  const cluster = await openCluster();
  const world = await buildWorld(cluster, say);
  const ceiling = await openCeiling(cluster, say);
  return {
    cluster,
    world,
    ceiling,
    [Symbol.asyncDispose]: async () => {
      await world.close();
      await ceiling.close();
      await cluster.stop();
    },
  };
}
