import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { rightsOf } from '#server/identity/rights.ts';
import { absoluteLifetimeMs, idleLifetimeMs } from '#server/identity/session-store.ts';
import { rightsAgeMsMax, Sessions } from '#server/identity/sessions.ts';
import { everything, inRegions, inStores, openHouse, slug, type House } from './house.ts';

const second = 1000;
const hour = 3_600_000;

let house: House;
let others: Sessions;
let lastNumber = 0;
beforeAll(async () => {
  house = await openHouse();
  others = new Sessions(house.company, house.clock);
});
afterAll(() => house.close());

/** Another account each time, so that no test meets another's rows. */
async function person(role: Viewer['role'] = 'regional_manager', scope = inRegions(1)) {
  const login = `person${++lastNumber}`;
  const account = await house.account(login, role, scope);
  const { secret, handle } = await house.sessions.open(account, 'browser');
  const viewer = await house.sessions.viewerOf(secret);
  if (!viewer) throw new Error('nobody is signed in');
  return { login, account, secret, handle, viewer, cookie: `tongpan=${slug}.${secret}` };
}

const locationsOf = (viewer: Viewer | undefined) =>
  viewer?.locations === 'all' ? 'all' : [...(viewer?.locations ?? [])].sort();

test('a region brings the regions below it, a store its shelf and what is on its way to it', async () => {
  expect(locationsOf((await person('regional_manager', inRegions(1))).viewer)).toEqual([
    1001, 1002, 1003, 1004,
  ]);
  expect(locationsOf((await person('regional_manager', inRegions(2))).viewer)).toEqual([1001, 1002]);
  expect(locationsOf((await person('clerk', inStores(3))).viewer)).toEqual([1005, 1006]);
  expect(locationsOf((await person('clerk', inStores())).viewer)).toEqual([]);
  expect(locationsOf((await person('hq', everything)).viewer)).toBe('all');
});

test('[A23] a session ends 30 days after it began, however busy it is', async () => {
  const { secret } = await person();
  const endMs = house.clock.now() + absoluteLifetimeMs;
  while (house.clock.now() + 11 * hour < endMs) {
    house.clock.pass(11 * hour);
    expect(await house.sessions.viewerOf(secret)).toBeDefined();
  }
  house.clock.pass(endMs - house.clock.now());
  expect(await house.sessions.viewerOf(secret)).toBeUndefined();
});

test('[A23] a session ends 12 hours after it was last used', async () => {
  const idle = await person();
  const busy = await person();
  house.clock.pass(idleLifetimeMs - second);
  expect(await house.sessions.viewerOf(busy.secret)).toBeDefined();
  house.clock.pass(second);
  expect(await house.sessions.viewerOf(idle.secret)).toBeUndefined();
  expect(await house.sessions.viewerOf(busy.secret)).toBeDefined();
  const left =
    await house.owner`select handle from sessions where handle in (${idle.handle}, ${busy.handle})`;
  expect(left).toEqual([{ handle: busy.handle }]);
});

test('sessions are marked as seen at most once a minute', async () => {
  const { secret, handle } = await person();
  const seen = async () =>
    (
      await house.owner<
        { ms: number }[]
      >`select (extract(epoch from last_seen_at) * 1000)::bigint as ms from sessions where handle = ${handle}`
    )[0]?.ms;
  const first = await seen();
  house.clock.pass(59 * second);
  await house.sessions.viewerOf(secret);
  expect(await seen()).toBe(first);
  house.clock.pass(5 * second);
  await house.sessions.viewerOf(secret);
  expect(await seen()).toBe(house.clock.now());
});

test('[A20] a scope or a role that is made smaller elsewhere holds within 5 s', async () => {
  const { secret, account } = await person('regional_manager', inRegions(1));
  await house.owner`delete from account_regions where account_id = ${account}`;
  await house.owner`insert into account_regions values (${account}, 3)`;
  await house.owner`update accounts set role = 'clerk' where id = ${account}`;
  house.clock.pass(5 * second);
  const viewer = await house.sessions.viewerOf(secret);
  expect(locationsOf(viewer)).toEqual([1005, 1006]);
  expect(viewer?.role).toBe('clerk');
  expect(rightsAgeMsMax).toBeLessThan(5 * second);
});

test('[A20] a disabled account is out within 5 s', async () => {
  const { secret, account } = await person();
  await house.owner`update accounts set is_disabled = true where id = ${account}`;
  house.clock.pass(5 * second);
  expect(await house.sessions.viewerOf(secret)).toBeUndefined();
});

test('[A20] signing out ends watching sockets at once, and only that session’s', async () => {
  const one = await person();
  const ended: string[] = [];
  const again = await house.sessions.open(one.account, 'phone');
  const phone = await house.sessions.viewerOf(again.secret);
  house.sessions.watch(one.viewer, () => ended.push('browser'));
  house.sessions.watch(phone as Viewer, () => ended.push('phone'));
  const response = await house.ask('DELETE', '/api/session', { cookie: one.cookie });
  expect(response.status).toBe(200);
  expect(ended).toEqual(['browser']);
  expect(await house.sessions.viewerOf(one.secret)).toBeUndefined();
  await house.sessions.closeAll(one.account);
  expect(ended).toEqual(['browser', 'phone']);
});

const elsewhere: readonly [string, (who: Awaited<ReturnType<typeof person>>) => Promise<unknown>][] = [
  ['signing out at another node', ({ secret }) => others.close(secret)],
  [
    'disabling the account',
    ({ account }) => house.owner`update accounts set is_disabled = true where id = ${account}`,
  ],
  ['another role', ({ account }) => house.owner`update accounts set role = 'clerk' where id = ${account}`],
  [
    'another region',
    ({ account }) => house.owner`update account_regions set region_id = 2 where account_id = ${account}`,
  ],
  ['moving a store out of the region', () => house.owner`update stores set region_id = 3 where id = 1`],
  ['twelve idle hours', async () => house.clock.pass(idleLifetimeMs)],
];
test.each(elsewhere)('[A20] watching sockets end after %s', async (_name, act) => {
  const who = await person('regional_manager', inRegions(1));
  const ended: string[] = [];
  house.sessions.watch(who.viewer, () => ended.push('watched'));
  const stop = house.sessions.watch(who.viewer, () => ended.push('stopped'));
  stop();
  await house.sessions.checkWatched();
  expect(ended).toEqual([]);
  await act(who);
  await house.sessions.checkWatched();
  await house.sessions.checkWatched();
  expect(ended).toEqual(['watched']);
  await house.owner`update stores set region_id = 2 where id = 1`;
});

test('a store that moves between two regions in reach ends no socket', async () => {
  const { viewer } = await person('regional_manager', inRegions(1));
  const ended: string[] = [];
  const stop = house.sessions.watch(viewer, () => ended.push('watched'));
  await house.sessions.checkWatched();
  await house.owner`update stores set region_id = 1 where id = 1`;
  await house.sessions.checkWatched();
  await house.owner`update stores set region_id = 2 where id = 1`;
  await house.sessions.checkWatched();
  expect(ended).toEqual([]);
  stop();
});

test('rights read in SQL equal the viewer’s, for every kind of scope', async () => {
  const scopes = [everything, inRegions(1), inRegions(2, 3), inStores(3, 1), inStores()];
  const ended: unknown[] = [];
  const stops: (() => void)[] = [];
  for (const scope of scopes) {
    const { viewer } = await person('finance', scope);
    expect(rightsOf(viewer)).toMatch(/^finance (all|[0-9a-f]{32})$/);
    stops.push(house.sessions.watch(viewer, () => ended.push(scope)));
  }
  await house.sessions.checkWatched();
  expect(ended).toEqual([]);
  for (const stop of stops) stop();
});

test('a person sees and ends his own sessions and nobody else’s', async () => {
  const one = await person();
  const other = await person();
  const phone = await house.sessions.open(one.account, 'phone');
  const { sessions } = (await (await house.ask('GET', '/api/sessions', { cookie: one.cookie })).json()) as {
    sessions: object[];
  };
  expect(sessions).toHaveLength(2);
  expect(sessions).toContainEqual(
    expect.objectContaining({ handle: one.handle, device: 'browser', isThis: true }),
  );
  expect(sessions).toContainEqual(
    expect.objectContaining({ handle: phone.handle, device: 'phone', isThis: false }),
  );
  const foreign = await house.ask('DELETE', `/api/sessions/${other.handle}`, { cookie: one.cookie });
  const unknown = await house.ask('DELETE', '/api/sessions/nosuch', { cookie: one.cookie });
  expect([foreign.status, await foreign.text()]).toEqual([unknown.status, await unknown.text()]);
  expect(foreign.status).toBe(404);
  expect(await house.sessions.viewerOf(other.secret)).toBeDefined();
  expect((await house.ask('DELETE', `/api/sessions/${phone.handle}`, { cookie: one.cookie })).status).toBe(
    200,
  );
  expect(await house.sessions.viewerOf(phone.secret)).toBeUndefined();
});

test('the language of a person changes at once', async () => {
  const { cookie } = await person();
  await house.ask('PUT', '/api/session/language', { cookie, body: { language: 'en' } });
  expect(await (await house.ask('GET', '/api/session', { cookie })).json()).toMatchObject({
    language: 'en',
    scope: { kind: 'regions', names: [{ nameZh: '东', nameEn: 'East' }] },
  });
  const invalid = await house.ask('PUT', '/api/session/language', { cookie, body: { language: 'fr' } });
  expect(await invalid.json()).toMatchObject({
    code: 'request.invalid',
    title: 'What was sent is incomplete or wrong.',
    fields: 'language',
  });
});

test('what is known of a secret is used for 3 s and not asked for again', async () => {
  const { secret } = await person();
  const hash = createHash('sha256').update(secret).digest('hex');
  await house.owner`delete from sessions where id_hash = ${hash}`;
  expect(await house.sessions.viewerOf(secret)).toBeDefined();
  house.clock.pass(rightsAgeMsMax);
  expect(await house.sessions.viewerOf(secret)).toBeUndefined();
});

test('an account that does not exist has no sessions', async () => {
  await expect(house.sessions.open(999_999 as AccountId, '')).rejects.toThrow();
});
