import { connect } from 'node:net';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalHash } from '#server/sync/canonical.ts';
import { Device, until } from './device.ts';
import { Hostile, hostileUpdates } from './hostile.ts';
import { sheetShape } from './sheet.ts';
import { openLiveWorld, type LiveWorld, type Person } from './world.ts';

let world: LiveWorld;
const roots = Object.keys(sheetShape.roots);
beforeAll(async () => void (world = await openLiveWorld({ ofAddressMax: 300 })));
afterAll(() => world.close());

let ids = 0;
function sheet(facts: Parameters<LiveWorld['kind']['facts']['set']>[1] = { writers: 'all' }): string {
  const id = `a${++ids}`;
  world.kind.facts.set(id, facts);
  return id;
}

async function closeOf(person: Person | undefined, id: string, kind?: string): Promise<number> {
  const socket = world.socket(person, id, kind === undefined ? {} : { kind });
  return new Promise((resolve) => {
    socket.on('close', resolve);
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
}

test('[A2] foreign and malformed names close alike, and nothing is opened for them', async () => {
  const person = await world.person();
  const id = sheet({ writers: new Set() });
  const before = world.documents.rooms.size;
  const names = [
    id,
    'nosuch',
    '..%2f..',
    'A1%00',
    `${id}.`,
    id.toUpperCase(),
    '%2f',
    'ａ1',
    'x'.repeat(10_000),
    '__proto__',
    'constructor',
  ];
  for (const name of names)
    expect([name.slice(0, 20), await closeOf(person, name)]).toEqual([name.slice(0, 20), 4403]);
  expect(await closeOf(person, id, 'nosuch')).toBe(4403);
  expect(await closeOf(person, id, '__proto__')).toBe(4403);
  expect([404, 4403]).toContain(await closeOf(person, ''));
  expect(await closeOf(undefined, id)).toBe(4401);
  expect(world.documents.rooms.size).toBe(before);
});

test('[A17] an upgrade from a foreign page, from none or from "null" is refused', async () => {
  const person = await world.person();
  const id = sheet();
  for (const origin of ['https://evil.example', 'null', null, `http://127.0.0.1:${world.port + 1}`]) {
    const socket = world.socket(person, id, { origin });
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('open', () => resolve('open'));
      socket.on('error', () => undefined);
    });
    expect([origin, status]).toEqual([origin, 403]);
    socket.terminate();
  }
});

test('[A18] connections of one address are capped, and one that says nothing is closed within 7 s', async () => {
  const sockets = Array.from({ length: 400 }, () =>
    connect(world.port, '127.0.0.1')
      .resume()
      .on('error', () => undefined),
  );
  const open = (): number => sockets.filter((socket) => socket.readyState === 'open').length;
  await until(() => sockets.every((socket) => !socket.connecting) && open() <= 300);
  const slow = sockets.find((socket) => socket.readyState === 'open');
  slow?.write('GET /api/live/sheet/x HTTP/1.1\r\nhost: x\r\n');
  await until(() => open() === 0, 8_000);
}, 20_000);

test('[A12][A3] every hostile update is refused, the document stays as it was, a newcomer sees the same', async () => {
  const id = sheet();
  const colleague = new Device(world, await world.person(), id);
  await colleague.synced();
  colleague.count(1, 5);
  await colleague.saved();
  const before = canonicalHash(colleague.doc, roots);
  const rssBefore = process.memoryUsage().rss;
  let tried = 0;
  for (const isStranger of [false, true]) {
    const attacker = await world.person();
    for (const [name, update] of hostileUpdates(
      colleague.doc.clientID,
      `${attacker.accountId}-abcdefghij-0`,
    )) {
      const hostile = new Hostile(world, isStranger ? await world.person() : attacker, id);
      await hostile.opened;
      await until(() => hostile.heard.length > 0);
      hostile.edit(update);
      await until(() => hostile.refusals > 0 || hostile.code !== undefined).catch(() => {
        throw new Error(`not refused: ${name}`);
      });
      hostile.close();
      tried += 1;
    }
  }
  expect(tried).toBe(54);
  expect(canonicalHash(colleague.doc, roots)).toBe(before);
  const room = world.documents.rooms.find('sheet', id);
  expect(room && room.doc.store.pendingStructs).toBeNull();
  expect(room && canonicalHash(room.doc, roots)).toBe(before);
  const newcomer = new Device(world, await world.person(), id);
  await newcomer.synced();
  expect(canonicalHash(newcomer.doc, roots)).toBe(before);
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(100 * 2 ** 20);
  colleague.count(2, 7);
  await colleague.saved();
  expect(colleague.refusals).toEqual([]);
  colleague.close();
  newcomer.close();
});

test('[A12] the third strike ends the connection, and what goes on after a refusal falls away', async () => {
  const id = sheet();
  const hostile = new Hostile(world, await world.person(), id);
  await hostile.opened;
  for (let strike = 0; strike < 3; strike++) hostile.send(Uint8Array.from([99, strike]));
  await until(() => hostile.code !== undefined);
  expect(hostile.code).toBe(1008);
});

test('[A15] whole answers are rationed', async () => {
  const id = sheet();
  const hostile = new Hostile(world, await world.person(), id);
  await hostile.opened;
  const ask = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint8Array(encoder, Uint8Array.from([0]));
  });
  for (let turn = 0; turn < 100; turn++) hostile.send(ask);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const answers = hostile.heard.filter(([kind, step]) => kind === 0 && step === 1).length;
  expect(answers).toBeGreaterThan(0);
  expect(answers).toBeLessThanOrEqual(7);
  hostile.close();
});

test('[A14] nobody shows, hides or multiplies another, and a flood of presence reaches nobody', async () => {
  const id = sheet();
  const one = new Device(world, await world.person(), id);
  await one.synced();
  one.provider.awareness.setLocalState({ place: 'A1' });
  const watcher = new Device(world, await world.person(), id);
  await watcher.synced();
  await until(() => watcher.provider.awareness.getStates().has(one.doc.clientID));
  const hostile = new Hostile(world, await world.person(), id);
  await hostile.opened;
  const presence = (states: readonly [number, number, string][]): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((update) => {
          encoding.writeVarUint(update, states.length);
          for (const [client, clock, json] of states) {
            encoding.writeVarUint(update, client);
            encoding.writeVarUint(update, clock);
            encoding.writeVarString(update, json);
          }
        }),
      );
    });
  hostile.send(presence([[one.doc.clientID, 9999, 'null']]));
  hostile.send(presence([[one.doc.clientID, 10_000, '{"place":"Z9"}']]));
  hostile.send(presence(Array.from({ length: 2000 }, (_, client) => [client, 1, '{}'])));
  for (let turn = 0; turn < 200; turn++) hostile.send(presence([[4711, turn + 1, `{"place":"${turn}"}`]]));
  hostile.send(presence([[4712, 1, `{"place":"${'x'.repeat(900_000)}"}`]]));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(watcher.provider.awareness.getStates().get(one.doc.clientID)).toMatchObject({ place: 'A1' });
  const others = [...watcher.provider.awareness.getStates().keys()].filter((client) => client < 10_000);
  expect(others).toEqual([4711]);
  hostile.close();
  one.close();
  watcher.close();
});
