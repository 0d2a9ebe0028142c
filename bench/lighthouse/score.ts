import { createServer } from 'node:net';
import { openBrowser } from '../wall/browser.ts';

export interface Scores {
  readonly performance: number;
  readonly accessibility: number;
  /** What cost points: the audits below the best, with their own score. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What Lighthouse gives a page for somebody who is signed in, of 100. */
export async function scorePage(url: string, cookie: string): Promise<Scores> {
  const { default: lighthouse } = await import('lighthouse');
  const debugPort = await freePort();
  const browser = await openBrowser([`--remote-debugging-port=${debugPort}`]);
  try {
    const result = await lighthouse(
      url,
      { port: debugPort, onlyCategories: ['performance', 'accessibility'], extraHeaders: { cookie } },
      { extends: 'lighthouse:default', settings: desktop },
    );
    const score = (name: string): number =>
      Math.round((result?.lhr.categories[name]?.score ?? Number.NaN) * 100);
    const counted = Object.values(result?.lhr.categories ?? {}).flatMap(({ auditRefs }) =>
      auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id),
    );
    const lost = counted.flatMap((id): [string, number][] => {
      const points = result?.lhr.audits[id]?.score ?? 1;
      return points < 1 ? [[id, points]] : [];
    });
    return {
      performance: score('performance'),
      accessibility: score('accessibility'),
      lost: Object.fromEntries(lost),
    };
  } finally {
    await browser.close();
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound ? bound.port : 0));
    });
  });
}

/** Lighthouse's own desktop preset: these pages are worked with on a desk, and the wall is looked at on a television. */
const desktop = {
  formFactor: 'desktop' as const,
  throttling: {
    rttMs: 40,
    throughputKbps: 10 * 1024,
    cpuSlowdownMultiplier: 1,
    requestLatencyMs: 0,
    downloadThroughputKbps: 0,
    uploadThroughputKbps: 0,
  },
  screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
};
