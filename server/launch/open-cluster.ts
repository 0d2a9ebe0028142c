import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../platform/config.ts';
import { prepareCluster, type Cluster } from './cluster.ts';
import { mayArchive } from './postgres-archive.ts';
import { startEmbeddedPostgres } from './postgres.ts';

/** Where the embedded Postgres lies, and how its superuser reaches it. */
export interface EmbeddedPlace {
  readonly folder: string;
  readonly data: string;
  readonly adminUrl: string;
  /** Whether another process is connected to it. */
  isShared(): Promise<boolean>;
}

export interface OpenCluster {
  readonly cluster: Cluster;
  /** Left out where the Postgres is another's. */
  readonly embedded?: EmbeddedPlace;
  /** Starts an embedded Postgres again whenever it ends before `close`. */
  keepUp(say: (text: string) => void): void;
  /** Stops the embedded Postgres, unless another process is still connected to it. Close all pools before. */
  close(): Promise<void>;
}

export type ClusterConfig = Pick<Config, 'dataFolder' | 'databaseUrl' | 'moments'>;

/** The Postgres that the settings ask for: the one of DATABASE_URL, else the embedded one, started or adopted. */
export async function openCluster(config: ClusterConfig): Promise<OpenCluster> {
  mkdirSync(config.dataFolder, { recursive: true });
  if (config.databaseUrl !== undefined) {
    const cluster = await prepareCluster(config.databaseUrl, config.dataFolder, { durable: true });
    return { cluster, keepUp: () => undefined, close: async () => undefined };
  }
  const folder = postgresFolderOf(config);
  const { data, adminUrl, isShared, keepUp, stop } = await startEmbeddedPostgres(folder, {
    durable: true,
    archives: keepsMoments(config),
  });
  try {
    const cluster = await prepareCluster(adminUrl, config.dataFolder, { durable: true });
    return { cluster, embedded: { folder, data, adminUrl, isShared }, keepUp, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function postgresFolderOf({ dataFolder }: Pick<Config, 'dataFolder'>): string {
  return join(dataFolder, 'postgres');
}

/** Every start of it hands its log on, or none does: what one start kept to itself is a hole. */
export function keepsMoments({ moments }: Pick<Config, 'moments'>): boolean {
  return mayArchive && moments.days > 0;
}
