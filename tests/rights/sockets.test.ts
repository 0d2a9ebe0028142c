import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { mayDo } from '#domain/identity/viewer.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Sessions } from '#server/identity/sessions.ts';
import { openLocations } from '#server/platform/locations.ts';
import { systemClock } from '#server/platform/clock.ts';
import { cases } from './cases.ts';
import { sendGoods } from './furnish.ts';
import { leaksIn, markersOf } from './markers.ts';
import type { Asker, Company } from './company.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let ours: Company;
beforeAll(async () => {
  world = await openWorld();
  ours = world.ours;
});
afterAll(() => world?.close());

/** Rights that end must have closed a socket within this time (F28, A20). */
const closedMsMax = 5000;
const sockets = Object.entries(cases)
  .filter(([, one]) => one.isSocket === true)
  .map(([route, one]) => ({ route, ...one }));

interface Line {
  readonly frames: string[];
  readonly closed: Promise<number>;
  close(): void;
}

/** Opens a socket, or answers the status with which it was refused. */
function dial(path: string, headers: Readonly<Record<string, string>>): Promise<Line | number> {
  const socket = new WebSocket(`${world.served.address.replace('http', 'ws')}${path}`, { headers });
  const frames: string[] = [];
  let isClosed: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (isClosed = resolve));
  socket.on('message', (data: Buffer) => frames.push(data.toString('latin1')));
  socket.on('close', (code) => isClosed(code));
  return new Promise((resolve) => {
    socket.on('error', () => resolve(0));
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => resolve({ frames, closed, close: () => socket.close() }));
  });
}

async function lineOf(path: string, asker: Pick<Asker, 'cookie'>): Promise<Line> {
  const line = await dial(path, { cookie: asker.cookie, origin: world.served.address });
  if (typeof line === 'number') throw new Error(`${path} answered ${line}`);
  return line;
}

async function waitFor(isSo: () => boolean, msMax = closedMsMax): Promise<void> {
  const deadline = performance.now() + msMax;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('what was waited for did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A person of his own, with a session, whose rights can be taken away. */
async function somebody(
  name: string,
  role: Asker['role'],
): Promise<{ cookie: string; accountId: number; secret: string }> {
  const sessions = new Sessions(
    { slug: ours.row.slug, ledgerSql: ours.owner, locations: await openLocations(ours.owner) },
    systemClock,
  );
  const [row] = await ours.owner<{ id: number }[]>`
    insert into accounts (login, name_zh, name_en, role, scope_kind) values (${name}, ${name}, ${name}, ${role}, 'all') returning id`;
  const accountId = row?.id ?? 0;
  const { secret } = await sessions.open(accountId as never, 'test');
  return { cookie: `${cookieName}=${ours.row.slug}.${secret}`, accountId, secret };
}

async function post(body: object): Promise<void> {
  const response = await fetch(`${world.served.address}/api/documents`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      cookie: ours.hq.cookie,
    },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(201);
}

describe.each(sockets)('$route', ({ own, foreign, needs, closes = false }) => {
  const pathOf = (asker: Asker): string => own(ours, asker)[0]?.path ?? '/';
  const may = (asker: Asker): boolean =>
    needs === 'anybody' ||
    needs === 'session' ||
    needs === 'person' ||
    mayDo({ kind: 'person', role: asker.role }, needs);

  test('[A17] a page of another site, of no site or of none can’t open it with a good cookie', async () => {
    const path = pathOf(ours.hq);
    const origins = [
      'https://evil.example',
      'null',
      `${world.served.address}.evil.example`,
      'http://127.0.0.1:1',
      '',
    ];
    for (const origin of origins)
      expect(await dial(path, { cookie: ours.hq.cookie, ...(origin === '' ? {} : { origin }) }), origin).toBe(
        403,
      );
    expect(
      await dial(path, {
        cookie: ours.hq.cookie,
        origin: world.served.address,
        'sec-fetch-site': 'cross-site',
      }),
    ).toBe(403);
  });

  /** The status with which it was refused, or the code with which it was closed at once. */
  const refusalOf = async (path: string, cookie: string): Promise<number> => {
    const line = await dial(path, { cookie, origin: world.served.address });
    return typeof line === 'number' ? line : line.closed;
  };

  test('[A2] [A4] without a session, of another company, or for who may not, it is not there', async () => {
    const path = pathOf(ours.hq);
    const [ourCompany = '', secret = ''] = ours.hq.cookie.split('=')[1]?.split('.') ?? [];
    const theirCookie = `${cookieName}=${world.theirs.row.slug}.${secret}`;
    for (const cookie of ['', 'tongpan=x', theirCookie, `${cookieName}=${ourCompany}.`])
      expect(closes ? [4401] : [401, 404]).toContain(await refusalOf(path, cookie));
    const notThere = closes ? 4403 : 404;
    for (const asker of ours.askers.filter((each) => !may(each)))
      expect(await refusalOf(pathOf(asker), asker.cookie), asker.name).toBe(notThere);
    for (const ask of foreign?.(ours) ?? [])
      for (const asker of ours.askers.filter((each) => may(each) && each.scope.kind !== 'all'))
        expect(await refusalOf(ask.path, asker.cookie), asker.name).toBe(notThere);
    if (closes)
      expect(
        await refusalOf(
          pathOf(world.theirs.hq).replace(/[^/]+$/, String(world.theirs.store[0])),
          ours.hq.cookie,
        ),
      ).toBe(notThere);
  });

  test('[A2] names that are none open nothing and make nothing', async () => {
    const path = pathOf(ours.hq);
    const documents = async (): Promise<unknown> => ours.owner`select count(*) as count from live_documents`;
    const before = await documents();
    const odd = [
      '',
      '/',
      '..',
      '../x',
      '%2f',
      '%2e%2e',
      '.',
      '%00',
      '%ff',
      '１',
      '1.',
      '1 ',
      '01',
      '-1',
      '1e0',
      '__proto__',
      'x'.repeat(9000),
    ];
    for (const name of odd) {
      const asked = `${path.replace(/[^/]+$/, '')}${name}`;
      if (new URL(asked, world.served.address).pathname === new URL(path, world.served.address).pathname)
        continue;
      expect([400, 404, 431, 4403, 0], asked.slice(0, 80)).toContain(await refusalOf(asked, ours.hq.cookie));
    }
    expect(await documents()).toEqual(before);
  });

  test('[A8] no frame tells what its reader may not know', async () => {
    const readers = ours.askers.filter(may);
    const lines = await Promise.all(readers.map((asker) => lineOf(pathOf(asker), asker)));
    await waitFor(() => lines.every(({ frames }) => frames.length > 0));
    const counts = lines.map(({ frames }) => frames.length);
    for (const storeId of ours.store)
      await post({
        kind: 'sale',
        storeId,
        lines: [{ skuId: ours.sku[0], quantity: 2, amount: 314_159_265 + storeId }],
      });
    await sendGoods(ours, [[ours.store[2], ours.store[0], ours.sku[1], 3]]);
    // A live document is about what people write; the wall is about what was posted.
    if (!closes)
      await waitFor(() => lines.every(({ frames }, index) => frames.length > (counts[index] ?? 0)));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const markers = await markersOf(ours);
    const theirMarkers = [...(await markersOf(world.theirs)).keys()].filter((amount) => !markers.has(amount));
    for (const [index, asker] of readers.entries()) {
      for (const text of lines[index]?.frames ?? []) {
        const got = { ask: `a frame of ${asker.name}`, asker: asker.name, status: 101, headers: {}, text };
        expect(leaksIn(got, asker, ours, markers)).toEqual([]);
        expect(theirMarkers.filter((amount) => text.includes(String(amount)))).toEqual([]);
      }
    }
    for (const line of lines) line.close();
  });

  test('[A20] [F28] it closes within 5 s of logout, of another role, of a disabled account', async () => {
    const endings: readonly [string, (person: { cookie: string; accountId: number }) => Promise<unknown>][] =
      [
        [
          'logout',
          ({ cookie }) =>
            fetch(`${world.served.address}/api/session`, {
              method: 'DELETE',
              headers: { cookie, 'content-type': 'application/json' },
            }),
        ],
        ['role', ({ accountId }) => ours.owner`update accounts set role = 'clerk' where id = ${accountId}`],
        [
          'scope',
          ({ accountId }) => ours.owner`update accounts set scope_kind = 'stores' where id = ${accountId}`,
        ],
        [
          'disabled',
          ({ accountId }) => ours.owner`update accounts set is_disabled = true where id = ${accountId}`,
        ],
      ];
    const tag = crypto.randomUUID().slice(0, 6);
    await Promise.all(
      endings.map(async ([name, end]) => {
        const person = await somebody(`${name}-${tag}`, 'hq');
        const line = await lineOf(pathOf(ours.hq), person);
        await waitFor(() => line.frames.length > 0);
        const beganMs = performance.now();
        await end(person);
        expect(closes ? [4401, 4403] : [4401], name).toContain(await line.closed);
        expect(performance.now() - beganMs, name).toBeLessThan(closedMsMax);
      }),
    );
  });
});
