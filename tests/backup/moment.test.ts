import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import { listBases, listChains, listPieces } from '#server/backup/moment/chain.ts';
import { chooseFor } from '#server/backup/moment/choose.ts';
import { readMoment } from '#server/backup/moment/command.ts';
import { drillMoment } from '#server/backup/moment/drill.ts';
import { recoverBeside, switchIn, takeOut } from '#server/backup/moment/go-back.ts';
import { MomentKeeper, type KeeperOptions } from '#server/backup/moment/keeper.ts';
import { discard } from '#server/backup/moment/recover.ts';
import { nextSegment } from '#server/backup/moment/segment.ts';
import { createCompany, listCompanies, type CompanyRow } from '#server/company/companies.ts';
import { openCluster, type OpenCluster } from '#server/launch/open-cluster.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import { places, shelf1, tradeADay } from '../invariants/small-chain.ts';

/** A recovery syncs every file of a cluster: seconds at rest, a minute on a busy disk. */
const timeout = 240_000;

/** A cluster of its own that may lose nothing: going back is a matter of the whole of Postgres, not of a database. */
const words = 'words that nobody guesses';
const clock = { now: () => Date.now() };
const root = mkdtempSync(join(tmpdir(), 'tongpan-moment-'));
const dataFolder = join(root, 'home');
const backups = join(root, 'backups');
const config = { dataFolder, databaseUrl: undefined, moments: { days: 7, bytesMax: 20e9 } };
let opened: OpenCluster;
let keeper: MomentKeeper;
let company: CompanyRow;
let sql: Sql;
let ledger: GroupCommit;

/** Opens the house as a start does: Postgres, its company, its keeper of moments. */
async function open(): Promise<void> {
  opened = await openCluster(config);
  keeper = keeperWith({});
}

function keeperWith(other: Partial<KeeperOptions>): MomentKeeper {
  const { embedded } = opened;
  if (!embedded) throw new Error('no embedded Postgres');
  return new MomentKeeper({
    embedded,
    backups,
    words,
    ...config.moments,
    clock,
    log: openLog('silent'),
    isAutomatic: true,
    hasOwnCompany: () => false,
    ...other,
  });
}

async function openShop(): Promise<void> {
  [company] = (await listCompanies(opened.cluster)) as [CompanyRow];
  const url = opened.cluster.appUrl(company.database);
  sql = openDatabase({ url, connectionsMax: 2, reach: 'all', applicationName: 'test' });
  ledger = openLedger({ ledgerSql: sql, clock, feed: new Feed(), locations: await openLocations(sql) });
}

async function closeShop(): Promise<void> {
  await ledger.close();
  await sql.end();
}

/** Sells so many times and answers the positions that were told to the till. */
async function sell(times: number): Promise<readonly number[]> {
  const answers = await Promise.all(
    Array.from({ length: times }, () =>
      ledger.post({
        key: randomUUID(),
        command: {
          kind: 'sale',
          location: shelf1,
          happened: true,
          lines: [{ sku: 1 as SkuId, quantity: quantity(1), amount: fen(500) }],
        },
        accountId: 1 as AccountId,
        session: 'till' as SessionHandle,
        deviceAtMs: null,
      }),
    ),
  );
  return answers.map((answer) => {
    if (answer.outcome !== 'posted') throw new Error('a sale was refused');
    return answer.position;
  });
}

const options = (atMs: number | undefined) => ({
  backups,
  words,
  folder: join(dataFolder, 'postgres'),
  dataFolder,
  atMs,
  nowMs: Date.now(),
});

async function positionsOf(cluster: OpenCluster['cluster'], row: CompanyRow): Promise<readonly number[]> {
  const own = openDatabase({
    url: cluster.ownerUrl(row.database),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  try {
    const rows = await own<{ position: number }[]>`
      select position from documents where location_id = ${shelf1} and position is not null order by position`;
    return rows.map(({ position }) => position);
  } finally {
    await own.end();
  }
}

beforeAll(async () => {
  mkdirSync(dataFolder, { recursive: true });
  if (process.getuid?.() === 0) spawnSync('chmod', ['755', root]);
  await open();
  await createCompany(opened.cluster, { slug: 'shop', nameZh: '小店', nameEn: 'Shop' }, async (own) => {
    await own.unsafe(places.replace(/^insert into company_settings.*$/m, ''));
  });
  await openShop();
  await tradeADay(sql);
});

afterAll(async () => {
  await keeper.close();
  await closeShop();
  await opened.close();
  rmSync(root, { recursive: true, force: true });
});

test(
  '[BK-8] nothing of the log is kept before the first copy, and every piece of it after',
  { timeout },
  async () => {
    await keeper.look();
    expect(keeper.view()).toMatchObject({ copies: 0, oldestMs: null, failure: null });
    await keeper.copy();
    await keeper.flush();
    const [chain] = listChains(backups);
    if (!chain) throw new Error('no chain');
    expect(listBases(chain)).toHaveLength(1);
    expect(chooseFor(backups, undefined).pieces.length).toBeGreaterThan(0);
    expect(keeper.view()).toMatchObject({ copies: 1, waitingBytes: 0, isEncrypted: true, failure: null });
    // [A54] Neither the copy nor the log lies open.
    for (const { file } of listPieces(chain)) expect(readFileSync(file).includes('Shop'), file).toBe(false);
  },
);

test(
  '[BK-9] what was acknowledged before the moment is there, what came after is not, and all invariants hold',
  { timeout },
  async () => {
    const before = await sell(40);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const atMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const after = await sell(40);
    await keeper.flush();
    const recovered = await recoverBeside(options(atMs));
    try {
      const [one] = recovered.companies;
      expect(one).toMatchObject({ slug: 'shop', broken: [] });
      expect(one?.invariants).toBeGreaterThan(20);
      const positions = await positionsOf(recovered.cluster, company);
      expect(positions).toEqual(expect.arrayContaining([...before]));
      for (const position of after) expect(positions).not.toContain(position);
      expect(positions.at(-1)).toBe(Math.max(...before));
      // What runs was not touched.
      expect((await positionsOf(opened.cluster, company)).at(-1)).toBe(Math.max(...after));
      // One company of that moment stands beside the others.
      const out = await takeOut(recovered, opened.cluster, { slug: 'shop', as: 'shop-then' }, Date.now());
      expect(await positionsOf(opened.cluster, out)).toEqual(positions);
    } finally {
      await discard(recovered.folder, recovered.running);
    }
  },
);

test(
  '[BK-10] a drill while the shop trades finds nothing amiss; it would see a document too many or too few',
  { timeout },
  async () => {
    let isTrading = true;
    const trading = (async () => {
      while (isTrading) await sell(5);
    })();
    const drilled = await drillMoment(opened.cluster, keeper, options(undefined));
    isTrading = false;
    await trading;
    expect(drilled).toMatchObject({ amiss: [], companies: 2 });
    expect(drilled.documents).toBeGreaterThan(0);
    // A keeper that hands on nothing: the moment is behind all that is kept.
    await sell(1);
    const idle = { flush: async () => undefined } as unknown as MomentKeeper;
    await expect(drillMoment(opened.cluster, idle, options(undefined))).rejects.toThrow(
      /ends before that moment/,
    );
  },
);

test(
  '[BK-11] a changed byte, other words and a lost piece are refused, and nothing is left beside',
  { timeout },
  async () => {
    const folder = join(dataFolder, 'postgres');
    const { pieces } = chooseFor(backups, undefined);
    const [first] = pieces;
    if (!first || pieces.length < 2) throw new Error('too few pieces');
    const whole = readFileSync(first.file);
    const spoilt = Buffer.from(whole);
    spoilt.writeUInt8((spoilt.readUInt8(spoilt.length >> 1) + 1) % 256, spoilt.length >> 1);
    writeFileSync(first.file, spoilt);
    await expect(recoverBeside(options(undefined))).rejects.toThrow(/changed/);
    renameSync(first.file, `${first.file}.away`);
    await expect(recoverBeside(options(undefined))).rejects.toThrow(/missing/);
    rmSync(`${first.file}.away`);
    writeFileSync(first.file, whole);
    await expect(recoverBeside({ ...options(undefined), words: 'some other words' })).rejects.toThrow(
      /other words/,
    );
    await expect(recoverBeside(options(Date.parse('2020-01-01T00:00:00Z')))).rejects.toThrow(/oldest moment/);
    expect(readdirSync(folder).filter((name) => name.startsWith('at-'))).toEqual([]);
  },
);

test(
  '[BK-12] the moment is switched in, the old cluster stays, and from there it goes on with a chain of its own',
  { timeout },
  async () => {
    await keeper.flush();
    const told = await sell(10);
    const atMs = Date.now() + 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
    const mistaken = await sell(3);
    await keeper.flush();
    await keeper.close();
    await closeShop();
    await opened.close();
    const asked = options(atMs);
    const recovered = await recoverBeside(asked);
    expect(recovered.companies.flatMap(({ broken }) => broken)).toEqual([]);
    await switchIn(asked, recovered);
    const old = opened.embedded?.data ?? '';
    await open();
    await openShop();
    expect(opened.embedded?.data).toBe(recovered.running.data);
    expect(readdirSync(old)).toContain('PG_VERSION');
    const positions = await positionsOf(opened.cluster, company);
    expect(positions.at(-1)).toBe(Math.max(...told));
    expect(positions).not.toContain(mistaken.at(-1));
    // It trades on, and one can go back from here too.
    await keeper.copy();
    const next = await sell(2);
    expect(next).toContain(Math.max(...told) + 1);
    await keeper.flush();
    expect(listChains(backups)).toHaveLength(2);
    const again = await recoverBeside(options(undefined));
    expect((await positionsOf(again.cluster, company)).at(-1)).toBe(Math.max(...next));
    await discard(again.folder, again.running);
  },
);

test(
  '[BK-13] a hole in the log begins another chain, other words too, and one process of two keeps',
  { timeout },
  async () => {
    const chainsBefore = listChains(backups).length;
    const second = keeperWith({ words: 'quite some other words' });
    await keeper.look();
    expect(await second.isKeeping()).toBe(false);
    await keeper.close();
    expect(await second.isKeeping()).toBe(true);
    await second.copy();
    expect(listChains(backups)).toHaveLength(chainsBefore + 1);
    await second.close();
    // As where Postgres was run for a while without handing its log on.
    const [chain] = listChains(backups);
    if (!chain) throw new Error('no chain');
    const lost = listPieces(chain).slice(-1);
    for (const { file } of lost) renameSync(file, `${file}.lost`);
    keeper = keeperWith({ words: 'quite some other words' });
    await keeper.copy();
    await keeper.flush();
    expect(listChains(backups).length).toBeGreaterThan(chainsBefore + 1);
    const newest = chooseFor(backups, undefined);
    expect(newest.pieces[0]?.name).toBe(newest.base.from);
  },
);

test('the pieces of the log follow one another across files', () => {
  expect(nextSegment('0000000200000001000000FE')).toBe('0000000200000001000000FF');
  expect(nextSegment('0000000200000001000000FF')).toBe('000000020000000200000000');
});

test('a moment is written as people write it, or refused with how to write it', () => {
  const now = Date.parse('2026-11-26T00:00:00Z');
  expect(readMoment('2026-11-25 14:03+08:00', now)).toBe(Date.parse('2026-11-25T06:03:00Z'));
  expect(readMoment('2026-11-25 14:03', now)).toBe(new Date(2026, 10, 25, 14, 3).getTime());
  expect(readMoment('end', now)).toBeUndefined();
  for (const text of ['', 'yesterday', '2026-11-25', '14:03', '2026-13-45 99:99'])
    expect(() => readMoment(text, now)).toThrow(/is no moment/);
  expect(() => readMoment('2027-01-01 00:00', now)).toThrow(/still to come/);
});
