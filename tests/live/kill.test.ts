import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId } from '#domain/identity/ids.ts';
import type { LiveDocument } from '#lib/live/live-document.svelte.ts';
import { freshDatabase } from '../postgres/cluster.ts';
import { totalOf, until } from './device.ts';
import { Phone } from './page.ts';
import type { sheetShape } from './sheet.ts';

const script = fileURLToPath(new URL('../../bench/sync/serve-ours.ts', import.meta.url));
let databaseUrl: string;
let server: ChildProcess;
/** Stays over restarts. */
let port = 0;

beforeAll(async () => {
  databaseUrl = (await freshDatabase()).appUrl;
  await start();
});
afterAll(() => kill());

async function start(): Promise<void> {
  server = spawn(process.execPath, [script, databaseUrl, 'sheet'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = server;
  if (!stdout) throw new Error('the server says nothing');
  for await (const line of createInterface({ input: stdout })) {
    port = Number(/^port (\d+)$/.exec(line)?.[1]);
    if (port > 0) return;
  }
  throw new Error('the server ended');
}

async function kill(): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

type Page = LiveDocument<typeof sheetShape>;
let accounts = 0;
async function open(id: string): Promise<Page> {
  accounts += 1;
  const person = { accountId: accounts as AccountId, cookie: `tongpan=bench.${accounts}` };
  const page = new Phone({ port }, person).page(id);
  await page.opened;
  return page;
}

test('[LD-3][LD-12][I17][F1] kill -9 of the server in the middle: nothing that was called saved is lost, nothing of who lives on is lost or doubled', async () => {
  const id = 'killed';
  const pages = await Promise.all(Array.from({ length: 8 }, () => open(id)));
  await until(() => pages.every(({ status }) => status.state === 'saved'), 20_000);
  const counted = new Map<string, number>();
  let scans = 0;
  const scanning = setInterval(() => {
    const page = pages[scans++ % pages.length] as Page;
    const key = `${scans}|${page.counter}`;
    counted.set(key, scans);
    page.set('counts', key, scans);
  }, 4);
  await until(() => scans > 600);
  await kill();
  // Half of the phones die with it: only what they were told is saved must be there.
  const [dead, alive] = [pages.slice(0, 4), pages.slice(4)];
  const unsaved = new Set(dead.flatMap((page) => page.unsaved().map(({ key }) => key)));
  const saved = [...counted].filter(
    ([key]) => !unsaved.has(key) && dead.some(({ counter }) => key.endsWith(counter)),
  );
  for (const page of dead) page.leave();
  clearInterval(scanning);
  for (const page of alive)
    for (let sku = 10_000; sku < 10_010; sku++) {
      counted.set(`${sku}|${page.counter}`, sku);
      page.set('counts', `${sku}|${page.counter}`, sku);
    }
  await start();
  // The dead server's lease runs out first.
  await until(() => alive.every(({ status }) => status.state === 'saved'), 30_000);
  const fresh = await open(id);
  // A large state comes packed, what was committed since it was packed in the frame behind it: whole when both are there.
  const wanted =
    saved.length +
    [...counted.keys()].filter((key) => alive.some(({ counter }) => key.endsWith(counter))).length;
  await until(() => fresh.status.state === 'saved' && fresh.map('counts').size >= wanted, 20_000);
  expect(saved.length).toBeGreaterThan(50);
  for (const [key, value] of saved) expect([key, fresh.map('counts').get(key)]).toEqual([key, value]);
  for (const page of alive)
    for (const [key, value] of counted)
      if (key.endsWith(page.counter)) expect([key, fresh.map('counts').get(key)]).toEqual([key, value]);
  expect([...fresh.map('counts').entries()].filter(([key]) => !counted.has(key))).toEqual([]);
  expect(alive.map(({ doc }) => doc && totalOf(doc))).toEqual(
    alive.map(() => fresh.doc && totalOf(fresh.doc)),
  );
  expect(alive.flatMap(({ refused }) => refused)).toEqual([]);
  for (const page of [...alive, fresh]) page.leave();
}, 120_000);
