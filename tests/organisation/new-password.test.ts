import { afterAll, beforeAll, expect, test } from 'vitest';
import { organisationRoutes } from '#server/organisation/routes.ts';
import { everything, inStores, openHouse, type House } from '../identity/house.ts';

let house: House;
let hq: string;
let clerk: number;
beforeAll(async () => {
  house = await openHouse(undefined, (parts) => [
    organisationRoutes({
      ...parts,
      storesChanged: async () => undefined,
      companyName: () => ({ nameZh: '房子', nameEn: 'House' }),
    }),
  ]);
  await house.account('hq', 'hq', everything);
  clerk = await house.account('clerk', 'clerk', inStores(1));
  await house.account('till', 'clerk', inStores(1), null);
  hq = await house.signIn('hq');
});
afterAll(() => house.close());

const give = (cookie: string, id: number) =>
  house.ask('POST', `/api/people/${id}/password`, { cookie, body: {} });

test('headquarters gives who lost theirs a new password: it signs in, the old one and open sessions do not', async () => {
  const lost = await house.signIn('clerk');
  const response = await give(hq, clerk);
  const { password } = (await response.json()) as { password: string };
  expect(password).toMatch(/^[a-z2-9]{14}$/);
  expect((await house.ask('GET', '/api/session', { cookie: lost })).status).toBe(401);
  await expect(house.signIn('clerk')).rejects.toThrow('401');
  await house.signIn('clerk', { body: { company: 'house', login: 'clerk', password } });
  expect((await house.ask('GET', '/api/session', { cookie: hq })).status).toBe(200);
  const rows = await house.owner<
    { text: string }[]
  >`select e::text as text from audit_entries e where action = 'password.reset'`;
  expect(rows).toHaveLength(1);
  expect(rows[0]?.text).not.toContain(password);
});

test('[A6] others give nobody a password, and the accounts of the house itself get none', async () => {
  const made = await give(hq, clerk);
  const { password } = (await made.json()) as { password: string };
  const cookie = await house.signIn('clerk', { body: { company: 'house', login: 'clerk', password } });
  expect((await give(cookie, clerk)).status).toBe(404);
  const [till] = await house.owner<{ id: number }[]>`select id from accounts where login = 'till'`;
  expect((await give(hq, till?.id ?? 0)).status).toBe(404);
  expect((await give(hq, 999_999)).status).toBe(404);
});
