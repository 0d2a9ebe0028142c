import { readFileSync } from 'node:fs';
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

const stalledReaders = 10;

/** Ten readers that stop reading while others write 1.5 KB notes; what the server holds for each of them. */
export const syncStalled: Bench = {
  name: 'sync-stalled',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    const found = new Map<ServerName, Stall>();
    for (const name of peers) {
      const server = await stage.start(name);
      const stall = await stallOnce(server, `stall`);
      found.set(name, stall);
      say(
        `${name}: ${(stall.heldOfReader / 1e6).toFixed(2)} MB held for each, ${stall.cut} of ${stalledReaders} cut, honest p99 ${stall.p99.toFixed(1)} ms`,
      );
      await server.kill();
    }
    const ours = found.get('ours');
    const held = ours?.heldOfReader ?? Number.NaN;
    const best = Math.min(
      found.get('hocuspocus-postgres')?.heldOfReader ?? Infinity,
      found.get('y-websocket')?.heldOfReader ?? Infinity,
    );
    return [
      {
        name: 'sync-stalled',
        value: rounded(held),
        unit: 'B held for a stalled reader',
        ratio: rounded(held / best, 2),
        against: rounded(best),
        goal: '<= 1 MB each, cut and told within 30 s, others unharmed',
        ok: held <= 1_000_000 && ours?.cut === stalledReaders,
        detail: Object.fromEntries(found),
      },
    ];
  },
};

interface Stall {
  /** Growth of the server's memory over a run without stalled readers cannot be told apart from anything: so what is queued. */
  readonly heldOfReader: number;
  readonly cut: number;
  readonly p99: number;
}

async function stallOnce(server: SyncServer, document: string): Promise<Stall> {
  const writers = Array.from(
    { length: 10 },
    (_, index) => new Client({ ...server, document, person: 1 + index, isReplica: index === 0 }),
  );
  await Promise.all(writers.map(({ synced }) => synced));
  const readers = Array.from(
    { length: stalledReaders },
    (_, index) => new Client({ ...server, document, person: 500 + index, isReplica: false }),
  );
  await Promise.all(readers.map(({ synced }) => synced));
  const before = residentBytes(server.pid);
  for (const reader of readers) reader.pause();
  const waits: number[] = [];
  const sentAt = new Map<string, number>();
  const notes = writers[0]?.doc.getMap<string>('notes');
  notes?.observe(({ keysChanged }) => {
    for (const key of keysChanged) {
      const sent = sentAt.get(`${key} ${notes.get(key)?.slice(0, 12)}`);
      if (sent !== undefined) waits.push(performance.now() - sent);
    }
  });
  const end = performance.now() + 28_000;
  for (let turn = 0; performance.now() < end; turn++) {
    const writer = writers[turn % writers.length] as Client;
    const mark = String(turn).padStart(12, '0');
    const key = `n${turn % 40}-${writers.indexOf(writer)}`;
    if (turn % 10 !== 0) sentAt.set(`${key} ${mark}`, performance.now());
    writer.doc.getMap('notes').set(key, mark + 'x'.repeat(1_500));
    await wait(2);
  }
  const heldOfReader = Math.max(0, residentBytes(server.pid) - before) / stalledReaders;
  for (const reader of readers) reader.resume();
  await wait(2_500);
  const cut = readers.filter(({ closedWith }) => closedWith !== undefined).length;
  for (const one of [...writers, ...readers]) one.close();
  waits.sort((a, b) => a - b);
  return { heldOfReader, cut, p99: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN };
}

/** Memory of a process, and what the kernel does not count: nothing is freed under it while it runs. */
function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) * 1024;
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
