import { openCeiling, type Ceiling } from '../ceiling/ceiling.ts';
import { loadHttp } from '../http/http-load.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import type { LoadOptions, LoadResult } from '../commit/load.ts';
import { openCluster, type BenchCluster } from './cluster.ts';
import { buildWorld, type World } from './world.ts';

/** Cluster, company and ceiling of one bench; disposed together. */
export interface Stage extends AsyncDisposable {
  readonly cluster: BenchCluster;
  readonly world: World;
  readonly ceiling: Ceiling;
  /** Starts the server in a process of its own, with people signed in. */
  openServer(): Promise<{ readonly server: BenchServer; readonly cookies: readonly string[] }>;
  /** Starts the server; what it gives loads it over HTTP. */
  openHttp(): Promise<(options: LoadOptions) => Promise<LoadResult>>;
}

const cookiesOfStage = 64;

export async function openStage(say: (line: string) => void): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.adopt(await openCluster(), (open) => open.stop());
  const world = stack.adopt(await buildWorld(cluster, say), (open) => open.close());
  const ceiling = stack.adopt(await openCeiling(cluster, say), (open) => open.close());
  const kept = stack.move();
  const openServer = async (): Promise<{ server: BenchServer; cookies: string[] }> => {
    const server = kept.adopt(await startServer(cluster), (open) => open.stop());
    return { server, cookies: await openCookies(world, cookiesOfStage) };
  };
  return {
    cluster,
    world,
    ceiling,
    openServer,
    openHttp: async () => {
      const { server, cookies } = await openServer();
      return (options) => loadHttp(world, server, cookies, options);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
