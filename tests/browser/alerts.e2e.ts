import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/login');
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click();
  await page.locator('button.primary').click();
  await page.waitForURL(/\/(wall|stock)/);
}

async function axeIsContent(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

test('[AL-3] [AL-8] a rule is made, finds its goods, and leads in one tap to a spot check of them', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, 'hq');
  await page.goto('/alerts/rules');
  await page.getByRole('button', { name: /新建规则|New rule/ }).click();
  const dialog = page.getByRole('dialog');
  const name = `多得很 ${Date.now() % 100_000}`;
  await dialog.getByLabel(/名称|^Name/).fill(name);
  await dialog
    .locator('label')
    .filter({ hasText: /库存偏高|Too much/ })
    .click();
  await dialog
    .getByLabel(/^(件数|Units)$/)
    .last()
    .fill('60');
  await dialog.getByLabel(/^(店长|Store manager)$/).check();
  await axeIsContent(page);
  await dialog.getByRole('button', { name: /^(保存|Save)$/ }).click();
  const row = page.getByRole('row', { name });
  await row.getByRole('link').click({ timeout: 30_000 });
  await expect(page).toHaveURL(/rule=\d+/);
  await axeIsContent(page);
  await page.locator('tbody .open').first().click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.locator('tbody tr').first()).toBeVisible();
  await drawer.getByRole('button', { name: /^(接手|Take)$/ }).click();
  await expect(drawer.getByRole('button', { name: /^(放回|Lay back)$/ })).toBeVisible();
  // Somebody else sees who has it.
  const other = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await signIn(other, 'finance');
  expect((await other.request.get('/api/alerts')).status()).toBe(404);
  await drawer.getByRole('button', { name: /^(抽盘|Spot check)$/ }).click();
  await expect(page).toHaveURL(/\/stocktakes\/\d+/);
  const rules = (await (await page.request.get('/api/alert-rules')).json()) as {
    rules: { id: number; name: string }[];
  };
  for (const { id, name: known } of rules.rules)
    if (known === name) await page.request.delete(`/api/alert-rules/${id}`);
});

test('[AL-12] what a push says is shown by the device and leads to its rule, and nothing else is', async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(['notifications'], { origin: baseURL ?? '' });
  await signIn(page, 'hq');
  await page.goto('/alerts');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const push = (data: string) =>
    devtools.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(page.url()).origin,
      registrationId,
      data,
    });
  await push('no message of ours');
  await push(
    JSON.stringify({ title: '快断货', body: '3 家门店，12 项', tag: 'rule-7', url: 'https://evil.example/' }),
  );
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({
        title,
        body,
        tag,
        data,
      }));
    });
  await expect
    .poll(shown)
    .toEqual([{ title: '快断货', body: '3 家门店，12 项', tag: 'rule-7', data: '/alerts' }]);
});
