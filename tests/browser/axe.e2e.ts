import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

/** Every place of the rail, and what lies behind it. */
async function everyPage(ask: (path: string) => Promise<unknown>): Promise<string[]> {
  const { stores } = (await ask('/api/stores')) as { stores: { storeId: number }[] };
  const { documents } = (await ask('/api/documents?limit=1')) as { documents: { document: string }[] };
  const { stocktakes } = (await ask('/api/stocktakes')) as { stocktakes: { id: number; state: string }[] };
  const { cards: transfers } = (await ask('/api/transfers')) as { cards: { id: number }[] };
  const { cards: purchases } = (await ask('/api/purchases')) as { cards: { id: number }[] };
  return [
    ...stocktakes.slice(0, 2).map(({ id }) => `/stocktakes/${id}`),
    ...stocktakes
      .slice(0, 2)
      .map(({ id, state }) => (state === 'committed' ? `/stocktakes/${id}/report` : `/count/${id}`)),
    ...transfers.slice(0, 1).map(({ id }) => `/transfers/${id}`),
    ...purchases.slice(0, 1).map(({ id }) => `/purchases/${id}`),
    ...['forks', 'record', 'what-if', 'measures', 'events'].map((view) => `/replenish?view=${view}`),
    ...['/wall', '/kiosks', '/stock', `/stock/stores/${stores[0]?.storeId}`, '/stock/skus/1'],
    ...['/stocktakes', '/transfers', '/goods', '/goods/categories', '/goods/barcode-rules'],
    ...['/goods/labels?skus=1,2', '/import', '/documents', '/documents/new?kind=receipt'],
    ...(documents[0] ? [`/documents/${documents[0].document}`] : []),
    ...[
      '/purchases',
      '/alerts',
      '/alerts/rules',
      '/replenish',
      '/organisation',
      '/organisation?tab=people',
      '/organisation?tab=rights',
    ],
    ...['/audit', '/integrations', '/integrations/reference', '/admin', '/me'],
  ];
}

for (const [language, theme, width, height] of [
  ['zh-CN', 'light', 1440, 900],
  ['en', 'dark', 390, 844],
] as const) {
  test(`[DF-2] axe finds nothing on any page, and none is wider than the screen, in ${language}, ${theme}, ${width} px`, async ({
    page,
    baseURL,
  }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.context().addCookies([{ name: 'tongpan_language', value: language, url: baseURL ?? '' }]);
    await page.request.post('/api/session', {
      data: { company: 'demo', login: 'hq', password: 'tongpan-demo' },
    });
    await page.request.put('/api/session/language', { data: { language } });
    const found: string[] = [];
    for (const path of await everyPage((asked) => page.request.get(asked).then((answer) => answer.json()))) {
      await page.goto(path);
      await page.locator('main').waitFor();
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).analyze();
      found.push(...violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html.slice(0, 160) ?? ''}`));
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (beyond > 0) found.push(`${path} is ${beyond} px wider than the screen`);
    }
    expect(found).toEqual([]);
  });
}
