import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { toBuffer } from 'bwip-js/node';
import sharp from 'sharp';
import { median, percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { eans, filmOf, openCamera, openStage, untilUsable, type PhoneStage } from './phone-stage.ts';

const entries = 5000;
const scans = 120;
const keyDelayMs = 4;
const scrollMs = 5000;
const frameMsMax = 50;
const beeps = 12;
/** The film: so many frames of an empty shelf, then so many of the code. */
const emptyFrames = 45;
const codeFrames = 30;

/** The phone's page over a sheet of 5,000 rows: a scan until it is seen, scrolling, what is loaded before the camera, the camera itself. */
export const phonePage: Bench = {
  name: 'phone-page',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const stage = await openStage(stack, [entries, 0], say);
    const context = await stage.fresh();
    const page = await context.newPage();
    await page.addInitScript(watchScans);
    await page.goto(`/count/${stage.stocktakes[0]}`);
    await untilUsable(page);
    const script = await scriptBytes(page);
    await page.waitForTimeout(2500);
    const watched = await scanMany(page);
    const shownMs = watched.scans.map(({ paintedMs }) => paintedMs);
    const part = (of: (scan: Scan) => number) => rounded(median(watched.scans.map(of)));
    const [first = Number.NaN] = shownMs;
    const frames = await scroll(page);
    await context.close();
    return [
      figure(
        'phone-page-scan',
        percentile(shownMs, 0.99),
        'ms',
        '< 50 ms from Enter to the painted frame',
        50,
        {
          scans: shownMs.length,
          rows: entries,
          p50: rounded(median(shownMs)),
          first: rounded(first),
          max: rounded(Math.max(...shownMs)),
          changedP50: part(({ changedMs }) => changedMs),
          beepP50: part(({ beepMs }) => beepMs),
          slowestPress: Math.max(0, ...watched.presses),
        },
      ),
      figure('phone-page-scroll', Math.max(...frames), 'ms', 'no frame over 50 ms', frameMsMax, {
        frames: frames.length,
        p50: rounded(median(frames)),
        p99: rounded(percentile(frames, 0.99)),
        over50: frames.filter((ms) => ms > frameMsMax).length,
      }),
      figure(
        'phone-page-script',
        script.gzipped / 1024,
        'KB',
        '<= 250 KB gzipped before the camera opens',
        250,
        {
          files: script.files,
        },
      ),
      await camera(stage, say),
    ];
  },
};

function figure(
  name: string,
  value: number,
  unit: string,
  goal: string,
  most: number,
  detail: Figure['detail'],
): Figure {
  return { name, value: rounded(value), unit, ratio: null, against: null, goal, ok: value < most, detail };
}

interface Scan {
  /** From the press of Enter until the DOM holds the entry, until its frame is painted, and until the beep is told. */
  changedMs: number;
  paintedMs: number;
  beepMs: number;
}

interface Watched {
  readonly scans: Scan[];
  /** What the browser itself says of its slowest presses of Enter, until the next paint (to 8 ms, from 16 ms on). */
  readonly presses: number[];
}

/**
 * In the page: each scan, from the press of Enter. It listens on the window and before the page does: a listener further down hears
 * of the key only when the page has drawn the entry already, and then takes the next change for it, "saved" 120 ms later.
 */
function watchScans(): void {
  const watched: Watched = { scans: [], presses: [] };
  (globalThis as unknown as { watched: Watched }).watched = watched;
  const currentKey = (): string | undefined =>
    document.querySelector<HTMLElement>('[data-current]')?.dataset['current'];
  let pressed: { readonly atMs: number; readonly key: string | undefined } | undefined;
  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key === 'Enter') pressed = { atMs: timeStamp, key: currentKey() };
    },
    true,
  );
  const seen = new MutationObserver(() => {
    if (pressed === undefined || currentKey() === pressed.key) return;
    const { atMs } = pressed;
    pressed = undefined;
    const scan = { changedMs: performance.now() - atMs, paintedMs: Number.NaN, beepMs: Number.NaN };
    const beep = performance.getEntriesByName('tongpan-beep').at(-1);
    if (beep && beep.startTime >= atMs) scan.beepMs = beep.startTime - atMs;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        scan.paintedMs = performance.now() - atMs;
        watched.scans.push(scan);
      };
      channel.port2.postMessage(0);
    });
  });
  addEventListener('DOMContentLoaded', () =>
    seen.observe(document.body, { subtree: true, attributeFilter: ['data-current'], childList: true }),
  );
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name === 'keydown') watched.presses.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** Scans one after the other as a scanner types; every one must come to be an entry on the page. */
async function scanMany(page: Page): Promise<Watched> {
  for (let scan = 0; scan < scans; scan++) {
    await page.keyboard.type(eans[(scan * 7) % eans.length]?.code ?? '', { delay: keyDelayMs });
    await page.keyboard.press('Enter');
    await page.waitForTimeout(60);
  }
  await page.waitForFunction(
    (all) => (globalThis as unknown as { watched: Watched }).watched.scans.length >= all,
    scans,
  );
  const watched = await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
  return watched;
}

/** Everybody's entries, thrown up and down with the wheel: how long each frame took. */
async function scroll(page: Page): Promise<number[]> {
  await page.locator('.which label').nth(1).click();
  await page.waitForTimeout(500);
  const box = await page.locator('.list').boundingBox();
  if (!box) throw new Error('there is no list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    const frames: number[] = [];
    (globalThis as unknown as { frames: number[] }).frames = frames;
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

/** Scripts that the page itself had loaded when it could count, gzipped as one would send them. */
async function scriptBytes(page: Page): Promise<{ gzipped: number; files: number }> {
  const names = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js')),
  );
  let gzipped = 0;
  for (const name of new Set(names)) gzipped += gzipSync(await (await page.request.get(name)).body()).length;
  return { gzipped, files: new Set(names).size };
}

/** From the moment the video shows the code until the phone beeps. */
async function camera(stage: PhoneStage, say: (line: string) => void): Promise<Figure> {
  const code = await toBuffer({
    bcid: 'ean13',
    text: eans[4]?.code ?? '',
    scale: 4,
    height: 25,
    padding: 12,
    backgroundcolor: 'FFFFFF',
  });
  const frameOf = (background: string, shown: readonly Buffer[]): Promise<Buffer> =>
    sharp({ create: { width: 1280, height: 720, channels: 3, background } })
      .composite(shown.map((input) => ({ input, gravity: 'centre' })))
      .jpeg({ quality: 85 })
      .toBuffer();
  const [empty, full] = [await frameOf('#101010', []), await frameOf('#b9b4a8', [code])];
  const film = filmOf([
    ...Array.from({ length: emptyFrames }, () => empty),
    ...Array.from({ length: codeFrames }, () => full),
  ]);
  const browser = await openCamera(film);
  try {
    const page = await (await stage.fresh(browser)).newPage();
    await page.addInitScript(watchCamera);
    await page.goto(`/count/${stage.stocktakes[1]}`);
    await untilUsable(page);
    await page.locator('footer button').nth(1).click();
    await page.waitForFunction(
      (most) => (globalThis as unknown as { waits: number[] }).waits.length >= most,
      beeps,
      {
        timeout: 90_000,
      },
    );
    const waits = (await page.evaluate(() => (globalThis as unknown as { waits: number[] }).waits)).slice(1);
    say(`camera: ${waits.map((ms) => ms.toFixed(0)).join(' ')} ms`);
    return figure(
      'phone-page-camera',
      percentile(waits, 0.99),
      'ms',
      '< 300 ms from the video to the beep',
      300,
      {
        beeps: waits.length,
        p50: rounded(median(waits)),
      },
    );
  } finally {
    await browser.close();
  }
}

/** In the page: when the video turned from dark to light, and the beep after it. */
function watchCamera(): void {
  const waits: number[] = [];
  (globalThis as unknown as { waits: number[] }).waits = waits;
  let litMs: number | undefined;
  let wasLit = true;
  const dot = document.createElement('canvas');
  dot.width = dot.height = 1;
  const context = dot.getContext('2d', { willReadFrequently: true });
  const look = (video: HTMLVideoElement) => (nowMs: number) => {
    context?.drawImage(video, 4, 4, 8, 8, 0, 0, 1, 1);
    const isLit = (context?.getImageData(0, 0, 1, 1).data[0] ?? 0) > 90;
    if (isLit && !wasLit) litMs = nowMs;
    wasLit = isLit;
    video.requestVideoFrameCallback(look(video));
  };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      if (name !== 'tongpan-beep' || litMs === undefined) continue;
      waits.push(startTime - litMs);
      litMs = undefined;
    }
  }).observe({ entryTypes: ['mark'] });
  addEventListener(
    'playing',
    ({ target }) => {
      const video = target as HTMLVideoElement;
      video.requestVideoFrameCallback(look(video));
    },
    true,
  );
}
