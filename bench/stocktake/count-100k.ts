import { writeFile } from 'node:fs/promises';
import { median, rounded, type Bench } from '../platform/figure.ts';
import { openStage, untilUsable } from './phone-stage.ts';

const entries = 100_000;
const rounds = 5;
const goalMs = 2000;

/**
 * 100,000 entries in one stocktake, opened on a device that has kept nothing: from the navigation until all of them are in the
 * sum on the page and it can count.
 */
export const count100k: Bench = {
  name: 'count-100k',
  run: async (say) => {
    await using stack = new AsyncDisposableStack();
    const stage = await openStage(stack, [entries], say);
    const tookMs: number[] = [];
    const usableMs: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const context = await stage.fresh();
      const page = await context.newPage();
      const devtools =
        process.env['COUNT_PROFILE'] && round === rounds ? await context.newCDPSession(page) : undefined;
      await devtools?.send('Profiler.enable');
      await devtools?.send('Profiler.start');
      const begunMs = performance.now();
      await page.goto(`/count/${stage.stocktakes[0]}`);
      await untilUsable(page);
      const usable = performance.now() - begunMs;
      await page.waitForFunction(
        (all) => (document.querySelector('.which .muted')?.textContent ?? '').replaceAll(/\D/g, '') === all,
        String(entries),
      );
      const took = performance.now() - begunMs;
      if (devtools) {
        const { profile } = await devtools.send('Profiler.stop');
        await writeFile(process.env['COUNT_PROFILE'] ?? '', JSON.stringify(profile));
      }
      say(`round ${round}: usable ${usable.toFixed(0)} ms, all entries ${took.toFixed(0)} ms`);
      // The first one warms the server: it loads the document and packs its state once for everybody.
      if (round > 0) {
        tookMs.push(took);
        usableMs.push(usable);
      }
      await context.close();
    }
    const value = rounded(median(tookMs));
    return [
      {
        name: 'count-100k',
        value,
        unit: 'ms',
        ratio: null,
        against: null,
        goal: `< ${goalMs} ms`,
        ok: value < goalMs,
        detail: {
          entries,
          rounds: tookMs.map((ms) => rounded(ms)),
          usableMs: rounded(median(usableMs)),
        },
      },
    ];
  },
};
