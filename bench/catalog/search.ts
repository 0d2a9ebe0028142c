import { performance } from 'node:perf_hooks';
import type { Page } from '@playwright/test';
import { listGoods } from '#server/catalog/list.ts';
import { goodsQuerySchema } from '#protocol/catalog/requests.ts';
import { percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { openGoods, openPages, skusOfGoods, type GoodsStage } from './goods-stage.ts';

const asks = 400;
const goalMs = 100;
const searches = [
  '牛奶',
  '奶',
  '纯牛奶 250',
  'chunniunai',
  'niunai',
  'cnn',
  'yl',
  'K012345',
  '6900000',
  '69000000777',
  '龙井茶',
  'longjing',
  'A',
  '苹果',
  'zzz',
];
/** Typed letter by letter in a browser: what is Chinese comes from an input method as a whole. */
const typed = ['niunai', 'K0123', '69000077', 'longjing', 'cnn 250', 'pingguo'];
/** After a key nothing more is painted so late. */
const quietMs = 500;

/** Searching 100,000 SKUs by Chinese, pinyin, initials, code and barcode: the server's answer, and what a person sees after a key. */
export const catalogSearch: Bench = {
  name: 'search',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const stage = await openGoods(stack, say);
    const answered = await measureAnswers(stage);
    const pages = await openPages(stack, stage);
    const page = await (await pages.fresh()).newPage();
    await page.addInitScript(watchPaint);
    await page.goto('/goods');
    await page.locator('[data-row="0"] .code').waitFor();
    await page.locator('input[data-search]').focus();
    const inList = await measureKeys(page, 'main');
    await page.locator('input[data-search]').blur();
    await page.keyboard.press('Control+k');
    const found = page.getByRole('listbox').filter({ visible: true });
    await found.waitFor();
    const inPalette = await measureKeys(page, `#${await found.getAttribute('id')}`);
    return [answered, figure('search-list', inList), figure('search-palette', inPalette)];
  },
};

async function measureAnswers({ sql }: GoodsStage): Promise<Figure> {
  const times: number[] = [];
  const slowest = new Map<string, number>();
  for (let turn = 0; turn < asks; turn++) {
    const search = searches[turn % searches.length] ?? '';
    const started = performance.now();
    const query = goodsQuerySchema.parse({ search });
    await listGoods(sql, { role: 'hq' } as never, query, { offset: 0, limit: 50 });
    const ms = performance.now() - started;
    times.push(ms);
    slowest.set(search, Math.max(slowest.get(search) ?? 0, ms));
  }
  return figure('search', times, {
    slowest: Object.fromEntries([...slowest].map(([search, ms]) => [search, rounded(ms, 1)])),
  });
}

/** From each key until the last thing that it changed in a part of the page was painted. Keys that change nothing are not counted. */
async function measureKeys(page: Page, part: string): Promise<number[]> {
  const times: number[] = [];
  await page.evaluate((selector) => (globalThis as unknown as Watching).watchPart(selector), part);
  for (const word of typed) {
    for (const letter of word) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      await page.waitForTimeout(quietMs);
      const ms = await page.evaluate(() => (globalThis as unknown as Watching).paintedMs());
      if (ms !== null) times.push(ms);
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.waitForTimeout(quietMs);
  }
  return times;
}

interface Watching {
  watchPart(selector: string): void;
  /** Since the last key, ms; null where nothing changed after it. */
  paintedMs(): number | null;
}

/** In the page: when the last change of a part of it had been painted. */
function watchPaint(): void {
  let keyMs = 0;
  let paintedMs: number | null = null;
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      keyMs = timeStamp;
      paintedMs = null;
    },
    true,
  );
  const changed = new MutationObserver(() => {
    const key = keyMs;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        if (key === keyMs) paintedMs = performance.now() - key;
      };
      channel.port2.postMessage(0);
    });
  });
  Object.assign(globalThis, {
    watchPart: (selector: string) => {
      for (const part of document.querySelectorAll(selector))
        changed.observe(part, { subtree: true, childList: true, characterData: true });
    },
    paintedMs: () => paintedMs,
  } satisfies Watching);
}

function figure(name: string, times: readonly number[], detail: Figure['detail'] = {}): Figure {
  const p99 = percentile(times, 0.99);
  return {
    name,
    value: rounded(p99, 1),
    unit: 'ms p99',
    ratio: rounded(p99 / goalMs, 2),
    against: goalMs,
    goal: `${skusOfGoods} SKUs, p99 < ${goalMs} ms`,
    ok: times.length > 0 && p99 < goalMs,
    detail: { times: times.length, p50: rounded(percentile(times, 0.5), 1), ...detail },
  };
}
