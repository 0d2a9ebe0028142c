import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

let ids = 0;
function sheet(): string {
  const id = `t${++ids}`;
  world.kind.facts.set(id, { writers: 'all' });
  return id;
}

test('[LD-10][LD-3] who takes a document over waits for an append that is under way, and has it', async () => {
  const id = sheet();
  const before = new Device(world, await world.person(), id);
  await before.synced();
  before.count(1, 1);
  await before.saved();
  before.close();
  const { append, end } = await appendBehind(id, 5);
  await world.crash();
  const after = new Device(world, await world.person(), id);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(after.provider.synced).toBe(false);
  end();
  await append;
  await after.synced();
  after.count(2, 2);
  await after.saved();
  const fresh = new Device(world, await world.person(), id);
  await fresh.synced();
  expect([after.total(), fresh.total()]).toEqual([8, 8]);
  after.close();
  fresh.close();
});

test('[LD-3] a number of the log that somebody else has taken is no "saved": the document is loaded anew, and nothing is lost', async () => {
  const id = sheet();
  const device = new Device(world, await world.person(), id);
  await device.synced();
  device.count(1, 1);
  await device.saved();
  const { append, end } = await appendBehind(id, 5);
  end();
  await append;
  device.count(2, 2);
  let isSaved = false;
  void device.saved().then(() => (isSaved = true));
  await until(() => device.closes.length > 0);
  expect(isSaved).toBe(false);
  await until(() => device.provider.synced, 15_000);
  await device.saved();
  const fresh = new Device(world, await world.person(), id);
  await fresh.synced();
  expect([device.total(), fresh.total()]).toEqual([8, 8]);
  device.close();
  fresh.close();
});

/** An append of one count to a document, as an older node would do it, that takes until `end`. */
async function appendBehind(
  id: string,
  quantity: number,
): Promise<{ append: Promise<unknown>; end: () => void }> {
  const person = await world.person();
  const doc = new Y.Doc();
  doc.getMap('counts').set(`9|${person.accountId}-abcdefghij-0`, quantity);
  const data = Buffer.from(Y.encodeStateAsUpdate(doc));
  let end = (): void => undefined;
  const isEnded = new Promise<void>((resolve) => (end = resolve));
  let append: Promise<unknown> = Promise.resolve();
  await new Promise<void>((isUnderWay) => {
    append = world.sql.begin(async (sql) => {
      await sql`select id from live_documents where name = ${id} for key share`;
      await sql`insert into live_updates (document_id, sequence, account_id, session, crc, data)
        select d.id, 1 + (select max(sequence) from live_updates u where u.document_id = d.id), ${person.accountId}, 'elsewhere',
          ${crc32(data)}, ${data} from live_documents d where d.name = ${id}`;
      isUnderWay();
      await isEnded;
    });
  });
  return { append, end };
}
