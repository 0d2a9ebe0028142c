// Watchers of the wall in a process of their own: sockets that count frames. Frames of a group are the same bytes for
// all, so one watcher of each reads what is in them, and the others only note when each came.
import { gunzipSync } from 'node:zlib';
import { openLine, type Line, type LineEars } from './line.ts';
import type { WatcherGroup } from './watchers.ts';

export type CrowdOrder =
  | {
      readonly act: 'join';
      readonly port: number;
      readonly groups: readonly WatcherGroup[];
      readonly slow: number;
    }
  /** Forgets what was noted so far. */
  | { readonly act: 'begin' }
  | { readonly act: 'judge'; readonly commits: readonly Commit[] }
  | { readonly act: 'leave' };

/** A document as the ledger has it: when its transaction began, ms since 1970. */
export type Commit = readonly [store: number, position: number, atMs: number];

export interface Judged {
  /** Commit to client over all pairs of a document and a watcher that may see it, by millisecond; the last one is "or more". */
  readonly histogram: readonly number[];
  readonly frames: number;
  readonly bytes: number;
  readonly watchers: number;
  readonly closed: number;
}

const bucketsMax = 5000;
const joinTogether = 50;
const nowMs = (): number => performance.timeOrigin + performance.now();

interface Watcher {
  readonly line: Line;
  /** When the frame of each sequence came. */
  arrivals: Map<number, number>;
  sequence: number;
}

class Crew {
  readonly watchers: Watcher[] = [];
  /** Of each store, the sequence by which a position was shown. */
  shown = new Map<number, { position: number; sequence: number }[]>();

  note(watcher: Watcher, data: Buffer, isBinary: boolean): void {
    const atMs = nowMs();
    if (watcher.sequence < 0) {
      watcher.sequence = (parse(data, isBinary) as { sequence: number }).sequence;
      return;
    }
    watcher.sequence += 1;
    watcher.arrivals.set(watcher.sequence, atMs);
    if (watcher !== this.watchers[0]) return;
    const tick = parse(data, isBinary) as { tiles: { storeId: number; shelfPosition: number }[] };
    for (const { storeId, shelfPosition } of tick.tiles) {
      const list = this.shown.get(storeId) ?? [];
      if ((list.at(-1)?.position ?? -1) < shelfPosition)
        list.push({ position: shelfPosition, sequence: watcher.sequence });
      this.shown.set(storeId, list);
    }
  }
}

const crews: Crew[] = [];
const slowLines: Line[] = [];
let frames = 0;
let bytes = 0;
let closed = 0;

process.on('message', (order: CrowdOrder) => {
  void obey(order).then((answer) => process.send?.(answer ?? { done: order.act }));
});

async function obey(order: CrowdOrder): Promise<unknown> {
  if (order.act === 'join') return join(order);
  if (order.act === 'judge') return judge(order.commits);
  if (order.act === 'begin') {
    for (const crew of crews) {
      crew.shown = new Map();
      for (const watcher of crew.watchers) watcher.arrivals = new Map();
    }
    [frames, bytes, closed] = [0, 0, 0];
    return undefined;
  }
  for (const crew of crews) for (const { line } of crew.watchers) line.end();
  for (const line of slowLines) line.end();
  [crews.length, slowLines.length] = [0, 0];
  return undefined;
}

async function join({ port, groups, slow }: Extract<CrowdOrder, { act: 'join' }>): Promise<void> {
  const pending: (() => Promise<void>)[] = [];
  for (const group of groups) {
    const crew = new Crew();
    crews.push(crew);
    for (const cookie of group.cookies) pending.push(() => watch(crew, port, cookie));
  }
  const cookie = groups[0]?.cookies[0] ?? '';
  for (let index = 0; index < slow; index++)
    pending.push(async () => {
      const line = await opened(port, cookie, { onMessage: () => undefined, onClose: () => undefined });
      slowLines.push(line);
      // Half of them read nothing from now on, the other half a little now and then.
      line.pause();
      if (index % 2 === 1) setInterval(() => (line.resume(), setTimeout(() => line.pause(), 20)), 1000);
    });
  while (pending.length > 0) await Promise.all(pending.splice(0, joinTogether).map((start) => start()));
}

async function watch(crew: Crew, port: number, cookie: string): Promise<void> {
  const early: (readonly [Buffer, boolean])[] = [];
  // What comes before the line is in hand waits for it.
  let hear = (data: Buffer, isBinary: boolean): void => void early.push([Buffer.from(data), isBinary]);
  const line = await opened(port, cookie, {
    onMessage: (data, isBinary) => {
      frames += 1;
      bytes += data.length;
      hear(data, isBinary);
    },
    onClose: () => (closed += 1),
  });
  const watcher: Watcher = { line, arrivals: new Map(), sequence: -1 };
  crew.watchers.push(watcher);
  hear = (data, isBinary) => crew.note(watcher, data, isBinary);
  for (const [data, isBinary] of early) hear(data, isBinary);
}

/** A line with its first message on it. */
function opened(port: number, cookie: string, { onMessage, onClose }: LineEars): Promise<Line> {
  return new Promise((resolve, reject) => {
    const line = openLine(port, cookie, {
      onMessage: (data, isBinary) => (onMessage(data, isBinary), resolve(line)),
      onClose: () => (onClose(), reject(new Error('a watcher was closed'))),
    });
  });
}

function judge(commits: readonly Commit[]): Judged {
  const histogram = new Array<number>(bucketsMax + 1).fill(0);
  for (const crew of crews) {
    for (const [store, position, atMs] of commits) {
      const sequence = crew.shown.get(store)?.find((shown) => shown.position >= position)?.sequence;
      if (sequence === undefined) continue;
      for (const { arrivals } of crew.watchers) {
        const arrivedMs = arrivals.get(sequence);
        if (arrivedMs === undefined) continue;
        const bucket = Math.min(bucketsMax, Math.max(0, Math.round(arrivedMs - atMs)));
        histogram[bucket] = (histogram[bucket] ?? 0) + 1;
      }
    }
  }
  const watchers = crews.reduce((sum, crew) => sum + crew.watchers.length, 0);
  return { histogram, frames, bytes, watchers, closed };
}

function parse(data: Buffer, isBinary: boolean): unknown {
  return JSON.parse((isBinary ? gunzipSync(data) : data).toString());
}
