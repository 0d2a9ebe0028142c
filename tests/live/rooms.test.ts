import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '#server/sync/canonical.ts';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';
import { sheetShape } from './sheet.ts';

let world: LiveWorld;
const roots = Object.keys(sheetShape.roots);
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

let ids = 0;
function sheet(facts: Parameters<LiveWorld['kind']['facts']['set']>[1] = { writers: 'all' }): string {
  const id = `s${++ids}`;
  world.kind.facts.set(id, facts);
  return id;
}

test('[LD-3][I25] what two people write is one document, saved means it is in Postgres', async () => {
  const id = sheet();
  const one = new Device(world, await world.person(), id);
  const two = new Device(world, await world.person(), id, { isStock: true });
  await Promise.all([one.synced(), two.synced()]);
  one.count(7, 3);
  two.count(7, 4);
  await one.saved();
  const [row] =
    await world.sql`select count(*)::int as rows from live_updates u join live_documents d on d.id = u.document_id where d.name = ${id}`;
  expect(row?.['rows']).toBeGreaterThanOrEqual(1);
  await until(() => one.total() === 7 && two.total() === 7);
  expect(canonicalHash(one.doc, roots)).toBe(canonicalHash(two.doc, roots));
  const content = await world.documents.read('sheet', id);
  expect([...(content?.roots.get('counts')?.values() ?? [])].map(({ value }) => value).sort()).toEqual([
    3, 4,
  ]);
  one.close();
  two.close();
});

test('[LD-3] a listener that fails loses nobody an edit: it is stored, told on, and so are the next', async () => {
  const id = sheet();
  const one = new Device(world, await world.person(), id);
  const two = new Device(world, await world.person(), id);
  await Promise.all([one.synced(), two.synced()]);
  let asked = 0;
  const stop = world.documents.follow('sheet', () => {
    asked += 1;
    throw new Error('a listener that fails');
  });
  for (const units of [2, 3]) {
    one.count(7, units);
    await one.saved();
    await until(() => two.total() === units);
  }
  stop();
  expect(asked).toBe(2);
  one.close();
  two.close();
});

test('[I28] what was written offline arrives whole, over reloads of the page, and again is nothing new', async () => {
  const id = sheet();
  const person = await world.person();
  const stored = new Y.Doc();
  const offline = new Device(world, person, id, { doc: stored, connect: false });
  for (let sku = 0; sku < 50; sku++) offline.count(sku, sku);
  for (let sku = 0; sku < 50; sku++) offline.count(sku, sku + 1);
  const state = Y.encodeStateAsUpdate(stored);
  const reloaded = new Y.Doc();
  Y.applyUpdate(reloaded, state);
  const again = new Device(world, person, id, { doc: reloaded });
  again.doc.getMap('counts').set(`3|${offline.counter}`, 100);
  await again.synced();
  await again.saved();
  expect(again.refusals).toEqual([]);
  offline.goOnline();
  await offline.synced();
  await offline.saved();
  await until(() => offline.total() === again.total());
  expect(again.total()).toBe(1275 - 4 + 100);
  again.close();
  offline.close();
});

test('[LD-7] compaction keeps the view equal, and a document is let go and comes back from its snapshot', async () => {
  const id = sheet();
  const device = new Device(world, await world.person(), id);
  await device.synced();
  for (let turn = 0; turn < 300; turn++) device.count(turn % 90, turn);
  await device.saved();
  const room = world.documents.rooms.find('sheet', id);
  expect(room && (await world.documents.rooms.check(room))).toBe(true);
  const snapshots =
    await world.sql`select sequence from live_snapshots where document_id = ${room?.documentId ?? 0}`;
  expect(snapshots.map((row) => row['sequence'])).toEqual([300]);
  const before = canonicalHash(device.doc, roots);
  device.count(1, 9999);
  await device.saved();
  device.close();
  await world.crash();
  const fresh = new Device(world, await world.person(), id);
  await fresh.synced();
  expect(canonicalHash(fresh.doc, roots)).not.toBe(before);
  expect(canonicalHash(fresh.doc, roots)).toBe(canonicalHash(device.doc, roots));
  fresh.close();
});

test('[LD-8][F29] a flipped byte in the log is left out and named, the rest stays, and its author brings it back', async () => {
  const id = sheet();
  const author = new Device(world, await world.person(), id);
  await author.synced();
  for (let sku = 0; sku < 5; sku++) {
    author.count(sku, 10 + sku);
    await author.saved();
  }
  author.goOffline();
  await world.house
    .owner`update live_updates set data = set_byte(data, length(data) - 3, 255 - get_byte(data, length(data) - 3))
    where sequence = 5 and document_id = (select id from live_documents where name = ${id})`;
  await world.crash();
  const fresh = new Device(world, await world.person(), id);
  await fresh.synced();
  expect(fresh.total()).toBe(10 + 11 + 12 + 13);
  expect(world.logged.join('')).toContain('rebuilt without damaged rows');
  author.goOnline();
  await until(() => fresh.total() === 60);
  author.close();
  fresh.close();
});

test('[LD-2][A3] who may only read is told what was refused, and nothing of it is there', async () => {
  const reader = await world.person();
  const id = sheet({ writers: new Set(), readers: new Set([reader.accountId]) });
  const device = new Device(world, reader, id);
  await device.synced();
  device.count(1, 1);
  await until(() => device.refusals.length > 0);
  expect(device.refusals[0]).toEqual({
    code: 'read_only',
    entries: [{ root: 'counts', key: `1|${device.counter}` }],
  });
  expect(device.news).toMatchObject({ mayWrite: false, role: 'reader' });
  expect((await world.documents.read('sheet', id))?.roots.get('counts')?.size).toBe(0);
  device.close();
});

test('[LD-4][A16] another’s counter, a supervisor’s root, a foreign root and a wipe are refused', async () => {
  const id = sheet();
  const honest = new Device(world, await world.person(), id);
  await honest.synced();
  honest.count(1, 5);
  await honest.saved();
  const attempts: readonly [string, (device: Device) => void, string][] = [
    ['counter', (device) => device.doc.getMap('counts').set(`1|${honest.counter}`, 999), 'not_yours'],
    ['supervisor', (device) => device.doc.getMap('rounds').set('1', 2), 'judged'],
    ['root', (device) => device.doc.getMap('onHand').set('1', 2), 'not_in_shape'],
    ['value', (device) => device.doc.getMap('counts').set(`2|${device.counter}`, -1), 'not_in_shape'],
    ['wipe', (device) => device.doc.getMap('counts').delete(`1|${honest.counter}`), 'not_yours'],
    ['nested', (device) => device.doc.getMap('notes').set('a', new Y.Map()), 'broken'],
    ['list', (device) => device.doc.getArray('notes').push(['x']), 'broken'],
  ];
  for (const [name, act, code] of attempts) {
    const device = new Device(world, await world.person(), id);
    await device.synced();
    act(device);
    await until(() => device.refusals.length > 0);
    expect([name, device.refusals[0]?.code]).toEqual([name, code]);
    device.close();
  }
  const fresh = new Device(world, await world.person(), id);
  await fresh.synced();
  expect(fresh.total()).toBe(5);
  expect([...fresh.doc.share.keys()].filter((root) => fresh.doc.getMap(root).size > 0)).toEqual(['counts']);
  fresh.close();
  honest.close();
});

test('[LD-2][A20][F28] lost rights and ended sessions close the room within 5 s', async () => {
  const person = await world.person();
  const other = await world.person();
  const id = sheet({ writers: new Set([person.accountId, other.accountId]) });
  const device = new Device(world, person, id);
  const stays = new Device(world, other, id);
  await Promise.all([device.synced(), stays.synced()]);
  world.kind.facts.set(id, { writers: new Set([other.accountId]) });
  await until(() => device.closes.includes(4403), 5_000);
  await world.house.sessions.close(other.secret);
  await until(() => stays.closes.includes(4401), 5_000);
  device.close();
  stays.close();
});

test('[LD-6][A14] presence carries the server’s name, and nobody shows another', async () => {
  const id = sheet();
  const one = new Device(world, await world.person(), id);
  const two = new Device(world, await world.person(), id);
  await Promise.all([one.synced(), two.synced()]);
  one.provider.awareness.setLocalState({ name: 'Boss', accountId: 1, place: 'A1', secret: 'x' });
  await until(() => two.provider.awareness.getStates().get(one.doc.clientID)?.['place'] === 'A1');
  const shown = two.provider.awareness.getStates().get(one.doc.clientID);
  expect(shown).toEqual({
    accountId: expect.any(Number),
    name: expect.stringMatching(/^live/),
    colour: expect.any(Number),
    place: 'A1',
  });
  expect(world.documents.present('sheet', id).some(({ place }) => place === 'A1')).toBe(true);
  one.close();
  await until(() => !two.provider.awareness.getStates().has(one.doc.clientID));
  two.close();
});

test('an older page reads, is told to load anew, and writes nothing', async () => {
  const id = sheet();
  const old = new Device(world, await world.person(), id, { version: 1 });
  await old.synced();
  expect(old.news).toMatchObject({ isOutdated: true, mayWrite: false });
  old.count(1, 1);
  await until(() => old.refusals.length > 0);
  expect(old.refusals[0]?.code).toBe('read_only');
  old.close();
});

test('[LD-10] another node takes no document while this one has it, and the log refuses an older epoch', async () => {
  const id = sheet();
  const device = new Device(world, await world.person(), id);
  await device.synced();
  device.count(1, 1);
  await device.saved();
  // As if another node had taken it over behind this one's back.
  await world.sql`update live_documents set epoch = epoch + 1 where name = ${id}`;
  device.count(1, 2);
  await until(() => device.closes.length > 0);
  await until(() => device.provider.synced && device.provider.wsconnected, 15_000);
  await device.saved();
  const rows =
    await world.sql`select sequence from live_updates u join live_documents d on d.id = u.document_id where d.name = ${id} order by 1`;
  expect(rows.map((row) => row['sequence'])).toEqual([1, 2]);
  expect(
    [...((await world.documents.read('sheet', id))?.roots.get('counts')?.values() ?? [])].map(
      ({ value }) => value,
    ),
  ).toEqual([2]);
  device.close();
});

test('the server writes as itself, past the judge and not past the shape', async () => {
  const id = sheet();
  await world.documents.write('sheet', id, [{ root: 'rounds', key: '5', value: 2 }]);
  await expect(world.documents.write('sheet', id, [{ root: 'rounds', key: 'x', value: 2 }])).rejects.toThrow(
    'not_in_shape',
  );
  const device = new Device(world, await world.person(), id);
  await device.synced();
  expect(device.doc.getMap('rounds').get('5')).toBe(2);
  expect((await world.documents.read('sheet', id))?.roots.get('rounds')?.get('5')).toEqual({
    value: 2,
    author: null,
  });
  device.close();
});
