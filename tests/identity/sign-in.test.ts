import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, isOutdated, verifyPassword } from '#server/identity/password.ts';
import { lockMs, loginsPerAddressMax, triesMax } from '#server/identity/limits.ts';
import { cookieOf, everything, openHouse, password, slug, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const login of ['mei', 'lan', 'hua', 'qin', 'bao']) await house.account(login, 'hq', everything);
});
afterAll(() => house.close());

const attempt = (login: string, secret: string, address?: string) =>
  house.ask('POST', '/api/session', {
    body: { company: slug, login, password: secret },
    ...(address ? { address } : {}),
  });

test('the right password opens a session and says who it is', async () => {
  const response = await attempt(' Mei ', password);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    kind: 'person',
    name: 'mei',
    role: 'hq',
    company: slug,
    companyNameEn: 'House',
    home: '/wall',
  });
});

test('[A21] the cookie is new at each signing in, and one that was planted opens nothing', async () => {
  const planted = `tongpan=${slug}.planted-by-somebody`;
  expect((await house.ask('GET', '/api/session', { cookie: planted })).status).toBe(401);
  const first = await house.signIn('mei', {
    cookie: planted,
    body: { company: slug, login: 'mei', password },
  });
  expect(first).not.toBe(planted);
  const second = await house.signIn('mei', {
    cookie: first,
    body: { company: slug, login: 'mei', password },
  });
  expect(second).not.toBe(first);
  expect((await house.ask('GET', '/api/session', { cookie: first })).status).toBe(401);
  expect((await house.ask('GET', '/api/session', { cookie: planted })).status).toBe(401);
});

test('[A22] what the database holds opens nothing', async () => {
  const cookie = await house.signIn('mei');
  const secret = cookie.slice(`tongpan=${slug}.`.length);
  const rows = await house.owner<{ id_hash: string; handle: string }[]>`select id_hash, handle from sessions`;
  expect(rows.length).toBeGreaterThan(0);
  for (const { id_hash: idHash, handle } of rows) {
    expect(idHash).not.toContain(secret);
    expect((await house.ask('GET', '/api/session', { cookie: `tongpan=${slug}.${idHash}` })).status).toBe(
      401,
    );
    expect((await house.ask('GET', '/api/session', { cookie: `tongpan=${slug}.${handle}` })).status).toBe(
      401,
    );
  }
});

test('[A25] ten wrong passwords lock the login, also for the right one; the lock opens by itself', async () => {
  let wrongs = 0;
  for (let tries = 0; wrongs < triesMax && tries < 40; tries++) {
    const response = await attempt('lan', 'not the password');
    if (response.status === 401) wrongs += 1;
    else house.clock.pass(Number(response.headers.get('retry-after')) * 1000);
  }
  expect(wrongs).toBe(triesMax);
  const locked = await attempt('lan', password, '10.9.9.9');
  expect(locked.status).toBe(429);
  expect(Number(locked.headers.get('retry-after'))).toBe(lockMs / 1000);
  expect(await locked.json()).toMatchObject({ code: 'session.wait', waitSeconds: lockMs / 1000 });
  house.clock.pass(lockMs - 1000);
  expect((await attempt('lan', password)).status).toBe(429);
  house.clock.pass(1000);
  expect((await attempt('lan', password)).status).toBe(200);
});

test('[A25] a hundred guesses at once are not more than a few', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => attempt('hua', `guess number ${index}`, '10.0.7.7')),
  );
  const judged = answers.filter((answer) => answer.status === 401).length;
  expect(judged).toBeGreaterThan(0);
  expect(judged).toBeLessThanOrEqual(triesMax);
});

test('[A25] one password tried on many logins is noticed and stopped, elsewhere people still sign in', async () => {
  const address = '10.6.6.6';
  const statuses: number[] = [];
  for (let index = 0; index < 40; index++)
    statuses.push((await attempt(`person${index}`, 'Summer2026!', address)).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(loginsPerAddressMax);
  expect(statuses.at(-1)).toBe(429);
  const noticed = await house.owner`select subject from audit_entries where action = 'session.sprayed'`;
  expect(noticed).toEqual([{ subject: address }]);
  expect((await attempt('qin', password, '10.6.6.7')).status).toBe(200);
});

test('[A26] unknown, wrong and disabled answer the same bytes', async () => {
  await house.account('gone', 'hq', everything);
  await house.owner`update accounts set is_disabled = true where login = 'gone'`;
  await house.account('robot', 'hq', everything, null);
  const answers = await Promise.all([
    attempt('nobody-here', password, '10.1.0.1'),
    attempt('bao', 'wrong password', '10.1.0.2'),
    attempt('gone', password, '10.1.0.3'),
    attempt('robot', password, '10.1.0.4'),
    house.ask('POST', '/api/session', { body: { company: 'no-such', login: 'mei', password } }),
  ]);
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401]));
  expect(new Set(bodies).size).toBe(1);
  expect(answers.every((answer) => answer.headers.get('set-cookie') === null)).toBe(true);
});

test('[A27] passwords of any script, long ones, and the same letters in another form', async () => {
  const hash = await hashPassword('ｐａｓｓｗｏｒｄ１');
  expect(await verifyPassword(hash, 'password1')).toBe(true);
  const long = `${'长'.repeat(100)}end`;
  const longHash = await hashPassword(long);
  expect(await verifyPassword(longHash, long)).toBe(true);
  expect(await verifyPassword(longHash, `${'长'.repeat(100)}END`)).toBe(false);
  await expect(hashPassword('eight\0bytes')).rejects.toThrow(RangeError);
  await expect(hashPassword('short')).rejects.toThrow(RangeError);
  await expect(hashPassword('x'.repeat(257))).rejects.toThrow(RangeError);
  expect(await verifyPassword(null, 'not a password')).toBe(false);
});

test('[A27] a hash of other options is made anew when its person signs in', async () => {
  const { hash } = await import('@node-rs/argon2');
  const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  await house.owner`update accounts set password_hash = ${weak} where login = 'bao'`;
  await house.signIn('bao');
  const [row] = await house.owner<
    { hash: string }[]
  >`select password_hash as hash from accounts where login = 'bao'`;
  expect(isOutdated(weak)).toBe(true);
  expect(isOutdated(row?.hash ?? '')).toBe(false);
  await house.signIn('bao');
});

test('[A28] the cookie is for the server only, and bound to the host over https', async () => {
  const plain = (await attempt('mei', password)).headers.get('set-cookie') ?? '';
  expect(plain).toMatch(/^tongpan=.*; Path=\/; HttpOnly; SameSite=Lax$/);
  const secureHouse = await openHouse('https://tongpan.test');
  try {
    await secureHouse.account('mei', 'hq', everything);
    const response = await secureHouse.ask('POST', '/api/session', {
      body: { company: slug, login: 'mei', password },
    });
    const cookie = cookieOf(response);
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-tongpan=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await secureHouse.ask('GET', '/api/session', { cookie })).status).toBe(200);
    const tossed = cookie.replace('__Host-', '');
    expect((await secureHouse.ask('GET', '/api/session', { cookie: tossed })).status).toBe(401);
  } finally {
    await secureHouse.close();
  }
});

test('a body that is wrong is told field by field, never an error of ours', async () => {
  for (const body of [
    '{',
    '[]',
    'null',
    '{"company":"house","login":"a\\u0000b","password":"x"}',
    '{"__proto__":{"login":"mei"}}',
  ]) {
    const response = await house.ask('POST', '/api/session', { body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'request.invalid' });
  }
  expect((await house.ask('POST', '/api/session', { body: { login: 'x'.repeat(20_000) } })).status).toBe(413);
});

test('signing in, refusals and signing out stand in the audit, what was typed does not', async () => {
  const cookie = await house.signIn('mei');
  await house.ask('DELETE', '/api/session', { cookie });
  await attempt('my secret typed as login', 'x', '10.2.2.2');
  const rows = await house.owner<{ action: string; login: string | null; text: string }[]>`
    select e.action, a.login, e::text as text from audit_entries e left join accounts a on a.id = e.account_id order by e.id desc limit 3`;
  expect(rows.map(({ action, login }) => [action, login])).toEqual([
    ['session.refused', null],
    ['session.close', 'mei'],
    ['session.open', 'mei'],
  ]);
  expect(rows[0]?.text).not.toContain('secret');
});
