import { afterAll, beforeAll, expect, test } from 'vitest';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

let ids = 0;
function sheet(facts: Parameters<LiveWorld['kind']['facts']['set']>[1] = { writers: 'all' }): string {
  const id = `s${++ids}`;
  world.kind.facts.set(id, facts);
  return id;
}

test('[LD-9] freezing reads once, refuses what comes after, and late writes have a receipt', async () => {
  const id = sheet();
  const device = new Device(world, await world.person(), id);
  await device.synced();
  device.count(1, 5);
  await device.saved();
  await expect(
    world.documents.freeze('sheet', id, () => Promise.reject(new Error('not now'))),
  ).rejects.toThrow('not now');
  device.count(1, 6);
  await device.saved();
  expect(device.refusals).toEqual([]);
  const content = await world.documents.freeze('sheet', id, async (_sql, read) => read);
  expect([...(content.roots.get('counts')?.values() ?? [])].map(({ value }) => value)).toEqual([6]);
  await until(() => device.news?.isFrozen === true);
  device.count(1, 7);
  await until(() => device.refusals.length > 0);
  expect(device.refusals[0]?.code).toBe('frozen');
  device.sendLate('a', [{ root: 'counts', key: `1|${device.counter}`, value: 7 }]);
  await until(() => device.receipts.length > 0);
  expect(world.kind.late.size).toBe(1);
  await world.crash();
  const after = new Device(world, await world.person(), id);
  await until(() => after.news?.isFrozen === true);
  await after.synced();
  expect(after.total()).toBe(6);
  const again = await world.documents.freeze('sheet', id, async (_sql, read) => read);
  expect(again.sequence).toBe(content.sequence);
  await world.documents.thaw('sheet', id);
  await until(() => after.news?.isFrozen === false);
  after.count(2, 1);
  await after.saved();
  expect(after.refusals).toEqual([]);
  after.close();
  device.close();
});

test('[LD-2][LD-9] who may only read keeps nothing late either; whose right ended with the freeze is told of the freeze', async () => {
  const reader = await world.person();
  const writer = await world.person();
  const writers = new Set([writer.accountId]);
  const id = sheet({ writers, readers: new Set([reader.accountId, writer.accountId]) });
  const [reading, writing] = [new Device(world, reader, id), new Device(world, writer, id)];
  await Promise.all([reading.synced(), writing.synced()]);
  await world.documents.freeze('sheet', id, async () => undefined);
  await until(() => reading.news?.isFrozen === true && writing.news?.isFrozen === true);
  const before = world.kind.late.size;
  reading.sendLate('late', [{ root: 'counts', key: `1|${reading.counter}`, value: 7 }]);
  await until(() => reading.refusals.length > 0);
  expect([reading.refusals[0]?.code, world.kind.late.size - before]).toEqual(['read_only', 0]);
  writers.clear();
  writing.count(1, 1);
  await until(() => writing.refusals.length > 0);
  expect(writing.refusals[0]?.code).toBe('frozen');
  reading.close();
  writing.close();
});
