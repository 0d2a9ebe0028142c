import { join } from 'node:path';
import { testCluster } from './cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';

/** Starts the tests' Postgres before the first file and stops it after the last. */
export default async function setup(): Promise<() => Promise<void>> {
  await testCluster();
  return async () => {
    const folder = new URL('../../.tongpan/tests', import.meta.url).pathname;
    const postgres = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
    await postgres.stop();
  };
}
