import type { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { behindMsMax } from '#server/sync/connection.ts';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

test('[LD-11][F10] who stops reading costs a bounded buffer; one comes back to one difference, one is cut after 20 s and told', async () => {
  world.kind.facts.set('stall', { writers: 'all' });
  const open = async (): Promise<Device> => new Device(world, await world.person(), 'stall');
  const [slow, silent, ...writers] = await Promise.all(Array.from({ length: 8 }, open));
  if (!slow || !silent) throw new Error('nobody there');
  const all = [slow, silent, ...writers];
  await Promise.all(all.map((device) => device.synced()));
  const room = world.documents.rooms.find('sheet', 'stall');
  const behind = () => [...(room?.connections ?? [])].filter((connection) => connection.behind !== undefined);
  const socketOf = (device: Device): WebSocket => device.provider.ws as unknown as WebSocket;
  for (const device of [slow, silent]) socketOf(device).pause();
  // Some 20 MB: more than the kernel keeps for a socket.
  for (let turn = 0; turn < 45; turn++) {
    for (const [at, writer] of writers.entries())
      writer.doc.transact(() => {
        for (let note = 0; note < 400; note++)
          writer.doc.getMap('notes').set(`w${at}n${note}`, `${turn} `.padEnd(180, 'x'));
      });
    await Promise.all(writers.map((writer) => writer.saved()));
  }
  expect(behind().map(({ isFed }) => isFed)).toEqual([false, false]);
  for (const { bufferedBytes } of behind()) expect(bufferedBytes).toBeLessThan(1024 * 1024);
  socketOf(slow).resume();
  await until(() => behind().length === 1);
  const hasAll = ({ doc }: Device): boolean =>
    doc.getMap<string>('notes').get('w5n399')?.startsWith('44 ') === true;
  await until(() => hasAll(slow));
  expect(slow.doc.getMap('notes').size).toBe(2400);
  expect(room?.connections.size).toBe(8);
  world.pass(behindMsMax + 1);
  await until(() => room?.connections.size === 7, 5_000);
  expect([...silent.closes, ...slow.closes]).toEqual([]);
  // Whoever reads again learns that the socket is over, and comes back by himself.
  socketOf(silent).resume();
  await until(() => silent.closes.length > 0, 5_000);
  await until(() => hasAll(silent), 10_000);
  writers[0]?.count(1, 1);
  await until(() => slow.total() === 1 && silent.total() === 1);
  for (const { refusals } of all) expect(refusals).toEqual([]);
  for (const device of all) device.close();
}, 120_000);
