import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

test.beforeEach(async ({ page }) => {
  const body = { company: 'demo', login: 'hq', password: 'tongpan-demo', device: 'test' };
  await page.request.post('/api/session', { data: body });
});

test('headquarters backs up by hand, sees how it went, and who asked for it', async ({ page }) => {
  await page.goto('/admin');
  const job = page.locator('.job').nth(1);
  await job.getByRole('button').click();
  await expect(job.getByText(/正常|Fine/)).toBeVisible({ timeout: 30_000 });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.goto('/audit');
  await expect(page.locator('tbody tr').first()).toContainText('backup');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a clerk finds neither page’s figures', async ({ page }) => {
  await page.request.post('/api/session', {
    data: { company: 'demo', login: 'clerk', password: 'tongpan-demo', device: 'test' },
  });
  expect((await page.request.get('/api/admin')).status()).toBe(404);
  expect((await page.request.get('/api/audit')).status()).toBe(404);
});

test('the server that people use sends every list as a file, in both forms', async ({ page }) => {
  const { stores } = (await (await page.request.get('/api/stores')).json()) as {
    stores: { locationId: number }[];
  };
  const lists = [
    ...['goods', 'categories', 'levels', 'documents', 'transfers', 'stocktakes', 'alerts', 'audit'],
    ...['purchases', 'suppliers', 'stores', 'people', 'suggestions', 'measures'],
    // Of one supplier, and of one good at one place.
    ...['supplier-prices?supplier=1', `movements?location=${stores[0]?.locationId}&sku=1`],
  ];
  for (const list of lists) {
    const [name, query] = list.split('?');
    for (const form of ['csv', 'xlsx']) {
      const answer = await page.request.get(`/api/export/${name}/${form}?${query ?? ''}`);
      expect(answer.status(), `${list} ${form}`).toBe(200);
      expect(answer.headers()['content-disposition'], list).toContain(`.${form}`);
    }
  }
});
