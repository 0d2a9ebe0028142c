import { gunzipSync, gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { WebSocket } from 'ws';
import { openCookies, startServer } from '../http/server.ts';
import { openCluster } from '../platform/cluster.ts';
import { median, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { scorePage } from '../lighthouse/score.ts';
import { openBrowser } from './browser.ts';
import { buildChain, storesOfChain } from './chain.ts';

const turns = 9;
const pauseMs = 300;

/** What a newcomer to the wall waits for: the first snapshot of a thousand stores, the scripts of the page, and what Lighthouse says. */
export const wallLoad: Bench = {
  name: 'wall-load',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.adopt(await openCluster(), (open) => open.stop());
    const chain = stack.adopt(await buildChain(cluster, say), (open) => open.close());
    const server = stack.adopt(await startServer(cluster), (open) => open.stop());
    const [cookie = ''] = await openCookies(chain, 1);
    const snapshots: { ms: number; kb: number; tiles: number }[] = [];
    for (let turn = 0; turn < turns; turn++) {
      snapshots.push(await readSnapshot(server.port, cookie));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    say(`snapshots: ${JSON.stringify(snapshots.at(-1))}`);
    const browser = stack.adopt(await openBrowser(), (open) => open.close());
    const script = await readScripts(browser, server.port, cookie);
    say(`scripts: ${script.files} files, ${rounded(script.kb)} KB gzipped`);
    const scores = await scorePage(`http://127.0.0.1:${server.port}/wall`, cookie);
    say(`lighthouse: ${JSON.stringify(scores)}`);
    const tiles = snapshots.every((one) => one.tiles === storesOfChain);
    return [
      atMost('wall-load-snapshot', median(snapshots.map(({ ms }) => ms)), 'ms', 300, tiles),
      atMost('wall-load-bytes', median(snapshots.map(({ kb }) => kb)), 'KB compressed', 200, tiles),
      atMost('wall-load-script', script.kb, 'KB gzipped', 350, script.files > 0),
      atLeast('wall-load-performance', scores.performance, 95),
      atLeast('wall-load-accessibility', scores.accessibility, 95),
    ];
  },
};

/** From the upgrade to the whole first frame. */
function readSnapshot(port: number, cookie: string): Promise<{ ms: number; kb: number; tiles: number }> {
  const startedMs = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/wall`, {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('message', (data: Buffer) => {
      const ms = performance.now() - startedMs;
      const { tiles } = JSON.parse(gunzipSync(data).toString()) as { tiles: unknown[] };
      socket.close();
      resolve({ ms: rounded(ms, 1), kb: rounded(data.length / 1024, 1), tiles: tiles.length });
    });
  });
}

/** Every script that the wall loads until it is drawn with its curve, as a server sends it gzipped. */
async function readScripts(
  browser: Browser,
  port: number,
  cookie: string,
): Promise<{ kb: number; files: number }> {
  const base = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL: base });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto('/wall', { waitUntil: 'networkidle' });
  await page.locator('#wall-active-tile[aria-setsize]').waitFor({ state: 'attached' });
  await page.locator('.curve canvas').waitFor();
  const sizes = await Promise.all(scripts);
  // What comes later is none of the wall's first scripts, and its body is gone with the page.
  page.removeAllListeners('response');
  await Promise.allSettled(scripts);
  await context.close();
  return { kb: rounded(sizes.reduce((sum, size) => sum + size, 0) / 1024, 1), files: sizes.length };
}

function atMost(name: string, value: number, unit: string, most: number, isWhole: boolean): Figure {
  return {
    name,
    value: rounded(value, 1),
    unit,
    ratio: rounded(value / most, 2),
    against: most,
    goal: `<= ${most} ${unit}`,
    ok: isWhole && value <= most,
    detail: { stores: storesOfChain },
  };
}

function atLeast(name: string, value: number, least: number): Figure {
  return {
    name,
    value,
    unit: 'points',
    ratio: rounded(value / least, 2),
    against: least,
    goal: `>= ${least} points`,
    ok: value >= least,
    detail: {},
  };
}
