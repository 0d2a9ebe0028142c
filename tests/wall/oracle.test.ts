import { afterAll, beforeAll, expect, test } from 'vitest';
import { Chance } from '#domain/demo/chance.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { SnapshotFrame } from '#protocol/wall/frame.ts';
import { tickerEntriesMax } from '#protocol/wall/bounds.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import { readStalled, readTop } from '#server/wall/goods.ts';
import { wallAt } from '#server/wall/history.ts';
import { verify } from '#server/wall/verify.ts';
import { Wall } from '#server/wall/wall.ts';
import { openShop, type Shop } from '../stock/shop.ts';
import { tileByHand } from './by-hand.ts';

const seed = Number(process.env['ORACLE_SEED'] ?? 20_261_125);
const steps = Number(process.env['ORACLE_STEPS'] ?? 240);
const hourMs = 3_600_000;
/** Eight days before, so that a week to compare with lies behind. */
const startMs = Date.parse('2026-11-16T00:10:00Z');

const viewer: Viewer = {
  kind: 'person',
  company: 'oracle' as CompanySlug,
  accountId: 1 as AccountId,
  session: 'oracle' as SessionHandle,
  name: 'Oracle',
  role: 'hq',
  language: 'en',
  scope: { kind: 'all' },
  locations: 'all',
};

let shop: Shop;
let viewerSql: Sql;
let nowMs = startMs;
const clock = { now: () => (nowMs += 1) };
/** One node's wall hears what it posts itself; the other node's documents it must find as holes and by the poll. */
let here: { company: Company; ledger: GroupCommit; wall: Wall };
let elsewhere: GroupCommit;
let realMs = 0;

beforeAll(async () => {
  shop = await openShop(1);
  // Three clocks, and a day that is cut within an hour of the night.
  await shop.sql`update stores set time_zone = 'Asia/Kolkata', day_cut_minutes = 270 where id = 2`;
  await shop.sql`update stores set time_zone = 'America/New_York' where id = 3`;
  viewerSql = openDatabase({ url: shop.appUrl, connectionsMax: 2, reach: 'none', applicationName: 'oracle' });
  here = await openHere();
  elsewhere = openLedger({
    ledgerSql: shop.sql,
    clock,
    feed: new Feed(),
    locations: here.company.locations,
  });
});

afterAll(async () => {
  here.wall.close();
  await here.ledger.close();
  await elsewhere.close();
  await viewerSql.end();
  await shop.close();
});

async function openHere(): Promise<typeof here> {
  const company: Company = {
    slug: viewer.company,
    ledgerSql: shop.sql,
    viewerSql,
    clock,
    feed: new Feed(),
    locations: await openLocations(shop.sql),
  };
  const ledger = openLedger(company);
  // Real time moves on with each question, so that checkpoints and lists come due.
  const wall = new Wall(company, { now: () => (realMs += 7000) }, () => ({ speed: 1, isDemo: false }));
  await wall.open();
  return { company, ledger, wall };
}

/** Something that might be posted next: mostly sales, some of all the rest. */
function nextCommand(chance: Chance, posted: readonly DocumentRef[]): Command {
  const store = chance.whole(1, 4);
  const location = shop.shelf(store);
  const sku = chance.whole(1, 13) as SkuId;
  const units = quantity(chance.whole(1, 6));
  const other = shop.shelf(1 + (store % 3));
  const of = posted[chance.whole(0, Math.max(1, posted.length))];
  const kinds: (() => Command)[] = [
    () => ({
      kind: 'receipt',
      location,
      lines: [{ sku, quantity: quantity(units * 4), value: fen(units * 1300 + 7) }],
    }),
    () => ({
      kind: 'sale',
      location,
      happened: chance.isLucky(0.3),
      lines: [
        { sku, quantity: units, amount: fen(units * 599) },
        { sku: (1 + (sku % 12)) as SkuId, quantity: quantity(1), amount: fen(250) },
      ],
    }),
    () => ({
      kind: 'adjustment',
      location,
      cause: 'miscounted',
      happened: true,
      lines: [{ sku, quantity: quantity(-1) }],
    }),
    () => ({
      kind: 'write_off',
      location,
      cause: 'expired',
      happened: false,
      lines: [{ sku, quantity: quantity(1) }],
    }),
    () => ({ kind: 'move', location, target: other, lines: [{ sku, quantity: quantity(1) }] }),
    () => ({
      kind: 'dispatch',
      location,
      target: shop.transit(1 + (store % 3)),
      lines: [{ sku, quantity: units }],
    }),
    () => ({
      kind: 'receive',
      location: shop.transit(store),
      target: location,
      lines: [{ sku, quantity: quantity(1) }],
    }),
    () => ({
      kind: 'reorder_point',
      location,
      lines: [{ sku, reorderPoint: chance.isLucky(0.1) ? null : quantity(chance.whole(0, 12)) }],
    }),
    () =>
      of
        ? {
            kind: 'return',
            location: of.location,
            of,
            lines: [{ sku, ofLine: 1, quantity: quantity(1), amount: null }],
          }
        : { kind: 'reserve', location, lines: [{ sku, quantity: quantity(1) }] },
    () =>
      of
        ? { kind: 'reversal', location: of.location, of }
        : { kind: 'reserve', location, lines: [{ sku, quantity: quantity(1) }] },
  ];
  const shares = [0.2, 0.6, 0.64, 0.68, 0.72, 0.78, 0.84, 0.9, 0.95, 1];
  const luck = chance.next();
  const at = shares.findIndex((share) => luck < share);
  const make = kinds[at] ?? kinds[1];
  if (!make) throw new Error('no command');
  return make();
}

/** Posts some of what might be posted, half of it at the other node, and lets company time pass. */
async function trade(chance: Chance, posted: DocumentRef[]): Promise<void> {
  const together = chance.whole(1, 8);
  const answers = await Promise.all(
    Array.from({ length: together }, () => {
      const submission = shop.submission(nextCommand(chance, posted));
      return (chance.isLucky(0.5) ? here.ledger : elsewhere).post(submission);
    }),
  );
  for (const answer of answers)
    if (answer.outcome === 'posted') posted.push({ location: answer.location, position: answer.position });
  nowMs += chance.whole(1, 50) * 60_000;
}

/** What the lists of the wall come to: goods by themselves, the ticker by its documents, newest last. */
interface Lists {
  readonly top: readonly string[];
  readonly stalled: readonly string[];
  readonly ticker: readonly string[];
}

function listsOf({ top, stalled, ticker }: Pick<SnapshotFrame, 'top' | 'stalled' | 'ticker'>): Lists {
  return {
    top: top.map(({ skuId, quantity: units, amount }) => `${skuId}: ${units} for ${amount}`),
    stalled: stalled.map(({ skuId, onHand }) => `${skuId}: ${onHand}`),
    ticker: ticker.map(
      ({ locationId, position, kind, amount, quantity: units, lines, skuId }) =>
        `${locationId}-${position} ${kind} ${units} of ${lines} for ${amount}, ${skuId}`,
    ),
  };
}

/** The lists as they are now: goods as the live wall reads them, the ticker from all documents there are. */
async function listsNow(): Promise<Lists> {
  const shops = here.wall.shopsOf(here.wall.scopeOf(viewer));
  const ticker = await shop.sql<SnapshotFrame['ticker'][number][]>`
    select d.location_id as "locationId", d.position, d.kind, sum(m.amount)::bigint as amount, sum(m.quantity)::bigint as quantity,
      count(*)::int as lines, (array_agg(m.sku_id order by m.line) filter (where m.quantity > 0))[1] as "skuId"
    from documents d join movements m using (location_id, position) join locations l on l.id = d.location_id and l.kind = 'shelf'
    group by d.location_id, d.position, d.kind, d.effective_at having sum(m.quantity) > 0
    order by d.effective_at desc, d.location_id, d.position desc limit ${tickerEntriesMax}`;
  return listsOf({
    top: await readTop(shop.sql, shops),
    stalled: await readStalled(shop.sql, shops),
    ticker: ticker.toReversed(),
  });
}

async function expectByHand(tiles: readonly Tile[]): Promise<void> {
  for (const tile of tiles) expect(tile).toMatchObject(await tileByHand(shop.sql, tile));
}

test('[I19] every tile equals what is added up by hand at its positions, every list what it was: live, through the slider, after a restart', async () => {
  const chance = new Chance(seed);
  const posted: DocumentRef[] = [];
  const kept: { readonly atMs: number; readonly tiles: readonly Tile[]; readonly lists: Lists }[] = [];
  let writing = Promise.resolve();
  for (let step = 0; step < steps; step++) {
    await trade(chance, posted);
    if (chance.isLucky(0.3)) await here.wall.tend();
    if (step % 12 !== 0) continue;
    // Sampled while others write: the tiles say where they stand, and the rows behind it don't change any more.
    writing = trade(chance, posted);
    const { tiles } = await here.wall.snapshot(viewer);
    await expectByHand(tiles);
    await writing;
    // Where everything is caught up, a moment between two documents can be asked for again later.
    await here.wall.tend();
    const quiet = await here.wall.snapshot(viewer);
    kept.push({ atMs: nowMs, tiles: quiet.tiles, lists: await listsNow() });
    nowMs += 60_000;
  }
  await writing;
  expect(posted.length).toBeGreaterThan(steps);

  const heads = await shop.sql<{ location: number; position: number }[]>`
    select location_id as location, position from location_heads where location_id > 1000`;
  await here.wall.tend();
  const { tiles } = await here.wall.snapshot(viewer);
  for (const tile of tiles) {
    const headOf = (location: LocationId) => heads.find((head) => head.location === location)?.position;
    expect([tile.shelfPosition, tile.transitPosition]).toEqual([
      headOf(shop.shelf(tile.storeId)),
      headOf(shop.transit(tile.storeId)),
    ]);
  }

  const checked = await verify(here.wall, { viewer, company: here.company }, tiles);
  expect(checked).toMatchObject({ isEqual: true, rows: { length: 3 } });
  const [first] = tiles;
  if (!first) throw new Error('no tile');
  const bent = await verify(here.wall, { viewer, company: here.company }, [
    { ...first, amount: first.amount + 1 },
  ]);
  expect(bent.isEqual).toBe(false);

  for (let round = 0; round < 40 && (await here.wall.checkpoints.writeDue()) > 0; round++);
  for (const { atMs, tiles: then, lists } of kept) {
    const past = await wallAt(here.wall, { viewer, company: here.company }, atMs);
    expect(listsOf(past), new Date(atMs).toISOString()).toEqual(lists);
    await expectByHand(past.tiles);
    for (const tile of past.tiles) {
      const live = then.find((one) => one.storeId === tile.storeId);
      expect(tile).toMatchObject({
        shelfPosition: live?.shelfPosition,
        transitPosition: live?.transitPosition,
        stockValue: live?.stockValue,
        outOfStock: live?.outOfStock,
        inTransit: live?.inTransit,
      });
    }
  }

  here.wall.close();
  await here.ledger.close();
  here = await openHere();
  const again = await here.wall.snapshot(viewer);
  await expectByHand(again.tiles);
  expect(again.tiles.map((tile) => tile.shelfPosition)).toEqual(tiles.map((tile) => tile.shelfPosition));
  expect(kept.at(-1)?.atMs).toBeGreaterThan(startMs + 24 * hourMs);
}, 300_000);
