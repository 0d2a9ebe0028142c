import { expect, test } from '@playwright/test';

test('[A56][LD-12] the app opens without a network for who was here last, and signing out leaves nothing', async ({
  page,
  context,
}) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /^clerk / }).click();
  await page.locator('button.primary').click();
  await page.waitForURL(/\/(wall|stock)/);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(1);
  await context.setOffline(true);
  await page.goto('/stock');
  await expect(page.locator('button.person')).toBeVisible();
  // Nothing that a person reads is in the cache: only the shell and its code.
  const kept = await page.evaluate(async () => {
    const [name = ''] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.filter((path) => path !== '/' && !path.startsWith('/_app/'))).toEqual([]);
  await context.setOffline(false);
  await page.goto('/stock');
  // As if a document had been open on this device.
  await page.evaluate(() => {
    const { company, accountId } = JSON.parse(localStorage.getItem('tongpan.me') ?? '{}');
    const opening = indexedDB.open(`tongpan-live/${company}/${accountId}/sheet/1`);
    return new Promise<void>((resolve) => {
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
    });
  });
  await page.locator('button.person').click();
  await page.locator('#person-menu button.row').last().click();
  await page.waitForURL(/\/login/);
  const left = await page.evaluate(async () => ({
    me: localStorage.getItem('tongpan.me'),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
  }));
  expect(left.me).toBeNull();
  expect(left.databases.filter((name) => name.startsWith('tongpan-live/'))).toEqual([]);
});
