import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { toBuffer } from 'bwip-js/node';
import sharp from 'sharp';
import type { Goods, StocktakeView } from '#protocol/stocktake/views.ts';

const program =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  ) ?? chromium.executablePath();
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const phoneSize = { width: 390, height: 844 };

test.setTimeout(180_000);

async function signIn(page: Page, baseURL: string, login: string): Promise<void> {
  const answer = await page.request.post(`${baseURL}/api/session`, {
    headers: { origin: baseURL },
    data: { company: 'demo', login, password: 'tongpan-demo' },
  });
  expect(answer.status()).toBe(200);
}

/** A barcode as a camera sees it, again and again: what a fake camera plays. */
async function filmOf(barcode: string, file: string): Promise<void> {
  const code = await toBuffer({
    bcid: 'ean13',
    text: barcode,
    scale: 4,
    height: 25,
    padding: 12,
    backgroundcolor: 'FFFFFF',
  });
  const frame = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#b9b4a8' } })
    .composite([{ input: code, gravity: 'centre' }])
    .jpeg({ quality: 85 })
    .toBuffer();
  writeFileSync(file, Buffer.concat(Array.from({ length: 4 }, () => frame)));
}

async function plan(page: Page, name: string): Promise<number> {
  return page.evaluate(async (called) => {
    const { stores } = (await (await fetch('/api/stores')).json()) as {
      stores: { storeId: number; kind: string }[];
    };
    const store = stores.find(({ kind }) => kind === 'store');
    const response = await fetch('/api/stocktakes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({
        storeId: store?.storeId,
        name: called,
        scope: { kind: 'full' },
        zones: ['A', 'B'],
      }),
    });
    return ((await response.json()) as { id: number }).id;
  }, name);
}

const read = <Answer>(page: Page, path: string): Promise<Answer> =>
  page.evaluate((asked) => fetch(asked).then((answer) => answer.json()), path) as Promise<Answer>;

const viewOf = (page: Page, id: number) => read<StocktakeView>(page, `/api/stocktakes/${id}`);

/** A scanner: types faster than any person, and Enter. */
async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

async function openPhone(page: Page, id: number): Promise<void> {
  await page.setViewportSize(phoneSize);
  await page.goto(`/count/${id}`);
  await expect(page.locator('footer button').nth(1)).toBeEnabled({ timeout: 30_000 });
}

test('[I28][F7][SK-2][SK-12] three phones count together, one offline for a while, one by camera; review, commit, the wall shows it', async ({
  page: desk,
  browser,
  baseURL: address,
}) => {
  const baseURL = address ?? '';
  await signIn(desk, baseURL, 'store');
  await desk.goto('/stocktakes');
  const id = await plan(desk, 'three phones');
  const { rows } = await read<Goods>(desk, `/api/stocktakes/${id}/goods`);
  const codes = rows.slice(0, 6).map((row) => row[7][0]?.[0] ?? '');
  const film = join(mkdtempSync(join(tmpdir(), 'tongpan-film-')), 'code.mjpeg');
  await filmOf(codes[0] ?? '', film);

  const camera = await chromium.launch({
    executablePath: program,
    args: [
      ...flags,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
  const one = await (await camera.newContext({ baseURL, permissions: ['camera'] })).newPage();
  const two = await (await browser.newContext({ baseURL })).newPage();
  const three = await (await browser.newContext({ baseURL })).newPage();
  for (const [phone, login] of [
    [one, 'clerk'],
    [two, 'store'],
    [three, 'hq'],
  ] as const) {
    await signIn(phone, baseURL, login);
    await openPhone(phone, id);
  }
  await one.locator('footer button').nth(1).click();
  await expect(one.locator('[data-entry]').first()).toBeVisible({ timeout: 30_000 });
  await one.locator('footer button').nth(1).click();

  await three.context().setOffline(true);
  for (const code of [codes[1], codes[1], codes[2]]) await scan(three, code ?? '');
  for (const code of [codes[1], codes[3]]) await scan(two, code ?? '');
  const unknown = `69${String(Date.now()).slice(-11)}`;
  await scan(two, unknown);
  await expect(three.locator('[data-entry]')).toHaveCount(3);
  await expect(two.locator('[data-entry]')).toHaveCount(3);
  await expect.poll(async () => (await viewOf(desk, id)).entries, { timeout: 20_000 }).toBe(4);
  await three.context().setOffline(false);
  await expect.poll(async () => (await viewOf(desk, id)).entries, { timeout: 40_000 }).toBe(7);
  const view = await viewOf(desk, id);
  expect(view.units).toBe(6);
  expect(view.peopleProgress).toHaveLength(3);
  expect(view.unknownCodes).toBe(1);

  // Headquarters says what the unknown code is, for good: its scan counts, and the next one is no question. [SK-4]
  await three.setViewportSize({ width: 1440, height: 900 });
  await three.goto(`/stocktakes/${id}`);
  await three.locator('.tabs label').nth(1).click();
  await three.locator('tr', { hasText: unknown }).getByRole('button').click();
  await three.locator('dialog input[type=search]').fill(rows[6]?.[1] ?? '');
  await three.locator('dialog li button').first().click();
  await three.locator('dialog footer .primary').click();
  await expect.poll(async () => (await viewOf(desk, id)).unknownCodes, { timeout: 20_000 }).toBe(0);
  expect((await viewOf(desk, id)).units).toBe(7);
  const { matches } = await read<{ matches: { skuId: number }[] }>(desk, `/api/barcodes/${unknown}`);
  expect(matches.map(({ skuId }) => skuId)).toEqual([rows[6]?.[0]]);
  await scan(two, unknown);
  await expect.poll(async () => (await viewOf(desk, id)).units, { timeout: 20_000 }).toBe(8);
  expect((await viewOf(desk, id)).unknownCodes).toBe(0);

  await two.context().setOffline(true);
  await scan(two, codes[4] ?? '');
  await expect(two.locator('[data-entry]')).toHaveCount(5);

  await desk.goto(`/stocktakes/${id}`);
  await desk.locator('.tabs label').nth(1).click();
  await expect(desk.locator('[data-line]').first()).toBeVisible({ timeout: 20_000 });
  await desk.locator('.review footer .deed.primary').click();
  await expect.poll(async () => (await viewOf(desk, id)).state, { timeout: 30_000 }).toBe('committed');
  const { document } = await viewOf(desk, id);
  const posted = await read<{ kind: string; cause: string }>(desk, `/api/documents/${document}`);
  expect(posted).toMatchObject({ kind: 'adjustment', cause: 'counted' });
  const position = Number(document?.split('-').at(-1));
  const wall = await read<{ tiles: { shelfPosition: number }[] }>(desk, '/api/wall/snapshot');
  expect(wall.tiles[0]?.shelfPosition).toBeGreaterThanOrEqual(position);

  // A phone that comes back after the commit with an entry of its own: late, kept, and one tap from a correction. [SK-14]
  await two.context().setOffline(false);
  await expect.poll(async () => (await viewOf(desk, id)).late, { timeout: 30_000 }).toBe(1);
  // Its author is told that it is late, not that it was refused.
  await expect(two.locator('header .live')).toContainText(/结束|停止|late|Closed/);
  await expect(two.locator('header .live .wrong')).toHaveCount(0);
  await desk.goto(`/stocktakes/${id}/report`);
  await desk.locator('td button.primary').click();
  await expect.poll(async () => (await viewOf(desk, id)).late, { timeout: 20_000 }).toBe(0);
  await camera.close();
});

test('[I28] no scan is lost: slow scanners, Enter twice, a button that has the focus, the number pad open, no network', async ({
  page,
  baseURL: address,
}) => {
  const baseURL = address ?? '';
  await signIn(page, baseURL, 'store');
  await page.goto('/stocktakes');
  const id = await plan(page, 'slow scanners');
  const { rows } = await read<Goods>(page, `/api/stocktakes/${id}/goods`);
  const codes = rows.slice(0, 12).map((row) => row[7][0]?.[0] ?? '');
  await openPhone(page, id);
  await scan(page, codes[0] ?? '');
  await expect(page.locator('[data-entry]')).toHaveCount(1);
  await page.context().setOffline(true);
  // As a loaded phone and a weak Bluetooth make it: this lost every second code once.
  for (const [index, delay] of [0, 55, 75, 140].entries()) {
    await page.keyboard.type(codes[1 + index] ?? '', { delay });
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('[data-entry]')).toHaveCount(5);
  // The undo button has the focus, and the scanner ends its codes with two keys.
  await page.locator('[data-current] .deeds button').nth(2).click();
  await page.locator('[data-current] .deeds button').first().focus();
  await page.keyboard.type(codes[5] ?? '');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-entry]')).toHaveCount(7);
  await expect(page.locator('.voided')).toHaveCount(0);
  // Twelve are typed, and the next goods are scanned instead of Enter: twelve of these, one of those.
  await page.locator('footer button').nth(2).click();
  await page.keyboard.type('12', { delay: 100 });
  await page.waitForTimeout(300);
  await scan(page, codes[6] ?? '');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.which .muted')).toContainText('19');
  await page.context().setOffline(false);
  await expect.poll(async () => (await viewOf(page, id)).units, { timeout: 40_000 }).toBe(19);
});

test('[F22][I28] a browser killed offline with unsent entries: all are there at the next start, once', async ({
  page: desk,
  baseURL: address,
}) => {
  const baseURL = address ?? '';
  await signIn(desk, baseURL, 'store');
  await desk.goto('/stocktakes');
  const id = await plan(desk, 'killed');
  const { rows } = await read<Goods>(desk, `/api/stocktakes/${id}/goods`);
  const code = rows[0]?.[7][0]?.[0] ?? '';
  const profile = mkdtempSync(join(tmpdir(), 'tongpan-profile-'));
  const first = await startBrowser(profile);
  const phone = await newPhone(first.browser, baseURL);
  await openPhone(phone, id);
  await phone.context().setOffline(true);
  // A loaded machine may stretch a burst until it is no scan: what counts is what the page took.
  const taken = async () =>
    Number(/\d+/.exec((await phone.locator('.which .muted').textContent()) ?? '')?.[0]);
  for (let scans = 0; scans < 100 && (await taken()) < 50; scans++) await scan(phone, code);
  expect(await taken()).toBe(50);
  // What IndexedDB was told of is on the disk a moment later; then the whole browser dies.
  await phone.waitForTimeout(1500);
  first.child.kill('SIGKILL');
  await new Promise((resolve) => first.child.once('exit', resolve));
  expect((await viewOf(desk, id)).entries).toBe(0);
  const second = await startBrowser(profile);
  const again = await newPhone(second.browser, baseURL);
  await openPhone(again, id);
  await expect.poll(async () => (await viewOf(desk, id)).units, { timeout: 40_000 }).toBe(50);
  await again.reload();
  await expect(again.locator('footer button').nth(1)).toBeEnabled({ timeout: 30_000 });
  await again.waitForTimeout(1500);
  expect((await viewOf(desk, id)).units).toBe(50);
  second.child.kill('SIGKILL');
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

async function newPhone(browser: Browser, baseURL: string): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('the browser has no context');
  const page = await context.newPage();
  await signIn(page, baseURL, 'store');
  // Pages of a browser that was started by hand know no base address.
  const goto = page.goto.bind(page);
  page.goto = (url, options) => goto(url.startsWith('/') ? baseURL + url : url, options);
  return page;
}

/** A browser of its own with a profile that outlives it. */
async function startBrowser(profile: string): Promise<{ browser: Browser; child: ChildProcess }> {
  mkdirSync(profile, { recursive: true });
  rmSync(join(profile, 'DevToolsActivePort'), { force: true });
  const child = spawn(
    program,
    [...flags, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: 'ignore' },
  );
  let port = '';
  await expect
    .poll(
      () => {
        const file = join(profile, 'DevToolsActivePort');
        port = existsSync(file) ? (readFileSync(file, 'utf8').split('\n')[0] ?? '') : '';
        return port;
      },
      { timeout: 30_000 },
    )
    .not.toBe('');
  return { browser: await chromium.connectOverCDP(`http://127.0.0.1:${port}`), child };
}
