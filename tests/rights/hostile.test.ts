import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyBytesMax } from '#server/body-bounds.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import type { Ask } from './case.ts';
import { cases } from './cases.ts';
import { hostileBodies, hostilePaths, hostileQueries, withHostileLeaves, withMoreFields } from './hostile.ts';
import { send, type Got } from './send.ts';
import type { Asker, Company } from './company.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let ours: Company;
let theirs: Company;
beforeAll(async () => {
  world = await openWorld();
  ({ ours, theirs } = world);
});
afterAll(() => world?.close());

const jsonBody = { 'content-type': 'application/json' };
const asked = Object.entries(cases)
  .filter(([, { isSocket }]) => isSocket !== true)
  .map(([route, one]) => {
    const [method = '', path = ''] = route.split(' ');
    return { route, method, path, ...one };
  });
const changing = asked.filter(({ method }) => method !== 'GET');

function askerOf(name: string): Asker {
  const found = ours.askers.find((asker) => asker.name === name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
}

describe('[A24] another site changes nothing', () => {
  test.each(changing)('$route', async ({ method, own, foreign }) => {
    const asks = [
      ...own(ours, ours.hq),
      ...(foreign?.(ours) ?? []),
      { path: '/api/session', headers: jsonBody },
    ];
    for (const ask of asks.slice(0, 2)) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'content-type': 'text/plain' },
        { 'content-type': 'application/x-www-form-urlencoded' },
      ] as Record<string, string>[]) {
        const got = await send(
          world,
          method,
          { body: {}, ...ask, headers: { ...ask.headers, ...headers } },
          ours.hq,
        );
        expect(got.status, `${JSON.stringify(headers)} ${got.ask}`).toBe(403);
      }
    }
  });
});

describe('[PB-2][A42] a body that is larger than its route needs is refused before a byte of it is read', () => {
  test.each(changing)('$route', async ({ method, path }) => {
    const at = new URL(path.replaceAll(/:[^/]+/g, '1'), world.served.address);
    const headers = { ...jsonBody, 'content-length': String(49 * 1024 * 1024) };
    const asking = request(at, { method, headers });
    asking.flushHeaders();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    asking.destroy();
  });
});

test('[PB-2][A42] a body that does not say how long it is is read as far as most may be, and no further', async () => {
  let sent = 0;
  const long = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
      sent += 65_536;
      if (sent > 32 * bodyBytesMax) controller.close();
    },
  });
  const init = { method: 'POST', headers: jsonBody, body: long, duplex: 'half' } as RequestInit;
  const answer = await fetch(`${world.served.address}/api/join/look`, init);
  expect(answer.status).toBe(413);
  // What lies in the buffers between the two ends is on its way as well.
  expect(sent).toBeLessThan(8 * bodyBytesMax);
});

describe('[A5] [A40] [A41] [A42] [A43] hostile input is refused in words, never with a 500', () => {
  const sweep = asked.filter(({ sparing }) => sparing === undefined);
  test.each(sweep)('$route', async ({ method, path, own }) => {
    const before = world.logged.length;
    const check = (got: Got): void => {
      expect(got.status, `${got.ask} ${got.text.slice(0, 200)}`).toBeLessThan(500);
      // A sentence that was not told its facts shows its {holes}.
      if (got.status >= 400) expect(got.text, got.ask).not.toMatch(/\{[a-z]\w*\}/i);
    };
    for (const hostile of hostilePaths(path))
      check(await send(world, method, { path: hostile, headers: jsonBody, body: {} }, ours.hq));
    const [ask] = own(ours, ours.hq);
    if (method === 'GET') {
      if (ask)
        for (const query of hostileQueries)
          check(await send(world, method, { path: `${ask.path.split('?')[0] ?? ''}?${query}` }, ours.hq));
    } else {
      const at = ask ?? { path: hostilePaths(path)[0] ?? path, headers: jsonBody };
      for (const body of hostileBodies) {
        const got = await send(world, method, fresh(at), ours.hq, { body });
        check(got);
      }
      if (ask?.body !== undefined)
        for (const body of withHostileLeaves(ask.body))
          check(await send(world, method, fresh(ask), ours.hq, { body }));
    }
    expect(world.logged.slice(before)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('[A5] fields that the form has not are neither stored nor believed', async () => {
  const clerk = askerOf('clerk');
  const key = crypto.randomUUID();
  const body = {
    kind: 'sale',
    storeId: ours.store[0],
    lines: [{ skuId: ours.sku[0], quantity: 1, amount: 44 }],
  };
  const got = await send(
    world,
    'POST',
    {
      path: '/api/documents',
      headers: { ...jsonBody, 'idempotency-key': key },
      body: withMoreFields(body, {
        accountId: ours.hq.accountId,
        location: ours.shelf[2],
        position: 1,
        role: 'hq',
        session: 'x',
        company: theirs.row.slug,
        locationId: ours.shelf[2],
        occurredAtMs: 0,
        occurred_at: '2001-01-01',
        value: 1,
        cost: 1,
        createdBy: 1,
        tenant: 'x',
      }),
    },
    clerk,
  );
  expect([201, 422]).toContain(got.status);
  const rows =
    await ours.owner`select account_id, location_id, session, occurred_at > now() - interval '1 minute' as is_now from documents where command_key = ${key}`;
  for (const row of rows)
    expect(row).toEqual({
      account_id: clerk.accountId,
      location_id: ours.shelf[0],
      session: clerk.handle,
      is_now: true,
    });
  await send(
    world,
    'PUT',
    {
      path: '/api/session/language',
      headers: jsonBody,
      body: { language: 'en', role: 'hq', scopeKind: 'all', isDisabled: false },
    },
    clerk,
  );
  const [account] = await ours.owner`select role, scope_kind from accounts where id = ${clerk.accountId}`;
  expect(account).toEqual({ role: 'clerk', scope_kind: 'stores' });
});

test('after all of it every invariant holds', async () => {
  const verdicts = await checkInvariants(ours.owner);
  expect(verdicts.flatMap(({ id, broken }) => broken.map((row) => `${id} ${row}`))).toEqual([]);
});

/** The same ask with a key of its own. */
function fresh(ask: Ask): Ask {
  return ask.headers?.['idempotency-key'] === undefined
    ? ask
    : { ...ask, headers: { ...ask.headers, 'idempotency-key': crypto.randomUUID() } };
}
