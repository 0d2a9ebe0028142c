import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { less, resultOf, type LoadOptions, type LoadResult, type Seen } from '../commit/load.ts';
import { cpuOf, openPostgresCpu } from '../platform/cpu.ts';
import type { World } from '../platform/world.ts';
import type { ClientOrder } from './client.ts';
import type { BenchServer } from './server.ts';

/** Tills that go the whole way over HTTP: session, rights, idempotency, ledger. */
export async function loadHttp(
  world: Pick<World, 'owner'>,
  server: BenchServer,
  cookies: readonly string[],
  options: LoadOptions,
): Promise<LoadResult> {
  const postgresCpu = await openPostgresCpu(world.owner);
  const before = { server: cpuOf(server.pid), postgres: postgresCpu() };
  const seen = await sendCrowd({ ...options, port: server.port, cookies });
  const cpu = {
    server: less(cpuOf(server.pid), before.server),
    postgres: less(postgresCpu(), before.postgres),
  };
  return resultOf(seen, cpu, null);
}

function sendCrowd(order: ClientOrder): Promise<Seen> {
  const child = fork(fileURLToPath(new URL('client.ts', import.meta.url)));
  return new Promise<Seen>((resolve, reject) => {
    child.once('message', (seen) => resolve(seen as Seen));
    child.once('exit', (code) => reject(new Error(`the crowd ended with ${code}`)));
    child.send(order);
  }).finally(() => child.kill());
}
