import postgres from 'postgres';
import { testCluster } from './cluster.ts';

/** Starts the tests' Postgres before the first file, and stops it after the last. */
export default async function setup(): Promise<() => Promise<void>> {
  const { controlUrl, stop } = await testCluster();
  // One connection held open: another run that ends meanwhile sees that it is not the last.
  const held = postgres(controlUrl, { max: 1, idle_timeout: 0, onnotice: () => undefined });
  await held`select 1`;
  return async () => {
    await held.end();
    await stop();
  };
}
