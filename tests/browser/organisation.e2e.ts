import { expect, test, type Page } from '@playwright/test';

interface Chain {
  readonly regions: readonly { readonly id: number; readonly nameEn: string }[];
  readonly stores: readonly {
    readonly id: number;
    readonly code: string;
    readonly nameEn: string;
    readonly regionId: number;
  }[];
}

async function headquarters(page: Page, baseURL: string | undefined): Promise<void> {
  await page.context().addCookies([{ name: 'tongpan_language', value: 'en', url: baseURL ?? '' }]);
  await page.request.post('/api/session', {
    data: { company: 'demo', login: 'hq', password: 'tongpan-demo' },
  });
}

const chainOf = async (page: Page) => (await (await page.request.get('/api/organisation')).json()) as Chain;

test('[OR-2] a store is moved in the tree by the mouse and by the keyboard, and back again by undo', async ({
  page,
  baseURL,
}) => {
  await headquarters(page, baseURL);
  const { regions, stores } = await chainOf(page);
  // Both near the top: a page that scrolls meanwhile would have another row under the mouse.
  const [region, below] = regions;
  const store = stores.find(({ regionId }) => regionId === below?.id);
  if (!store || !region) throw new Error('the demo has no tree');
  const regionOfStore = async () => (await chainOf(page)).stores.find(({ id }) => id === store.id)?.regionId;
  await page.goto('/organisation');
  const row = page.locator('tr.store').filter({ has: page.getByText(store.code, { exact: true }) });
  const target = page.locator('tr.region').filter({ has: page.getByText(region.nameEn, { exact: true }) });
  const undo = page.getByRole('button', { name: 'Undo' }).last();

  await row.dragTo(target, { sourcePosition: { x: 30, y: 12 }, targetPosition: { x: 60, y: 12 } });
  await expect.poll(regionOfStore).toBe(region.id);
  await undo.click();
  await expect.poll(regionOfStore).toBe(store.regionId);

  const dialog = page.getByRole('dialog');
  // The tree is drawn anew a moment after the undo is stored: a key pressed on the row before goes with it.
  await expect(async () => {
    await row.getByRole('button', { name: `Move ${store.nameEn}` }).press('Enter');
    await expect(dialog).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await dialog.getByRole('combobox').selectOption({ label: await labelOf(dialog, region.nameEn) });
  await dialog.getByRole('button', { name: 'Move', exact: true }).press('Enter');
  await expect.poll(regionOfStore).toBe(region.id);
  await undo.click();
  await expect.poll(regionOfStore).toBe(store.regionId);
});

/** Regions stand indented in the list of choices. */
async function labelOf(dialog: ReturnType<Page['getByRole']>, name: string): Promise<string> {
  const labels = await dialog.getByRole('option').allTextContents();
  return labels.find((label) => label.trim() === name) ?? name;
}

test('[OR-3][OR-4] a role changed in the drawer holds at once on the same account, and a session ended there is over', async ({
  page,
  browser,
  baseURL,
}) => {
  await headquarters(page, baseURL);
  const login = `e2e${Date.now().toString(36)}`;
  const invited = await page.request.post('/api/invites', {
    data: { name: login, role: 'clerk', scope: { kind: 'all' } },
    headers: { origin: baseURL ?? '' },
  });
  const { link } = (await invited.json()) as { link: string };
  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.goto(link);
  await other.locator('input[autocomplete=username]').fill(login);
  await other.locator('input[autocomplete=new-password]').fill('a long pass phrase');
  await other.locator('form button').last().click();
  await other.waitForURL(/\/(stock|wall)/);
  const roleNow = async () => {
    const answer = await other.request.get('/api/session');
    return answer.ok() ? ((await answer.json()) as { role: string }).role : answer.status();
  };
  expect(await roleNow()).toBe('clerk');

  // Found from anywhere, opened where he is.
  await page.goto('/stock');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search everything' }).fill(login);
  await page.getByRole('option').filter({ hasText: login }).click();
  const drawer = page.getByRole('dialog', { name: login });
  await expect(drawer.getByText('Nothing is open.')).toBeVisible();
  await drawer.getByLabel('Role').selectOption('finance');
  await drawer.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(drawer).toBeHidden();
  await expect.poll(roleNow).toBe('finance');

  await page.getByRole('row').filter({ hasText: login }).getByRole('button').click();
  await expect(drawer.getByLabel('Role')).toHaveValue('finance');
  await drawer.getByRole('listitem').getByRole('button').first().click();
  await expect(drawer.getByText('Signed in nowhere.')).toBeVisible();
  await expect.poll(roleNow).toBe(401);
});
