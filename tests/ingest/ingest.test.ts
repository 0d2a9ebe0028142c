import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ingest, type IngestJob } from '#server/ingest/ingest.ts';
import type { Step } from '#server/ingest/load.ts';
import { presets } from '#server/ingest/presets.ts';
import { BrokenFile, WrongMap } from '#server/ingest/read-file.ts';
import { problemSentence } from '#server/ingest/sentences.ts';
import { plainSource, type Source } from '#server/ingest/source.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { freshDatabase } from '../postgres/cluster.ts';

let folder: string;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let sql: Sql;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ingest-'));
});

beforeEach(async () => {
  database = await freshDatabase();
  sql = openDatabase({ url: database.appUrl, connectionsMax: 1, reach: 'all', applicationName: 'test' });
  await sql`insert into company_settings (name_zh, name_en) values ('试', 'Trial')`;
  return async () => {
    await sql.end();
    await database.drop();
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const tradeMap = {
  date: 'Date',
  store: 'Store',
  sku: 'Code',
  quantity: 'Units',
  amount: 'Paid',
  document: 'Slip',
};

function trade(path: string, more: Partial<Source> = {}): Source {
  return { ...plainSource, kind: 'sales', files: [path], map: tradeMap, createsMissing: true, ...more };
}

function run(steps: readonly Step[], more: Partial<IngestJob> = {}) {
  return ingest({
    url: database.appUrl,
    companySlug: 'trial',
    steps,
    isDryRun: false,
    timeZone: 'Asia/Shanghai',
    ...more,
  });
}

async function standing() {
  const levels = await sql<{ code: string; sku: string; onHand: number }[]>`
    select s.code, k.code as sku, v.on_hand as "onHand" from levels v join locations l on l.id = v.location_id
    join stores s on s.id = l.store_id join skus k on k.id = v.sku_id order by 1, 2`;
  const [sales] = await sql<{ quantity: number; amount: number }[]>`
    select coalesce(sum(quantity), 0)::bigint as quantity, coalesce(sum(amount), 0)::bigint as amount from hourly_sales`;
  return { levels: levels.map(({ code, sku, onHand }) => `${code} ${sku} ${onHand}`), ...sales };
}

const aDay = `\uFEFFDate,Store,Code,Units,Paid,Slip
2026-03-02 09:00,S1,A,2,¥10.00,1
2026-03-02 09:00,S1,B,1,3.005,1
2026-03-02 10:00,S1,A,-1,-5.00,2
2026-03-02 11:00,S2,A,4,20.00,3
2026-03-02 11:00,S2,A,4,20.00,3b
`;

test('the same file twice, under another name or packed, changes nothing', async () => {
  const first = await run([[trade(file('day.csv', aDay))]]);
  expect(first.problems.listed).toEqual([]);
  expect(first.counts).toEqual({ posted: 4, known: 0, refused: 0, movements: 5 });
  const once = await standing();
  expect(once).toEqual({ levels: ['S1 A -1', 'S1 B -1', 'S2 A -8'], quantity: 10, amount: 4801 });
  const again = await run([[trade(file('copy.csv.gz', aDay))]]);
  expect(again.counts).toEqual({ posted: 0, known: 4, refused: 0, movements: 0 });
  expect(await standing()).toEqual(once);
  expect((await checkInvariants(sql)).flatMap(({ broken }) => broken)).toEqual([]);
});

test('empty rows at the end of a sheet are no rows, and a file that is not there is named', async () => {
  const { counts, problems } = await run([[trade(file('tail.csv', `${aDay},,,,,\n ,,,,, \n\n`))]]);
  expect(problems.listed).toEqual([]);
  expect(counts.posted).toBe(4);
  await expect(run([[trade('/nowhere/day.csv')]])).rejects.toMatchObject({ code: 'file.missing' });
});

test('a load that was cut off goes on where it stopped', async () => {
  const half = aDay.split('\n').slice(0, 4).join('\n');
  expect((await run([[trade(file('half.csv', half))]])).counts.posted).toBe(2);
  expect((await run([[trade(file('whole.csv', aDay))]])).counts).toMatchObject({ posted: 2, known: 2 });
  expect((await standing()).amount).toBe(4801);
});

test('two rows that read the same are two sales', async () => {
  const path = file('twins.csv', 'Date,Store,Code,Units,Paid\n2026-03-02,S1,A,1,5\n2026-03-02,S1,A,1,5\n');
  const source = trade(path, { map: { ...tradeMap, document: undefined } as Source['map'] });
  expect((await run([[source]])).counts.posted).toBe(2);
  expect((await run([[source]])).counts).toMatchObject({ posted: 0, known: 2 });
});

test('a wrong row is named by row and column, and nothing of the file is posted', async () => {
  const path = file(
    'bad.csv',
    'Date,Store,Code,Units,Paid,Slip\n2026-02-30,S1,A,1,5,1\n2026-03-02,,A,x,5,2\n2026-03-02,S1,A,0,0,3\n2026-03-02,S1,A,1,-5,4\n2026-03-02,S1,A,1,5,5\n',
  );
  const report = await run([[trade(path)]]);
  expect(report.problems.listed.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual([
    '2 Date date.unreadable',
    '3 Store store.empty',
    '3 Units quantity.unreadable',
    '4 Units quantity.zero',
    '5 Paid money.sign',
  ]);
  const [first] = report.problems.listed;
  expect(first && problemSentence({ ...first, file: 'bad.csv' }, 'zh-CN')).toMatch(
    /^bad\.csv 第 2 行，列 Date：日期“2026-02-30”无法识别。请/,
  );
  expect(first && problemSentence({ ...first, file: 'bad.csv' }, 'en')).toMatch(
    /^bad\.csv, row 2, column Date: “2026-02-30” is no date/,
  );
  expect(
    await sql`select 1 from documents union all select 1 from skus union all select 1 from stores`,
  ).toHaveLength(0);
});

test('problems are listed up to a bound and counted beyond it', async () => {
  const rows = Array.from({ length: 500 }, () => '2026-03-02,S1,A,x,1,1').join('\n');
  const { problems } = await run([[trade(file('many.csv', `Date,Store,Code,Units,Paid,Slip\n${rows}\n`))]]);
  expect([problems.listed.length, problems.count, problems.countByCode.get('quantity.unreadable')]).toEqual([
    50, 500, 500,
  ]);
});

test('a dry run writes nothing', async () => {
  const report = await run([[trade(file('dry.csv', aDay))]], { isDryRun: true, currency: 'USD' });
  expect(report.tally.total()).toMatchObject({ rows: 5, units: 10, exactAmount: 480_050 });
  expect(
    await sql`select 1 from documents union all select 1 from skus union all select 1 from accounts`,
  ).toHaveLength(0);
});

test('codes that are not known are refused, not made, where that was not asked for', async () => {
  const report = await run([[trade(file('unknown.csv', aDay), { createsMissing: false })]]);
  expect([...report.problems.countByCode]).toEqual([['store.unknown', 5]]);
});

test('the opening behind a snapshot leaves what the snapshot says', async () => {
  const sales = trade(file('sold.csv', aDay));
  const opening: Source = {
    ...plainSource,
    kind: 'opening',
    files: [file('snapshot.csv', 'Store,Code,Left\nS1,A,7\nS2,A,0\n')],
    map: { store: 'Store', sku: 'Code', quantity: 'Left' },
    createsMissing: true,
    closingOf: [sales],
  };
  expect((await run([[opening], [sales]])).problems.listed).toEqual([]);
  expect((await standing()).levels).toEqual(['S1 A 7', 'S1 B 0', 'S2 A 0']);
});

test('[A37] a file that can’t be read on is refused with the row', async () => {
  await expect(run([[trade(file('quote.csv', `${aDay}2026-03-02,"S1,A,1,1,9\n`))]])).rejects.toBeInstanceOf(
    BrokenFile,
  );
  await expect(
    run([[trade(file('long.csv', `Date,Store,Code,Units,Paid,Slip\n"${'x'.repeat(2_000_000)}`))]]),
  ).rejects.toBeInstanceOf(BrokenFile);
  await expect(run([[trade(file('empty.csv', ''))]])).rejects.toBeInstanceOf(BrokenFile);
  await expect(run([[trade(join(folder, 'nowhere.csv'))]])).rejects.toBeInstanceOf(BrokenFile);
  await expect(run([[trade(file('columns.csv', 'a,b\n1,2\n'))]])).rejects.toBeInstanceOf(WrongMap);
});

test('[A42] invisible characters and broken text in codes are refused', async () => {
  const report = await run([
    [
      trade(
        file(
          'odd.csv',
          'Date,Store,Code,Units,Paid,Slip\n2026-03-02,S1,A\u202EB,1,1,1\n2026-03-02,S1,A\u0000,1,1,2\n',
        ),
      ),
    ],
  ]);
  expect([...report.problems.countByCode]).toEqual([['text.unreadable', 2]]);
});

test('cancellations come back, what the stock keeper noted is an adjustment, postage is no goods', async () => {
  const rules = presets['online-retail-uk']?.steps('')[0]?.[0];
  if (!rules) throw new Error('no preset');
  const text = `invoice,stock_code,description,quantity,invoice_date,unit_price,customer,country
1,A,LAMP,6,2026-03-02 08:00:00,2.550,17,UK
1,POST,POSTAGE,1,2026-03-02 08:00:00,18.00,17,UK
C2,A,LAMP,-2,2026-03-02 09:00:00,2.550,17,UK
3,A,damaged,-1,2026-03-02 10:00:00,0.000,,UK
4,A,,-1,2026-03-02 11:00:00,0.000,,UK
5,A,found,3,2026-03-02 12:00:00,0.000,,UK
6,A,LAMP,1,2026-03-02 13:00:00,0.000,17,UK
`;
  const report = await run([[{ ...rules, files: [file('uk.csv', text)] }]]);
  expect(report.problems.listed).toEqual([]);
  const kinds = await sql<
    { kind: string; cause: string | null }[]
  >`select kind, cause from documents order by position`;
  expect(kinds.map(({ kind, cause }) => [kind, cause].filter(Boolean).join(' '))).toEqual([
    'sale',
    'return',
    'write_off damaged',
    'adjustment missing',
    'adjustment found',
    'sale',
  ]);
  expect(await standing()).toEqual({ levels: ['UK A -4'], quantity: 5, amount: 1020 });
  expect((await checkInvariants(sql)).flatMap(({ broken }) => broken)).toEqual([]);
});
