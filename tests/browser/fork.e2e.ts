import { expect as expectNow, test, type Browser, type Page } from '@playwright/test';

/** A loaded machine takes its time. */
const expect = expectNow.configure({ timeout: 20_000 });

async function person(browser: Browser, baseURL: string, login: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name: 'tongpan_language', value: 'zh-CN', url: baseURL }]);
  const page = await context.newPage();
  await page.goto('/login');
  const status = await page.evaluate(async (name) => {
    const body = JSON.stringify({ company: 'demo', login: name, password: 'tongpan-demo' });
    return (
      await fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    ).status;
  }, login);
  expect(status).toBe(200);
  return page;
}

test('[FK-1][FK-2][FK-5] two people plan on one copy: each sees the other’s move, both press, each draft is made once', async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  /** A data folder may know a plan of an earlier run. */
  const name = `周末备货 ${crypto.randomUUID().slice(0, 8)}`;
  const at = baseURL ?? '';
  const [region, hq] = await Promise.all(['region1', 'hq'].map((login) => person(browser, at, login)));
  if (!region || !hq) throw new Error('two people');
  // Trade stands still as far as it can: what is free at one moment is free at the next.
  await hq.evaluate(() =>
    fetch('/api/demo/speed', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"speed":1}',
    }),
  );

  await region.goto('/replenish?view=forks');
  await region.getByRole('button', { name: '新建沙盘' }).click();
  await region.getByLabel('名称').fill(name);
  await region.getByText('按品类').click();
  await region.getByLabel('按品类').last().selectOption({ label: '粮油' });
  await region.getByRole('button', { name: '拍下副本' }).click();
  await expect(region).toHaveURL(/\/replenish\/forks\/\d+$/);
  const path = new URL(region.url()).pathname;
  await hq.goto(path);
  for (const page of [region, hq]) {
    await expect(page.locator('[data-place]').first()).toBeVisible();
    await expect(page.locator('[data-worth]')).toBeVisible();
  }
  await hq.locator('[data-goods]').first().click();
  await region.locator('[data-goods]').first().click();

  // One drags from a store that has some, the other picks the warehouse's up by key.
  const source = region.locator('[data-place]', { hasText: /可调 [1-9]/ }).first();
  const from = await source.getAttribute('data-place');
  const target = region.locator(`[data-place]:not([data-place="${from}"])`).first();
  const place = (await target.getAttribute('data-place')) ?? '';
  await source.dragTo(target, { steps: 8 });
  await region.locator('#fork-move input[type=number]').fill('1');
  await region.keyboard.press('Enter');
  await expect(hq.locator('[data-move]')).toHaveCount(1);
  await expect(hq.locator('[data-move] .who')).toHaveText(/陆承安|Lu Cheng’an/);

  await hq.locator('[data-place]', { hasText: '区域仓' }).first().focus();
  await hq.keyboard.press('Enter');
  await hq.locator(`[data-place="${place}"]`).focus();
  await hq.keyboard.press('Space');
  await hq.locator('#fork-move input[type=number]').fill('2');
  await hq.keyboard.press('Enter');
  await expect(region.locator('[data-move]')).toHaveCount(2);
  await expect(region.locator(`[data-place="${place}"] .change`)).toHaveText('+3');
  // What one voids is gone for both; laid again it is a move of its own.
  await region.locator('[data-move]').last().getByRole('button', { name: '作废这一笔' }).click();
  await expect(hq.locator('[data-move]')).toHaveCount(1);
  await region.getByRole('button', { name: '重新摆上' }).click();
  await expect(hq.locator('[data-move]')).toHaveCount(2);

  for (const page of [region, hq]) await page.locator('[data-drafts]').click();
  await Promise.all([region, hq].map((page) => page.getByRole('button', { name: '生成草稿' }).click()));
  for (const page of [region, hq]) {
    await expect(page.locator('[data-draft]').first()).toBeVisible();
    await expect(page.locator('[data-drafts]')).toHaveCount(0);
  }
  const drafts = await region
    .locator('[data-draft]')
    .evaluateAll((links) => links.map((link) => link.dataset['draft']));
  expect(
    await hq.locator('[data-draft]').evaluateAll((links) => links.map((link) => link.dataset['draft'])),
  ).toEqual(drafts);
  const board = await region.evaluate(
    async () =>
      (await (await fetch('/api/transfers')).json()) as {
        cards: { id: number; state: string; units: number; note: string }[];
      },
  );
  const made = board.cards.filter(({ note }) => note === name);
  expect(made.map(({ id }) => String(id)).toSorted()).toEqual(drafts.toSorted());
  expect(made.every(({ state }) => state === 'suggested')).toBe(true);
  expect(made.reduce((sum, { units }) => sum + units, 0)).toBe(3);

  // They are drafts like any other, and leave the board to the tests that come after.
  for (const { id } of made) {
    const cancelled = await region.evaluate(
      async (at) =>
        (
          await fetch(`/api/transfers/${at}/acts`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
            body: '{"kind":"cancel"}',
          })
        ).status,
      id,
    );
    expect(cancelled).toBe(200);
  }

  // Who does not reach every store of it finds none.
  const stranger = await person(browser, at, 'region2');
  const status = await stranger.evaluate(async (from) => (await fetch(from)).status, `/api${path}`);
  expect(status).toBe(404);
});
