import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/login');
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click();
  await page.locator('button.primary').click();
  await page.waitForURL(/\/(wall|stock)/);
}

/** The tiles are there, so many of them where it is said. */
async function wallIsUp(page: Page, tiles?: number): Promise<void> {
  const option = page.locator('#wall-active-tile');
  await expect(option).toHaveAttribute('aria-setsize', tiles === undefined ? /^[1-9]/ : String(tiles));
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
  await wallIsUp(page);
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
  await expect(page.locator('.wall-rows', { hasText: '¥123,456.00' }).first()).toBeVisible();
  await page.keyboard.press('v');
  const verdict = page.locator('.verdict');
  await expect(verdict).toContainText(/全部一致|All equal/);
  await expect(verdict).toContainText('48');
  await expect(page.getByRole('dialog').locator('td.good')).toHaveCount(10);
});

test('[I30][A1] a store manager sees his store and nothing of another’s, and no cost', async ({ page }) => {
  await signIn(page, 'store');
  await wallIsUp(page, 1);
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

test('looks back in time and comes back, in both languages', async ({ page }) => {
  await signIn(page, 'hq');
  await wallIsUp(page);
  const slider = page.locator('input[type=range]');
  await slider.evaluate((node: HTMLInputElement) => {
    node.value = node.min;
    node.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.locator('p.past strong')).toContainText('00:00');
  await expect(page.locator('.kpi strong').first()).toHaveText('¥0');
  await page.keyboard.press('l');
  await expect(page.locator('.link.live')).toBeVisible();
  await expect(page.locator('p.past')).toHaveCount(0);
  const title = page.locator('.kpi .name').first();
  const isChinese = (await title.textContent()) === '今日销售';
  await page.locator('button.person').click();
  await page.locator('#person-menu label', { hasText: isChinese ? 'English' : '中文' }).click();
  await expect(title).toHaveText(isChinese ? 'Sales today' : '今日销售');
});

test('[WL-10] any day before is a day of the slider, and its figures verify as those of now', async ({
  page,
}) => {
  await signIn(page, 'hq');
  await wallIsUp(page);
  const day = page.locator('input[type=date]');
  const today = await day.inputValue();
  const before = new Date(Date.parse(`${today}T00:00:00Z`) - 2 * 86_400_000).toISOString().slice(0, 10);
  await day.fill(before);
  await expect(page.locator('p.past strong')).toContainText(String(Number(before.slice(-2))));
  await expect(day).toHaveValue(before);
  await page.keyboard.press('Escape');
  await page.locator('.kpi strong').first().click();
  await page.keyboard.press('v');
  await expect(page.locator('.verdict')).toContainText(/全部一致|All equal/);
});

test('[WL-14] a wall without a network says so and turns grey, and comes back by itself', async ({
  page,
  context,
}) => {
  await signIn(page, 'hq');
  await wallIsUp(page);
  await expect(page.locator('.link.live')).toBeVisible();
  await context.setOffline(true);
  await expect(page.locator('p.late strong')).toBeVisible({ timeout: 15_000 });
  await expect(page.locator('.wall.late')).toBeVisible();
  const asOf = await page.locator('p.late strong').textContent();
  expect(asOf).toMatch(/\d\d:\d\d:\d\d/);
  await context.setOffline(false);
  await expect(page.locator('.link.live')).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('p.late')).toHaveCount(0);
});

test('three clicks lead from a tile over a SKU and its movements to a document and its person', async ({
  page,
}) => {
  await signIn(page, 'hq');
  await wallIsUp(page);
  const plan = page.getByRole('listbox');
  await plan.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog');
  await expect(panel).toBeVisible();
  await panel.getByRole('button', { name: /今日销售|Sales today/ }).click();
  await panel.locator('.goods .wall-rows a').first().click();
  await page.waitForURL(/\/stock\/locations\/\d+\/skus\/\d+/);
  const number = page.locator('tbody a[href^="/documents/"]').first();
  const name = await number.textContent();
  await number.click();
  await expect(page.locator('h1')).toContainText(name?.trim() ?? '-');
  await expect(page.locator('main')).toContainText(/经手人|Person/);
});

test('the demo day begins anew and runs at another speed, and nobody has to sign in again', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'hq');
  await wallIsUp(page);
  await page.getByRole('radio', { name: '600×' }).click();
  await expect(page.getByRole('radio', { name: '600×' })).toHaveAttribute('aria-checked', 'true');
  const restart = page.getByRole('button', { name: /重来今天|Restart the demo day/ });
  await restart.click();
  await expect(restart).toBeDisabled();
  await expect(restart).toBeEnabled({ timeout: 60_000 });
  await expect(page.locator('.link.live')).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('.clock strong')).toContainText(/^(09|10|11|12):/, { timeout: 20_000 });
  await page.getByRole('radio', { name: /^60×/ }).click();
  await expect(page.getByRole('radio', { name: /^60×/ })).toHaveAttribute('aria-checked', 'true');
});

test('an alert is taken by name, seen elsewhere, and laid back', async ({ page, browser, baseURL }) => {
  await signIn(page, 'hq');
  await wallIsUp(page);
  const other = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await signIn(other, 'hq');
  await wallIsUp(other);
  const alerts = page.locator('.alerts .wall-rows');
  await alerts
    .getByRole('button', { name: /我来|Take/ })
    .first()
    .click();
  const taken = /沈若溪|Shen Ruoxi/;
  await expect(other.locator('.alerts .wall-rows')).toContainText(taken);
  await alerts
    .getByRole('button', { name: /放回|Lay back|Release/ })
    .first()
    .click();
  await expect(other.locator('.alerts .wall-rows')).not.toContainText(taken);
});

test('[A20] a kiosk shows the wall without a person, can do nothing, and goes dark when it is revoked', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, 'hq');
  await page.goto('/kiosks');
  const screenName = `大厅 ${Date.now()}`;
  await page.getByRole('button', { name: /新建屏幕|New screen/ }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(screenName);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /新建屏幕|New screen/ })
    .click();
  const link = await page.getByRole('dialog').locator('textarea').inputValue();
  await expect(page.getByRole('dialog').locator('canvas')).toHaveJSProperty('isConnected', true);
  await page.getByRole('button', { name: /完成|Done/ }).click();
  const screen = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await screen.goto(link);
  await wallIsUp(screen);
  await expect(screen.locator('.link.live')).toBeVisible();
  expect(await screen.locator('a:visible, button:visible, nav:visible').count()).toBe(0);
  const least = await screen.evaluate(() =>
    Math.min(
      ...[...document.querySelectorAll<HTMLElement>('.wall *')]
        .filter(
          (node) =>
            node.checkVisibility() &&
            node.childNodes[0]?.nodeType === Node.TEXT_NODE &&
            node.textContent.trim() !== '' &&
            node.getBoundingClientRect().width > 2,
        )
        .map((node) => Number.parseFloat(getComputedStyle(node).fontSize)),
    ),
  );
  expect(least).toBeGreaterThanOrEqual(1080 / 40);
  const refused = await screen.evaluate(
    (kiosk) => fetch(`/api/alerts/1/take?kiosk=${kiosk}`, { method: 'POST' }).then((answer) => answer.status),
    new URL(link).searchParams.get('kiosk'),
  );
  expect(refused).toBe(404);
  await page.locator('tr', { hasText: screenName }).getByRole('button').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /停用|Revoke/ })
    .click();
  await expect(screen.locator('.link.refused')).toBeVisible({ timeout: 10_000 });
});

for (const [path, width, height] of [
  ['/wall', 1920, 1080],
  ['/wall', 390, 844],
  ['/kiosks', 1440, 900],
  ['/stock', 1440, 900],
  ['/me', 1440, 900],
  ['/login', 390, 844],
] as const) {
  test(`axe finds nothing on ${path} at ${width}`, async ({ page }) => {
    if (path !== '/login') await signIn(page, 'hq');
    await page.setViewportSize({ width, height });
    await page.goto(path);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    if (path === '/wall') await wallIsUp(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  });
}
