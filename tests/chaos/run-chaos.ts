import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareCluster } from '#server/launch/cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';
import { Chance } from '../sim/chance.ts';
import { Clients } from './clients.ts';
import { makeCompany } from './company.ts';
import { checkLedger, checkWall } from './ledger-check.ts';
import { freePort, killPostgres, pause, ServerProcess } from './processes.ts';
import { openProxy, type Proxy } from './proxy.ts';

export const chaosFaults = [
  'kill -9 of a server',
  'kill -9 of both servers',
  'kill -9 of Postgres',
  'SIGTERM of a server',
  'replies cut',
  'line to a server held',
  'line to a server slow',
  'lines to a server broken',
  'line to Postgres held',
  'lines to Postgres broken',
] as const;
export type ChaosFault = (typeof chaosFaults)[number];

export interface ChaosOutcome {
  readonly seed: number;
  readonly topology: 'embedded' | 'through a proxy';
  readonly sent: number;
  readonly tries: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly endings: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
}

const clientsCount = 8;
/** A run goes on until so many were answered, five times as long at most. */
const tradedMin = 100;
const folder = fileURLToPath(new URL('../../.tongpan/chaos', import.meta.url));

/**
 * One run: two servers on one Postgres, people at tills, and everything that dies, dies. `embedded`: the servers look
 * after Postgres themselves. Otherwise they reach it through a line that breaks, and somebody else starts it again.
 */
export async function runChaos(seed: number, seconds: number): Promise<ChaosOutcome> {
  mkdirSync(folder, { recursive: true });
  const chance = new Chance(seed);
  const topology = seed % 2 === 0 ? 'embedded' : 'through a proxy';
  const own = await startEmbeddedPostgres(`${folder}/postgres`, { durable: true });
  const cluster = await prepareCluster(own.adminUrl, folder, { durable: true });
  const company = await makeCompany(cluster, 'chaos');
  const toPostgres =
    topology === 'embedded' ? undefined : await openProxy({ port: Number(new URL(own.adminUrl).port) });
  if (toPostgres) own.keepUp(() => undefined);
  const environment = {
    TONGPAN_DATA: folder,
    ...(toPostgres ? { DATABASE_URL: withPort(own.adminUrl, toPostgres.port) } : {}),
  };
  const servers = [
    new ServerProcess('server 1', await freePort(), environment),
    new ServerProcess('server 2', await freePort(), environment),
  ];
  const lines = await Promise.all(servers.map((server) => openProxy(server)));
  const faults: Record<string, number> = {};
  try {
    await Promise.all(servers.map((server) => server.ready()));
    const clients = new Clients(
      lines.map(({ port }) => port),
      company.cookie,
      chance,
    );
    clients.start(clientsCount);
    const wrong: string[] = [];
    const harm = new Harm({ chance, servers, lines, toPostgres, wrong });
    const beganMs = performance.now();
    const lastedMs = (): number => performance.now() - beganMs;
    // On a busy machine servers take seconds to be back: harm that meets no trade proves nothing.
    const isIdle = (): boolean => clients.sent.filter(({ told }) => told).length < tradedMin;
    while (lastedMs() < seconds * 1000 || (isIdle() && lastedMs() < seconds * 5000)) {
      await pause(chance.whole(200, 1500));
      const fault = await harm.once();
      faults[fault] = (faults[fault] ?? 0) + 1;
    }
    harm.heal();
    await Promise.all(servers.map((server) => server.ready()));
    await clients.finish();
    const found = await company.withOwner((sql) => checkLedger(sql, clients.sent));
    for (const { port } of servers)
      wrong.push(...(await company.withOwner((sql) => checkWall(port, company.cookie, sql))));
    return {
      seed,
      topology,
      sent: clients.sent.length,
      tries: clients.sent.reduce((sum, { tries }) => sum + tries, 0),
      acknowledged: clients.sent.filter(({ told }) => told).length,
      unanswered: clients.sent.filter(({ told }) => !told).length,
      endings: Object.fromEntries(clients.endings),
      faults,
      lost: found.lost,
      doubled: found.doubled,
      wrong: [...wrong, ...found.wrong, ...clients.odd],
    };
  } finally {
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    await Promise.all([...lines, ...(toPostgres ? [toPostgres] : [])].map((line) => line.close()));
    await own.stop();
  }
}

interface HarmParts {
  readonly chance: Chance;
  readonly servers: readonly ServerProcess[];
  readonly lines: readonly Proxy[];
  readonly toPostgres: Proxy | undefined;
  readonly wrong: string[];
}

/** Does one bad thing at a time, and puts it right again after a while. */
class Harm {
  readonly #parts: HarmParts;

  constructor(parts: HarmParts) {
    this.#parts = parts;
  }

  async once(): Promise<ChaosFault> {
    const { chance, servers, lines, toPostgres, wrong } = this.#parts;
    const fault = chance.pick(
      chaosFaults.filter((one) => toPostgres !== undefined || !one.includes('to Postgres')),
    );
    const server = chance.pick(servers);
    const line = chance.pick(lines);
    const whileMs = chance.whole(200, 2500);
    switch (fault) {
      case 'kill -9 of a server':
        await server.kill('SIGKILL');
        break;
      case 'kill -9 of both servers':
        await Promise.all(servers.map((one) => one.kill('SIGKILL')));
        break;
      case 'kill -9 of Postgres':
        killPostgres(folder);
        break;
      case 'SIGTERM of a server': {
        const wasReady = await server.isReady();
        const code = await server.kill('SIGTERM');
        if (wasReady && code !== 0)
          wrong.push(
            `${server.name} ended with ${code ?? 'a signal'} when asked to stop: ${server.said.slice(-3).join(' | ')}`,
          );
        break;
      }
      case 'replies cut':
        line.mode = { state: 'cut replies' };
        await pause(whileMs);
        break;
      case 'line to a server held':
        line.mode = { state: 'blackhole' };
        await pause(whileMs);
        if (chance.happens(0.5)) line.cutAll();
        break;
      case 'line to a server slow':
        line.mode = { state: 'delay', ms: chance.whole(20, 800) };
        await pause(whileMs);
        break;
      case 'lines to a server broken':
        line.cutAll();
        break;
      case 'line to Postgres held':
        if (toPostgres) toPostgres.mode = { state: 'blackhole' };
        await pause(whileMs);
        if (chance.happens(0.5)) toPostgres?.cutAll();
        break;
      case 'lines to Postgres broken':
        toPostgres?.cutAll();
        break;
    }
    this.heal();
    return fault;
  }

  /** Lines pass again and whoever is dead is started. */
  heal(): void {
    const { servers, lines, toPostgres } = this.#parts;
    for (const line of [...lines, ...(toPostgres ? [toPostgres] : [])]) line.mode = { state: 'pass' };
    for (const server of servers) server.start();
  }
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
