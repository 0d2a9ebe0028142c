import { execFileSync } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import writeXlsxFile from 'write-excel-file/node';

/** As whoever runs the server makes it, beside it. */
function setupLink(): string {
  const cwd = new URL('../..', import.meta.url).pathname;
  const env = { ...process.env, TONGPAN_DATA: '.tongpan/browser' };
  const said = execFileSync(process.execPath, ['server/company/run.ts', 'link'], { cwd, env }).toString();
  return /\/setup#\S+/.exec(said)?.[0] ?? '';
}

const isClean = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
};

const words = {
  'zh-CN': {
    ...{ name: '企业名称', city: '城市', count: '店数', person: '你的姓名', login: '登录账号' },
    ...{ password: '密码', excel: '我有 Excel', go: '开通', check: '预演，看看效果', write: /^写入 3 行$/ },
    ...{ done: '已写入 3 行', post: '过账', steps: '开店清单', find: '搜索一切' },
    ...{
      invite: '邀请人员',
      invited: '姓名',
      makeInvite: '生成邀请',
      qr: '邀请二维码',
      link: '邀请链接',
      join: '加入',
    },
    company: '青禾便利',
    cityName: '杭州',
    heads: ['编码', '品名', '条码', '零售价', '进价', '库存'],
    goods: ['溪谷牛奶', '山泉水', '麦垄面包'],
  },
  en: {
    ...{ name: 'Company', city: 'City', count: 'Stores', person: 'Your name', login: 'Login' },
    ...{
      password: 'Password',
      excel: 'I have a sheet',
      go: 'Set up',
      check: 'Dry run',
      write: /^Write 3 rows$/,
    },
    ...{ done: '3 rows are in', post: 'Post', steps: 'First steps', find: 'Search everything' },
    ...{
      invite: 'Invite somebody',
      invited: 'Name',
      makeInvite: 'Make the invitation',
      qr: 'QR code of the invitation',
      link: 'Link of the invitation',
      join: 'Join',
    },
    company: 'Greenfield',
    cityName: 'Hangzhou',
    heads: ['Code', 'Name', 'Barcode', 'Price', 'Cost', 'Stock'],
    goods: ['Brookside milk', 'Spring water', 'Wheat bread'],
  },
} as const;

for (const [language, width, height] of [
  ['zh-CN', 1440, 900],
  ['en', 390, 844],
] as const) {
  test(`[FM-2] a new company, from its Excel sheet to the first sale on the wall, in ${language} at ${width} px`, async ({
    page,
    browser,
    baseURL,
  }) => {
    const say = words[language];
    const tag = Date.now().toString(36).toUpperCase();
    await page.setViewportSize({ width, height });
    await page.context().addCookies([{ name: 'tongpan_language', value: language, url: baseURL ?? '' }]);
    await page.goto(setupLink());
    await page.getByRole('button', { name: say.go, exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('textbox', { name: say.name, exact: true }).fill(`${say.company} ${tag}`);
    await page.getByRole('textbox', { name: say.city, exact: true }).fill(say.cityName);
    await page.getByLabel(say.count, { exact: true }).fill('2');
    await page.getByLabel(say.person).fill('沈若溪');
    await page.getByLabel(say.login, { exact: true }).fill('shen');
    await page.getByLabel(say.password, { exact: true }).fill('a long pass phrase');
    await page.getByText(say.excel).click();
    await isClean(page);
    await page.getByRole('button', { name: say.go, exact: true }).click();
    await page.waitForURL('**/import?kind=products', { timeout: 30_000 });

    const steps = page.getByRole('complementary', { name: say.steps });
    await expect(steps).toContainText('1');
    await isClean(page);
    const rows = say.goods.map((name, index) => [
      { value: `${tag}${index}` },
      { value: name },
      { value: ['2049900000018', '2049900000025', '2049900000032'][index] ?? '' },
      { value: 4.5 + index, type: Number },
      { value: 3 + index, type: Number },
      { value: 48, type: Number },
    ]);
    const book = await writeXlsxFile([say.heads.map((value) => ({ value })), ...rows]).toBuffer();
    await page.locator('input[type=file]').setInputFiles({
      name: 'goods.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: book,
    });
    await page.locator('.bar select').nth(1).selectOption({ index: 1 });
    await page.getByRole('button', { name: say.check }).click();
    await page.getByRole('button', { name: say.write }).click();
    await expect(page.getByText(say.done)).toBeVisible({ timeout: 30_000 });

    const { stores } = await page.request
      .get('/api/stores')
      .then((answer) => answer.json() as Promise<{ stores: { storeId: number }[] }>);
    await page.goto(`/documents/new?kind=sale&store=${stores[0]?.storeId}`);
    await page.getByRole('combobox').last().fill('2049900000018');
    await page.keyboard.press('Enter');
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.getByRole('button', { name: say.post, exact: true }).click();
    await page.waitForURL(/\/documents\/[^/]+-\d+$/);
    await page.goto('/wall');
    await expect(page.getByText(/[¥￥]\s?4\.50/).first()).toBeVisible({ timeout: 20_000 });
    // What is left of the list: asking colleagues in.
    await expect(steps.getByRole('link')).toHaveAttribute('href', /organisation/, { timeout: 20_000 });
    await page.goto('/organisation?tab=people');
    await page.getByRole('button', { name: say.invite }).click();
    await page.getByLabel(say.invited, { exact: true }).fill('周禾');
    await page.getByRole('button', { name: say.makeInvite }).click();
    await expect(page.getByRole('img', { name: say.qr })).toBeVisible();
    const link = await page.getByRole('textbox', { name: say.link }).inputValue();
    await page.keyboard.press('Escape');
    // A colleague on another device, with nothing but the link.
    const colleague = await (
      await browser.newContext({ baseURL, locale: language, viewport: { width, height } })
    ).newPage();
    await colleague.goto(link);
    await expect(colleague.getByText('周禾')).toBeVisible();
    await isClean(colleague);
    await colleague.locator('input[autocomplete=username]').fill('zhou');
    await colleague.locator('input[autocomplete=new-password]').fill('another pass phrase');
    await colleague.getByRole('button', { name: say.join, exact: true }).click();
    await colleague.waitForURL(/\/(stock|wall)/);
    await expect(colleague.getByRole('navigation').first()).toBeVisible();
    // A link holds once.
    await colleague.context().clearCookies();
    await colleague.goto('/login');
    await colleague.goto(link);
    await expect(colleague.getByRole('alert')).toBeVisible();
    await page.goto('/goods');
    await expect(steps).toBeHidden();
  });
}
