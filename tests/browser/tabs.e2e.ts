import { expect, test, type Page } from '@playwright/test';

const phoneSize = { width: 390, height: 844 };
test.setTimeout(120_000);

async function plan(page: Page, baseURL: string): Promise<{ id: number; code: string }> {
  await page.request.post(`${baseURL}/api/session`, {
    headers: { origin: baseURL },
    data: { company: 'demo', login: 'store', password: 'tongpan-demo' },
  });
  await page.goto('/stocktakes');
  return page.evaluate(async () => {
    const { stores } = await (await fetch('/api/stores')).json();
    const store = stores.find(({ kind }: { kind: string }) => kind === 'store');
    const response = await fetch('/api/stocktakes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ storeId: store.storeId, name: 'tabs', scope: { kind: 'full' }, zones: ['A'] }),
    });
    const { id } = await response.json();
    const { rows } = await (await fetch(`/api/stocktakes/${id}/goods`)).json();
    return { id, code: rows[0][7][0][0] };
  });
}

const unitsOf = (page: Page, id: number): Promise<number> =>
  page.evaluate(
    (asked) => fetch(`/api/stocktakes/${asked}`).then(async (answer) => (await answer.json()).units),
    id,
  );

async function openCount(page: Page, id: number): Promise<void> {
  await page.setViewportSize(phoneSize);
  await page.goto(`/count/${id}`);
  await expect(page.locator('footer button').nth(1)).toBeEnabled({ timeout: 30_000 });
}

async function scan(page: Page, code: string, times: number): Promise<void> {
  await page.bringToFront();
  for (let turn = 0; turn < times; turn++) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(60);
  }
}

test('[F23][LD-12] two tabs of one phone without a network: both are sent once, also what the closed one left', async ({
  page: one,
  context,
  baseURL: address,
}) => {
  const { id, code } = await plan(one, address ?? '');
  await openCount(one, id);
  const two = await context.newPage();
  await openCount(two, id);
  const errors: string[] = [];
  for (const page of [one, two]) page.on('pageerror', (error) => errors.push(error.message));
  await context.setOffline(true);
  await scan(one, code, 3);
  await scan(two, code, 2);
  await expect(two.locator('.which .muted')).toContainText('2');
  await two.waitForTimeout(500);
  await two.close();
  await scan(one, code, 1);
  await context.setOffline(false);
  await expect.poll(() => unitsOf(one, id), { timeout: 30_000 }).toBe(4);
  await one.reload();
  await expect(one.locator('footer button').nth(1)).toBeEnabled({ timeout: 30_000 });
  await expect.poll(() => unitsOf(one, id), { timeout: 30_000 }).toBe(6);
  await expect(one.getByRole('status').filter({ hasText: /已保存|Saved/ })).toHaveCount(1);
  expect(errors).toEqual([]);
});

test('[F25] a browser that keeps nothing says so before anything is counted', async ({
  page,
  baseURL: address,
}) => {
  const { id } = await plan(page, address ?? '');
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  await page.setViewportSize(phoneSize);
  await page.goto(`/count/${id}`);
  await expect(page.getByRole('status').filter({ hasText: /不能离线|can’t work offline/ })).toHaveCount(1);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('footer button').nth(1)).toBeDisabled();
});
