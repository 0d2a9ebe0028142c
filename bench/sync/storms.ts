import * as Y from 'yjs';
import { ownerOf } from '../platform/cluster.ts';
import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { Client } from './client.ts';
import { openSyncStage, type ServerName, type SyncServer, type SyncStage } from './servers.ts';

const rounds = Number(process.env['SYNC_ROUNDS'] ?? 3);
const joiners = 500;
const stateBytes = 850_000;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const peers: readonly ServerName[] = ['ours', 'hocuspocus-postgres', 'y-websocket'];

interface Storm {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly bytesOfJoiner: number;
}

/** 500 people open one document of 0.85 MB at once. */
export const syncOpenStorm: Bench = {
  name: 'sync-open-storm',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    const found = new Map<ServerName, Storm[]>(peers.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const name of peers) {
        const server = await stage.start(name);
        const storm = await blow(server, `storm-${round}`);
        found.get(name)?.push(storm);
        say(
          `${name}: all synced in ${storm.tookMs.toFixed(0)} ms, ${storm.cpuMs.toFixed(0)} ms CPU, ${storm.bytesOfJoiner.toFixed(0)} B each`,
        );
        await server.kill();
      }
    }
    const of = (name: ServerName, what: keyof Storm): number =>
      median((found.get(name) ?? []).map((storm) => storm[what]));
    const best = (what: keyof Storm): number =>
      Math.min(of('hocuspocus-postgres', what), of('y-websocket', what));
    return [
      figureOf(
        'sync-open-storm',
        'ms',
        of('ours', 'tookMs'),
        best('tookMs'),
        0.15,
        Object.fromEntries(found),
      ),
      figureOf('sync-open-storm-cpu', 'ms CPU', of('ours', 'cpuMs'), best('cpuMs'), 0.08, {}),
      figureOf(
        'sync-open-storm-bytes',
        'B a joiner',
        of('ours', 'bytesOfJoiner'),
        best('bytesOfJoiner'),
        0.1,
        {},
      ),
    ];
  },
};

async function blow(server: SyncServer, document: string): Promise<Storm> {
  const writer = new Client({ ...server, document, person: 1, isReplica: true });
  await writer.synced;
  // Counts as a shop has them: small numbers.
  for (let row = 0; Y.encodeStateAsUpdate(writer.doc).length < stateBytes; row += 400) {
    writer.doc.transact(() => {
      for (let one = row; one < row + 400; one++) writer.count(one, 1 + ((one * 7) % 24));
    });
    await wait(15);
  }
  await wait(2_500);
  const cpuBefore = server.cpuMs();
  const began = performance.now();
  const people = Array.from(
    { length: joiners },
    (_, index) => new Client({ ...server, document, person: 2 + index, isReplica: false }),
  );
  await Promise.all(people.map(({ synced }) => synced));
  const tookMs = performance.now() - began;
  const cpuMs = server.cpuMs() - cpuBefore;
  const bytesOfJoiner = people.reduce((sum, { bytes }) => sum + bytes, 0) / joiners;
  for (const one of [...people, writer]) one.close();
  return { tookMs, cpuMs, bytesOfJoiner };
}

/** `kill -9` of server and all clients in the middle: what was acknowledged as saved must be there. */
export const syncKill: Bench = {
  name: 'sync-kill',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    let acknowledged = 0;
    let lost = 0;
    for (let round = 0; round < rounds * 2; round++) {
      const { saved, missing } = await killOnce(stage, `kill-${round}`);
      acknowledged += saved;
      lost += missing;
      say(`${saved} acknowledged, ${missing} lost`);
    }
    return [
      {
        name: 'sync-kill',
        value: lost,
        unit: 'acknowledged edits lost',
        ratio: null,
        against: 0,
        goal: '0',
        ok: lost === 0 && acknowledged > 0,
        detail: { acknowledged, kills: rounds * 2 },
      },
    ];
  },
};

async function killOnce(stage: SyncStage, document: string): Promise<{ saved: number; missing: number }> {
  const server = await stage.start('ours');
  const people = Array.from(
    { length: 20 },
    (_, index) => new Client({ ...server, document, person: 1 + index, isReplica: false }),
  );
  await Promise.all(people.map(({ synced }) => synced));
  const saved = new Map<string, number>();
  let isOver = false;
  const scanning = people.map(async (client) => {
    for (let scan = 1; !isOver; scan++) {
      const key = client.count(scan, scan);
      void client.saved().then(() => saved.set(key, scan));
      await wait(5 + Math.random() * 10);
    }
  });
  await wait(700 + Math.random() * 600);
  await server.kill('SIGKILL');
  isOver = true;
  for (const client of people) client.close();
  await Promise.all(scanning);
  const acknowledged = new Map(saved);
  const owner = ownerOf(stage.cluster, 'bench_sync');
  await owner`update live_documents set leased_until = now() where name = ${document}`;
  await owner.end();
  const again = await stage.start('ours');
  const reader = new Client({ ...again, document, person: 900, isReplica: true });
  await reader.synced;
  const counts = reader.doc.getMap<number>('counts');
  const missing = [...acknowledged].filter(([key, value]) => counts.get(key) !== value).length;
  reader.close();
  await again.kill();
  return { saved: acknowledged.size, missing };
}

function figureOf(
  name: string,
  unit: string,
  value: number,
  against: number,
  ratioMax: number,
  detail: Figure['detail'],
): Figure {
  return {
    name,
    value: rounded(value),
    unit,
    ratio: rounded(value / against, 3),
    against: rounded(against),
    goal: `<= ${ratioMax} x the better peer`,
    ok: value / against <= ratioMax,
    detail,
  };
}
