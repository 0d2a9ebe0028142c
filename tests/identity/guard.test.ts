import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf } from '#server/identity/address.ts';
import type { Context } from 'hono';
import { everything, inRegions, inStores, openHouse, password, slug, type House } from './house.ts';

let house: House;
let hq: string;
let manager: string;
let clerk: string;
beforeAll(async () => {
  house = await openHouse();
  await house.account('hq', 'hq', everything);
  await house.account('manager', 'store_manager', inStores(1));
  await house.account('clerk', 'clerk', inStores(1));
  await house.account('finance', 'finance', inRegions(1));
  hq = await house.signIn('hq');
  manager = await house.signIn('manager');
  clerk = await house.signIn('clerk');
});
afterAll(() => house.close());

const changing: readonly [string, string, unknown][] = [
  ['POST', '/api/session', { company: slug, login: 'hq', password }],
  ['DELETE', '/api/session', undefined],
  ['DELETE', '/api/sessions/any', undefined],
  ['PUT', '/api/session/language', { language: 'en' }],
  ['POST', '/api/kiosks', { name: 'hall' }],
  ['DELETE', '/api/kiosks/any', undefined],
];
const foreign: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://tongpan.test.evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'http://tongpan.test', 'sec-fetch-site': 'cross-site' },
];
test.each(changing)('[A24] %s %s from another site changes nothing', async (method, path, body) => {
  for (const headers of foreign) {
    const response = await house.ask(method, path, { body, cookie: hq, headers });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.json()).toMatchObject({
      code: 'request.foreign_origin',
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/plain; application/json',
  ]) {
    const response = await house.ask(method, path, {
      body: body ?? '{}',
      cookie: hq,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(403);
  }
  expect((await house.ask('GET', '/api/session', { cookie: hq })).status).toBe(200);
});

test('our own pages and scripts without a page get through', async () => {
  const ours: readonly Record<string, string>[] = [
    {},
    { origin: 'http://tongpan.test', 'sec-fetch-site': 'same-origin' },
    { 'content-type': 'application/json; charset=utf-8' },
  ];
  for (const headers of ours) {
    const response = await house.ask('PUT', '/api/session/language', {
      cookie: hq,
      body: { language: 'en' },
      headers,
    });
    expect(response.status).toBe(200);
  }
});

test('[A30] [A56] nothing is kept by caches, framed or guessed', async () => {
  for (const [path, status] of [
    ['/api/session', 200],
    ['/api/companies', 200],
    ['/api/kiosks', 200],
    ['/api/sessions', 200],
  ] as const) {
    const response = await house.ask('GET', path, { cookie: hq });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store, private',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  }
  expect((await house.ask('GET', '/api/session')).headers.get('cache-control')).toBe('no-store, private');
});

test('without a session there is only the door, in the browser’s language', async () => {
  for (const [method, path, body] of [
    ['GET', '/api/session'],
    ['GET', '/api/sessions'],
    ['GET', '/api/kiosks'],
    ['POST', '/api/kiosks', { name: 'x' }],
  ] as const) {
    for (const cookie of [
      '',
      'tongpan=',
      'tongpan=house',
      'tongpan=house.',
      'tongpan=.x',
      'tongpan=other.x',
      `tongpan=house.${'x'.repeat(5000)}`,
    ]) {
      const response = await house.ask(method, path, {
        body,
        cookie,
        headers: { 'accept-language': 'en-GB' },
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        type: 'urn:tongpan:problem:session.none',
        status: 401,
        code: 'session.none',
        title: 'You aren’t signed in, or your session is over.',
        detail: 'Sign in again.',
      });
    }
  }
  const chinese = await house.ask('GET', '/api/session');
  expect(await chinese.json()).toMatchObject({ title: '尚未登录或登录已过期。' });
});

test('a session of one company opens no other', async () => {
  const planted = hq.replace(`${slug}.`, 'other.');
  expect((await house.ask('GET', '/api/session', { cookie: planted })).status).toBe(401);
});

interface Kiosk {
  readonly handle: string;
  readonly link: string;
}
async function makeKiosk(cookie: string): Promise<Kiosk & { readonly token: string }> {
  const response = await house.ask('POST', '/api/kiosks', { cookie, body: { name: '大厅' } });
  expect(response.status).toBe(201);
  const kiosk = (await response.json()) as Kiosk;
  return { ...kiosk, token: new URL(kiosk.link, 'http://tongpan.test').searchParams.get('kiosk') ?? '' };
}

test('a kiosk looks at the wall with the scope of who made it, and does nothing else', async () => {
  const { token, link } = await makeKiosk(manager);
  expect(link).toMatch(/^\/wall\?kiosk=house\.kiosk\./);
  const me = await house.ask('GET', `/api/session?kiosk=${token}`);
  expect(await me.json()).toMatchObject({
    kind: 'kiosk',
    name: '大厅',
    role: 'store_manager',
    operations: ['view.wall'],
    home: '/wall',
    scope: { kind: 'stores' },
  });
  const viewer = await house.sessions.viewerOf(token.slice(slug.length + 1));
  expect(viewer?.locations).toEqual(new Set([1001, 1002]));
  const missing = await (await house.ask('DELETE', '/api/sessions/nosuch', { cookie: hq })).text();
  for (const [method, path, body] of [
    ['GET', '/api/sessions'],
    ['DELETE', '/api/session'],
    ['PUT', '/api/session/language', { language: 'en' }],
    ['GET', '/api/kiosks'],
    ['POST', '/api/kiosks', { name: 'more' }],
  ] as const) {
    const response = await house.ask(method, `${path}?kiosk=${token}`, { body });
    expect([response.status, await response.text()]).toEqual([404, missing]);
  }
  const rows = await house.owner<{ text: string }[]>`select kiosks::text as text from kiosks`;
  for (const { text } of rows) expect(text).not.toContain(token.slice(-43));
});

test('[ID-6] a session in an address lets nobody in, nor a kiosk in a cookie', async () => {
  const { token } = await makeKiosk(manager);
  const session = hq.replace(/^tongpan=/, '');
  expect((await house.ask('GET', `/api/session?kiosk=${session}`)).status).toBe(401);
  expect((await house.ask('POST', `/api/kiosks?kiosk=${session}`, { body: { name: 'x' } })).status).toBe(401);
  expect((await house.ask('GET', '/api/session', { cookie: `tongpan=${token}` })).status).toBe(401);
});

test('a kiosk that is revoked closes its wall at once; one whose maker is disabled follows', async () => {
  const { token, handle } = await makeKiosk(manager);
  const secret = token.slice(slug.length + 1);
  const viewer = await house.sessions.viewerOf(secret);
  if (!viewer) throw new Error('the kiosk opens nothing');
  const ended: string[] = [];
  house.sessions.watch(viewer, () => ended.push('revoked'));
  await house.sessions.checkWatched();
  expect(ended).toEqual([]);
  expect((await house.ask('DELETE', `/api/kiosks/${handle}`, { cookie: manager })).status).toBe(200);
  expect(ended).toEqual(['revoked']);
  expect((await house.ask('GET', `/api/session?kiosk=${token}`)).status).toBe(401);
  expect((await house.ask('DELETE', `/api/kiosks/${handle}`, { cookie: manager })).status).toBe(404);

  const account = await house.account('leaver', 'store_manager', inStores(2));
  const kiosk = await makeKiosk(await house.signIn('leaver'));
  expect((await house.ask('GET', `/api/session?kiosk=${kiosk.token}`)).status).toBe(200);
  await house.owner`update accounts set is_disabled = true where id = ${account}`;
  house.clock.pass(5000);
  expect((await house.ask('GET', `/api/session?kiosk=${kiosk.token}`)).status).toBe(401);
});

test('[A1] kiosks of others are managed by headquarters and do not exist for anybody else', async () => {
  const { handle } = await makeKiosk(hq);
  const theirs = await house.ask('DELETE', `/api/kiosks/${handle}`, { cookie: manager });
  const unknown = await house.ask('DELETE', '/api/kiosks/nosuch', { cookie: manager });
  expect([theirs.status, await theirs.text()]).toEqual([404, await unknown.text()]);
  const own = await makeKiosk(manager);
  const listed = (await (await house.ask('GET', '/api/kiosks', { cookie: manager })).json()) as {
    kiosks: Kiosk[];
  };
  expect(listed.kiosks.map((kiosk) => kiosk.handle)).not.toContain(handle);
  expect(listed.kiosks.map((kiosk) => kiosk.handle)).toContain(own.handle);
  expect((await house.ask('DELETE', `/api/kiosks/${own.handle}`, { cookie: hq })).status).toBe(200);
});

test('[A6] who may not manage kiosks finds no such address, and the audit has it once a minute', async () => {
  for (let times = 0; times < 5; times++) {
    const response = await house.ask('POST', '/api/kiosks', { cookie: clerk, body: { name: 'mine' } });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      type: 'urn:tongpan:problem:not_found',
      title: '没有找到 · Not found',
      status: 404,
      code: 'not_found',
    });
  }
  const rows = await house.owner`
    select e.subject, e.detail from audit_entries e join accounts a on a.id = e.account_id where e.action = 'permission.refused' and a.login = 'clerk'`;
  expect(rows).toEqual([{ subject: 'manage.kiosk', detail: { path: 'POST /api/kiosks' } }]);
});

test('[A51] the app can’t change what the audit says', async () => {
  const { ledgerSql } = house.company;
  await expect(ledgerSql`update audit_entries set subject = ''`).rejects.toThrow(/permission denied/);
  await expect(ledgerSql`delete from audit_entries`).rejects.toThrow(/permission denied/);
});

test('tries are counted by what the proxy says, and by nothing a browser says itself', () => {
  const asked = (peer: string, forwarded?: string) =>
    ({
      env: { incoming: { socket: { remoteAddress: peer } } },
      req: { header: () => forwarded },
    }) as unknown as Context;
  expect(addressOf(asked('10.0.0.1', '1.2.3.4'), false)).toBe('10.0.0.1');
  expect(addressOf(asked('10.0.0.1', '9.9.9.9, 1.2.3.4'), true)).toBe('1.2.3.4');
  expect(addressOf(asked('10.0.0.1'), true)).toBe('10.0.0.1');
  expect(addressOf(asked('::ffff:10.0.0.1'), false)).toBe('10.0.0.1');
  expect(addressOf(asked('2001:db8:1:2:aaaa::1'), false)).toBe(
    addressOf(asked('2001:db8:1:2:bbbb:1:2:3'), false),
  );
  expect(addressOf(asked('2001:db8::1'), false)).toBe('2001:db8:0:0');
});
