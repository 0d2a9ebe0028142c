import { expect as expectNow, test, type Page } from '@playwright/test';

/** A loaded machine takes its time. */
const expect = expectNow.configure({ timeout: 30_000 });

const read = <Answer>(page: Page, path: string): Promise<Answer> =>
  page.evaluate(async (from) => (await (await fetch(from)).json()) as never, path);

const post = (page: Page, path: string, body: object): Promise<number> =>
  page.evaluate(
    async ([to, text]) =>
      (
        await fetch(to ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: text ?? '',
        })
      ).status,
    [path, JSON.stringify(body)],
  );

interface Line {
  readonly id: number;
  readonly sourceId: number;
  readonly targetId: number;
  readonly quantity: number;
  readonly chosen: number | null;
  readonly state: string;
  readonly reason: string | null;
  readonly transferId: number | null;
}

test('[RP-13][RP-15] a suggestion: edited with its gain at once, accepted into a draft, taken back, rejected with a reason, taken back', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/login');
  expect(await post(page, '/api/session', { company: 'demo', login: 'hq', password: 'tongpan-demo' })).toBe(
    200,
  );
  // Sales at the source go on meanwhile: slowly, so that what is free stays free.
  await post(page, '/api/demo/speed', { speed: 1 });
  await page.goto('/replenish');
  const cards = page.getByRole('article');
  if ((await read<{ suggestions: Line[] }>(page, '/api/replenish')).suggestions.length === 0)
    await page.getByRole('button', { name: '现在计算' }).click();
  await expect(cards.first()).toBeVisible({ timeout: 120_000 });
  const lines = async () => (await read<{ suggestions: Line[] }>(page, '/api/replenish')).suggestions;
  const [first] = await lines();
  if (!first) throw new Error('no suggestion');
  const paper = async () =>
    (await lines()).filter((line) => line.sourceId === first.sourceId && line.targetId === first.targetId);

  const card = cards.first();
  const gain = card.getByText(/多赚/).first();
  const before = await gain.textContent();
  const field = card.getByRole('spinbutton').first();
  await field.fill('0');
  await expect(gain).not.toHaveText(before ?? '');
  const units = first.quantity > 1 ? first.quantity - 1 : 1;
  await field.fill(String(units));
  await card.getByRole('button', { name: '采纳为草稿' }).click();
  await expect(page.getByText('已生成调拨草稿')).toBeVisible();
  const taken = (await paper()).find(({ id }) => id === first.id);
  expect(taken).toMatchObject({ state: 'accepted', chosen: units });
  const board = await read<{ cards: { id: number; state: string }[] }>(page, '/api/transfers');
  expect(board.cards.find(({ id }) => id === taken?.transferId)).toMatchObject({ state: 'suggested' });

  await page.getByRole('radio', { name: /已采纳/ }).check({ force: true });
  await cards.first().getByRole('button', { name: '撤回' }).click();
  await expect.poll(async () => (await paper()).every(({ state }) => state === 'open')).toBe(true);

  await page.getByRole('radio', { name: /待定/ }).check({ force: true });
  await cards.first().getByRole('button', { name: '拒绝' }).click();
  await cards.first().getByRole('button', { name: '要留着' }).click();
  await expect.poll(async () => (await paper())[0]).toMatchObject({ state: 'rejected', reason: 'keep' });
  await page.getByRole('radio', { name: /已拒绝/ }).check({ force: true });
  await cards.first().getByRole('button', { name: '撤回' }).click();
  await expect.poll(async () => (await paper()).every(({ state }) => state === 'open')).toBe(true);
});
