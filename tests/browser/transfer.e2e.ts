import { expect as expectNow, test, type Browser, type Page } from '@playwright/test';

/** A loaded machine takes its time. */
const expect = expectNow.configure({ timeout: 20_000 });

/** Signs in by the API, in a window of its own: a person at a desk, or with a phone. */
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

interface Line {
  readonly skuId: number;
  readonly agreed: number;
  readonly received: number;
  readonly lost: number;
}

/** One red pixel. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const read = <Answer>(page: Page, path: string): Promise<Answer> =>
  page.evaluate(async (from) => (await (await fetch(from)).json()) as never, path);

const inTransit = async (page: Page): Promise<number> =>
  (await read<{ tiles: { inTransit: number }[] }>(page, '/api/wall/snapshot')).tiles[0]?.inTransit ?? 0;

test('[TR-2][TR-5][TR-8][TR-18][I22] three people settle one transfer live, from a suggestion to received with a short line; two phones receive offline', async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const at = baseURL ?? '';
  const [store, keeper, region] = await Promise.all(
    ['store', 'warehouse', 'region1'].map((login) => person(browser, at, login)),
  );
  if (!store || !keeper || !region) throw new Error('three people');
  // The demo's lorries go on meanwhile: slowly, so that the wall's figure is this transfer's.
  const hq = await person(browser, at, 'hq');
  await hq.evaluate(() =>
    fetch('/api/demo/speed', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"speed":1}',
    }),
  );
  const board = await read<{ cards: { id: number; state: string; kind: string; sourceCode: string }[] }>(
    store,
    '/api/transfers',
  );
  const card = board.cards.find(
    (one) => one.state === 'suggested' && one.kind === 'plan' && one.sourceCode.startsWith('W'),
  );
  expect(card).toBeDefined();
  const path = `/transfers/${card?.id}`;

  await store.goto('/transfers');
  await store.locator(`[data-transfer="T${card?.id}"]`).click();
  await Promise.all([keeper.goto(path), region.goto(path)]);

  // The source answers; the target sees the numbers come, and who is writing.
  await keeper.locator('input[data-field=offered]').first().focus();
  await expect(store.locator('[data-who]').first()).toBeVisible();
  for (const row of await keeper.locator('tr[data-sku]').all()) {
    const asked = Number((await row.locator('.theirs').first().textContent())?.replaceAll(',', ''));
    await row.locator('input[data-field=offered]').fill(String(asked));
    await row.locator('input[data-field=offered]').press('Enter');
  }
  await expect(store.locator('[data-agreed] b')).toHaveCount(await store.locator('tr[data-sku]').count());

  // The region rules one line: what was signed before counts no more.
  await store.locator('[data-sign=target]').click();
  await expect(store.locator('[data-signature=target]')).toBeVisible();
  await region.locator('input[data-field=ruled]').first().fill('5');
  await region.locator('input[data-field=ruled]').first().press('Enter');
  await expect(store.locator('[data-signature=target]')).toHaveCount(0);
  await expect(store.locator('[data-agreed] b').first()).toHaveText('5');
  await store.locator('[data-sign=target]').click();
  await expect(keeper.locator('[data-signature=target]')).toBeVisible();
  await keeper.locator('[data-sign=source]').click();
  for (const page of [store, keeper, region])
    await expect(page.locator('[data-state=agreed]')).toBeVisible({ timeout: 10_000 });

  // Signed, they go on talking: what is said stays with the transfer [TR-17].
  await store.locator('[data-comment]').fill('后门卸货，到了打电话');
  await store.locator('[data-comment]').press('Enter');
  await expect(keeper.getByText('后门卸货，到了打电话')).toBeVisible();

  const before = await inTransit(store);
  const dispatch = keeper.locator('[data-form=dispatch]');
  await dispatch.locator('.deeds button').first().click();
  await dispatch.locator('.deeds button').last().click();
  await expect(store.locator('[data-state=in_transit]')).toBeVisible({ timeout: 10_000 });
  const { lines } = await read<{ lines: Line[] }>(store, `/api${path}`);
  const units = lines.reduce((sum, line) => sum + line.agreed, 0);
  // The wall shows it on its way.
  await expect.poll(() => inTransit(store)).toBe(before + units);

  // Two phones of one store, both without network, both unpack the same: one piece of the first line is lost.
  const phones = await Promise.all([person(browser, at, 'store', true), person(browser, at, 'store', true)]);
  for (const phone of phones) {
    await phone.goto(path);
    await expect(phone.locator('[data-form=receive]')).toBeVisible();
    // Without a network the page is opened anew, as it is by a phone that slept in the store room [TR-18].
    await phone.evaluate(() => navigator.serviceWorker.ready);
    await phone.context().setOffline(true);
    await phone.reload();
    const form = phone.locator('[data-form=receive]');
    await form.locator('.deeds button').first().click();
    const first = form.locator('li').first();
    const count = Number(await first.locator('.row input').inputValue());
    await first.locator('.row input').fill(String(count - 1));
    await first.locator('.row input').press('Tab');
    await first.locator('select').selectOption('lost');
    await first
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: dot });
    await expect(first.locator('.photo.taken')).toBeVisible();
    // What was unpacked is there after another sleep, and goes with its photo before it.
    await phone.reload();
    await expect(form.locator('li').first().locator('.row input')).toHaveValue(String(count - 1));
    await form.locator('.deeds button').last().click();
    await expect(phone.locator('[data-outbox=unknown], [data-outbox=pending]')).toHaveCount(2);
  }
  for (const phone of phones) await phone.context().setOffline(false);
  await expect(region.locator('[data-state=closed]')).toBeVisible({ timeout: 20_000 });
  // One was taken; the other is told that it came too late, and it stays until it is read.
  await expect
    .poll(
      async () =>
        (await Promise.all(phones.map((phone) => phone.locator('[data-outbox=refused]').count()))).join(),
      {
        timeout: 20_000,
      },
    )
    .toMatch(/^(0,1|1,0)$/);
  const end = await read<{
    lines: Line[];
    card: { state: string; unitsInTransit: number };
    differences: { photoId: string | null; cause: string }[];
  }>(store, `/api${path}`);
  // Whoever sees the transfer sees the picture.
  expect(end.differences).toMatchObject([{ cause: 'lost', photoId: expectNow.any(String) }]);
  const picture = await region.evaluate(async (from) => {
    const answer = await fetch(from);
    return `${answer.status} ${answer.headers.get('content-type')}`;
  }, `/api${path}/photos/${end.differences[0]?.photoId}`);
  expect(picture).toBe('200 image/jpeg');
  expect(end.card).toMatchObject({ state: 'closed', unitsInTransit: 0 });
  expect(end.lines.reduce((sum, line) => sum + line.received, 0)).toBe(units - 1);
  expect(end.lines.reduce((sum, line) => sum + line.lost, 0)).toBe(1);
  await expect.poll(() => inTransit(store)).toBe(before);
  // A store manager is told no cost, a regional manager is [A8].
  expect(end.card).toMatchObject({ value: null });
  const seen = await read<{ card: { value: number | null } }>(region, `/api${path}`);
  expect(seen.card.value).toBeGreaterThan(0);
  // Somebody of another city finds no such transfer [A1].
  const stranger = await person(browser, at, 'region2');
  const foreign = await stranger.evaluate(async (from) => {
    const answers = await Promise.all([from, '/api/transfers/99999999'].map((one) => fetch(one)));
    return Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
  }, `/api${path}`);
  expect(foreign[0]).toBe(foreign[1]);
  expect(foreign[0]).toMatch(/^404/);
});
