import { expect, test, type Page } from '@playwright/test';

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/login');
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click();
  await page.locator('button.primary').click();
  await page.waitForURL(/\/(wall|stock)/);
}

for (const [login, home] of [
  ['hq', '/wall'],
  ['region1', '/wall'],
  ['store', '/wall'],
  ['finance', '/wall'],
  ['clerk', '/stock'],
  ['warehouse', '/stock'],
] as const) {
  test(`${login} signs in and lands at home`, async ({ page }) => {
    await signIn(page, login);
    expect(new URL(page.url()).pathname).toBe(home);
  });
}

test('[I19] the wall moves when a sale is posted elsewhere, and every figure verifies', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, 'hq');
  await expect(page.locator('button.tile').first()).toBeVisible();
  const other = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await signIn(other, 'hq');
  const before = await page.evaluate(() => fetch('/api/wall/snapshot').then((answer) => answer.json()));
  const store = before.stores.find((one: { kind: string }) => one.kind === 'store');
  const answer = await other.evaluate(async (storeId) => {
    const response = await fetch('/api/documents', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({
        kind: 'sale',
        storeId,
        happened: true,
        lines: [{ skuId: 1, quantity: 1, amount: 12_345_600 }],
      }),
    });
    return response.json();
  }, store.storeId);
  expect(answer.outcome).toBe('posted');
  await expect(page.locator('.list', { hasText: /¥123\.5K|¥12\.3万|¥123,456/ }).first()).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.locator('.verify .good')).toContainText('480');
});

test('[I30][A1] a store manager sees his store and nothing of another’s, and no cost', async ({ page }) => {
  await signIn(page, 'store');
  await expect(page.locator('button.tile')).toHaveCount(1);
  const snapshot = await page.evaluate(() => fetch('/api/wall/snapshot').then((answer) => answer.json()));
  expect(snapshot.tiles).toHaveLength(1);
  expect(snapshot.tiles[0]).toMatchObject({ margin: null, stockValue: null, inTransitValue: null });
  const foreign = await page.evaluate(
    (mine) =>
      Promise.all(
        [`/api/stores/${mine + 1}/levels`, '/api/stores/99999/levels'].map((path) =>
          fetch(path).then(async (answer) => `${answer.status} ${await answer.text()}`),
        ),
      ),
    snapshot.tiles[0].storeId,
  );
  expect(foreign[0]).toBe(foreign[1]);
  expect(foreign[0]).toMatch(/^404/);
});

test('[A24][A17] a foreign page can neither post nor open the wall’s socket', async ({ page, request }) => {
  await signIn(page, 'hq');
  const cookies = (await page.context().cookies())
    .map((cookie) => `${cookie.name}=${cookie.value}`)
    .join('; ');
  const headers = { cookie: cookies, origin: 'https://evil.example', 'content-type': 'application/json' };
  expect((await request.post('/api/documents', { headers, data: {} })).status()).toBe(403);
  expect(
    (
      await request.get('/api/wall', { headers: { cookie: cookies, origin: 'https://evil.example' } })
    ).status(),
  ).toBe(403);
});

test('looks back in time and comes back, drills into a store, in both languages', async ({ page }) => {
  await signIn(page, 'hq');
  await expect(page.locator('button.tile').first()).toBeVisible();
  const slider = page.locator('input[type=range]');
  await slider.evaluate((node: HTMLInputElement) => {
    node.value = String(Number(node.min) + 6 * 3_600_000);
    node.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page.locator('.state.soon')).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.locator('.beat')).toBeVisible();
  await page.locator('button.tile').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  const title = page.locator('.kpis span').first();
  const first = await title.textContent();
  await page.locator('button.person').click();
  const isChinese = first === '今日销售';
  await page.locator('#person-menu label', { hasText: isChinese ? 'English' : '中文' }).click();
  await expect(title).toHaveText(isChinese ? 'Sales today' : '今日销售');
});
