import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../platform/config.ts';
import { prepareCluster, type Cluster } from './cluster.ts';
import { startEmbeddedPostgres } from './postgres.ts';

export interface OpenCluster {
  readonly cluster: Cluster;
  /** Starts an embedded Postgres again whenever it ends before `close`. */
  keepUp(say: (text: string) => void): void;
  /** Stops the embedded Postgres, unless another process is still connected to it. Close all pools before. */
  close(): Promise<void>;
}

/** The Postgres that the settings ask for: the one of DATABASE_URL, else the embedded one, started or adopted. */
export async function openCluster(config: Pick<Config, 'dataFolder' | 'databaseUrl'>): Promise<OpenCluster> {
  mkdirSync(config.dataFolder, { recursive: true });
  if (config.databaseUrl !== undefined) {
    const cluster = await prepareCluster(config.databaseUrl, config.dataFolder, { durable: true });
    return { cluster, keepUp: () => undefined, close: async () => undefined };
  }
  const embedded = await startEmbeddedPostgres(join(config.dataFolder, 'postgres'), { durable: true });
  try {
    const cluster = await prepareCluster(embedded.adminUrl, config.dataFolder, { durable: true });
    return { cluster, keepUp: embedded.keepUp, close: embedded.stop };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
