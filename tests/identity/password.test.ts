import { afterAll, beforeAll, expect, test } from 'vitest';
import { everything, openHouse, password, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.account('hq', 'hq', everything);
  await house.account('other', 'hq', everything);
});
afterAll(() => house.close());

const change = (cookie: string, current: string, next: string) =>
  house.ask('PUT', '/api/session/password', { cookie, body: { current, next } });
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;
const isIn = async (cookie: string) => (await house.ask('GET', '/api/session', { cookie })).status === 200;

test('[A47] who knows the password gives another: the old one is none, other devices are out, this one stays', async () => {
  const here = await house.signIn('hq');
  const there = await house.signIn('hq');
  const stranger = await house.signIn('other');
  expect((await change(here, password, '新密码 12345')).status).toBe(200);
  expect([await isIn(here), await isIn(there), await isIn(stranger)]).toEqual([true, false, true]);
  await expect(house.signIn('hq')).rejects.toThrow('401');
  await house.signIn('hq', { body: { company: 'house', login: 'hq', password: '新密码 12345' } });
  const rows = await house.owner<
    { detail: object }[]
  >`select detail from audit_entries where action = 'password.change'`;
  expect(rows).toEqual([{ detail: {} }]);
  expect((await change(here, '新密码 12345', password)).status).toBe(200);
});

test('[A47] a wrong one changes nothing, and too many of them wait as wrong sign-ins do', async () => {
  const cookie = await house.signIn('hq');
  const wrong = await change(cookie, 'not this one', 'another password');
  expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'password.wrong']);
  const codes: (string | undefined)[] = [];
  for (let turn = 0; turn < 10; turn++)
    codes.push(await codeOf(await change(cookie, 'not this one', 'another one')));
  expect(codes).toContain('session.wait');
  house.clock.pass(3_600_000);
  await house.signIn('hq');
});

test('a new password that is too short, too long or no text is refused in words', async () => {
  const cookie = await house.signIn('other');
  for (const next of ['short', 'x'.repeat(257), 'null\0byte and more', 7])
    expect((await change(cookie, password, next as string)).status).toBe(422);
  expect(
    (await house.ask('PUT', '/api/session/password', { body: { current: password, next: password } })).status,
  ).toBe(401);
});

test('two changes from the same password: one wins', async () => {
  const cookie = await house.signIn('other');
  const answers = await Promise.all([
    change(cookie, password, 'first password'),
    change(cookie, password, 'second password'),
  ]);
  expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
});
