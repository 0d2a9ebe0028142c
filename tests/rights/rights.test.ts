import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayDo } from '#domain/identity/viewer.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import type { Operation } from '#domain/identity/role.ts';
import { command, type Ask, type Needs, type RouteCase } from './case.ts';
import { cases } from './cases.ts';
import { hostilePaths } from './hostile.ts';
import { leaksIn, markersOf } from './markers.ts';
import { bytesOf, send, type Got } from './send.ts';
import { pagePaths } from './pages.ts';
import type { Asker, Company } from './company.ts';
import { makeKiosk, openWorld, type World } from './world.ts';

let world: World;
let ours: Company;
let theirs: Company;
let kiosk: Asker;
beforeAll(async () => {
  world = await openWorld();
  ({ ours, theirs } = world);
  kiosk = await makeKiosk(world, askerOf('manager'));
});
afterAll(() => world?.close());

const routes = Object.entries(cases).map(([route, one]) => {
  const [method = '', path = ''] = route.split(' ');
  return { route, method, path, ...one };
});
const asked = routes.filter(({ isSocket }) => isSocket !== true);

function askerOf(name: string): Asker {
  const found = ours.askers.find((asker) => asker.name === name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
}

function may(asker: Asker, needs: Needs): boolean {
  if (needs === 'anybody' || needs === 'session') return true;
  if (needs === 'person') return asker.kiosk === undefined;
  return mayDo({ kind: asker.kiosk === undefined ? 'person' : 'kiosk', role: asker.role }, needs);
}

const everybody = (): readonly Asker[] => [...ours.askers, kiosk];
const nothing: Ask = { path: '/api/nothing-is-here' };
const jsonBody = { 'content-type': 'application/json' };

/** What the asker gets for what is nowhere: the case's own, or what an unknown address answers. */
async function nowhere(asker: Asker, method: string, one: RouteCase): Promise<string> {
  const ask =
    one.missing?.(ours) ?? (method === 'GET' ? nothing : { ...nothing, headers: jsonBody, body: {} });
  return bytesOf(await send(world, method, ask, asker));
}

test('[A1] every route that the server answers has a case, and every case a route', () => {
  const answered = world.served.routes.map((route) => route.replaceAll(/\{(?:[^{}]|\{[^{}]*\})*\}/g, ''));
  expect([...new Set(answered)].toSorted()).toEqual(Object.keys(cases).toSorted());
});

describe('[A1] [A4] what is foreign does not exist, byte for byte', () => {
  test.each(asked.filter(({ foreign, namesIds }) => foreign !== undefined || namesIds === true))(
    '$route',
    async (one) => {
      const ofThem = [
        ...(one.foreign?.(theirs) ?? []),
        ...(one.namesIds === true ? one.own(theirs, theirs.hq) : []),
      ];
      for (const asker of everybody().filter((each) => may(each, one.needs))) {
        const reference = await nowhere(asker, one.method, one);
        const isHq = asker.scope.kind === 'all';
        for (const ask of [...(isHq ? [] : (one.foreign?.(ours) ?? [])), ...ofThem]) {
          const got = await send(world, one.method, ask, asker);
          expect(bytesOf(got), `${asker.name}: ${got.ask}`).toBe(reference);
        }
      }
    },
  );
});

describe('[A6] who may not finds no such address, and a stranger only the door', () => {
  test.each(asked.filter(({ needs }) => needs !== 'anybody'))('$route', async (one) => {
    const asks = [...one.own(ours, ours.hq), ...(one.foreign?.(ours) ?? [])];
    for (const ask of asks) {
      const stranger = await send(world, one.method, ask, undefined);
      expect([401, 404], stranger.ask).toContain(stranger.status);
      for (const asker of everybody().filter((each) => !may(each, one.needs))) {
        const got = await send(world, one.method, ask, asker);
        const reference = await send(
          world,
          one.method,
          one.method === 'GET' ? nothing : { ...nothing, headers: jsonBody, body: {} },
          asker,
        );
        expect(bytesOf(got), `${asker.name}: ${got.ask}`).toBe(bytesOf(reference));
      }
    }
  });
});

test('[A8] [I32] nobody is told a cost, a margin, a person or a store that is not his to know', async () => {
  const all: { got: Got; asker: Asker }[] = [];
  // First what changes figures, then what tells them: the markers are those that stand at the end.
  const inOrder = asked.toSorted((a, b) => Number(a.method === 'GET') - Number(b.method === 'GET'));
  for (const one of inOrder) {
    for (const asker of everybody()) {
      for (const ask of [...one.own(ours, asker), ...(one.foreign?.(ours) ?? [])])
        all.push({ got: await send(world, one.method, ask, asker), asker });
      // What is wrong is told in words, too.
      for (const path of hostilePaths(one.path).slice(0, 3))
        all.push({ got: await send(world, one.method, { path, headers: jsonBody }, asker), asker });
    }
  }
  for (const asker of everybody())
    for (const path of pagePaths(ours)) all.push({ got: await send(world, 'GET', { path }, asker), asker });
  const markers = await markersOf(ours);
  const theirMarkers = await markersOf(theirs);
  const leaks = all.flatMap(({ got, asker }) => leaksIn(got, asker, ours, markers));
  const fromThem = all.filter(
    ({ got }) => got.text.includes('theirs') && !got.ask.includes('/api/companies'),
  );
  expect(leaks).toEqual([]);
  expect(fromThem.map(({ got }) => got.ask)).toEqual([]);
  const ofThem = [...theirMarkers].filter(([amount]) => !markers.has(amount));
  expect(
    all.flatMap(({ got }) =>
      leaksIn(got, { ...theirs.hq, scope: { kind: 'stores', stores: [] } }, theirs, new Map(ofThem)),
    ),
  ).toEqual([]);
  // The sweep can see: what headquarters is told would be a leak to a clerk.
  const clerk = askerOf('clerk');
  const told = all.filter(({ asker }) => asker.role === 'hq');
  const seen = told
    .filter(({ got }) => leaksIn(got, clerk, ours, markers).length > 0)
    .map(({ got }) => got.ask);
  for (const part of [
    '/levels',
    '/movements',
    '/layers',
    '/api/documents/',
    '/api/wall/snapshot',
    '/api/wall/at',
  ])
    expect(
      seen.some((ask) => ask.includes(part)),
      part,
    ).toBe(true);
  expect(all.length).toBeGreaterThan(200);
}, 240_000);

test('[A9] nobody sorts or filters by what he may not see', async () => {
  const clerk = askerOf('clerk');
  for (const one of asked.filter(({ method, needs }) => method === 'GET' && may(clerk, needs))) {
    for (const ask of one.own(ours, clerk)) {
      const readPlain = async (): Promise<string> => bytesOf(await send(world, 'GET', ask, clerk));
      let plain = await readPlain();
      for (const column of ['value', 'cost', 'margin', 'cost_value', 'stockValue']) {
        const join = ask.path.includes('?') ? '&' : '?';
        for (const query of [
          `sort=${column}&order=desc`,
          `orderBy=${column}`,
          `filter[${column}]=1`,
          `${column}=1`,
          `${column}.gt=1`,
          `group=${column}`,
        ]) {
          const got = await send(world, 'GET', { path: `${ask.path}${join}${query}` }, clerk);
          if (got.status >= 400 || bytesOf(got) === plain) continue;
          // Who is looking at the same transfer, say, changes by itself: it is asked once more, as of now.
          plain = await readPlain();
          expect(bytesOf(got), got.ask).toBe(plain);
        }
      }
    }
  }
});

test('[I33] refusals of permission are in the audit, once a minute for a session and an operation', async () => {
  const clerk = askerOf('clerk');
  const asks: readonly [string, Ask, string][] = [
    ['POST', { path: '/api/kiosks', headers: jsonBody, body: { name: 'x' } }, 'manage.kiosk'],
    ['GET', { path: '/api/wall/snapshot' }, 'view.wall'],
    [
      'POST',
      {
        path: '/api/documents',
        headers: { ...jsonBody, 'idempotency-key': crypto.randomUUID() },
        body: {
          kind: 'write_off',
          storeId: ours.store[0],
          cause: 'expired',
          lines: [{ skuId: ours.sku[0], quantity: 1 }],
        },
      },
      'post.write_off',
    ],
  ];
  for (const [method, ask, operation] of asks) {
    const refusals = () => ours.owner`
      select 1 from audit_entries where action = 'permission.refused' and session = ${clerk.handle} and subject = ${operation}`;
    const before = (await refusals()).length;
    for (let times = 0; times < 3; times++) expect((await send(world, method, ask, clerk)).status).toBe(404);
    // Others of this session may have been written in the minute before.
    const after = (await refusals()).length;
    expect([before, before + 1], operation).toContain(after);
    expect(after, operation).toBeGreaterThan(0);
  }
});

/** What each kind of document needs, written down here once more: a door that asks for another operation fails. */
const kinds: readonly (readonly [kind: string, needs: Operation, more: (company: Company) => object])[] = [
  ['opening', 'post.opening', ({ sku }) => ({ lines: [{ skuId: sku[0], quantity: 1, value: null }] })],
  ['receipt', 'post.receipt', ({ sku }) => ({ lines: [{ skuId: sku[0], quantity: 9, value: null }] })],
  ['sale', 'post.sale', ({ sku }) => ({ lines: [{ skuId: sku[0], quantity: 1, amount: 1 }] })],
  ['return', 'post.return', (c) => ({ of: c.documentOf(1, 'sale'), lines: [{ line: 1, quantity: 1 }] })],
  [
    'adjustment',
    'post.adjustment',
    ({ sku }) => ({ cause: 'found', lines: [{ skuId: sku[0], quantity: 1 }] }),
  ],
  [
    'write_off',
    'post.write_off',
    ({ sku }) => ({ cause: 'expired', lines: [{ skuId: sku[0], quantity: 1 }] }),
  ],
  [
    'move',
    'post.move',
    ({ sku, store }) => ({ targetStoreId: store[1], lines: [{ skuId: sku[0], quantity: 1 }] }),
  ],
  ['reserve', 'post.reservation', ({ sku }) => ({ lines: [{ skuId: sku[0], quantity: 1 }] })],
  ['release', 'post.reservation', (c) => ({ of: c.documentOf(1, 'reserve') })],
  ['reorder_point', 'post.reorder_point', ({ sku }) => ({ lines: [{ skuId: sku[0], reorderPoint: 3 }] })],
  ['reversal', 'post.reversal', (c) => ({ of: c.documentOf(1, 'sale') })],
];

test.each(kinds)(
  '[A6] a document of kind %s is posted by who may %s, and by nobody else',
  async (kind, needs, more) => {
    const body = {
      kind,
      ...(kind === 'return' || kind === 'release' || kind === 'reversal' ? {} : { storeId: ours.store[0] }),
      ...more(ours),
    };
    const seen = new Set<boolean>();
    for (const asker of everybody()) {
      const positions = async () =>
        (await ours.owner`select sum(position)::bigint as sum from location_heads`)[0]?.['sum'];
      const before = await positions();
      const got = await send(world, 'POST', command('/api/documents', body), asker);
      if (may(asker, needs)) {
        // Both ends of a move must be in reach.
        if (kind === 'move' && asker.scope.kind === 'stores') continue;
        expect([201, 409], `${got.asker}: ${got.ask} ${got.text}`).toContain(got.status);
      } else {
        expect(got.status, `${got.asker}: ${got.ask}`).toBe(404);
        expect(await positions(), got.asker).toBe(before);
      }
      seen.add(may(asker, needs));
    }
    // The sweep tried somebody who may and somebody who may not.
    expect([...seen].toSorted()).toEqual([false, true]);
  },
);

test('after all of it every invariant holds', async () => {
  for (const { owner } of [ours, theirs])
    expect(
      (await checkInvariants(owner)).flatMap(({ id, broken }) => broken.map((row) => `${id} ${row}`)),
    ).toEqual([]);
});
