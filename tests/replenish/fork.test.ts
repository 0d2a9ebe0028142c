import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { NewFork } from '#protocol/replenish/fork-views.ts';
import type { MoveEntry } from '#protocol/replenish/fork.ts';
import { withViewer, type Sql } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import type { Company } from '#server/platform/company.ts';
import { discardFork, draftFork, recoverForks, type ForkParts } from '#server/replenish/fork/drafts.ts';
import { forkKind } from '#server/replenish/fork/kind.ts';
import { makeFork } from '#server/replenish/fork/make.ts';
import { readFork, readForkLevels, readForks } from '#server/replenish/fork/read.ts';
import { reckonFork } from '#server/replenish/fork/reckon.ts';
import { readRun, readSuggestions } from '#server/replenish/read.ts';
import { suggest } from '#server/replenish/suggest.ts';
import { undo } from '#server/replenish/take-back.ts';
import { Documents } from '#server/sync/documents.ts';
import type { DocumentKind, Write } from '#server/sync/kind.ts';
import type { Market } from '../transfer/market.ts';
import { now, openPlannedMarket, plentyAndNothing, viewer, type PlannedMarket } from './planned-market.ts';

const [full, empty] = [1001, 1003];
let planned: PlannedMarket;
let market: Market;
let company: Company;
let owner: Sql;
let live: Documents;
let parts: ForkParts;

const ofOneStore = viewer({ locations: new Set([1001, 1002] as LocationId[]) });
const skus: NewFork = { name: '周末', regionId: null, goods: { kind: 'skus', skuIds: [1, 2] } };

beforeAll(async () => {
  planned = await openPlannedMarket(plentyAndNothing);
  ({ market, company, owner } = planned);
  live = new Documents({
    sql: market.sql,
    log: openLog('error', { write: () => undefined }),
    kinds: [forkKind as DocumentKind],
    watch: () => () => undefined,
    now: () => performance.now(),
  });
  parts = { company, live, transfers: planned.desks.transfers };
});
afterAll(async () => {
  await live.close();
  await planned.close();
});

async function made(fork: NewFork = skus): Promise<number> {
  const making = await makeFork(company, viewer(), crypto.randomUUID(), fork);
  if (making.outcome !== 'done') throw new Error(making.outcome);
  return making.id;
}

function lay(id: number, moves: readonly Partial<MoveEntry>[]): Promise<void> {
  const writes = moves.map((move, at): Write => {
    const value = { sku: 1, from: full, to: empty, quantity: 5, atMs: now + at, ...move };
    return { root: 'moves', key: `4-abcdefghij-0|${at + 1}`, value };
  });
  return live.write('fork', String(id), writes);
}

const everything = async () =>
  (
    await market.sql`select (select count(*)::int from documents) as documents, sum(on_hand)::int as "onHand", sum(reserved)::int as reserved from levels`
  )[0];

test('[FK-1] copies levels at the positions of its stores, once for a key', async () => {
  const key = crypto.randomUUID();
  const both = await Promise.all([0, 1].map(() => makeFork(company, viewer(), key, skus)));
  expect(both[0]).toEqual(both[1]);
  const [first] = both;
  if (first?.outcome !== 'done') throw new Error('not made');
  const view = await withViewer(market.sql, viewer(), (sql) => readFork(sql, viewer(), first.id));
  expect(view?.places.map(({ locationId }) => locationId)).toEqual(expect.arrayContaining([full, empty]));
  expect(view?.cells.find((cell) => cell.locationId === full && cell.skuId === 1)).toMatchObject({
    onHand: 60,
    reserved: 0,
    base: null,
  });
  const [row] = await market.sql<{ isSame: boolean }[]>`
    select bool_and(h.position = p.position) as "isSame" from replenish_forks f
    cross join unnest(f.location_ids, f.positions) as p (location, position) join location_heads h on h.location_id = p.location
    where f.id = ${first.id}`;
  expect(row?.isSame).toBe(true);
});

test('[FK-1] is there for who reaches every store in it, and for nobody else; margins are cut', async () => {
  const id = await made();
  const seenBy = (who: Viewer) => withViewer(market.sql, who, (sql) => readFork(sql, who, id));
  expect(await seenBy(ofOneStore)).toBeUndefined();
  expect(await withViewer(market.sql, ofOneStore, (sql) => readForks(sql, ofOneStore))).toEqual([]);
  expect(await withViewer(market.sql, ofOneStore, (sql) => readForkLevels(sql, id, ''))).toBeUndefined();
  const keeper = viewer({ role: 'warehouse_keeper' });
  expect((await seenBy(keeper))?.goods.map(({ margin }) => margin)).toEqual([null, null]);
  expect((await seenBy(viewer()))?.goods.map(({ margin }) => margin)).toEqual([2000, 2000]);
  expect(await makeFork(company, ofOneStore, crypto.randomUUID(), skus)).toEqual({ outcome: 'few_stores' });
  expect(await makeFork(company, viewer(), crypto.randomUUID(), { ...skus, regionId: 99_999 })).toEqual({
    outcome: 'unknown',
  });
  const nothing: NewFork = { ...skus, goods: { kind: 'skus', skuIds: [1, 88_888] } };
  expect(await makeFork(company, viewer(), crypto.randomUUID(), nothing)).toEqual({ outcome: 'unknown' });
});

test('[FK-2] planners write moves of its own goods and stores while it is open; the others read', () => {
  const facts = { state: 'open' as const, locationIds: [full, empty] as LocationId[], skuIds: [1, 2] };
  expect(forkKind.accessOf(viewer(), facts)).toEqual({ role: 'planner', mayWrite: true });
  expect(forkKind.accessOf(viewer({ role: 'store_manager' }), facts)).toEqual({
    role: 'reader',
    mayWrite: false,
  });
  expect(forkKind.accessOf(viewer(), { ...facts, state: 'drafted' })?.mayWrite).toBe(false);
  expect(forkKind.accessOf(ofOneStore, facts)).toBeUndefined();
  expect(forkKind.accessOf(viewer({ role: 'clerk' }), facts)).toBeUndefined();
  expect(forkKind.accessOf(viewer({ kind: 'kiosk' }), facts)).toBeUndefined();
  const judged = (value: Partial<MoveEntry>) =>
    forkKind.judge?.(
      { root: 'moves', key: '', value: { sku: 1, from: full, to: empty, quantity: 1, atMs: 0, ...value } },
      undefined as never,
      facts,
    );
  expect(judged({})).toBeUndefined();
  for (const foreign of [{ sku: 3 }, { from: 1005 }, { to: 1005 }, { to: full }])
    expect(judged(foreign), JSON.stringify(foreign)).toBe('fork.not_in_it');
});

test('[FK-4] its chances are those that the suggestions are priced with', async () => {
  await suggest(market.sql, now, null);
  const id = await made();
  expect(await reckonFork(market.sql, now, id)).toBe(true);
  expect(await reckonFork(market.sql, now, id)).toBe(false);
  const { cells, lines } = await withViewer(market.sql, viewer(), async (sql) => {
    const run = await readRun(sql);
    return {
      cells: (await readFork(sql, viewer(), id))?.cells ?? [],
      lines: await readSuggestions(sql, viewer(), run?.id ?? 0),
    };
  });
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const cellAt = (location: number) =>
      cells.find((cell) => cell.locationId === location && cell.skuId === line.skuId);
    for (let n = 0; n < line.quantity; n++) {
      expect(cellAt(line.targetId)?.take[n]).toBeCloseTo(line.take[n] ?? -1, 3);
      expect(cellAt(line.sourceId ?? 0)?.give[n]).toBeCloseTo(line.give[n] ?? -1, 3);
    }
  }
});

test('[FK-5][FK-6] two press at once: one draft a pair of stores, suggestions taken with it, and nothing posted', async () => {
  await suggest(market.sql, now, null);
  const [line] = await withViewer(market.sql, viewer(), async (sql) =>
    readSuggestions(sql, viewer(), (await readRun(sql))?.id ?? 0),
  );
  if (!line) throw new Error('no suggestion');
  const id = await made();
  const before = await everything();
  await lay(id, [
    { sku: line.skuId, quantity: 2, suggestion: line.id },
    { sku: 1, quantity: 3 },
    { sku: 2, quantity: 9 },
    { sku: 2, quantity: 7 },
  ]);
  await live.write('fork', String(id), [{ root: 'voids', key: '4-abcdefghij-0|3', value: { atMs: now } }]);
  const [one, other] = await Promise.all([0, 1].map(() => draftFork(parts, viewer(), id)));
  expect(one).toEqual(other);
  expect(one).toMatchObject({ outcome: 'done', drafts: [{ sourceId: full, targetId: empty }] });
  const transfers = await market.sql<{ sku: number; asked: number; offered: number; state: string }[]>`
    select l.sku_id as sku, l.asked, l.offered, t.state from replenish_fork_drafts d join transfers t on t.id = d.transfer_id
    join transfer_lines l on l.transfer_id = t.id where d.fork_id = ${id} order by 1`;
  const expected = new Map([
    [1, 3],
    [2, 7],
  ]);
  expected.set(line.skuId, (expected.get(line.skuId) ?? 0) + 2);
  expect(transfers).toEqual(
    [...expected].map(([sku, units]) => ({ sku, asked: units, offered: units, state: 'suggested' })),
  );
  const [taken] =
    await market.sql`select state, chosen, transfer_id is not null as "hasTransfer" from suggestions where id = ${line.id}`;
  expect(taken).toEqual({ state: 'accepted', chosen: 2, hasTransfer: true });
  expect(await everything()).toEqual(before);
  expect(await draftFork(parts, viewer(), id)).toEqual(one);
  expect(await discardFork(parts, viewer(), id)).toBe(false);
  // Taking the suggestion back would cancel what others laid beside it: that is said first, and done only if wanted.
  const standing = () =>
    market.sql`select t.state, g.state as suggestion from suggestions g left join transfers t on t.id = g.transfer_id where g.id = ${line.id}`;
  const takeBack = (isWhole: boolean) => undo(company, planned.desks, viewer(), [line.id], isWhole);
  expect(await takeBack(false)).toEqual({ outcome: 'shared', lines: 2 });
  expect(await standing()).toEqual([{ state: 'suggested', suggestion: 'accepted' }]);
  expect(await takeBack(true)).toMatchObject({ outcome: 'done' });
  expect(await standing()).toEqual([{ state: null, suggestion: 'open' }]);
});

test('[FK-3] what is reserved, kept back or gone becomes no draft: the fork stays open and can be mended', async () => {
  const id = await made();
  await owner`update stores set keep_back = 50 where id = 1`;
  await lay(id, [
    { sku: 1, quantity: 6 },
    { sku: 1, quantity: 5 },
  ]);
  expect(await draftFork(parts, viewer(), id)).toEqual({
    outcome: 'refused',
    code: 'replenish.short',
    skuIds: [1],
  });
  await owner`update stores set keep_back = 0 where id = 1`;
  const [sold] = [await market.sell(1, 1, 55)];
  expect(sold).toBe('posted');
  expect(await draftFork(parts, viewer(), id)).toMatchObject({ outcome: 'refused', code: 'replenish.short' });
  await live.write('fork', String(id), [{ root: 'voids', key: '4-abcdefghij-0|1', value: { atMs: now } }]);
  expect(await draftFork(parts, viewer(), id)).toMatchObject({ outcome: 'done' });
  await market.stock(1, 1, 55);
});

test('[FK-5] a suggestion that was decided elsewhere stops it, and so does having nothing laid', async () => {
  await suggest(market.sql, now, null);
  const [line] = await withViewer(market.sql, viewer(), async (sql) =>
    readSuggestions(sql, viewer(), (await readRun(sql))?.id ?? 0),
  );
  if (!line) throw new Error('no suggestion');
  const id = await made({ ...skus, goods: { kind: 'suggested' } });
  expect(await draftFork(parts, viewer(), id)).toEqual({
    outcome: 'refused',
    code: 'replenish.fork_empty',
    skuIds: [],
  });
  await lay(id, [{ sku: line.skuId, quantity: 1, suggestion: line.id }]);
  await market.sql`update suggestions set state = 'rejected', chosen = 0 where id = ${line.id}`;
  expect(await draftFork(parts, viewer(), id)).toEqual({
    outcome: 'refused',
    code: 'replenish.gone',
    skuIds: [line.skuId],
  });
  expect(await discardFork(parts, viewer(), id)).toBe(true);
  expect(await draftFork(parts, viewer(), id)).toMatchObject({ code: 'replenish.fork_over' });
});

test('[FK-5] a server that dies between the lines and the drafts is carried on, with the same keys', async () => {
  const id = await made();
  await lay(id, [
    { sku: 1, quantity: 2 },
    { sku: 2, quantity: 2, from: 1005, to: full },
    { sku: 2, quantity: 2 },
  ]);
  await owner`update replenish_forks set location_ids = array[1001, 1003, 1005], positions = array[0, 0, 0] where id = ${id}`;
  await market.stock(3, 2, 5);
  let calls = 0;
  const dying: ForkParts = {
    ...parts,
    transfers: {
      createDraftFromSuggestion: async (draft, sender) => {
        calls += 1;
        if (calls === 2) throw new Error('killed');
        return parts.transfers.createDraftFromSuggestion(draft, sender);
      },
    },
  };
  await expect(draftFork(dying, viewer(), id)).rejects.toThrow('killed');
  const count = async () =>
    (
      await market.sql<{ made: number; all: number }[]>`
      select count(transfer_id)::int as made, count(*)::int as all from replenish_fork_drafts where fork_id = ${id}`
    )[0];
  expect(await count()).toEqual({ made: 1, all: 2 });
  await Promise.all([recoverForks(parts), recoverForks(parts)]);
  expect(await count()).toEqual({ made: 2, all: 2 });
  const [fork] = await market.sql`select state from replenish_forks where id = ${id}`;
  expect(fork).toEqual({ state: 'drafted' });
});
