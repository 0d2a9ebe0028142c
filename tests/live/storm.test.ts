import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '#server/sync/canonical.ts';
import { Device, until } from './device.ts';
import { Hostile, editFrame } from './hostile.ts';
import { sheetShape } from './sheet.ts';
import { openLiveWorld, type LiveWorld, type Person } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());
const roots = Object.keys(sheetShape.roots);

/** So fast that a server has to work, so slow that what is measured is not the attackers’ own share of this process. */
const pauseMs = 60;
const frames = Number(process.env['LIVE_FRAMES'] ?? 3_000);
test(`[A13] ${frames} mutated frames over real sockets: nobody dead, nothing poisoned, a colleague’s offline edits all kept`, async () => {
  const id = 'storm';
  world.kind.facts.set(id, { writers: 'all' });
  const chance = lcg(4711);
  const honest = new Device(world, await world.person(), id);
  const reader = new Device(world, await world.person(), id);
  const offline = new Device(world, await world.person(), id);
  await Promise.all([honest.synced(), reader.synced(), offline.synced()]);
  for (let sku = 0; sku < 10; sku++) offline.count(sku, 1);
  await offline.saved();
  offline.goOffline();
  for (let sku = 0; sku < 60; sku++) offline.count(sku, 3);
  const waits: number[] = [];
  const sentAt = new Map<string, number>();
  reader.doc.getMap<number>('counts').observe(({ keysChanged }) => {
    for (const key of keysChanged) {
      const name = `${key} ${reader.doc.getMap<number>('counts').get(key)}`;
      const sent = sentAt.get(name);
      if (sent !== undefined) waits.push(performance.now() - sent);
    }
  });
  let turns = 0;
  const scanning = setInterval(() => {
    turns += 1;
    const sku = 1000 + (turns % 50);
    sentAt.set(`${sku}|${honest.counter} ${turns}`, performance.now());
    honest.count(sku, turns);
  }, 25);
  const attackers = await Promise.all(Array.from({ length: 20 }, () => world.person()));
  const seeds = seedUpdates(honest.doc, attackers[0] as Person);
  let sent = 0;
  await Promise.all(
    attackers.slice(0, 8).map(async (person) => {
      let hostile = new Hostile(world, person, id);
      await hostile.opened;
      while (sent < frames) {
        if (!hostile.isOpen) {
          hostile = new Hostile(world, person, id);
          await hostile.opened;
        }
        for (let turn = 0; turn < 8 && sent < frames && hostile.isOpen; turn++, sent++)
          hostile.send(mutate(seeds, chance));
        await new Promise((resolve) => setTimeout(resolve, frames > 10_000 ? pauseMs : 4));
      }
      hostile.close();
    }),
  );
  clearInterval(scanning);
  await honest.saved();
  expect(honest.refusals).toEqual([]);
  offline.goOnline();
  await offline.synced();
  await offline.saved();
  expect(offline.refusals).toEqual([]);
  const room = world.documents.rooms.find('sheet', id);
  expect(room?.state).toBe('open');
  expect(room?.doc.store.pendingStructs).toBeNull();
  expect(room?.doc.store.pendingDs).toBeNull();
  const newcomer = new Device(world, await world.person(), id);
  await newcomer.synced();
  const counts = newcomer.doc.getMap<number>('counts');
  for (let sku = 0; sku < 60; sku++) expect(counts.get(`${sku}|${offline.counter}`)).toBe(3);
  expect(canonicalHash(newcomer.doc, roots)).toBe(room && canonicalHash(room.doc, roots));
  await until(() => canonicalHash(reader.doc, roots) === canonicalHash(newcomer.doc, roots));
  expect(room && (await world.documents.rooms.check(room))).toBe(true);
  expect(world.logged.filter((line) => line.includes('loaded anew'))).toEqual([]);
  waits.sort((a, b) => a - b);
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? Infinity;
  process.stderr.write(
    `  ${sent} mutated frames; ${waits.length} honest edits meanwhile, p99 ${p99.toFixed(1)} ms\n`,
  );
  expect(p99).toBeLessThan(frames > 10_000 ? 100 : 1_000);
  for (const device of [honest, reader, offline, newcomer]) device.close();
}, 1_200_000);

/** Honest updates of many forms, to be damaged. */
function seedUpdates(shared: Y.Doc, person: Person): readonly Uint8Array[] {
  const doc = new Y.Doc();
  const made: Uint8Array[] = [Y.encodeStateAsUpdate(shared)];
  doc.on('update', (update: Uint8Array) => made.push(update));
  for (let turn = 0; turn < 20; turn++) {
    doc.getMap('counts').set(`${turn % 7}|${person.accountId}-abcdefghij-0`, turn);
    doc.getMap('notes').set(`n${turn % 3}`, 'x'.repeat(turn));
    if (turn % 5 === 0) doc.getMap('notes').delete('n0');
  }
  made.push(Y.encodeStateAsUpdate(doc), Y.encodeStateVector(doc));
  return made;
}

function mutate(seeds: readonly Uint8Array[], chance: () => number): Uint8Array {
  const below = (max: number): number => Math.floor(chance() * max);
  const seed = (seeds[below(seeds.length)] as Uint8Array).slice(0, 4000);
  const kind = below(6);
  if (kind === 0) return editFrame(seed.slice(0, below(seed.length + 1)));
  if (kind === 1) return Uint8Array.from({ length: below(200) }, () => below(256));
  if (kind === 2) {
    const other = seeds[below(seeds.length)] as Uint8Array;
    return editFrame(
      Uint8Array.from([...seed.slice(0, below(seed.length)), ...other.slice(below(other.length), 4000)]),
    );
  }
  const frame = kind === 3 ? editFrame(seed) : seed;
  for (let flips = 1 + below(4); flips > 0; flips--) {
    const at = below(frame.length);
    frame[at] = (frame[at] ?? 0) ^ (1 << below(8));
  }
  return kind === 3 ? frame : editFrame(frame);
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
