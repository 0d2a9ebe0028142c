import { expect as expectNow, test, type Page } from '@playwright/test';

/** A loaded machine takes its time. */
const expect = expectNow.configure({ timeout: 20_000 });

interface Shown {
  readonly run: object | null;
  readonly isRunning: boolean;
  readonly open: { readonly order: number; readonly purchase: number };
}

const read = (page: Page): Promise<Shown> =>
  page.evaluate(async () => (await (await fetch('/api/replenish?kind=purchase')).json()) as never);

test('[RP-18][RP-19] what the night says to buy becomes a draft order with its reasons, and is taken back', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await page
    .context()
    .addCookies([{ name: 'tongpan_language', value: 'zh-CN', url: baseURL ?? 'http://127.0.0.1' }]);
  await page.goto('/login');
  const status = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ company: 'demo', login: 'hq', password: 'tongpan-demo' });
    const { status: answer } = await fetch('/api/session', { method: 'POST', headers, body });
    await fetch('/api/replenish/plan', { method: 'POST', headers, body: '{}' });
    return answer;
  });
  expect(status).toBe(200);
  await expect
    .poll(
      async () => {
        const { run, isRunning, open } = await read(page);
        return run !== null && !isRunning && open.order > 0 && open.purchase > 0;
      },
      { timeout: 90_000 },
    )
    .toBe(true);
  await page.goto('/replenish');
  await page.getByText('向供应商订货').click();
  const paper = page.locator('article').first();
  await expect(paper).toContainText('天后才到');
  const field = paper.locator('input[type=number]').first();
  await field.fill('1');
  await field.blur();
  await expect(field).not.toHaveValue('1');
  const packs = await field.inputValue();
  const title = (await paper.locator('h2').innerText()).trim();
  await paper.getByRole('button', { name: '采纳为采购草稿' }).click();
  await page.getByText(/^已采纳/).click();
  const taken = page.locator('article').filter({ hasText: title.split('\n')[0] ?? '' });
  await taken.getByRole('link', { name: '打开草稿' }).click();
  await expect(page).toHaveURL(/\/purchases\/\d+/);
  await expect(page.locator('main')).toContainText('天后才到');
  expect(Number(packs)).toBeGreaterThan(0);
  await page.goBack();
  await page.getByText('向供应商订货').click();
  await page.getByText(/^已采纳/).click();
  await page.locator('article').first().getByRole('button', { name: '撤回' }).click();
  await expect(page.locator('article')).toHaveCount(0);
});
