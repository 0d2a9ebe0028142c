import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SnapshotFrame, WallFrame } from '#protocol/wall/frame.ts';
import { drainedBytesMax, Group, sliceSize, stalledMsMax, unsentBytesMax, type FrameTally } from './group.ts';
import type { Frame, ReaderLine } from './reader-line.ts';

/** A reader whose network takes what it is told to: everything, or nothing. */
class Reader implements ReaderLine {
  isOpen = true;
  isStalled = false;
  unsentBytes = 0;
  closedWith: number | undefined;
  isCut = false;
  readonly frames: Frame[] = [];

  write(frame: Frame): void {
    this.frames.push(frame);
    if (this.isStalled) this.unsentBytes += frame.bytes.length;
  }
  close(code: number): void {
    this.closedWith = code;
  }
  cut(): void {
    this.isCut = true;
  }
  get read(): WallFrame[] {
    return this.frames.map(
      ({ payload, isBinary }) =>
        JSON.parse((isBinary ? gunzipSync(payload) : payload).toString()) as WallFrame,
    );
  }
}

const clock = { nowMs: 0, speed: 1, isDemo: false };
let nowMs = 0;

function groupOf(): { group: Group; made: () => number; tally: FrameTally } {
  let made = 0;
  const tally = { sent: 0, dropped: 0, closed: 0 };
  const group = new Group({
    nowMs: () => nowMs,
    snapshot: (sequence) => ((made += 1), { type: 'snapshot', sequence, clock } as unknown as SnapshotFrame),
    tally,
  });
  return { group, made: () => made, tally };
}

/** One tick whose news take about so many bytes. */
async function tick(group: Group, bytes = 100): Promise<void> {
  const ticker = [{ skuNameZh: 'x'.repeat(bytes) }] as never;
  group.send({ type: 'tick', clock, tiles: [], ticker });
  while (group.isSending) await new Promise((resolve) => setImmediate(resolve));
}

test('[WL-6] all readers of a room get the same bytes, a large frame packed once; a crowd that comes at once one snapshot', async () => {
  const { group, made } = groupOf();
  const readers = Array.from({ length: sliceSize * 2 + 7 }, () => new Reader());
  for (const reader of readers) group.add(reader);
  expect(made()).toBe(1);
  await tick(group);
  await tick(group, 20_000);
  const [first] = readers;
  for (const reader of readers) {
    expect(reader.frames).toHaveLength(3);
    reader.frames.forEach((frame, index) => expect(frame.bytes).toBe(first?.frames[index]?.bytes));
  }
  expect(first?.read.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual([
    'snapshot 0',
    'tick 1',
    'tick 2',
  ]);
  expect(first?.frames[1]?.isBinary).toBe(false);
  expect(first?.frames[2]?.isBinary).toBe(true);
});

test('[WL-8] a reader that does not drain gets nothing, then one newest snapshot, and holds nobody up', async () => {
  const { group, tally } = groupOf();
  const [slow, quick] = [new Reader(), new Reader()];
  group.add(slow);
  group.add(quick);
  slow.isStalled = true;
  slow.unsentBytes = unsentBytesMax + 1;
  for (let sent = 0; sent < 50; sent++) await tick(group);
  expect(slow.frames).toHaveLength(1);
  expect(quick.frames).toHaveLength(51);
  // What waits for it never grew.
  expect(slow.unsentBytes).toBe(unsentBytesMax + 1);
  slow.isStalled = false;
  slow.unsentBytes = drainedBytesMax;
  await tick(group);
  await tick(group);
  const told = slow.read.map(({ type, sequence }) => `${type} ${sequence}`);
  expect(told).toEqual(['snapshot 0', 'snapshot 51', 'tick 52']);
  expect(quick.read.at(-1)).toMatchObject({ sequence: 52 });
  // Of 52 ticks for two readers the slow one was spared 51.
  expect(tally).toEqual({ sent: 53, dropped: 51, closed: 0 });
});

test('[WL-8] one that never drains is closed, and cut off where it does not even take that', async () => {
  const { group, tally } = groupOf();
  const dead = new Reader();
  group.add(dead);
  dead.unsentBytes = unsentBytesMax + 1;
  await tick(group);
  nowMs += stalledMsMax;
  await tick(group);
  expect(dead.closedWith).toBeUndefined();
  nowMs += 1;
  await tick(group);
  expect(dead.closedWith).toBe(1013);
  dead.isOpen = false;
  nowMs += 6000;
  await tick(group);
  expect(dead.isCut).toBe(true);
  expect(tally.closed).toBe(1);
});
