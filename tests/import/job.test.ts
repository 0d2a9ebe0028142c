import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { ImportJob, ImportPlan } from '#protocol/import/views.ts';
import { undoPart } from '#server/catalog/undo.ts';
import { inOneAct } from '#server/catalog/write.ts';
import { importRoutes } from '#server/import/routes.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openLog } from '#server/platform/log.ts';
import { openLedger, type GroupCommit } from '#server/stock/ledger.ts';
import { openStoreCodes, type StoreCodes } from '#server/stock/store-codes.ts';
import { everything, inStores, openHouse, type House } from '../identity/house.ts';

/** The processes that this one began (Linux). */
const childrenFile = `/proc/${process.pid}/task/${process.pid}/children`;

let house: House;
let ledger: GroupCommit;
let codes: StoreCodes & { reload(): Promise<void> };
let app: Hono;
let accountId = 0 as AccountId;
let hq = '';
let manager = '';

beforeAll(async () => {
  house = await openHouse();
  await house.owner`insert into company_settings (name_zh, name_en) values ('房子', 'House')`;
  await house.owner`insert into location_heads (location_id) select id from locations where store_id is not null`;
  accountId = await house.account('hq', 'hq', everything);
  await house.account('manager', 'store_manager', inStores(1));
  hq = await house.signIn('hq');
  manager = await house.signIn('manager');
  const { company, sessions } = house;
  ledger = openLedger(company);
  codes = await openStoreCodes(company.ledgerSql);
  app = new Hono().route(
    '/',
    importRoutes({
      openCompany: (slug) => (slug === company.slug ? { company, sessions } : undefined),
      origin: undefined,
      log: openLog('silent'),
      codeOf: (_, location) => codes.codeOf(location),
      servicesOf: () => ({
        ledger,
        databaseUrl: house.appUrl,
        storesChanged: async () => {
          await (company.locations as unknown as { reload(): Promise<void> }).reload();
          await codes.reload();
        },
      }),
    }) as unknown as Hono,
  );
});
afterAll(async () => {
  await ledger.close();
  await house.close();
});

async function ask<Answer>(
  method: string,
  path: string,
  body?: unknown,
  cookie = hq,
): Promise<Answer & { status: number }> {
  const response = await app.fetch(
    new Request(`http://tongpan.test${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { ...((await response.json()) as Answer), status: response.status };
}

async function bring(csv: string, change: Partial<ImportPlan> = {}): Promise<ImportJob> {
  const { id, plan } = await ask<{ id: string; plan: ImportPlan }>('POST', '/api/imports', {
    fileName: '商品.csv',
    file: Buffer.from(csv).toString('base64'),
  });
  return ask<ImportJob>('PUT', `/api/imports/${id}/plan`, { ...plan, ...change });
}

async function written(job: ImportJob): Promise<ImportJob> {
  await ask('POST', `/api/imports/${job.id}/commit`, {});
  return ended(job);
}

async function takenBack(job: ImportJob): Promise<ImportJob> {
  expect((await ask('POST', `/api/imports/${job.id}/undo`, {})).status).toBe(202);
  return ended(job);
}

async function ended({ id }: ImportJob): Promise<ImportJob> {
  for (;;) {
    const now = await ask<ImportJob>('GET', `/api/imports/${id}`);
    if (now.isInterrupted || (now.state !== 'running' && now.state !== 'undoing')) return now;
    await new Promise((done) => setImmediate(done));
  }
}

const goods =
  '编码,条码,名称,分类,单位,箱规,售价,进价,库存\nA1,6907992500010,纯牛奶,乳品,盒,24,4.50,3.10,48\nA2,6901234567892,龙井,茶,包,1,99,60,\n,,坏行,,,,1,1,1\n';

test('[IM-6] the dry run says what would be, and writes nothing', async () => {
  const job = await bring(goods, { storeId: 1 });
  expect(job.effect).toMatchObject({
    created: 2,
    changed: 0,
    bad: 1,
    categories: 2,
    stockUnits: 48,
    stockValue: 14_880,
  });
  expect(job.problems.map(({ row, code }) => `${row} ${code}`)).toEqual(['4 code.empty']);
  expect(await house.owner`select 1 from skus`).toHaveLength(0);
});

test('[IM-7] goods and their stock are in; brought again nothing changes; undo takes all of it back', async () => {
  const done = await written(await bring(goods, { storeId: 1 }));
  expect([done.state, done.documents]).toEqual(['done', ['S1-1']]);
  const again = await bring(goods, { storeId: null });
  expect(again.effect).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
  const dearer = await written(
    await bring(goods.replace('4.50', '5.00').replace(',48', ','), { storeId: null }),
  );
  expect(await house.owner`select price from skus where code = 'A1'`).toEqual([{ price: 500 }]);
  expect((await takenBack(dearer)).undone).toEqual({ taken: 1, lost: 0 });
  expect(await house.owner`select price from skus where code = 'A1'`).toEqual([{ price: 450 }]);
  expect((await takenBack(done)).state).toBe('undone');
  expect((await ask('POST', `/api/imports/${done.id}/undo`, {})).status).toBe(404);
  expect(await house.owner`select on_hand from levels where on_hand <> 0`).toHaveLength(0);
  expect(await house.owner`select 1 from skus where is_active`).toHaveLength(0);
  expect((await checkInvariants(house.owner)).flatMap(({ broken }) => broken)).toEqual([]);
});

test('[IM-7] goods that a file names twice, far apart, are taken back whole', async () => {
  const rows = Array.from({ length: 2100 }, (_, row) => `F${row},糖 ${row},${row},`).join('\n');
  const heads = '编码,名称,售价,条码\n';
  await written(await bring(`${heads}F0,旧糖,7,\n`));
  const done = await written(
    await bring(`${heads}${rows}\nF0,糖 0,0,6901234567892\nF1,糖 1,1,6907992500010\n`),
  );
  expect(done.state).toBe('done');
  expect(
    await house.owner`select 1 from catalog_changes where batch = ${done.id} and sku_id in (select id from skus where code in ('F0', 'F1'))`,
  ).toHaveLength(4);
  // Cut off after its first part, it is gone on with.
  const first = await inOneAct(house.company.ledgerSql, (sql) =>
    undoPart(sql, { accountId: null, session: 's' }, done.id, randomUUID(), 0),
  );
  expect(first).toMatchObject({ taken: 1000, lost: 0 });
  const back = await takenBack(done);
  expect([back.state, back.undone]).toEqual(['undone', { taken: 1100, lost: 0 }]);
  expect(
    await house.owner`
      select code, name_zh as name, price, is_active as "isActive", array(select barcode from barcodes b where b.sku_id = k.id) as barcodes
      from skus k where code in ('F0', 'F1', 'F2099') order by code`,
  ).toEqual([
    { code: 'F0', name: '旧糖', price: 700, isActive: true, barcodes: [] },
    { code: 'F1', name: '糖 1', price: 100, isActive: false, barcodes: ['6907992500010'] },
    { code: 'F2099', name: '糖 2099', price: 209_900, isActive: false, barcodes: [] },
  ]);
});

test.skipIf(!existsSync(childrenFile))(
  '[A36] [IM-7] a process that breaks down over a file takes nobody with it, and its job is gone on with',
  async () => {
    const rows = Array.from({ length: 2100 }, (_, row) => `K${row},米 ${row},${row}`).join('\n');
    const job = await bring(`编码,名称,售价\n${rows}\n`);
    await ask('POST', `/api/imports/${job.id}/commit`, {});
    let children: number[] = [];
    while (children.length === 0) {
      await new Promise((done) => setImmediate(done));
      children = readFileSync(childrenFile, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    }
    for (const child of children) process.kill(child, 'SIGKILL');
    expect((await ended(job)).state).toBe('failed');
    const done = await written(job);
    expect(done.state).toBe('done');
    expect(await house.owner`select 1 from skus where code like 'K%'`).toHaveLength(2100);
    expect((await takenBack(done)).state).toBe('undone');
  },
);

test('[IM-7] where some of the stock has left nothing is taken back; when it is there again all of it is', async () => {
  const job = await written(await bring('编码,名称,进价,库存\nG1,盐,1,5\nG2,糖,1,5\n', { storeId: 1 }));
  const [stock] = await house.owner<{ sku: SkuId; location: LocationId }[]>`
    select l.sku_id as sku, l.location_id as location from levels l join skus k on k.id = l.sku_id where k.code = 'G2'`;
  if (!stock) throw new Error('no stock came');
  const { sku, location } = stock;
  const post = async (command: Command): Promise<number> => {
    const answer = await ledger.post({
      key: randomUUID(),
      command,
      accountId,
      session: 's' as SessionHandle,
      deviceAtMs: null,
    });
    if (answer.outcome !== 'posted') throw new Error(answer.code);
    return answer.position;
  };
  const left = await post({
    ...{ kind: 'write_off', location, cause: 'damaged', happened: false },
    lines: [{ sku, quantity: quantity(1) }],
  });
  const refused = await ask<{ code: string }>('POST', `/api/imports/${job.id}/undo`, {});
  expect([refused.status, refused.code]).toEqual([409, 'stock.insufficient']);
  expect((await ask<ImportJob>('GET', `/api/imports/${job.id}`)).state).toBe('done');
  expect(await onHandOf(['G1', 'G2'])).toEqual([5, 4]);
  await post({ kind: 'reversal', location, of: { location, position: left } });
  expect((await takenBack(job)).state).toBe('undone');
  expect(await onHandOf(['G1', 'G2'])).toEqual([0, 0]);
});

async function onHandOf(codes: readonly string[]): Promise<readonly number[]> {
  const rows = await house.owner<{ onHand: number }[]>`
    select l.on_hand as "onHand" from levels l join skus k on k.id = l.sku_id where k.code = any(${codes as string[]}) order by k.code`;
  return rows.map(({ onHand }) => onHand);
}

test('[IM-4] a cell is mended where it is wrong, and a row may be left out', async () => {
  const csv = '编码,名称,售价\nB1,茶,四元\n,无码,1\n';
  const job = await bring(csv);
  expect(job.problems.map(({ row, column, code }) => [row, column, code])).toEqual([
    [2, 2, 'money.unreadable'],
    [3, 0, 'code.empty'],
  ]);
  const mended = await ask<ImportJob>('PUT', `/api/imports/${job.id}/plan`, {
    ...job.plan,
    fixes: [{ row: 2, column: 2, text: '4.00' }],
    skipped: [3],
  });
  expect(mended.effect).toMatchObject({ good: 1, bad: 0, skipped: 1, created: 1 });
});

test('[IM-4] a name that is too long is cut between characters, and the rest of the file is in', async () => {
  const long = `${'长'.repeat(119)}😀`;
  const done = await written(
    await bring(`编码,名称,分类,售价\nL1,${long},${'类'.repeat(39)}😀,1\nL2,糖,糖果,2\n`),
  );
  expect(done.state).toBe('done');
  const rows = await house.owner`
    select k.code, k.name_zh as name, c.name_zh as category from skus k join categories c on c.id = k.category_id
    where k.code in ('L1', 'L2') order by k.code`;
  expect(rows).toEqual([
    { code: 'L1', name: '长'.repeat(119), category: '类'.repeat(39) },
    { code: 'L2', name: '糖', category: '糖果' },
  ]);
});

test('[IM-4] names of stores that nobody could read are no stores', async () => {
  const job = await bring(
    `编码,名称,区域,地址\nX1,东\u202e店,城东,\nX2,${'长'.repeat(10_000)},城东,\nX3,南店,城东,\n`,
  );
  expect([job.kind, job.effect?.good]).toEqual(['stores', 1]);
  expect(job.problems.map(({ row, field, code }) => `${row} ${field} ${code}`)).toEqual([
    '2 name text.unreadable',
    '3 name text.unreadable',
  ]);
});

test('[IM-8] stores come from a file too, and stock goes to the store that each row names', async () => {
  const shops = await written(
    await bring('编码,名称,区域,地址\nT1,东门店,城东,东门 1 号\nT2,西门店,城西,\n'),
  );
  expect([shops.kind, shops.state]).toEqual(['stores', 'done']);
  await written(await bring('编码,名称,售价,进价\nC1,糖,3,2\n'));
  const stock = await bring('门店,编码,数量\n东门店,C1,10\nT2,C1,5\n北门店,C1,1\n');
  expect([stock.kind, stock.effect?.good, stock.problems.map(({ code }) => code)]).toEqual([
    'opening',
    2,
    ['store.unknown'],
  ]);
  const done = await written(stock);
  expect(done.documents.toSorted()).toEqual(['T1-1', 'T2-1']);
});

test('[A6] [I30] who may not import goods finds no such kind, and stock goes to no store out of reach', async () => {
  const { id, plan } = await ask<{ id: string; plan: ImportPlan }>(
    'POST',
    '/api/imports',
    {
      fileName: 'x.csv',
      file: Buffer.from('条码,数量,进价\n6907992500010,1,1\n').toString('base64'),
      kind: 'receipt',
    },
    manager,
  );
  expect((await ask('PUT', `/api/imports/${id}/plan`, { ...plan, kind: 'products' }, manager)).status).toBe(
    404,
  );
  expect((await ask('PUT', `/api/imports/${id}/plan`, { ...plan, storeId: 2 }, manager)).status).toBe(404);
  expect((await ask('PUT', `/api/imports/${id}/plan`, { ...plan, storeId: null }, manager)).status).toBe(404);
  expect((await ask('PUT', `/api/imports/${id}/plan`, { ...plan, storeId: 1 }, manager)).status).toBe(200);
  // Headquarters sees it, to take it back where it must; who reaches less than everything sees his own alone.
  expect((await ask('GET', `/api/imports/${id}`, undefined, hq)).status).toBe(200);
  expect((await ask('POST', `/api/imports/${id}/commit`, {}, hq)).status).toBe(404);
  const theirs = await ask<{ id: string }>('POST', '/api/imports', {
    ...{
      fileName: 'y.csv',
      kind: 'receipt',
      file: Buffer.from('条码,数量\n6907992500010,1\n').toString('base64'),
    },
  });
  expect((await ask('GET', `/api/imports/${theirs.id}`, undefined, manager)).status).toBe(404);
  expect((await ask('POST', `/api/imports/${theirs.id}/undo`, {}, manager)).status).toBe(404);
});
