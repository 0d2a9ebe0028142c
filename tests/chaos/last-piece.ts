import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareCluster } from '#server/launch/cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';
import { Chance } from '../sim/chance.ts';
import { Clients, type Sent } from './clients.ts';
import { makeCompany } from './company.ts';
import { checkLedger } from './ledger-check.ts';
import { freePort, ServerProcess } from './processes.ts';

export interface RaceOutcome {
  readonly rounds: number;
  readonly buyers: number;
  readonly sold: number;
  readonly told: number;
  readonly kills: number;
  readonly seconds: number;
  readonly wrong: readonly string[];
}

const buyersCount = 50;
/** One server dies in the middle of one round in so many. */
const roundsOfKill = 15;
const folder = fileURLToPath(new URL('../../.tongpan/chaos', import.meta.url));

/** One piece comes in and 50 people want it, at two server processes, of which one dies now and then: one gets it. */
export async function runLastPiece(rounds: number, seed: number): Promise<RaceOutcome> {
  mkdirSync(folder, { recursive: true });
  const chance = new Chance(seed);
  const own = await startEmbeddedPostgres(`${folder}/postgres`, { durable: true });
  const cluster = await prepareCluster(own.adminUrl, folder, { durable: true });
  const company = await makeCompany(cluster, 'race');
  const environment = { TONGPAN_DATA: folder };
  const servers = [
    new ServerProcess('server 1', await freePort(), environment),
    new ServerProcess('server 2', await freePort(), environment),
  ];
  const wrong: string[] = [];
  const sent: Sent[] = [];
  let kills = 0;
  let sold = 0;
  const beganMs = performance.now();
  try {
    await Promise.all(servers.map((server) => server.ready()));
    const clients = new Clients(
      servers.map(({ port }) => port),
      company.cookie,
      chance,
    );
    const send = async (kind: 'receipt' | 'sale'): Promise<Sent> => {
      const more = kind === 'sale' ? { amount: 500 } : { value: 300 };
      const one: Sent = {
        key: crypto.randomUUID(),
        body: { kind, storeId: 1, lines: [{ skuId: 1, quantity: 1, ...more }] },
        pieces: 1,
        tries: 0,
        told: undefined,
      };
      sent.push(one);
      while (!one.told) await clients.send(one);
      return one;
    };
    for (let round = 1; round <= rounds; round++) {
      await send('receipt');
      const buying = Promise.all(Array.from({ length: buyersCount }, () => send('sale')));
      if (round % roundsOfKill === 0) {
        const victim = chance.pick(servers);
        await victim.kill('SIGKILL');
        victim.start();
        kills += 1;
      }
      const winners = (await buying).filter(({ told }) => told?.outcome === 'posted').length;
      sold += winners;
      if (winners !== 1) wrong.push(`round ${round}: ${winners} got the piece`);
    }
    const found = await company.withOwner((sql) => checkLedger(sql, sent));
    wrong.push(...found.lost, ...found.doubled, ...found.wrong, ...clients.odd);
    return {
      rounds,
      buyers: buyersCount,
      sold,
      told: sent.filter(({ told }) => told).length,
      kills,
      seconds: Math.round((performance.now() - beganMs) / 1000),
      wrong,
    };
  } finally {
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    await own.stop();
  }
}
