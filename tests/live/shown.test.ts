import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveDocument } from '#lib/live/live-document.svelte.ts';
import { canonicalHash } from '#server/sync/canonical.ts';
import { Device, totalOf, until } from './device.ts';
import { Phone } from './page.ts';
import { sheetShape } from './sheet.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

const roots = Object.keys(sheetShape.roots);
type Page = LiveDocument<typeof sheetShape>;
let ids = 0;
function sheet(): string {
  const id = `shown${++ids}`;
  world.kind.facts.set(id, { writers: 'all' });
  return id;
}
async function open(phone: Phone, id: string): Promise<Page> {
  const page = phone.page(id);
  await page.opened;
  await until(() => page.status.state === 'saved');
  return page;
}
const count = (page: Page, sku: number, quantity: number): void =>
  page.set('counts', `${sku}|${page.counter}`, quantity);
const total = (page: Page): number => (page.doc ? totalOf(page.doc) : 0);
const a = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As if the disk stood still: the log takes no row of this document until it is let go, or frozen by another node. */
async function holdLog(id: string): Promise<(end?: 'freeze') => Promise<void>> {
  let letGo = (_end?: 'freeze'): void => undefined;
  const isLetGo = new Promise<'freeze' | undefined>((resolve) => (letGo = resolve));
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((isHeld) => {
    done = world.sql.begin(async (sql) => {
      await sql`select id from live_documents where name = ${id} for update`;
      isHeld();
      if ((await isLetGo) === 'freeze')
        await sql`update live_documents d set state = 'frozen', frozen_sequence =
          (select max(sequence) from live_updates u where u.document_id = d.id) where name = ${id}`;
    });
  });
  return async (end) => {
    letGo(end);
    await done;
  };
}

test('[LD-13][LD-3] an edit is shown to pages before it is stored, called saved only after; a new client’s first, what takes away, and stock readers wait', async () => {
  const id = sheet();
  const writer = new Device(world, await world.person(), id);
  const page = new Device(world, await world.person(), id);
  const stock = new Device(world, await world.person(), id, { isStock: true });
  await Promise.all([writer.synced(), page.synced(), stock.synced()]);
  let letGo = await holdLog(id);
  writer.count(1, 1);
  await a(120);
  expect([page.total(), stock.total()]).toEqual([0, 0]);
  await letGo();
  await until(() => page.total() === 1 && stock.total() === 1);

  letGo = await holdLog(id);
  writer.count(1, 5);
  await until(() => page.total() === 5);
  let isSaved = false;
  const saving = writer.saved().then(() => (isSaved = true));
  await a(120);
  expect([isSaved, stock.total()]).toEqual([false, 1]);
  writer.doc.getMap('notes').set('n1', 'there');
  await until(() => page.doc.getMap('notes').has('n1'));
  writer.doc.getMap('notes').delete('n1');
  writer.count(1, 6);
  await a(120);
  expect([page.doc.getMap('notes').has('n1'), page.total()]).toEqual([true, 5]);
  await letGo();
  await saving;
  await until(() => page.total() === 6 && stock.total() === 6 && !page.doc.getMap('notes').has('n1'));
  for (const device of [writer, page, stock]) device.close();
});

test('[LD-13] what was shown and lost with the server is gone from who saw it, written again by who wrote it, and nobody’s own is refused', async () => {
  const id = sheet();
  const phones = await Promise.all(
    Array.from({ length: 3 }, async () => new Phone(world, await world.person())),
  );
  const [dead, alive, watcher] = await Promise.all(phones.map((phone) => open(phone, id)));
  if (!dead || !alive || !watcher) throw new Error('nobody there');
  for (const page of [dead, alive, watcher]) count(page, 1, 1);
  await until(() =>
    [dead, alive, watcher].every((page) => page.status.state === 'saved' && total(page) === 3),
  );
  const letGo = await holdLog(id);
  count(dead, 1, 100);
  count(alive, 1, 10);
  await until(() => total(watcher) === 111);
  // Built on what will be lost.
  count(watcher, 2, 1000);
  phones[0]?.setOnline(false);
  const crashed = world.crash();
  await letGo();
  await crashed;
  await until(
    () => [alive, watcher].every((page) => page.status.state === 'saved' && total(page) === 1012),
    20_000,
  );
  const room = world.documents.rooms.find('sheet', id);
  const hashes = [alive.doc, watcher.doc, room?.doc].map((doc) => doc && canonicalHash(doc, roots));
  expect(new Set(hashes).size).toBe(1);
  // Who was away comes back with what he had: it was kept on his device.
  phones[0]?.setOnline(true);
  await until(
    () => [dead, alive, watcher].every((page) => page.status.state === 'saved' && total(page) === 1111),
    20_000,
  );
  expect([dead, alive, watcher].flatMap((page) => page.refused)).toEqual([]);
  for (const page of [dead, alive, watcher]) page.leave();
});

test('[LD-13] a page of before the rule that hands back what another wrote is refused that alone, and binds nobody’s client', async () => {
  const id = sheet();
  const writer = new Device(world, await world.person(), id);
  const old = new Device(world, await world.person(), id);
  await Promise.all([writer.synced(), old.synced()]);
  writer.count(1, 1);
  await writer.saved();
  await until(() => old.total() === 1);
  const letGo = await holdLog(id);
  writer.count(1, 7);
  await until(() => old.total() === 7);
  writer.goOffline();
  old.goOffline();
  old.count(2, 2);
  const crashed = world.crash();
  await letGo();
  await crashed;
  old.goOnline();
  await until(() => old.refusals.length > 0);
  expect(old.refusals[0]).toEqual({
    code: 'not_yours',
    entries: [{ root: 'counts', key: `1|${writer.counter}` }],
  });
  writer.goOnline();
  await writer.synced();
  await writer.saved();
  expect([writer.refusals, writer.total()]).toEqual([[], 7]);
  writer.close();
  old.close();
});

test('[LD-13][LD-9] fenced off while edits were shown: the frozen content is what every page shows', async () => {
  const id = sheet();
  const one = await open(new Phone(world, await world.person()), id);
  const two = await open(new Phone(world, await world.person()), id);
  for (const page of [one, two]) count(page, 1, 1);
  await until(() => [one, two].every((page) => page.status.state === 'saved' && total(page) === 2));
  // Another node freezes it behind this one's back.
  const letGo = await holdLog(id);
  count(one, 1, 50);
  await until(() => total(two) === 51);
  await letGo('freeze');
  await until(() => one.isFrozen && two.isFrozen && total(two) === 2, 20_000);
  await until(() => one.status.state === 'frozen' && one.unsaved().length === 0, 20_000);
  expect(
    [...world.kind.late.values()].filter((late) => late.id === id).map(({ write }) => write.value),
  ).toEqual([50]);
  for (const page of [one, two]) page.leave();
});
