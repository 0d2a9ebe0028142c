import type { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

test('[LD-11][F10] a reader that stops reading costs a bounded buffer and catches up by one difference', async () => {
  world.kind.facts.set('stall', { writers: 'all' });
  const reader = new Device(world, await world.person(), 'stall');
  const writers = await Promise.all(
    Array.from({ length: 6 }, async () => new Device(world, await world.person(), 'stall')),
  );
  await Promise.all([reader, ...writers].map((device) => device.synced()));
  const room = world.documents.rooms.find('sheet', 'stall');
  const readerSocket = reader.provider.ws as unknown as WebSocket;
  readerSocket.pause();
  let framesAfter = 0;
  // Some 20 MB: more than the kernel keeps for a socket.
  for (let turn = 0; turn < 45; turn++) {
    for (const [at, writer] of writers.entries())
      writer.doc.transact(() => {
        for (let note = 0; note < 400; note++)
          writer.doc.getMap('notes').set(`w${at}n${note}`, `${turn} `.padEnd(180, 'x'));
      });
    await Promise.all(writers.map((writer) => writer.saved()));
  }
  const behind = [...(room?.connections ?? [])].filter((connection) => connection.behind !== undefined);
  expect(behind).toHaveLength(1);
  expect(behind[0]?.isFed).toBe(false);
  expect(behind[0]?.bufferedBytes).toBeLessThan(1024 * 1024);
  readerSocket.on('message', () => (framesAfter += 1));
  readerSocket.resume();
  await until(() => [...(room?.connections ?? [])].every((connection) => connection.behind === undefined));
  await until(() => reader.doc.getMap<string>('notes').get('w5n399')?.startsWith('44 ') === true);
  expect(reader.doc.getMap('notes').size).toBe(2400);
  expect(reader.refusals).toEqual([]);
  writers[0]?.count(1, 1);
  await until(() => reader.total() === 1);
  for (const device of [reader, ...writers]) device.close();
}, 120_000);
