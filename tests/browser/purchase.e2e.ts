import { expect as expectNow, test, type Browser, type Page } from '@playwright/test';

/** A loaded machine takes its time. */
const expect = expectNow.configure({ timeout: 20_000 });

async function person(browser: Browser, baseURL: string, login: string, isPhone = false): Promise<Page> {
  const viewport = isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const page = await (await browser.newContext({ baseURL, viewport })).newPage();
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

const read = <Answer>(page: Page, path: string): Promise<Answer> =>
  page.evaluate(async (from) => (await (await fetch(from)).json()) as never, path);

interface Order {
  readonly card: { readonly state: string; readonly value: number | null; readonly unitsReceived: number };
  readonly lines: readonly {
    readonly skuId: number;
    readonly pack: number;
    readonly packs: number;
    readonly price: number | null;
  }[];
}

test('[PU-2][PU-7][PU-10][PU-13][I22] a list becomes an order, the order goes out, shows beside stock, and is received offline on a phone', async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const at = baseURL ?? '';
  const keeper = await person(browser, at, 'warehouse');
  await keeper.goto('/goods?search=G0388');
  await keeper.getByRole('checkbox').first().check();
  await keeper.locator('[data-replenish]').click();
  const row = keeper.locator('dialog li[data-sku]').first();
  await row.locator('input').fill('31');
  await row.locator('input').press('Tab');
  await row.locator('select').selectOption('supplier');
  await keeper.locator('[data-go]').click();
  await keeper.locator('.toasts button').first().click();
  await keeper.waitForURL(/\/purchases\/\d+$/);
  const path = new URL(keeper.url()).pathname;
  await expect(keeper.locator('[data-state=draft]')).toBeVisible();

  // Whole packs, and no price for who may not see cost.
  const drafted = await read<Order>(keeper, `/api${path}`);
  const [line] = drafted.lines;
  expect(line).toMatchObject({ packs: Math.max(2, Math.ceil(31 / (line?.pack ?? 1))), price: null });
  expect(drafted.card.value).toBeNull();
  const hq = await person(browser, at, 'hq');
  expect((await read<Order>(hq, `/api${path}`)).card.value).toBeGreaterThan(0);

  await keeper.locator('[data-open-send]').click();
  await keeper.locator('[data-send]').click();
  // Such a small order is below what the supplier wants: the person says that it goes all the same.
  await keeper.locator('[data-confirm]').click();
  await expect(keeper.locator('[data-state=sent]')).toBeVisible();
  const units = (line?.pack ?? 0) * (line?.packs ?? 0);
  await keeper.goto(`/stock/skus/${line?.skuId}`);
  await expect(keeper.locator('td', { hasText: new RegExp(`^\\s*${units + 75}`) }).first()).toBeVisible();

  const phone = await person(browser, at, 'warehouse', true);
  await phone.goto(path);
  const form = phone.locator('[data-form=receive]');
  await expect(form).toBeVisible();
  await phone.context().setOffline(true);
  await form.locator('.foot button').first().click();
  await form.locator('.foot button').last().click();
  await expect(phone.locator('[data-outbox=unknown], [data-outbox=pending]')).toHaveCount(1);
  await phone.context().setOffline(false);
  await expect(phone.locator('[data-state=received]')).toBeVisible();
  const end = await read<Order>(hq, `/api${path}`);
  expect(end.card).toMatchObject({ state: 'received', unitsReceived: units });
  // Somebody of another city finds no such order [A1].
  const stranger = await person(browser, at, 'region2');
  expect(await stranger.evaluate(async (from) => (await fetch(from)).status, `/api${path}`)).toBe(404);
});
