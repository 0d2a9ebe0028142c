import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '#drizzle/migrate.ts';
import { sampleOf } from '#domain/setup/sample.ts';
import type { FirstSteps, SetupAnswers, SetupDone } from '#protocol/setup/requests.ts';
import { createCompany, listCompanies } from '#server/company/companies.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import type { Cluster } from '#server/launch/cluster.ts';
import { serve, type Served } from '#server/main.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { isWithoutCompany, makeSetupLink } from '#server/setup/links.ts';
import { testCluster } from '../postgres/cluster.ts';

let cluster: Cluster;
let admin: Sql;
let served: Served;
const control = `setup_${crypto.randomUUID().slice(0, 8)}`;
const tag = crypto.randomUUID().slice(0, 6);

beforeAll(async () => {
  const shared = await testCluster();
  admin = openDatabase({
    url: shared.controlUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  await admin`create database ${admin(control)}`;
  cluster = { ...shared, controlUrl: shared.ownerUrl(control) };
  await migrate(cluster.controlUrl, 'control');
  served = await serve({
    cluster,
    config: {
      host: '127.0.0.1',
      port: 0,
      origin: undefined,
      backupFolder: '/nowhere',
      backupKey: undefined,
      hasNightly: false,
      dataFolder: 'nowhere',
      moments: { days: 0, bytesMax: 0 },
      metricsToken: undefined,
    },
    log: openLog('silent'),
    pages: undefined,
  });
});
afterAll(async () => {
  await served?.close();
  for (const { database } of await listCompanies(cluster))
    await admin`drop database if exists ${admin(database)} with (force)`;
  await admin`drop database if exists ${admin(control)} with (force)`;
  await admin.end();
});

async function ask<Answer>(
  method: string,
  path: string,
  body?: unknown,
  cookie = '',
): Promise<Answer & { readonly status: number; readonly cookie: string }> {
  const response = await fetch(`${served.address}${path}`, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer;
  const set = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { ...answer, status: response.status, cookie: set };
}

const codeOf = async (hours = 1): Promise<string> =>
  (await makeSetupLink(cluster, 'http://x', 'command', hours)).split('#')[1] ?? '';

const answers = (code: string, change: Partial<SetupAnswers> = {}): SetupAnswers => ({
  code,
  company: { name: `青禾 ${tag}`, trade: 'grocery' },
  timeZone: 'Asia/Shanghai',
  stores: [
    { city: '杭州', name: '' },
    { city: '杭州', name: '西溪天街店' },
    { city: '苏州', name: '' },
  ],
  hasWarehouse: true,
  owner: { name: '沈若溪', login: ' Shen ', password: 'a long pass phrase' },
  colleagues: [{ name: '周晓燕', role: 'store_manager', store: 1 }],
  beginning: 'sample',
  language: 'zh-CN',
  ...change,
});

test('[FM-1] without a good link nothing is made and nothing is told', async () => {
  expect(await isWithoutCompany(cluster, 'demo')).toBe(true);
  for (const code of ['x'.repeat(32), `${await codeOf()}A`]) {
    const looked = await ask<{ code: string }>('POST', '/api/setup/look', { code });
    expect([looked.status, looked.code]).toEqual([404, 'setup.gone']);
    expect((await ask('POST', '/api/setup', answers(code))).status).toBe(404);
  }
  const over = await codeOf(0);
  expect((await ask('POST', '/api/setup/look', { code: over })).status).toBe(404);
  expect(await listCompanies(cluster)).toEqual([]);
});

test('[FM-1] a link that a start printed ends with the next start', async () => {
  const first = (await makeSetupLink(cluster, '', 'start', 1)).split('#')[1] ?? '';
  const second = (await makeSetupLink(cluster, '', 'start', 1)).split('#')[1] ?? '';
  expect((await ask('POST', '/api/setup/look', { code: first })).status).toBe(404);
  expect((await ask('POST', '/api/setup/look', { code: second })).status).toBe(200);
});

test('[FM-2] [FM-4] four answers make a company that trades, with a sample that can be taken back', async () => {
  const code = await codeOf();
  const done = await ask<SetupDone>('POST', '/api/setup', answers(code));
  expect([done.status, done.company, done.home]).toEqual([201, `qinghe-${tag}`, '/wall']);
  const hq = done.cookie;
  const { stores } = await ask<{ stores: { storeId: number; nameZh: string; nameEn: string }[] }>(
    'GET',
    '/api/stores',
    undefined,
    hq,
  );
  expect(stores.map(({ nameZh }) => nameZh).toSorted()).toEqual(
    ['杭州1店', '西溪天街店', '苏州1店', '总仓'].toSorted(),
  );
  expect(stores.map(({ nameEn }) => nameEn)).toContain('Hangzhou No. 1');
  const goods = await ask<{ total: number }>('GET', '/api/goods', undefined, hq);
  expect(goods.total).toBe(sampleOf('grocery').skus.length);
  const found = await ask<{ total: number }>('GET', '/api/goods?search=dbdm', undefined, hq);
  expect(found.total).toBe(1);

  const steps = await ask<FirstSteps>('GET', '/api/first-steps', undefined, hq);
  expect(steps.steps.filter(({ isDone }) => !isDone).map(({ key }) => key)).toEqual(['sale']);

  const invite = done.invites[0]?.link.split('#')[1];
  const seen = await ask<{ role: string }>('POST', '/api/join/look', { code: invite });
  expect(seen.role).toBe('store_manager');
  const signedIn = await ask('POST', '/api/session', {
    company: done.company,
    login: 'shen',
    password: 'a long pass phrase',
  });
  expect(signedIn.status).toBe(200);

  const row = (await listCompanies(cluster)).find(({ slug }) => slug === done.company);
  const owner = openDatabase({
    url: cluster.ownerUrl(row?.database ?? ''),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  try {
    const broken = (await checkInvariants(owner)).flatMap(({ id, broken: rows }) =>
      rows.map((row) => `${id} ${row}`),
    );
    expect(broken).toEqual([]);
    const [stock] = await owner<{ units: number }[]>`select sum(on_hand)::bigint as units from levels`;
    const wanted = sampleOf('grocery').skus.reduce((sum, { onShelf }) => sum + onShelf * (3 + 5), 0);
    expect(stock?.units).toBe(wanted);
    const { jobs } = await ask<{ jobs: { id: string }[] }>('GET', '/api/imports', undefined, hq);
    expect((await ask('POST', `/api/imports/${jobs[0]?.id}/undo`, {}, hq)).status).toBe(202);
    for (let state = 'undoing'; state === 'undoing';)
      ({ state } = await ask<{ state: string }>('GET', `/api/imports/${jobs[0]?.id}`, undefined, hq));
    const [left] = await owner<{ units: number }[]>`select sum(on_hand)::bigint as units from levels`;
    expect(left?.units).toBe(0);
    expect((await ask<{ total: number }>('GET', '/api/goods', undefined, hq)).total).toBe(0);
  } finally {
    await owner.end();
  }

  const again = await ask<{ code: string; facts: { company: string } }>(
    'POST',
    '/api/setup',
    answers(code, { company: { name: 'Other', trade: 'other' } }),
  );
  expect([again.status, again.code, again.facts.company]).toEqual([409, 'setup.used', done.company]);
});

test('[FM-2] pressed twice at once, and once more with another link, each link makes one company', async () => {
  const before = (await listCompanies(cluster)).length;
  const code = await codeOf();
  const quick = { beginning: 'later', hasWarehouse: false } as const;
  const both = await Promise.all([1, 2].map(() => ask('POST', '/api/setup', answers(code, quick))));
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  const [one, two] = await Promise.all([
    ask<SetupDone>('POST', '/api/setup', answers(await codeOf(), quick)),
    ask<SetupDone>('POST', '/api/setup', answers(await codeOf(), quick)),
  ]);
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(one.company).not.toBe(two.company);
  expect((await listCompanies(cluster)).length).toBe(before + 3);
});

test('[FM-3] names in any script and a chain of 200 stores come through', async () => {
  const name = `☕️ ‘Łuk’ 拿铁 ${tag}`;
  const many = Array.from({ length: 200 }, (_, index) => ({
    city: index < 150 ? '成都' : 'Zürich',
    name: '',
  }));
  const done = await ask<SetupDone>(
    'POST',
    '/api/setup',
    answers(await codeOf(), {
      company: { name, trade: 'other' },
      stores: many,
      beginning: 'later',
      colleagues: [],
      language: 'en',
    }),
  );
  expect(done.status).toBe(201);
  const { stores } = await ask<{ stores: { nameEn: string }[] }>(
    'GET',
    '/api/stores',
    undefined,
    done.cookie,
  );
  expect(stores.length).toBe(201);
  const wrong = answers(await codeOf(), { owner: { name: 'a', login: 'ab', password: 'short' } });
  expect((await ask('POST', '/api/setup', wrong)).status).toBe(422);
  expect((await ask('POST', '/api/setup', { ...wrong, stores: [] })).status).toBe(422);
});

test('[FM-6] a company that a command makes beside the server is opened when somebody looks', async () => {
  const slug = `beside-${tag}`;
  await createCompany(cluster, { slug, nameZh: '旁边', nameEn: 'Beside' });
  await expect
    .poll(
      async () =>
        (await ask<{ companies: { slug: string }[] }>('GET', '/api/companies')).companies.map(
          (one) => one.slug,
        ),
      { timeout: 10_000 },
    )
    .toContain(slug);
});
