import { expect, test, type Page } from '@playwright/test';

async function signIn(page: Page, login: string, language: 'zh-CN' | 'en'): Promise<void> {
  await page.request.post('/api/session', { data: { company: 'demo', login, password: 'tongpan-demo' } });
  await page.request.put('/api/session/language', { data: { language } });
}

const words = {
  'zh-CN': {
    check: '预演，看看效果',
    write: /^写入 2 行$/,
    done: '已写入 2 行',
    goOn: '继续',
    post: '过账',
    posted: /已过账/,
    find: '搜索一切',
  },
  en: {
    check: 'Dry run',
    write: /^Write 2 rows$/,
    done: '2 rows are in',
    goOn: 'Go on',
    post: 'Post',
    posted: /Posted/,
    find: 'Search everything',
  },
} as const;

for (const language of ['zh-CN', 'en'] as const) {
  test(`[IM-7] from an Excel sheet to the first sale, in ${language}`, async ({ page, baseURL }) => {
    const say = words[language];
    const tag = `E2E${Date.now().toString(36).toUpperCase()}`;
    await page.context().addCookies([{ name: 'tongpan_language', value: language, url: baseURL ?? '' }]);
    await signIn(page, 'hq', language);
    await page.goto('/import?kind=products');
    const csv = `商品表,,,,\n编码,品名,零售价,进价,库存\n${tag}A,${tag}牛奶,4.50,3.10,48\n${tag}B,${tag}茶,99,60,5\n合计,,,,53\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '商品.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('.bar select').nth(1).selectOption({ index: 1 });
    await page.getByRole('button', { name: say.check }).click();
    await page.getByRole('button', { name: say.write }).click();
    await expect(page.getByText(say.done)).toBeVisible({ timeout: 30_000 });

    const store = await page.request
      .get('/api/stores')
      .then((answer) => answer.json() as Promise<{ stores: { storeId: number }[] }>);
    await page.goto(`/documents/new?kind=sale&store=${store.stores[0]?.storeId}`);
    await page.getByRole('combobox').last().fill(`${tag}A`);
    await page.keyboard.press('Enter');
    await expect(page.locator('tbody tr')).toHaveCount(1);
    // A closed tab loses nothing: its address goes on with the draft, and a new entry offers it.
    await expect(page.locator('.kept')).toBeVisible();
    await page.reload();
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.goto('/documents/new?kind=sale');
    await page.getByRole('button', { name: say.goOn, exact: true }).first().click();
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.getByRole('button', { name: say.post, exact: true }).click();
    await page.waitForURL(/\/documents\/[^/]+-\d+$/);
    await expect(page.getByText(tag).first()).toBeVisible();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: say.find }).fill(`${tag}B`);
    await expect(page.getByRole('option').filter({ hasText: `${tag}B` })).toBeVisible({ timeout: 20_000 });
    await page.keyboard.press('Escape');
  });
}

async function desk(page: Page, baseURL: string | undefined): Promise<{ storeId: number; codes: string[] }> {
  await page.context().addCookies([{ name: 'tongpan_language', value: 'en', url: baseURL ?? '' }]);
  await signIn(page, 'hq', 'en');
  const ask = async <Answer>(path: string) => (await (await page.request.get(path)).json()) as Answer;
  const { stores } = await ask<{ stores: { storeId: number }[] }>('/api/stores');
  const { rows } = await ask<{ rows: { code: string }[] }>('/api/goods?search=G000&limit=3');
  return { storeId: stores[0]?.storeId ?? 0, codes: rows.map(({ code }) => code) };
}

test('[DC-2] [DC-5] scans that come faster than their answers all count, and a killed tab loses none of them', async ({
  page,
  baseURL,
}) => {
  const { storeId, codes } = await desk(page, baseURL);
  await page.route('**/api/barcodes/**', async (route) => {
    await new Promise((done) => setTimeout(done, 250));
    await route.continue();
  });
  await page.goto(`/documents/new?kind=adjustment&store=${storeId}`);
  const field = page.getByRole('combobox').last();
  await field.click();
  for (const code of [codes[0], codes[1], codes[0], codes[2]]) {
    await page.keyboard.type(code ?? '');
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await expect(page.locator('.kept')).toBeVisible();
  const address = page.url();
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // Nobody is left to answer this.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  const again = await page.context().newPage();
  await again.goto('/documents');
  await again.locator('.drafts a').first().click();
  await expect(again.locator('tbody tr')).toHaveCount(3);
  expect(new URL(again.url()).pathname).toBe(new URL(address).pathname);
});

test('[CT-14] colours and sizes of a style are made from two lists', async ({ page, baseURL }) => {
  await desk(page, baseURL);
  const code = `V${Date.now().toString(36).toUpperCase()}`;
  const made = await page.request.post('/api/goods', {
    data: { code, nameZh: `${code}衬衫`, nameEn: `${code} shirt`, price: 9900 },
    headers: { origin: baseURL ?? '' },
  });
  expect(made.status()).toBe(201);
  await page.goto(`/goods?search=${code}`);
  await page.locator('[data-row="0"] .name').click();
  await page.getByRole('button', { name: 'Add colours and sizes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add colours and sizes' });
  await dialog.getByLabel('Colours').fill('white, black');
  await dialog.getByLabel('Sizes').fill('S M L');
  await dialog.getByRole('button', { name: /^Make \d/ }).click();
  await expect(dialog).toBeHidden();
  const found = async () =>
    ((await (await page.request.get(`/api/goods?search=${code}`)).json()) as { total: number }).total;
  await expect.poll(found).toBeGreaterThanOrEqual(6);
});

test('[CT-9] goods that were chosen are changed at once, and taken back from what says so', async ({
  page,
  baseURL,
}) => {
  await desk(page, baseURL);
  const pricesOf = async () => {
    const answer = await page.request.get('/api/goods?search=G010&limit=2');
    const { rows } = (await answer.json()) as { rows: { price: number }[] };
    return rows.slice(0, 2).map(({ price }) => price);
  };
  const before = await pricesOf();
  await page.goto('/goods?search=G010');
  for (const row of [0, 1]) await page.locator(`[data-row="${row}"] input[type="checkbox"]`).check();
  await page.getByRole('button', { name: 'Change them all' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change 2 SKUs' });
  await dialog.getByLabel('Change prices by (%)').fill('10');
  await dialog.getByRole('button', { name: 'Change 2', exact: true }).click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  expect(await pricesOf()).toEqual(before.map((price) => Math.floor((220 * price + 100) / 200)));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(pricesOf).toEqual(before);
});

test('[DF-3] the page of goods is asked for its rows by the head of the page, once', async ({
  page,
  baseURL,
}) => {
  await desk(page, baseURL);
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/api/goods' || pathname === '/api/session') asked.push(pathname);
  });
  await page.goto('/goods?search=G000');
  await expect(page.locator('[data-row="0"] .code')).toBeVisible();
  expect(asked.toSorted()).toEqual(['/api/goods', '/api/session']);
  const begunBy = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/api/goods?'))
      .map((entry) => (entry as PerformanceResourceTiming).initiatorType),
  );
  expect(begunBy).toEqual(['link']);
});
