import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoreRequest } from '#protocol/organisation/requests.ts';
import { organisationRoutes } from '#server/organisation/routes.ts';
import { everything, inStores, openHouse, type House } from '../identity/house.ts';

let house: House;
let app: Hono;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  house = await openHouse();
  await house.owner`insert into location_heads (location_id) select id from locations where store_id is not null`;
  await house.account('hq', 'hq', everything);
  await house.account('manager', 'store_manager', inStores(1));
  for (const login of ['hq', 'manager']) cookies[login] = await house.signIn(login);
  const { company, sessions } = house;
  app = new Hono().route(
    '/',
    organisationRoutes({
      openCompany: (slug) => (slug === company.slug ? { company, sessions } : undefined),
      origin: undefined,
      storesChanged: () => (company.locations as unknown as { reload(): Promise<void> }).reload(),
      companyName: () => ({ nameZh: '房子', nameEn: 'House' }),
    }) as unknown as Hono,
  );
});
afterAll(() => house.close());

async function ask<Answer>(
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer & { status: number }> {
  const response = await app.fetch(
    new Request(`http://tongpan.test${path}`, {
      method,
      headers: { cookie: cookies[login] ?? '', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { ...((await response.json()) as Answer), status: response.status };
}

const shop: StoreRequest = {
  code: 'N1',
  nameZh: '新店',
  nameEn: 'New',
  kind: 'store',
  regionId: 1,
  timeZone: 'Asia/Urumqi',
  dayCutMinutes: 240,
  negativePolicy: 'flag',
  ownership: 'franchise',
  tier: 'store',
  address: '人民路 1 号',
  openingHours: '08:00–22:00',
  keepBack: 2,
  isActive: true,
};

test('[OR-1] a store that is made holds stock at once, and its code is its own', async () => {
  const made = await ask<{ id: number }>('hq', 'POST', '/api/organisation/stores', shop);
  expect(made.status).toBe(200);
  expect(house.company.locations.shelfOf(made.id as never)).toBe(999 + 2 * made.id);
  expect((await ask<{ code: string }>('hq', 'POST', '/api/organisation/stores', shop)).code).toBe(
    'store.code_taken',
  );
  expect(
    (await ask('hq', 'POST', '/api/organisation/stores', { ...shop, code: 'N2', timeZone: 'Mars/Base' }))
      .status,
  ).toBe(422);
  const changed = await ask('hq', 'PUT', `/api/organisation/stores/${made.id}`, {
    ...shop,
    dayCutMinutes: 0,
  });
  expect(changed.status).toBe(200);
  await house.owner`update location_heads set position = 1 where location_id = ${999 + 2 * made.id}`;
  const late = await ask<{ code: string }>('hq', 'PUT', `/api/organisation/stores/${made.id}`, {
    ...shop,
    dayCutMinutes: 60,
  });
  expect(late.code).toBe('store.has_history');
});

test('[OR-2] regions form a tree without circles', async () => {
  const east = { code: 'E', nameZh: '东', nameEn: 'East' };
  expect(
    (await ask<{ code: string }>('hq', 'PUT', '/api/organisation/regions/1', { ...east, parentId: 2 })).code,
  ).toBe('region.circle');
  expect(
    (
      await ask('hq', 'POST', '/api/organisation/regions', {
        code: 'N',
        nameZh: '北',
        nameEn: 'North',
        parentId: 1,
      })
    ).status,
  ).toBe(200);
});

test('[A6] who is not of headquarters finds neither', async () => {
  for (const [method, path] of [
    ['GET', '/api/organisation'],
    ['GET', '/api/people'],
    ['POST', '/api/invites'],
    ['PUT', '/api/people/1'],
    ['POST', '/api/organisation/stores'],
  ] as const)
    expect((await ask('manager', method, path, method === 'GET' ? undefined : {})).status, path).toBe(404);
});

test('[OR-3] [A26] an invitation lets one person in, once, with the role and the reach it says', async () => {
  const made = await ask<{ link: string }>('hq', 'POST', '/api/invites', {
    name: '小王',
    role: 'clerk',
    scope: { kind: 'stores', stores: [2] },
  });
  const code = made.link.split('#')[1] ?? '';
  expect(await ask('', 'POST', '/api/join/look', { code })).toMatchObject({
    status: 200,
    name: '小王',
    role: 'clerk',
  });
  expect((await ask('', 'POST', '/api/join', { code, login: 'HQ', password: '12345678' })).status).toBe(409);
  expect(
    (await ask('', 'POST', '/api/join', { code, login: 'wang', password: '通盘 pass phrase' })).status,
  ).toBe(201);
  for (const used of [code, 'house.none', 'nowhere.x', ''])
    expect([404, 422]).toContain(
      (await ask('', 'POST', '/api/join', { code: used, login: 'other', password: '12345678' })).status,
    );
  cookies['wang'] = await house.signIn('wang');
  const viewer = await house.sessions.viewerOf(cookies['wang'].split('.').slice(1).join('.'));
  expect([viewer?.role, viewer?.scope]).toEqual(['clerk', { kind: 'stores', stores: [2] }]);
  expect(
    await house.owner`select 1 from invites where id_hash like '%' || ${code.slice(-10)} || '%'`,
  ).toHaveLength(0);
});

test('[F28] [OR-4] another role holds at once, and headquarters never locks itself out', async () => {
  const { people } = await ask<{ people: { id: number; login: string }[] }>('hq', 'GET', '/api/people');
  const idOf = (login: string) => people.find((one) => one.login === login)?.id ?? 0;
  expect(
    (
      await ask('hq', 'PUT', `/api/people/${idOf('manager')}`, {
        role: 'hq',
        scope: { kind: 'all' },
        isDisabled: false,
      })
    ).status,
  ).toBe(200);
  expect((await ask('manager', 'GET', '/api/people')).status).toBe(200);
  await ask('hq', 'PUT', `/api/people/${idOf('manager')}`, {
    role: 'hq',
    scope: { kind: 'all' },
    isDisabled: true,
  });
  expect((await ask('manager', 'GET', '/api/people')).status).toBe(401);
  const last = await ask<{ code: string }>('hq', 'PUT', `/api/people/${idOf('hq')}`, {
    role: 'clerk',
    scope: { kind: 'all' },
    isDisabled: false,
  });
  expect(last.code).toBe('person.last_hq');
});

test('[OR-5] who leaves hands over what is open, as far as the other one reaches it', async () => {
  const leaver = await house.account('leaver', 'store_manager', inStores(1, 2));
  const heir = await house.account('heir', 'store_manager', inStores(1));
  await house.owner`insert into skus (code, name_zh, name_en) values ('HAND', '手', 'Hand') on conflict do nothing`;
  await house.owner`insert into alerts (kind, location_id, sku_id, opened_position, opened_at, taken_by, taken_at)
    select 'negative', l, 1, 1, now(), ${leaver}, now() from unnest(array[1001, 1003]) l`;
  const [count] = await house.owner<{ id: number }[]>`
    insert into stocktakes (plan_key, location_id, name, scope, is_blind, account_ids, created_by, created_at, started_position)
    values (gen_random_uuid(), 1001, '点', 'full', false, array[${leaver}::int, ${heir}::int], ${leaver}, now(), 0) returning id`;
  const work = await ask<{ alerts: number; stocktakes: number }>('hq', 'GET', `/api/people/${leaver}/work`);
  expect([work.alerts, work.stocktakes]).toEqual([2, 1]);
  const to = (toId: number) =>
    ask<{ code: string }>('hq', 'POST', `/api/people/${leaver}/hand-over`, { toId });
  expect((await to(leaver)).code).toBe('person.no_heir');
  expect((await to(999_999)).code).toBe('person.no_heir');
  await house.owner`update accounts set is_disabled = true where id = ${heir}`;
  expect((await to(heir)).code).toBe('person.no_heir');
  await house.owner`update accounts set is_disabled = false where id = ${heir}`;
  const given = await ask<object>('hq', 'POST', `/api/people/${leaver}/hand-over`, { toId: heir });
  expect(given).toMatchObject({ status: 200, alerts: 1, released: 1, stocktakes: 1 });
  const taken =
    await house.owner`select location_id as at, taken_by as by from alerts where sku_id = 1 order by 1`;
  expect([...taken]).toEqual([
    { at: 1001, by: heir },
    { at: 1003, by: null },
  ]);
  const [row] = await house.owner`select account_ids as ids from stocktakes where id = ${count?.id ?? 0}`;
  expect(row?.['ids']).toEqual([heir]);
});

test('[OR-5] headquarters ends a session of somebody, and only that person’s', async () => {
  const lost = await house.account('lost-phone', 'clerk', inStores(1));
  const cookie = await house.signIn('lost-phone');
  const read = () =>
    ask<{ sessions: { handle: string }[] }>('hq', 'GET', `/api/people/${lost}/work`).then(
      (one) => one.sessions,
    );
  const [session] = await read();
  const own = await house.ask('GET', '/api/session', { cookie });
  expect(own.status).toBe(200);
  expect((await ask('hq', 'DELETE', `/api/people/1/sessions/${session?.handle}`)).status).toBe(404);
  expect((await ask('hq', 'DELETE', `/api/people/${lost}/sessions/${session?.handle}`)).status).toBe(200);
  expect((await house.ask('GET', '/api/session', { cookie })).status).toBe(401);
  expect(await read()).toEqual([]);
});
