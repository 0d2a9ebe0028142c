import type { BrowserContext, Page } from '@playwright/test';
import { median, percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { openGoods, openPages, skusOfGoods } from './goods-stage.ts';

const opens = 5;
const paintMsGoal = 500;
const frameMsGoal = 50;
const scrollMs = 6000;

/** The list of 100,000 goods: until its rows stand on the screen, and how it scrolls. */
export const catalogList: Bench = {
  name: 'list',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const pages = await openPages(stack, await openGoods(stack, say));
    const cold: number[] = [];
    const warm: number[] = [];
    let context: BrowserContext | undefined;
    for (let turn = 0; turn < opens; turn++) {
      await context?.close();
      context = await pages.fresh();
      cold.push(await open(await context.newPage()));
      warm.push(await open(await context.newPage()));
    }
    if (!context) throw new Error('nothing was opened');
    const page = await context.newPage();
    await open(page);
    const frames = await scroll(page);
    return [
      figure('list-paint', median(cold), paintMsGoal, 'rows painted < 500 ms after the address', {
        cold: cold.map((ms) => rounded(ms)),
        again: warm.map((ms) => rounded(ms)),
        firstContentMs: rounded(await firstContent(page)),
      }),
      figure('list-scroll', Math.max(...frames), frameMsGoal, 'no frame over 50 ms', {
        frames: frames.length,
        p50: rounded(median(frames)),
        p99: rounded(percentile(frames, 0.99)),
        over50: frames.filter((ms) => ms > frameMsGoal).length,
      }),
    ];
  },
};

/** Until the first row has been painted, from the moment the address was asked for, ms. */
async function open(page: Page): Promise<number> {
  await page.addInitScript(watchRows);
  await page.goto('/goods');
  const shown = await page.waitForFunction(() => (globalThis as unknown as { rowsMs?: number }).rowsMs);
  return (await shown.jsonValue()) ?? Number.NaN;
}

/** In the page. */
function watchRows(): void {
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-row="0"] .code')) return;
    seen.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => Object.assign(globalThis, { rowsMs: performance.now() });
      channel.port2.postMessage(0);
    });
  });
  seen.observe(document, { subtree: true, childList: true });
}

async function firstContent(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
}

/** Down through thousands of rows with the wheel, and up again: how long each frame took, ms. */
async function scroll(page: Page): Promise<number[]> {
  const box = await page.locator('.table .body').boundingBox();
  if (!box) throw new Error('there is no list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    let last = performance.now();
    const tick = (): void => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const endsMs = performance.now() + scrollMs;
  for (let turn = 0; performance.now() < endsMs; turn++) {
    await page.mouse.wheel(0, turn % 60 < 40 ? 480 : -620);
    await page.waitForTimeout(16);
  }
  return (await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames)).slice(2);
}

function figure(name: string, value: number, most: number, goal: string, detail: Figure['detail']): Figure {
  return {
    name,
    value: rounded(value),
    unit: 'ms',
    ratio: rounded(value / most, 2),
    against: most,
    goal: `${skusOfGoods} rows, ${goal}`,
    ok: value < most,
    detail,
  };
}
