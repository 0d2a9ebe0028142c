import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { Device, until } from './device.ts';
import { Hostile } from './hostile.ts';
import { openLiveWorld, type LiveWorld, type Person } from './world.ts';

const totalMax = 1_500;
const ofAddressMax = 400;
let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld({ totalMax, ofAddressMax })));
afterAll(() => world.close());

let ids = 0;
function sheet(): string {
  const id = `f${++ids}`;
  world.kind.facts.set(id, { writers: 'all' });
  return id;
}

const idle = Number(process.env['LIVE_IDLE'] ?? 3_000);
test(`[A18] ${idle} idle sockets of ten addresses: two caps hold, all are closed in time, pages that are there don’t notice`, async () => {
  const id = sheet();
  const writer = new Device(world, await world.person(), id);
  const reader = new Device(world, await world.person(), id);
  await Promise.all([writer.synced(), reader.synced()]);
  const rssBefore = process.memoryUsage().rss;
  const sockets: Socket[] = [];
  const open = (): number => sockets.filter((socket) => socket.readyState === 'open').length;
  let openMost = 0;
  let slowestMs = 0;
  for (let turn = 1; sockets.length < idle; turn++) {
    for (let more = 0; more < 250; more++)
      sockets.push(
        connect({ port: world.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (sockets.length % 10)}` })
          .resume()
          .on('error', () => undefined),
      );
    const began = performance.now();
    writer.count(1, turn);
    await until(() => reader.total() === turn);
    slowestMs = Math.max(slowestMs, performance.now() - began);
    openMost = Math.max(openMost, open());
  }
  await until(() => sockets.every((socket) => !socket.connecting));
  await until(async () => (await world.connections()) <= totalMax);
  expect(openMost).toBeGreaterThan(ofAddressMax);
  // One that begins an upgrade and never ends it.
  sockets
    .find((socket) => socket.readyState === 'open')
    ?.write('GET /api/live/sheet/x HTTP/1.1\r\nupgrade: websocket\r\nx: ');
  expect(slowestMs).toBeLessThan(1_000);
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(100 * 2 ** 20);
  // Counted at the server: what its full queue dropped unseen stays open for the kernel of who asked.
  await until(async () => (await world.connections()) === 2, 9_000);
  writer.count(1, 1_000_000);
  await until(() => reader.total() === 1_000_000);
  expect([...writer.closes, ...reader.closes]).toEqual([]);
  for (const socket of sockets) socket.destroy();
  writer.close();
  reader.close();
}, 60_000);

test('[A18] one address has its share, and another still gets in', async () => {
  const sockets = Array.from({ length: ofAddressMax + 50 }, () =>
    connect({ port: world.port, host: '127.0.0.1', localAddress: '127.0.0.30' })
      .resume()
      .on('error', () => undefined),
  );
  const open = (): number => sockets.filter((socket) => socket.readyState === 'open').length;
  await until(() => sockets.every((socket) => !socket.connecting) && open() <= ofAddressMax);
  expect(open()).toBe(ofAddressMax);
  const page = new Device(world, await world.person(), sheet());
  await page.synced();
  page.close();
  for (const socket of sockets) socket.destroy();
});

test('[A19] a frame over 1 MiB closes the connection', async () => {
  const hostile = new Hostile(world, await world.person(), sheet());
  await hostile.opened;
  hostile.send(new Uint8Array(1024 * 1024 + 1));
  await until(() => hostile.code !== undefined);
  expect(hostile.code).toBe(1009);
});

/** A socket that was let in, and the code it is closed with. */
async function letIn(person: Person): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = world.socket(person, sheet(), { query: '?live=2' });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  return { socket, closed };
}

test('[A19] nothing is inflated: compression is not offered back, and a frame that claims it ends the connection', async () => {
  const { socket, closed } = await letIn(await world.person());
  // The client offers permessage-deflate; the server leaves it out of its answer.
  expect(socket.extensions).toBe('');
  const bomb = deflateRawSync(Buffer.alloc(64 * 2 ** 20), { level: 9 });
  const rssBefore = process.memoryUsage().rss;
  const head = Buffer.from([0xc2, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64BE(BigInt(bomb.length), 2);
  (socket as unknown as { _socket: Socket })._socket.write(Buffer.concat([head, bomb]));
  expect(await closed).toBe(1002);
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(32 * 2 ** 20);
});

test.each([
  ['of one byte', Uint8Array.of(0)],
  ['of nothing', new Uint8Array(0)],
])(
  '[A19] a message in thousands of fragments %s is cut off, and an honest one in ten is taken',
  async (_name, piece) => {
    const { socket, closed } = await letIn(await world.person());
    for (let turn = 0; turn < 5_000; turn++) socket.send(piece, { binary: true, fin: false });
    expect(await closed).toBe(1008);

    const page = new Device(world, await world.person(), sheet());
    await page.synced();
    page.count(1, 3);
    const honest = page.provider.ws as unknown as WebSocket;
    const barrier = [102, 1, 7];
    for (const [at, byte] of barrier.entries())
      honest.send(Uint8Array.of(byte), { binary: true, fin: at === barrier.length - 1 });
    await page.saved();
    expect(page.closes).toEqual([]);
    page.close();
  },
);
