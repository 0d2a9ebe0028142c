import { percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { Client } from './client.ts';
import { openSyncStage, type ServerName, type SyncServer } from './servers.ts';

const stalledReaders = 10;
const writers = 10;
/** Of what one writes at once; some 1.9 MB/s together, so that no kernel can hold it. */
const notesOfWrite = 20;
const noteLength = 1_900;
const writesPerSecond = 50;
const calmMs = 4_000;
const stallMs = 15_000;
const cutMsMax = 30_000;
const bytesMax = 1_000_000;
const catchUpMsMax = 10_000;
/** They first read what the kernel kept for them. */
const toldMsMax = 10_000;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Stall {
  /** The fullest socket while nobody read, bytes. */
  readonly bytesMax: number;
  readonly calmP99: number;
  readonly stalledP99: number;
  /** Of those that read again after 15 s: ms until they had everything, and whether they had. */
  readonly caughtUpMs: number;
  readonly behind: number;
  /** Of those that never read again: ms until the server let the last go; undefined: it never did. */
  readonly cutMs: number | undefined;
  readonly cutCodes: readonly (number | undefined)[];
}

/** Ten readers stop reading while ten others write; half of them come back, half never do. */
export const syncStalled: Bench = {
  name: 'sync-stalled',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    const found = new Map<ServerName, Stall>();
    for (const name of ['ours', 'hocuspocus-postgres', 'y-websocket'] as const) {
      const server = await stage.start(name);
      const stall = await stallAt(server, name === 'ours');
      found.set(name, stall);
      say(`${name}: ${JSON.stringify(stall)}`);
      await server.kill(name === 'ours' ? 'SIGTERM' : 'SIGKILL');
    }
    return figuresOf(found);
  },
};

async function stallAt(server: SyncServer, isCut: boolean): Promise<Stall> {
  const document = 'stalled';
  const open = (person: number, isReplica: boolean): Client =>
    new Client({ ...server, document, person, isReplica });
  const reader = open(1, true);
  const authors = Array.from({ length: writers }, (_, index) => open(2 + index, false));
  const stalled = Array.from({ length: stalledReaders }, (_, index) => open(100 + index, true));
  await Promise.all([reader, ...authors, ...stalled].map(({ synced }) => synced));
  const waits = watch(reader);
  const writing = write(authors, waits.sent);
  await wait(calmMs);
  const calmP99 = waits.takeP99();
  for (const one of stalled) one.pause();
  const stalledAt = performance.now();
  let fullest = 0;
  const look = async (): Promise<number> => {
    const buffered = await server.buffered();
    fullest = Math.max(fullest, ...buffered);
    return buffered.length;
  };
  while (performance.now() - stalledAt < stallMs) {
    await look();
    await wait(500);
  }
  const stalledP99 = waits.takeP99();
  const back = stalled.slice(0, stalledReaders / 2);
  const gone = stalled.slice(stalledReaders / 2);
  for (const one of back) one.resume();
  let cutMs: number | undefined;
  const everybody = 1 + writers + stalledReaders;
  while (isCut && cutMs === undefined && performance.now() - stalledAt < cutMsMax + 2_000) {
    if ((await look()) <= everybody - gone.length) cutMs = performance.now() - stalledAt;
    await wait(200);
  }
  writing.stop();
  const stoppedAt = performance.now();
  const missing = (): number =>
    back.filter(({ doc }) => !isSame(doc.getMap('notes'), reader.doc.getMap('notes'))).length;
  await wait(500);
  while (missing() > 0 && performance.now() - stoppedAt < catchUpMsMax) await wait(50);
  const caughtUpMs = performance.now() - stoppedAt;
  const behind = missing();
  for (const one of gone) one.resume();
  const toldBy = performance.now() + toldMsMax;
  while (isCut && gone.some(({ closedWith }) => closedWith === undefined) && performance.now() < toldBy)
    await wait(50);
  const cutCodes = gone.map(({ closedWith }) => closedWith);
  for (const one of [reader, ...authors, ...stalled]) one.close();
  return { bytesMax: fullest, calmP99, stalledP99, caughtUpMs, behind, cutMs, cutCodes };
}

/** Each writer in turn writes twenty of its notes anew, the first of them with a number that nobody wrote before. */
function write(authors: readonly Client[], sent: Map<string, number>): { stop(): void } {
  let turn = 0;
  const timer = setInterval(() => {
    const at = turn++ % authors.length;
    const { doc } = authors[at] as Client;
    sent.set(`w${at}n0 ${turn}`, performance.now());
    doc.transact(() => {
      for (let note = 0; note < notesOfWrite; note++)
        doc.getMap('notes').set(`w${at}n${note}`, `${turn} `.padEnd(noteLength, 'x'));
    });
  }, 1000 / writesPerSecond);
  return { stop: () => clearInterval(timer) };
}

function watch(reader: Client): { readonly sent: Map<string, number>; takeP99(): number } {
  const sent = new Map<string, number>();
  let waits: number[] = [];
  const notes = reader.doc.getMap<string>('notes');
  notes.observe(({ keysChanged }) => {
    for (const key of keysChanged) {
      const at = sent.get(`${key} ${Number.parseInt(notes.get(key) ?? '', 10)}`);
      if (at !== undefined) waits.push(performance.now() - at);
    }
  });
  return {
    sent,
    takeP99: () => {
      const p99 = percentile(waits, 0.99);
      waits = [];
      return p99;
    },
  };
}

function isSame(one: ReadonlyLike, other: ReadonlyLike): boolean {
  return one.size === other.size && [...other].every(([key, value]) => one.get(key) === value);
}
type ReadonlyLike = Iterable<[string, unknown]> & { readonly size: number; get(key: string): unknown };

function figuresOf(found: ReadonlyMap<ServerName, Stall>): readonly Figure[] {
  const ours = found.get('ours');
  const peers = [...found].filter(([name]) => name !== 'ours').map(([, stall]) => stall);
  if (!ours) throw new Error('ours was not measured');
  const bestPeer = Math.min(...peers.map((stall) => stall.bytesMax));
  const figure = (
    name: string,
    [value, unit]: readonly [number, string],
    against: number | null,
    goal: string,
    ok: boolean,
    detail: Figure['detail'] = {},
  ): Figure => ({
    name,
    value: rounded(value),
    unit,
    ratio: against === null ? null : rounded(value / against, 2),
    against: against === null ? null : rounded(against),
    goal,
    ok,
    detail,
  });
  const { cutMs, behind, cutCodes } = ours;
  const detail = Object.fromEntries(found);
  return [
    figure(
      'sync-stalled',
      [ours.bytesMax, 'B waiting in the fullest socket'],
      bestPeer,
      `<= ${bytesMax} B`,
      ours.bytesMax <= bytesMax,
      detail,
    ),
    figure(
      'sync-stalled-caught-up',
      [behind, 'of 5 that read again lack something'],
      null,
      '0',
      behind === 0,
      { ms: ours.caughtUpMs },
    ),
    figure(
      'sync-stalled-cut',
      [(cutMs ?? Infinity) / 1000, 's until those that never read were cut'],
      cutMsMax / 1000,
      '<= 30 s, and told',
      cutMs !== undefined && cutMs <= cutMsMax && cutCodes.every((code) => code !== undefined),
      { codes: cutCodes },
    ),
    figure(
      'sync-stalled-others',
      [ours.stalledP99, 'ms p99 for everybody else'],
      ours.calmP99,
      '<= 1.5 x without them, or 30 ms',
      ours.stalledP99 <= Math.max(30, ours.calmP99 * 1.5),
    ),
  ];
}
