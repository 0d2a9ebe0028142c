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
    post: '过账',
    posted: /已过账/,
    find: '搜索一切',
  },
  en: {
    check: 'Dry run',
    write: /^Write 2 rows$/,
    done: '2 rows are in',
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
    // A closed tab loses nothing.
    await expect(page.locator('.kept')).toBeVisible();
    await page.goto('/documents');
    await page.locator('.drafts a').first().click();
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
